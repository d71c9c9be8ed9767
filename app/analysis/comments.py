"""What analysis sees of a response: open-ended answers as plain frozen records."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)  # slots: a state's worth of them is held at once
class Comment:
    """One open-ended answer.

    `id` is unique within one analysis and tells nothing about who wrote it. `language` is the BCP 47 tag that is
    already known, or None to have it identified. `groups` places it (``audience``, ``school``, ``language`` of the
    form ...) and `item` is the id of the item it answers.
    """

    id: str
    text: str
    language: str | None = None
    groups: Mapping[str, str] = field(default_factory=dict)
    item: str | None = None
