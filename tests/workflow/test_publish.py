"""What is published: nobody below the minimum n, approved and redacted words only, frozen for ever."""

import io
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from app import store
from app.analysis.coding import Coding
from app.analysis.themes import Analysis, Gist, Theme
from app.config import Settings
from app.planning.plan import Goal, Plan
from app.store import cycles, plans, publications, responses, runs
from app.store.database import connected
from app.store.tables import RunTheme
from app.store.writer import ResponseWriter
from app.workflow import analyze, collect, prepare, publish, revise

SAID = {
    "families": [f"The bus is late, says family {n}" for n in range(12)],
    "students": [f"We wait in the rain, says student {n}" for n in range(11)],
    "staff": [f"Drivers are tired, says colleague {n}" for n in range(3)],
}
FLAGGED, NEVER_APPROVED = "The bus is late, says family 11", "The bus is late, says family 10"


@pytest.fixture
def settings(tmp_path: Path):  # type: ignore[no-untyped-def]
    chosen = Settings(tmp_path, "secret" * 8, testing=True)
    store.init_app(chosen)
    with connected():
        yield chosen


def cycle_with_answers(settings: Settings) -> int:
    prepare.save_district({"name": "Larkspur", "languages": ["en", "ar"], "synthetic": True}, ["Birch"])
    cycle_id = prepare.create_cycle({"en": "Spring"}, "2026", "spring")
    prepare.save_points(cycle_id, [{"key": "p", "kind": "success", "title": {"en": "Welcome"}, "text": {"en": "x"}}])
    prepare.open_cycle(cycle_id)
    waves = {wave.audience: wave for wave in cycles.waves(cycle_id)}
    with ResponseWriter(settings) as writer:
        for audience, texts in SAID.items():
            for text in texts:
                collect.accept(waves[audience], collect.Arrival("en"), {"was_hard": text}, f"key-{text}", writer)
    return cycle_id


def analysed(cycle_id: int, approve: bool = True, gists: tuple[Gist, ...] = ()) -> None:
    comments = responses.comments(cycle_id)
    codings = tuple(
        Coding(c.id, "en", ("buses",), -0.5, c.text.replace("family", "[name]"), "abuse" if c.text == FLAGGED else None)
        for c in comments
    )
    theme = Theme("buses", "Late buses", ("late bus",), len(codings), 1.0, -0.5, centroid=b"\0" * 4, gists=gists)
    run_id = analyze.request(cycle_id)
    runs.keep(run_id, Analysis(codings, (theme,)))
    runs.mark(run_id, state="done")
    for comment in comments if approve else ():
        if comment.text != NEVER_APPROVED:
            # Past the gate that refuses what may tell of danger: the publication must hold it back by itself.
            runs.add_decision(cycle_id, "approve_quote", {"comment": comment.id}, "sel@larkspur.example")


def published(cycle_id: int, settings: Settings) -> dict[str, bytes]:
    publish.run(publish.request(cycle_id), settings)
    newest = publications.of_cycle(cycle_id)[0]
    return {f.name: bytes(publications.file(newest.id, f.name).data) for f in publications.files(newest.id)}


