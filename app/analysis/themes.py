"""Themes: groups of comments that mean the same thing, whatever their language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.analysis.coding import Coding
from app.analysis.meanings import Meanings


@dataclass(frozen=True)
class Quote:
    """A redacted comment that stands for its theme."""

    comment_id: str
    text: str
    language: str
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Gist:
    """One statement of a comment, word for word, that says what its theme is about.

    `heard` says how many comments of the theme say nearly the same, this one among them.
    """

    comment_id: str
    text: str
    language: str
    heard: int


@dataclass(frozen=True)
class Theme:
    """One theme.

    `size` counts comments, `prevalence` is its share of all coded comments (0..1), `sentiment` their mean (-1..1).
    `centroid` is the unit vector (float32 bytes) by which a later analysis run recognises the theme. `code` is True
    when the theme is a code of the given codebook, False when it was found in what the codebook left over.
    `gists` are the statements that sum it up, the best first, several of each language.
    """

    id: str
    label: str
    keyphrases: tuple[str, ...]
    size: int
    prevalence: float
    sentiment: float
    quotes: tuple[Quote, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    definition: str = ""
    code: bool = False
    centroid: bytes = b""
    gists: tuple[Gist, ...] = ()

    @property
    def spoken_by(self) -> set[str]:
        """The comments that its quotes and gists are from."""
        return {quote.comment_id for quote in self.quotes} | {gist.comment_id for gist in self.gists}


@dataclass(frozen=True)
class Analysis:
    """The result of one analysis: a coding for every comment given, and the themes, largest first.

    `meanings` is where the comments lie in the space of meaning, when the analysis has just been made.
    """

    codings: tuple[Coding, ...]
    themes: tuple[Theme, ...]
    meanings: Meanings | None = field(default=None, compare=False, repr=False)
