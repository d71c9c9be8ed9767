"""Everything that a report may say. Report code can reach nothing else.

The publish step fills these with figures that are already suppressed (None = hidden because too few people stand behind
it) and with quotes that are already redacted and approved, so an auditor who reads this file sees all that the public
can ever see. Audiences, languages and kinds are keys (``families``, BCP 47 tags, ``expand``) that templates translate.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Texts = Mapping[str, str]  # BCP 47 tag -> wording; the district's own language is always there


@dataclass(frozen=True)
class Quote:
    """An approved, redacted quote in the words and language of the person who wrote it."""

    text: str
    language: str
    audience: str | None = None


@dataclass(frozen=True)
class GroupShare:
    """How often a group spoke of a theme. `dimension` is audience, school or language; None figures are suppressed."""

    dimension: str
    group: str
    comments: int | None
    share: float | None


@dataclass(frozen=True)
class ThemeFinding:
    """One theme: how many comments (None = suppressed), share of all coded comments 0..1, mean sentiment -1..1.

    `gist` is the approved statement that sums it up best, word for word, in a language of the report where there is one.
    """

    id: str
    label: Texts
    definition: str
    keyphrases: tuple[str, ...]
    comments: int | None
    prevalence: float | None
    sentiment: float | None
    groups: tuple[GroupShare, ...] = ()
    quotes: tuple[Quote, ...] = ()
    gist: Quote | None = None


@dataclass(frozen=True)
class ResponseRate:
    """Responses of one group against its enrolment; `rate` 0..1. None = suppressed or unknown."""

    dimension: str
    group: str
    responses: int | None
    enrolled: int | None
    rate: float | None


@dataclass(frozen=True)
class ChoiceShare:
    """One choice of a closed item: its label, how many chose it and their share 0..1 (None = suppressed)."""

    label: Texts
    responses: int | None
    share: float | None


@dataclass(frozen=True)
class ClosedFinding:
    """A closed item, or the rating of one success or challenge (`kind`: success, challenge or item)."""

    kind: str
    question: Texts
    answered: int | None
    choices: tuple[ChoiceShare, ...]


@dataclass(frozen=True)
class Method:
    """How the figures came about, for the method page. `copies` are comments that repeat another one's words."""

    comments: int
    coded: int
    uncoded: Mapping[str, int]
    languages: Mapping[str, int | None]
    minimum_n: int
    encoder: str
    software: str
    copies: int = 0


@dataclass(frozen=True)
class Cover:
    """What every document says about itself. `date` is ISO 8601; `synthetic` marks the invented example district."""

    district: str
    title: Texts
    language: str
    date: str
    version: int = 1
    synthetic: bool = False


@dataclass(frozen=True)
class Side:
    """Those who want one of two opposite things, `wish` in words: how many (None = suppressed), who, approved quotes."""

    wish: Texts
    comments: int | None
    audiences: Mapping[str, int | None] = field(default_factory=dict)
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class Opposed:
    """Opposite wishes, told as such and not averaged: what they are about, and both sides."""

    about: Texts
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class ThemedReport:
    """The themed report for the SEL team, the board and the research department."""

    cover: Cover
    responses: int | None
    rates: tuple[ResponseRate, ...]
    closed: tuple[ClosedFinding, ...]
    themes: tuple[ThemeFinding, ...]
    method: Method
    opposed: tuple[Opposed, ...] = ()


@dataclass(frozen=True)
class PlanStep:
    """An action step as the plan has it."""

    id: str
    text: str
    owner: str = ""
    timeline: str = ""
    measure: str = ""
    status: str = ""


@dataclass(frozen=True)
class PlanStrategy:
    """A strategy and its steps."""

    id: str
    title: str
    steps: tuple[PlanStep, ...] = ()


