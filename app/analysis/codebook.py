"""The agreed list of codes that comments may be coded with."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Code:
    """One code: a label and a sentence that defines it, in the codebook's language.

    `labels` holds the label in further languages by BCP 47 tag; `examples` are comments that people coded with it.
    """

    id: str
    label: str
    definition: str
    labels: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[str, ...] = ()


Codebook = tuple[Code, ...]
