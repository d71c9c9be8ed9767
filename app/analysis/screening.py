"""Searches texts for danger before any analysis, and carries what people said of the finds into an analysis."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from app.analysis.comments import Comment
from app.analysis.ports import Engines, alone, no_progress
from app.analysis.preparation import prepare
from app.analysis.redaction import redact
from app.analysis.safety import find_risks, risk_in_words
from app.analysis.school import learn_school_talk
from app.analysis.themes import Analysis, Theme


def search_words(texts: Sequence[str]) -> list[str | None]:
    """Return the kind of danger that the words of each text tell of, or None. Quick, and needs no engine."""
    # Redaction may take a word away, or a name that split a phrase: either finding counts.
    return [risk_in_words(text) or risk_in_words(redact(text)[0]) for text in texts]


def search_meaning(texts: Sequence[str], engines: Engines) -> list[str | None]:
    """Return the kind of danger that each text tells of in words or meaning, as an analysis would find it, or None."""
    school = learn_school_talk(engines.encoder)
    prepared = prepare([Comment(str(place), text) for place, text in enumerate(texts)], engines, no_progress)
    risk = school.risks(alone(engines.encoder).encode([" ".join(each.statements) for each in prepared]))
    return find_risks([each.text for each in prepared], risk, school.risk_kinds)


def with_concerns(analysis: Analysis, known: Mapping[str, str | None]) -> Analysis:
    """Return the analysis with the kind of danger that is `known` of comments; None says that it was a false alarm.

    Quotes and gists that stand for a theme go when their comment tells of danger.
    """
    codings = tuple(
        replace(each, safety=known[each.comment_id]) if each.comment_id in known else each for each in analysis.codings
    )
    unsafe = {each.comment_id for each in codings if each.safety}
    return replace(
        analysis, codings=codings, themes=tuple(without_quotes_of(unsafe, theme) for theme in analysis.themes)
    )


def without_quotes_of(unsafe: Collection[str], theme: Theme) -> Theme:
    """Return a theme without the quotes and gists of these comments."""
    return replace(
        theme,
        quotes=tuple(quote for quote in theme.quotes if quote.comment_id not in unsafe),
        gists=tuple(gist for gist in theme.gists if gist.comment_id not in unsafe),
    )
