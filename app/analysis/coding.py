"""The coding of one comment, and the record of what could not be coded."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from app.analysis.statements import Statement


@dataclass(frozen=True, slots=True)  # slots: a state's worth of them is held at once
class Coding:
    """What analysis made of one comment.

    `themes` are theme ids, best first; empty means not coded, and `uncoded` then says why (``too_short``,
    ``no_content``, ``not_understood``, ``unknown_language``). `sentiment` is -1..1. `redacted_text` is the text with names and contact data
    replaced by what they are. `safety` names the kind of risk that the comment tells of, or is None. `margin` (0..1)
    says how far the first theme is ahead of the second: low means that a person should look. `copy_of` is the id of the
    first comment with the same words when this one was copied (see `copies`): it is kept, and counts no second time.
    `code` is the code of the school-voice codebook that it speaks of first, which makes the sub-themes of a theme.
    `statements` are its parts in order, each with its own themes, which are among those of the comment.
    """

    comment_id: str
    language: str
    themes: tuple[str, ...]
    sentiment: float
    redacted_text: str
    safety: str | None = None
    margin: float = 0.0
    uncoded: str | None = None
    copy_of: str | None = None
    code: str = ""
    statements: tuple[Statement, ...] = ()

    def renamed(self, name: Callable[[str], str]) -> "Coding":
        """Return the coding with other ids of its themes, those of its statements too; two that become one stand there once."""
        return replace(
            self,
            themes=tuple(dict.fromkeys(map(name, self.themes))),
            statements=tuple(each.renamed(name) for each in self.statements),
        )

    def also(self, theme_id: str, first: bool = True) -> "Coding":
        """Return the coding with this theme before (or after) the others: each of its statements speaks of it."""

        def with_it(themes: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(dict.fromkeys((theme_id, *themes) if first else (*themes, theme_id)))

        said = tuple(replace(each, themes=with_it(each.themes)) for each in self.statements)
        return replace(self, themes=with_it(self.themes), statements=said, uncoded=None)

    def without(self, theme_ids: Collection[str]) -> "Coding":
        """Return the coding without these themes, those of its statements too."""
        themes = tuple(each for each in self.themes if each not in theme_ids)
        return replace(
            self,
            themes=themes,
            statements=tuple(
                replace(each, themes=tuple(one for one in each.themes if one not in theme_ids))
                for each in self.statements
            ),
            uncoded=self.uncoded if themes else "not_understood",
        )
