"""The summary told again for others: students, the wall, a public discussion. Nothing is added, much is left out."""

from reports import contents

_THEMES, _ANSWERS, _REFUSALS, _QUOTES = 5, 5, 2, 4
_ON_THE_WALL = 4
_SHORT = 160  # characters of a quote that a page for students has room for


def for_students(summary: contents.CommunitySummary) -> contents.StudentSummary:
    """Return what students spoke of most and what is done about it, in their own voices."""
    spoken = {theme.id: n for theme in summary.themes if (n := _by_students(theme)) is not None}
    heard = sorted((theme for theme in summary.themes if theme.id in spoken), key=lambda theme: -spoken[theme.id])
    quotes = [
        quote for theme in heard for quote in theme.quotes if quote.audience == "students" and len(quote.text) <= _SHORT
    ]
    # What answers them first, in the order of the summary otherwise.
    answers = sorted(
        (answer for answer in summary.answers if not answer.school),
        key=lambda answer: "students" not in answer.audiences,
    )
    kept = [answer for answer in answers if answer.accepted][:_ANSWERS]
    return contents.StudentSummary(
        cover=summary.cover,
        students=summary.audiences.get("students"),
        heard=tuple(heard[:_THEMES]),
        quotes=tuple(_one_of_each_language(quotes)[:_QUOTES]),
        answers=(*kept, *[answer for answer in answers if not answer.accepted][:_REFUSALS]),
        languages=summary.languages,
        address=summary.address,
        minimum_n=summary.minimum_n,
    )


def for_the_wall(summary: contents.CommunitySummary) -> contents.ResultsPoster:
    """Return what a poster has room for."""
    return contents.ResultsPoster(
        cover=summary.cover,
        responses=summary.responses,
        themes=summary.themes[:_ON_THE_WALL],
        answers=tuple(answer for answer in summary.answers if answer.accepted and not answer.school)[:_ON_THE_WALL],
        link=contents.Link(summary.address.partition("://")[2], f"{summary.address}/{summary.cover.language}"),
        languages=summary.languages,
    )


def for_a_forum(summary: contents.CommunitySummary) -> contents.ForumKit:
    """Return what is shown and discussed in public."""
    return contents.ForumKit(
        cover=summary.cover,
        responses=summary.responses,
        audiences=summary.audiences,
        themes=summary.themes,
        answers=summary.answers,
        languages=summary.languages,
        address=summary.address,
        minimum_n=summary.minimum_n,
    )


def _by_students(theme: contents.ThemeFinding) -> int | None:
    return next((g.comments for g in theme.groups if (g.dimension, g.group) == ("audience", "students")), None)


def _one_of_each_language(quotes: list[contents.Quote]) -> list[contents.Quote]:
    """Return the quotes, a first one of every language before any second one."""
    seen: dict[str, int] = {}
    rounds = []
    for quote in quotes:
        seen[quote.language] = seen.get(quote.language, 0) + 1
        rounds.append((seen[quote.language], quote))
    return [quote for _, quote in sorted(rounds, key=lambda each: each[0])]