@dataclass(frozen=True)
class PlanGoal:
    """A goal and its strategies."""

    id: str
    title: str
    strategies: tuple[PlanStrategy, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """How many said it (None = suppressed), who and in which languages, the themes' labels, approved quotes.

    `opposed` are the opposite wishes among them, if there are any.
    """

    comments: int | None
    themes: tuple[str, ...]
    audiences: Mapping[str, int | None] = field(default_factory=dict)
    languages: Mapping[str, int | None] = field(default_factory=dict)
    quotes: tuple[Quote, ...] = ()
    opposed: Opposed | None = None


@dataclass(frozen=True)
class DraftRevision:
    """One change: `kind` keep, expand, amend, add or retire; `target` an element's id, or `under` for what is added.

    `decision` is ``proposed`` or ``accepted``; `owner` and `timeline` are who carries it out and by when, '' when unsaid.
    """

    id: str
    kind: str
    target: str | None
    under: str | None
    text: str
    rationale: str
    evidence: Evidence
    decision: str = "accepted"
    owner: str = ""
    timeline: str = ""


@dataclass(frozen=True)
class PlanDraft:
    """The current plan and the changes to it. `author` signs the tracked changes."""

    cover: Cover
    goals: tuple[PlanGoal, ...]
    revisions: tuple[DraftRevision, ...]
    author: str = "YouSaid"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """*You said, we will*: what was heard, what the district does about it, and why (also when it does not).

    `school` is whose plan it changes, '' for the district's.
    """

    kind: str
    you_said: Texts
    we_will: Texts
    reason: Texts
    accepted: bool
    comments: int | None
    audiences: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    opposed: Opposed | None = None
    school: str = ""


@dataclass(frozen=True)
class CommunitySummary:
    """What the community is told back, in `cover.language`. `languages` are those it is offered in."""

    cover: Cover
    responses: int | None
    audiences: Mapping[str, int | None]
    spoken: Mapping[str, int | None]
    themes: tuple[ThemeFinding, ...]
    answers: tuple[Answer, ...]
    languages: tuple[str, ...]
    address: str
    contact: str
    minimum_n: int


@dataclass(frozen=True)
class Link:
    """Where a form is: `shown` is the short address that people type, `scanned` what the QR code leads to."""

    shown: str
    scanned: str


@dataclass(frozen=True)
class Poster:
    """One page that calls for answers; its headline is the cover's title. `beside` is a second language under the first.

    `languages` are those the form is in; `until` the last day (ISO 8601), '' where none is set; `school` may be ''.
    """

    cover: Cover
    audience: str
    link: Link
    languages: tuple[str, ...]
    beside: str = ""
    until: str = ""
    school: str = ""


@dataclass(frozen=True)
class Letter:
    """What is different on each letter: where its QR code leads, and the `code` that opens the form once ('' for none)."""

    scanned: str
    code: str = ""


@dataclass(frozen=True)
class Letters:
    """One letter for many households. `shown` is the address that people type; `call` says who helps, in the district's
    own words: a name, a telephone number."""

    cover: Cover
    audience: str
    shown: str
    letters: tuple[Letter, ...]
    languages: tuple[str, ...]
    until: str = ""
    school: str = ""
    call: str = ""


@dataclass(frozen=True)
class PaperChoice:
    """A box to mark. `number` is what is keyed in for it; `own_words` asks for words, `ends` says to stop here."""

    number: int
    label: Texts
    own_words: bool = False
    ends: bool = False


@dataclass(frozen=True)
class PaperCondition:
    """The item is asked only of those whose answer to item `number` is (`negated`: is not) among these."""

    number: int
    among: tuple[Texts, ...]
    negated: bool = False


@dataclass(frozen=True)
class PaperRow:
    """One row of a matrix: an item of its own with the matrix's choices."""

    number: int
    label: Texts


@dataclass(frozen=True)
class PaperItem:
    """One thing that is asked. `kind` is one, several, ranking, matrix, number, date or lines; `number` its place.

    `quote` is the success or challenge it is about; `most` bounds the marks of several (0: any number), `places` are those
    of a ranking, `lines` the lines to write on. A matrix has rows and no number of its own. What `follows` asks more
    about the same success or challenge, and stays with it on the page.
    """

    number: int
    kind: str
    label: Texts
    hint: Texts
    choices: tuple[PaperChoice, ...] = ()
    rows: tuple[PaperRow, ...] = ()
    quote: Texts | None = None
    only_if: PaperCondition | None = None
    faces: bool = False
    scale: bool = False
    follows: bool = False
    most: int = 0
    places: int = 0
    lines: int = 0


@dataclass(frozen=True)
class PaperSection:
    """Items under one heading."""

    title: Texts
    hint: Texts
    items: tuple[PaperItem, ...]


@dataclass(frozen=True)
class PaperSheet:
    """A questionnaire to be filled in by hand. `version` is the questionnaire's, `back` says where to return the sheet.

    `school` is the one that the sheet is for, with the numbers (item, choice) that are keyed in for it; '' for any school.
    """

    cover: Cover
    audience: str
    intro: Texts
    sections: tuple[PaperSection, ...]
    link: Link
    version: int
    back: str = ""
    school: str = ""
    school_numbers: tuple[int, int] | None = None
