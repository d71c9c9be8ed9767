"""What is published: nobody below the minimum n, approved and redacted words only, frozen for ever."""

import datetime as dt
import io
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from app import store
from app.adapters.mail import ServerTrouble
from app.analysis.coding import Coding
from app.analysis.themes import Analysis, Gist, Theme
from app.config import Settings
from app.planning.plan import Goal, Plan
from app.store import cycles, plans, publications, responses, runs
from app.store.database import connected
from app.store.tables import Enrolment, MadeFile, RunTheme
from app.store.writer import ResponseWriter
from app.workflow import analyze, collect, estimate, prepare, publish, revise
from app.workflow.publish.material import assemble

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


def published(cycle_id: int, settings: Settings, changes: str = "") -> dict[str, bytes]:
    publish.run(publish.request(cycle_id, changes), settings)
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
        row[1]: row[2] for row in book["Who answered"].iter_rows(min_row=2, values_only=True) if row[0] == "Audience"
    }
    assert answered["staff"] == "hidden"
    assert "hidden" in (answered["students"], answered["families"])  # else staff were the total less the others
    groups = {row[2]: row[3] for row in book["Groups"].iter_rows(min_row=2, values_only=True) if row[1] == "Audience"}
    assert groups.get("staff") in (None, "hidden")