def words(documents: dict[str, bytes]) -> str:
    """Everything that can be read in all documents."""
    texts = [data.decode() for name, data in documents.items() if name.endswith(".html")]
    for name, data in documents.items():
        if name.endswith(".pdf"):
            texts += [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]
    book = load_workbook(io.BytesIO(documents["themed-report.xlsx"]))
    texts += [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    return "\n".join(texts)


def test_a_group_below_the_minimum_is_in_no_document_and_cannot_be_worked_out(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    analysed(cycle_id)
    book = load_workbook(io.BytesIO(published(cycle_id, settings)["themed-report.xlsx"]))
    answered = {
        row[1]: row[2] for row in book["Who answered"].iter_rows(min_row=2, values_only=True) if row[0] == "audience"
    }
    assert answered["staff"] == "hidden"
    assert "hidden" in (answered["students"], answered["families"])  # else staff were the total less the others
    groups = {row[2]: row[3] for row in book["Groups"].iter_rows(min_row=2, values_only=True) if row[1] == "audience"}
    assert groups.get("staff") in (None, "hidden")


def test_quotes_are_approved_redacted_and_never_tell_of_danger(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    analysed(cycle_id)
    text = words(published(cycle_id, settings))
    assert "The bus is late, says [name]" in text or "We wait in the rain" in text
    assert "says family" not in text
    assert FLAGGED.replace("family", "[name]") not in text
    assert NEVER_APPROVED.replace("family", "[name]") not in text


def test_without_approved_quotes_everything_is_made_and_the_gap_is_named(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    analysed(cycle_id, approve=False)
    assert "quotes" in publish.preview(cycle_id, settings).missing
    assert "says" not in words(published(cycle_id, settings))


def test_a_publication_is_frozen_and_a_correction_is_the_next_edition(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    analysed(cycle_id)
    first = published(cycle_id, settings)
    analyze.decide(cycle_id, "rename", {"theme": "buses", "label": "Waiting for the bus"}, "sel@larkspur.example")
    second = published(cycle_id, settings)
    kept = publications.by_slug("spring")
    assert {f.name: bytes(publications.file(kept.id, f.name).data) for f in publications.files(kept.id)} == first
    assert publications.by_slug("spring-v2").version == 2
    assert "Waiting for the bus" in words(second) and "Waiting for the bus" not in words(first)


def test_nothing_can_be_published_before_the_analysis(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    with pytest.raises(publish.NotReady):
        publish.request(cycle_id)
    assert publications.of_cycle(cycle_id) == []


def test_a_job_that_fails_says_so_and_publishes_nothing(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    analysed(cycle_id)
    job_id = publish.request(cycle_id)
    RunTheme.update(body={}).execute()
    with pytest.raises(KeyError):
        publish.run(job_id, settings)
    assert publications.get_job(job_id).state == "failed"
    assert publications.of_cycle(cycle_id) == []


def decided(cycle_id: int, decision: str, kind: str = "amend", school: str = "", **fields: object) -> None:
    """Let a revision of the district's (or a school's) plan be decided."""
    side = {"comments": 11, "audiences": {"families": 10, "staff": 1}, "quotes": []}
    proposal = {
        "kind": kind, "target": None, "under": "1", "text": "Two buses", "rationale": "Why", "themes": ["buses"],
        "evidence": {"comments": 26, "audiences": {"families": 12}, "languages": {}, "sentiment": -0.5, "quotes": []},
        "opposed": {"axis": "start", "code": "start_times", "more": side, "less": {**side, "comments": 3}},
        "language": "es",
    }  # fmt: skip
    plan = plans.add(cycle_id, "plan.xlsx", b"", Plan("P", (Goal("1", "Arrive"),)), school)
    plans.put_proposals(plan.id, [{"kind": kind, "text": proposal["text"], "rationale": "Why", "proposal": proposal}])
    revise.decide(plans.revisions(plan.id)[0].id, decision, fields, 0, "sel@larkspur.example")


def test_every_decision_is_answered_with_its_reason_in_every_language_or_marked(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    analysed(cycle_id)
    decided(cycle_id, "accepted")
    decided(cycle_id, "rejected", school="Birch", reason={"en": "No money", "ar": "لا مال"})
    (accepted, rejected) = publish.preview(cycle_id, settings).answers
    # Nobody worded it for the community: the plan's own words, in the plan's language, and what such a change stands for.
    assert accepted.we_will == {"es": "Two buses"}
    assert set(accepted.reason) == {"en", "ar"} and "does not work well enough" in accepted.reason["en"]
    assert (rejected.school, rejected.reason["ar"]) == ("Birch", "لا مال")
    documents = published(cycle_id, settings)
    assert "No money" in documents["community-summary-en.html"].decode()
    assert "لا مال" in documents["community-summary-ar.html"].decode()
    assert "not translated yet" in documents["community-summary-en.html"].decode()


def test_what_is_ended_is_said_in_every_language(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    analysed(cycle_id)
    decided(cycle_id, "accepted", kind="retire")
    assert set(publish.preview(cycle_id, settings).answers[0].we_will) == {"en", "ar"}


def test_opposite_wishes_are_published_as_two_sides_with_small_figures_hidden(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    analysed(cycle_id)
    decided(cycle_id, "accepted", owner="Bus office", timeline="By May")
    opposed = publish.preview(cycle_id, settings).answers[0].opposed
    assert opposed is not None
    assert [side.wish["en"] for side in opposed.sides] == ["A later start of school", "An earlier start of school"]
    assert [side.comments for side in opposed.sides] == [11, None]
    assert opposed.sides[0].audiences == {"families": None, "staff": None}
    documents = published(cycle_id, settings)
    for name in ("community-summary-en.html", "plan-draft.html", "themed-report.html"):
        page = documents[name].decode()
        assert "People want opposite things here" in page and "An earlier start of school" in page
    assert "Bus office" in documents["plan-draft.html"].decode() and "By May" in documents["plan-draft.html"].decode()


def test_a_revision_whose_element_is_gone_is_named_and_left_out_of_the_draft(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    analysed(cycle_id)
    decided(cycle_id, "accepted", gone="Arrive on time")
    assert "gone" in publish.preview(cycle_id, settings).missing
    assert "Two buses" not in published(cycle_id, settings)["plan-draft.html"].decode()


def test_a_theme_is_summed_up_by_an_approved_sentence_that_names_nobody(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    ids = {comment.text: comment.id for comment in responses.comments(cycle_id)}
    told = {
        "The bus is late and Mr. Featherstone shrugs": SAID["families"][0],  # redaction knows a name in it now
        "Nobody approved this about the bus": NEVER_APPROVED,
        "We wait for the bus in the rain": SAID["students"][0],
        "Drivers are tired of the bus": SAID["staff"][0],
    }
    gists = tuple(Gist(ids[text], gist, "en", 12) for gist, text in told.items())
    analysed(cycle_id, gists=gists)
    text = words(published(cycle_id, settings))
    assert "“We wait for the bus in the rain”" in text
    assert not any(gist in text for gist in told if gist != "We wait for the bus in the rain")


def test_a_theme_of_too_few_people_is_not_summed_up(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    ids = {comment.text: comment.id for comment in responses.comments(cycle_id)}
    analysed(cycle_id, gists=(Gist(ids[SAID["students"][0]], "We wait for the bus in the rain", "en", 12),))
    assert "We wait for the bus in the rain" not in words(published(cycle_id, replace(settings, minimum_n=1000)))
