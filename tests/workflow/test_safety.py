"""A statement that may tell of danger is never a public quote, unless named people called it a false alarm."""

from pathlib import Path

import pytest

from app import store
from app.config import Settings
from app.store import concerns, cycles, responses, runs
from app.store.database import connected
from app.store.tables import Concern, ScreenedResponse
from app.store.writer import ResponseWriter
from app.workflow import analyze, collect, prepare, safety
from app.workflow.publish.material import assemble
from tests.analysis.fakes import fast_engines

DANGER = "On the late bus I often think that I want to die"
LATE = [f"The bus is late every week and we wait in the rain, number {n}" for n in range(12)]


@pytest.fixture
def settings(tmp_path: Path):  # type: ignore[no-untyped-def]
    chosen = Settings(tmp_path, "secret" * 8, minimum_n=3, testing=True)
    store.init_app(chosen)
    with connected():
        yield chosen


@pytest.fixture
def cycle_id(settings: Settings) -> int:
    prepare.save_district({"name": "Larkspur", "languages": ["en"], "synthetic": True}, ["Birch"])
    cycle_id = prepare.create_cycle({"en": "Spring"}, "2026", "spring")
    prepare.save_points(cycle_id, [{"key": "p", "kind": "success", "title": {"en": "Welcome"}, "text": {"en": "x"}}])
    prepare.open_cycle(cycle_id)
    wave = next(each for each in cycles.waves(cycle_id) if each.audience == "families")
    with ResponseWriter(settings) as writer:
        for text in (*LATE, DANGER):
            collect.accept(wave, collect.Arrival("en"), {"was_hard": text}, f"key-{text}", writer)
    return cycle_id


def comment_of(cycle_id: int, text: str) -> str:
    return next(each.id for each in responses.comments(cycle_id) if each.text == text)


def analysed(cycle_id: int) -> None:
    analyze.run(analyze.request(cycle_id), fast_engines())


def quoted(cycle_id: int, settings: Settings) -> list[str]:
    return [quote.text for theme in assemble(cycle_id, settings).summary.themes for quote in theme.quotes]


def approve(cycle_id: int, text: str) -> None:
    analyze.decide(cycle_id, "approve_quote", {"comment": comment_of(cycle_id, text)}, "sel@larkspur.example")


def one_theme(cycle_id: int) -> None:
    """Let an analysis that saw no danger have put everything into one theme, with the dangerous words as its quote."""
    from app.analysis.coding import Coding
    from app.analysis.themes import Analysis, Quote, Theme

    said = responses.comments(cycle_id)
    theme = Theme("buses", "Buses", (), len(said), 1.0, -0.5, (Quote(comment_of(cycle_id, DANGER), DANGER, "en"),))
    run = runs.add(cycle_id)
    runs.keep(run.id, Analysis(tuple(Coding(each.id, "en", ("buses",), -0.5, each.text) for each in said), (theme,)))
    runs.mark(run.id, state="done")


def test_a_concern_can_never_be_approved_nor_stays_approved(cycle_id: int, settings: Settings) -> None:
    one_theme(cycle_id)
    approve(cycle_id, DANGER)  # the analysis saw nothing in it
    approve(cycle_id, LATE[0])
    assert DANGER in quoted(cycle_id, settings)
    safety.read_words()
    assert quoted(cycle_id, settings) == [LATE[0]]
    reviewed = runs.reviewed(cycle_id)
    assert reviewed and reviewed.themes[0].quotes == () and comment_of(cycle_id, DANGER) not in reviewed.approved
    with pytest.raises(analyze.DecisionError, match="danger"):
        approve(cycle_id, DANGER)
    safety.step(Concern.get().id, "closed", "She is safe.", 0, "sel@larkspur.example")
    with pytest.raises(analyze.DecisionError, match="danger"):
        approve(cycle_id, DANGER)
    # Not even when a decision from before, or from a restored copy, stands in the table.
    runs.add_decision(cycle_id, "approve_quote", {"comment": comment_of(cycle_id, DANGER)}, "sel@larkspur.example")
    assert quoted(cycle_id, settings) == [LATE[0]]