def test_who_says_it_stands_in_the_report_with_intervals_and_without_small_groups(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    analysed(cycle_id)
    for audience, people in (("families", 300), ("students", 500), ("staff", 40)):
        Enrolment.create(audience=audience, people=people)
    estimate.refresh(cycle_id, settings.minimum_n)
    files = published(cycle_id, settings)
    page = " ".join(files["themed-report.html"].decode().split())
    assert "Who says it: 26 people with a comment" in page and "raking" in page
    book = load_workbook(io.BytesIO(files["themed-report.xlsx"]))
    rows = {
        row[2]: row[3:] for row in book["Who says it"].iter_rows(min_row=2, values_only=True) if row[1] == "Audience"
    }
    assert rows["families"][0] == 12 and rows["families"][1] == 1 and 0.7 < rows["families"][2] < 1
    # Three of the staff are too few to be shown, and with the students they could be worked out.
    assert set(rows["staff"][:7]) == {"hidden"} and set(rows["students"][:7]) == {"hidden"}


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
    with pytest.raises(publish.ChangesMissing):
        publish.request(cycle_id)
    second = published(cycle_id, settings, "One theme has a clearer name.")
    kept = publications.by_slug("spring")
    assert {f.name: bytes(publications.file(kept.id, f.name).data) for f in publications.files(kept.id)} == first
    assert publications.by_slug("spring-v2").version == 2
    for name in ("community-summary-en.body.html", "community-summary-ar.body.html", "student-summary-en.body.html"):
        assert "One theme has a clearer name." in second[name].decode()
        assert "clearer name" not in first[name].decode()
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


def test_all_that_a_publication_promises_is_made_in_every_language(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    analysed(cycle_id)
    made = published(cycle_id, settings)
    for tag in ("en", "ar"):
        assert {
            f"community-summary-{tag}.pdf", f"student-summary-{tag}.pdf", f"poster-{tag}.pdf", f"forum-slides-{tag}.pptx",
            f"forum-guide-{tag}.pdf", f"forum-guide-{tag}.docx",
        } <= set(made)  # fmt: skip
    pack = zipfile.ZipFile(io.BytesIO(made["school-1-birch.zip"]))
    assert pack.namelist() == ["evidence.csv", "school-en.pdf", "school-ar.pdf"]


WORKER = """
import sys
from pathlib import Path
from app import store
from app.config import Settings
from app.store.database import connected
from app.workflow import publish
settings = Settings(Path(sys.argv[1]), "secret" * 8, testing=True)
store.init_app(settings)
with connected():
    publish.run(int(sys.argv[2]), settings, lambda what, done, of: print(done, flush=True))
"""


def killed_after(settings: Settings, job_id: int, documents: int) -> None:
    """Let another process make some documents of a job, and kill it as no process can prevent."""
    command = [sys.executable, "-c", WORKER, str(settings.data_dir), str(job_id)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout
        for line in worker.stdout:
            if int(line) >= documents:
                break
        worker.send_signal(signal.SIGKILL)
    assert worker.returncode == -signal.SIGKILL


def test_a_worker_that_is_killed_goes_on_where_it_was(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    analysed(cycle_id)
    job_id = publish.request(cycle_id)
    killed_after(settings, job_id, 6)
    kept = {row.name: (row.id, bytes(row.data)) for row in MadeFile.select().where(MadeFile.job == job_id)}
    assert len(kept) >= 6 and publications.of_cycle(cycle_id) == []
    job = publications.get_job(job_id)
    assert job.state == "running" and 0 < job.done < job.of and job.payload["left"] is not None
    assert job_id in [each.id for each in publications.unfinished_jobs()]  # a worker that starts takes it up
    anew: list[int] = []
    publish.run(job_id, settings, lambda what, done, of: anew.append(done))
    (publication,) = publications.of_cycle(cycle_id)
    released = {
        f.name: bytes(publications.file(publication.id, f.name).data) for f in publications.files(publication.id)
    }
    assert len(anew) == job.of - len(kept) and len(released) == job.of
    assert {name: released[name] for name in kept} == {name: data for name, (_, data) in kept.items()}
    assert MadeFile.select().count() == 0 and publications.get_job(job_id).state == "done"


def test_what_was_decided_after_a_kill_is_in_every_document(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    analysed(cycle_id)
    job_id = publish.request(cycle_id)
    killed_after(settings, job_id, 4)
    analyze.decide(cycle_id, "rename", {"theme": "buses", "label": "Waiting for the bus"}, "sel@larkspur.example")
    publish.run(job_id, settings)
    (publication,) = publications.of_cycle(cycle_id)
    report = bytes(publications.file(publication.id, "themed-report.html").data).decode()
    assert "Waiting for the bus" in report and "Late buses" not in report


def test_a_publication_that_was_ordered_makes_itself_when_the_forms_close(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    publish.order(cycle_id, True, "", mail_to=["sel@larkspur.example"])
    today = dt.date.today()
    assert publish.due(today) == []  # the forms are open
    prepare.close_cycle(cycle_id)
    assert publish.due(today) == []  # closed, but not analysed: it goes on waiting
    analysed(cycle_id)
    (job_id,) = publish.due(today)
    assert publications.get_job(job_id).payload["mail_to"] == ["sel@larkspur.example"]
    assert publish.due(today) == []  # once


def test_a_day_makes_it_too_and_an_order_can_be_taken_back(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    analysed(cycle_id)
    tomorrow = dt.date.today() + dt.timedelta(days=1)
    publish.order(cycle_id, False, tomorrow.isoformat())
    assert publish.due(dt.date.today()) == []
    publish.order(cycle_id, False, "")
    assert publish.due(tomorrow) == []
    publish.order(cycle_id, False, tomorrow.isoformat())
    assert len(publish.due(tomorrow)) == 1
    with pytest.raises(ValueError, match="over"):
        publish.order(cycle_id, False, "2020-01-01")


class Postbox:
    """A mail server that is away for the first `failures` letters."""

    def __init__(self, failures: int = 0) -> None:
        self.failures, self.letters = failures, []  # type: ignore[var-annotated]

    def send(self, message: EmailMessage, to: str) -> None:
        if self.failures:
            self.failures -= 1
            raise ServerTrouble("busy")
        self.letters.append((to, message))

    def __enter__(self) -> "Postbox":
        return self

    def __exit__(self, *_: object) -> None:
        pass


def test_those_who_asked_get_the_links_once_even_when_the_server_was_away(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    analysed(cycle_id)
    mail_id = publish.run(publish.request(cycle_id, mail_to=["a@larkspur.example", "b@larkspur.example"]), settings)
    assert mail_id is not None
    posting = replace(
        settings, mail_url="smtp://mail.example", mail_from="sel@larkspur.example", base_url="https://l.example"
    )
    box = Postbox(failures=1)
    assert publish.mail(mail_id, posting, lambda: box) == 300
    assert publish.mail(mail_id, posting, lambda: box) is None
    assert publish.mail(mail_id, posting, lambda: box) is None
    assert [to for to, _ in box.letters] == ["a@larkspur.example", "b@larkspur.example"]
    text = box.letters[0][1].get_body(("plain",)).get_content()
    assert "https://l.example/p/spring" in text and f"https://l.example/team/cycles/{cycle_id}/publish" in text
    assert not list(box.letters[0][1].iter_attachments())


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
    (accepted, rejected) = assemble(cycle_id, settings).summary.answers
    assert [each.we_will for each in publish.preview(cycle_id, settings).answers] == [
        accepted.we_will,
        rejected.we_will,
    ]
    # Nobody worded it for the community: the plan's own words, in the plan's language, and what such a change stands for.
    assert accepted.we_will == {"es": "Two buses"}
    assert set(accepted.reason) == {"en", "ar"} and "does not work well enough" in accepted.reason["en"]
    assert (rejected.school, rejected.reason["ar"]) == ("Birch", "لا مال")
    documents = published(cycle_id, settings)
    assert "No money" in documents["community-summary-en.html"].decode()
    assert "لا مال" in documents["community-summary-ar.html"].decode()
    assert "not translated yet" in documents["community-summary-en.html"].decode()
    pack = zipfile.ZipFile(io.BytesIO(documents["school-1-birch.zip"]))
    assert {"plan-draft.docx", "plan-draft.pdf"} < set(pack.namelist())  # of the plan that the school has itself


def test_what_is_ended_is_said_in_every_language(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    analysed(cycle_id)
    decided(cycle_id, "accepted", kind="retire")
    assert set(publish.preview(cycle_id, settings).answers[0].we_will) == {"en", "ar"}


def test_opposite_wishes_are_published_as_two_sides_with_small_figures_hidden(settings: Settings) -> None:
    cycle_id = cycle_with_answers(settings)
    analysed(cycle_id)
    decided(cycle_id, "accepted", owner="Bus office", timeline="By May")
    opposed = assemble(cycle_id, settings).summary.answers[0].opposed
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
