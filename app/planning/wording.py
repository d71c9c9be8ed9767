"""All words that folding writes: plain templates, to be edited by a team afterwards.

`text` is the element's own text without its final stop, `topic` what `name_topics` made of the themes' labels.
"""

from collections.abc import Mapping, Sequence

from app.planning.revision import Kind

FEWEST_TOLD = 10  # comments: smaller numbers are not spelled out, since a rationale may be published
MOST_NAMED = 4
LEADING = 2  # audiences named in a plan's text

TEXTS: Mapping[Kind, str] = {
    Kind.KEEP: "",
    Kind.RETIRE: "",
    Kind.EXPAND: "{text}. Extend it to those it does not reach yet, beginning with what {who} ask for about {topic}; "
    "count by spring how many more it reached",
    Kind.AMEND: "{text}. By the end of October, go through what {who} said about {topic}, change how this is done, "
    "and tell them what was changed; ask in spring whether it works better",
    Kind.ADD: "Start work on {topic}: by the end of October, agree with {who} what to change first and who leads it; "
    "report in spring what was done and whether it is better",
}

KIND_SENTENCES: Mapping[Kind, str] = {
    Kind.KEEP: "People are glad of it as it is, so it should stay.",
    Kind.EXPAND: "It is wanted, and people ask for more of it or say that it does not reach them yet.",
    Kind.AMEND: "What the plan does about it does not work well enough for them as it is done now.",
    Kind.RETIRE: "Many of those who speak of this step find it of no use or want something else in its place.",
    Kind.ADD: "No part of the plan answers this yet.",
}

PARTLY = "The plan answers this only in part."

TONES = ((0.5, "mostly glad"), (0.15, "more glad than not"), (-0.15, "mixed"), (-0.5, "more critical than not"))
HARSHEST_TONE = "mostly critical"

AUDIENCES: Mapping[str, str] = {
    "families": "families",
    "students": "students",
    "staff": "staff",
    "community": "community partners",
}
EVERYONE = "the people concerned"


def write_text(kind: Kind, text: str, topic: str, who: Sequence[str]) -> str:
    """Return the new wording of an element, '' where the kind of revision needs none."""
    named = name_audiences(who[:LEADING]) or EVERYONE
    return TEXTS[kind].format(text=text.rstrip(" ."), topic=topic, who=named)


def write_rationale(kind: Kind, topic: str, said: tuple[int, Sequence[str], int, float], partly: bool = False) -> str:
    """Return one or two sentences for a board; `said` is (comments, audiences, languages, sentiment)."""
    comments, audiences, languages, sentiment = said
    number = f"{comments} comments" if comments >= FEWEST_TOLD else f"Fewer than {FEWEST_TOLD} comments"
    whom = f" from {name_audiences(audiences)}" if audiences else ""
    tongues = f" in {languages} languages" if languages > 1 else ""
    first = f"{number}{whom}{tongues} speak of {topic}; the tone is {tone(sentiment)}."
    return f"{first} {PARTLY if partly and kind is Kind.ADD else KIND_SENTENCES[kind]}"


def tone(sentiment: float) -> str:
    """Return a mean sentiment, -1..1, in words."""
    return next((words for least, words in TONES if sentiment >= least), HARSHEST_TONE)


def name_audiences(audiences: Sequence[str]) -> str:
    """Return up to four audiences as a list in words, in the order given."""
    names = [AUDIENCES.get(each, each.replace("_", " ")) for each in audiences[:MOST_NAMED]]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def name_topics(labels: Sequence[str]) -> str:
    """Return up to two themes' labels in the middle of a sentence."""
    return ", and about ".join(in_sentence(label) for label in labels[:2])


def in_sentence(label: str) -> str:
    """Return a label as it stands in the middle of a sentence: without a capital, unless it is an abbreviation."""
    first, _, rest = label.strip().rstrip(".").partition(" ")
    small = first[:1].lower() + first[1:] if first[1:].islower() and first.isascii() else first
    return f"{small} {rest}".strip()