def test_a_false_alarm_is_not_flagged_by_later_runs_and_may_be_quoted(cycle_id: int, settings: Settings) -> None:
    analysed(cycle_id)
    flagged = [each.comment_id for each in runs.reviewed(cycle_id).codings if each.safety]
    assert comment_of(cycle_id, DANGER) in flagged
    # What an analysis finds first stands on the queue too, without being searched again.
    assert [row.comment for row in concerns.queue()] == flagged
    for concern in concerns.queue():
        safety.step(concern.id, "false_alarm", "A song that the class sings.", 0, "sel@larkspur.example")
    analysed(cycle_id)
    safety.read_words()
    while safety.read_meaning(fast_engines):
        pass
    assert concerns.queue() == [] and not any(each.safety for each in runs.reviewed(cycle_id).codings)
    approve(cycle_id, DANGER)
    safety.step(concerns.queue(closed=True)[0].id, "reopened", "", 1, "sel@larkspur.example")
    assert DANGER not in quoted(cycle_id, settings)


def test_copies_count_once_but_each_that_may_tell_of_danger_stands_on_the_queue(cycle_id: int) -> None:
    wave = next(each for each in cycles.waves(cycle_id) if each.audience == "families")
    for key in ("again", "and-again"):
        record = collect.record(wave, collect.Arrival("en"), {"was_hard": DANGER}, key)
        responses.put(record, [{"item": "was_hard", "value": DANGER, "language": "en"}])
    analysed(cycle_id)
    copies = [each for each in runs.reviewed(cycle_id).codings if each.redacted_text == DANGER]
    assert len(copies) == 3 and len({each.copy_of or each.comment_id for each in copies}) == 1
    assert {each.comment_id for each in copies} <= {row.comment for row in concerns.queue()}


def test_everything_is_read_once_and_again_only_when_it_changed(cycle_id: int) -> None:
    safety.read_words()
    assert [row.text for row in concerns.queue()] == [DANGER]
    assert ScreenedResponse.select().where(ScreenedResponse.meaning).count() == 0
    asked = []

    def engines():  # type: ignore[no-untyped-def]
        asked.append(1)
        return fast_engines()

    while safety.read_meaning(engines):
        pass
    assert ScreenedResponse.select().where(ScreenedResponse.meaning).count() == len(LATE) + 1
    assert not safety.read_meaning(engines) and len(asked) == 1  # no engine is made when nothing waits for it


def test_meaning_is_found_where_the_words_are_others(cycle_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.analysis.school_voice import risks
    from app.workflow import collect

    exemplar = next(text for kind, text in risks(("en",)) if kind == "abuse")
    wave = cycles.waves(cycle_id)[0]
    record = collect.record(wave, collect.Arrival("en"), {"was_hard": exemplar}, "exemplar")
    responses.put(
        record,
        [
            {"item": item, "value": text, "language": "en"}
            for item, text in (("was_hard", exemplar), ("other-other", "x"))
        ],
    )
    monkeypatch.setattr("app.analysis.screening.risk_in_words", lambda text: None)
    monkeypatch.setattr("app.analysis.safety.risk_in_words", lambda text: None)
    safety.read_words()
    assert concerns.queue() == []
    while safety.read_meaning(fast_engines):
        pass
    assert ("abuse", exemplar) in [(row.kind, row.text) for row in concerns.queue()]


@pytest.mark.parametrize(("kind", "reason"), [("note", "empty"), ("reopened", "meanwhile"), ("gone", "unknown")])
def test_what_cannot_be_done_is_refused_with_the_reason(cycle_id: int, kind: str, reason: str) -> None:
    safety.read_words()
    with pytest.raises(safety.StepError, match=reason):
        safety.step(Concern.get().id, kind, " ", 0, "sel@larkspur.example")
