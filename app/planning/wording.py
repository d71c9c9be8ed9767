"""All words that folding writes, in any offered language: plain templates, to be edited by a team afterwards.

`text` is the element's own text without its final stop, `topic` what `name_topics` made of the themes' labels.
"""

from collections.abc import Mapping, Sequence

from babel.lists import format_list

from app.planning.revision import Kind
from translations import SOURCE, catalogue, language

FEWEST_TOLD = 10  # comments: smaller numbers are not spelled out, since a rationale may be published
MOST_NAMED = 4
LEADING = 2  # audiences named in a plan's text
MOST_TOPICS = 2
Labels = Mapping[str, str]  # language -> wording


def _(message: str) -> str:
    """Mark a message for extraction; it is translated when it is written."""
    return message


TEXTS: Mapping[Kind, str] = {
    Kind.KEEP: "",
    Kind.RETIRE: "",
    Kind.EXPAND: _(
        "%(text)s. Extend it to those it does not reach yet, beginning with what %(who)s ask for about %(topic)s; "
        "count by spring how many more it reached"
    ),
    Kind.AMEND: _(
        "%(text)s. By the end of October, go through what %(who)s said about %(topic)s, change how this is done, "
        "and tell them what was changed; ask in spring whether it works better"
    ),
    Kind.ADD: _(
        "Start work on %(topic)s: by the end of October, agree with %(who)s what to change first and who leads it; "
        "report in spring what was done and whether it is better"
    ),
}

KIND_SENTENCES: Mapping[Kind, str] = {
    Kind.KEEP: _("People are glad of it as it is, so it should stay."),
    Kind.EXPAND: _("It is wanted, and people ask for more of it or say that it does not reach them yet."),
    Kind.AMEND: _("What the plan does about it does not work well enough for them as it is done now."),
    Kind.RETIRE: _("Many of those who speak of this step find it of no use or want something else in its place."),
    Kind.ADD: _("No part of the plan answers this yet."),
}

PARTLY = _("The plan answers this only in part.")
OPPOSED = _("People want opposite things here, so no wording is proposed: read both sides and decide.")

TONES = (
    (0.35, _("Mostly pleased")), (0.1, _("More pleased than worried")), (-0.1, _("Mixed feelings")),
    (-0.35, _("More worried than pleased")),
)  # fmt: skip
HARSHEST_TONE = _("Mostly worried")

AUDIENCES: Mapping[str, str] = {
    "families": _("Families"),
    "students": _("Students"),
    "staff": _("Staff"),
    "community": _("Community partners"),
}
EVERYONE = _("the people concerned")


def write_text(kind: Kind, text: str, topic: str, who: Sequence[str], tag: str = SOURCE) -> str:
    """Return the new wording of an element in a language, '' where the kind of revision needs none."""
    if not TEXTS[kind]:
        return ""
    named = name_audiences(who[:LEADING], tag) or catalogue(tag).gettext(EVERYONE)
    return catalogue(tag).gettext(TEXTS[kind]) % {"text": text.rstrip(" ."), "topic": topic, "who": named}


def write_rationale(
    kind: Kind, topic: str, said: tuple[int, Sequence[str], int, float], why: str = "", tag: str = SOURCE
) -> str:
    """Return a few short sentences for a board; `said` is (comments, audiences, languages, sentiment).

    `why` is PARTLY or OPPOSED where that says more than the kind does.
    """
    comments, audiences, languages, sentiment = said
    words, shown = catalogue(tag), language(tag).number
    number = words.ngettext(
        "%(shown)s comment speaks of %(topic)s", "%(shown)s comments speak of %(topic)s", comments
    ) % {"shown": shown(comments), "topic": topic}  # fmt: skip
    if comments < FEWEST_TOLD:
        few = _("Fewer than %(shown)s comments speak of %(topic)s")
        number = words.gettext(few) % {"shown": shown(FEWEST_TOLD), "topic": topic}
    who = [name_audiences(audiences, tag)] if audiences else []
    if languages > 1:
        tongues = words.ngettext("%(shown)s language", "%(shown)s languages", languages)
        who.append(tongues % {"shown": shown(languages)})
    places = f" ({'; '.join(who)})" if who else ""
    return f"{number}{places}. {tone(sentiment, tag)}. {words.gettext(why or KIND_SENTENCES[kind])}"


def tone(sentiment: float, tag: str = SOURCE) -> str:
    """Return a mean sentiment, -1..1, in words."""
    return catalogue(tag).gettext(next((words for least, words in TONES if sentiment >= least), HARSHEST_TONE))


def name_audiences(audiences: Sequence[str], tag: str = SOURCE) -> str:
    """Return up to four audiences as a list in words, in the order given."""
    words = catalogue(tag)
    names = [
        in_sentence(words.gettext(AUDIENCES[each])) if each in AUDIENCES else each.replace("_", " ")
        for each in audiences[:MOST_NAMED]
    ]
    # A language that borrows another's rules for numbers would borrow its "and" as well.
    return ", ".join(names) if language(tag).borrowed else format_list(names, locale=language(tag).locale)


def name_topics(labels: Sequence[Labels], tag: str = SOURCE) -> str:
    """Return up to two themes' labels in the middle of a sentence, in a language where they have one in it."""
    return ", ".join(
        in_sentence(each.get(tag) or each.get(SOURCE) or next(iter(each.values()), "")) for each in labels[:MOST_TOPICS]
    )


def in_sentence(label: str) -> str:
    """Return a label as it stands in the middle of a sentence: without a capital, unless it is an abbreviation."""
    first, _space, rest = label.strip().rstrip(".").partition(" ")
    small = first[:1].lower() + first[1:] if first[1:].islower() else first
    return f"{small} {rest}".strip()
