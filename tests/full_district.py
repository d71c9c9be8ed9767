"""The small district with something on every page: 18 languages, every item type, letters, addresses, files, a publication."""

from dataclasses import replace

from app import create_app
from app.adapters.contact_files import read_pasted
from app.analysis.enrolment import Count
from app.config import Settings
from app.planning.export import plan_to_dict
from app.store import concerns as store
from app.store import members, plans, publications, readings, runs, waves
from app.store.tables import Cycle, District, Wave
from app.web import tasks
from app.workflow import codes, enrolment, estimate, imports, invitations, reveal, revise, safety, team
from app.workflow.publish.retold import for_students
from reports.students import student_summary_body
from reports.summary import community_summary_body
from tests.kitchen_sink import DEFINITION, TAGS
from tests.reports.samples import cover, summary
from tests.small_district import database_of
from tests.small_team import heard, planned
from tests.tool_files import GOOGLE, csv_of

# Every item type stands on the community's form; the staff's form has closed.
EVERYTHING, CLOSED = "community-spring", "staff-spring"
ADDRESSES = "ana@example.org, Spanish\nlin@example.org\nomar@example.org, Arabic"


def filled(settings: Settings) -> dict[str, str]:
    """Fill the small district of these settings and return what stands in secret addresses: code, links, file."""
    with create_app(settings).app_context(), database_of(settings):
        heard()
        planned()
        worked_on()
        District.update(languages=list(TAGS)).execute()
        Wave.update(definition=DEFINITION).where(Wave.slug == EVERYTHING).execute()
        Wave.update(state="closed").where(Wave.slug == CLOSED).execute()
        waves.touch_forms()
        invitations.add(1, 1, "en", read_pasted(ADDRESSES))
        reviewed_by_people()
        published()
        counted()
        return {
            "concern": concern(),
            "code": codes.make_codes(1, 30, settings.secret_key)[0],
            "no_more": invitations.token_for(settings.secret_key, "ana@example.org"),
            "set_up": team.create_member("new@larkspur.example"),
            "signed_in": team.create_member("sel@larkspur.example"),
            "translate": tasks.new_link(Cycle.get(), "ar", "Ms. Ali"),
            "file": str(imports.upload(1, "spring.csv", csv_of(GOOGLE))),
        }


def counted() -> None:
    """Let it be known how many people there are, a table of counts wait, and the software have counted who says what."""
    enrolment.save(
        [Count("families", 300), Count("students", 400, "Oak School"), Count("staff", 2)], 0, "sel@larkspur.example"
    )
    enrolment.upload(b"School,Students,Staff\nOak School,300,n/a\nBirch Elementary,200,12\n", "people.csv")
    estimate.refresh(1, 1)


def worked_on() -> None:
    """Let the first revision be weighed, discussed and changed, and people want opposite things; the second's place be gone."""
    side = {
        "comments": 12,
        "audiences": {"families": 12},
        "quotes": [{"comment_id": "r2.x", "text": "الحافلة", "language": "ar"}],
    }
    parts = {"size": 0.3, "equity": 0.5, "severity": 0.8, "fit": 0.6}
    plans.put_evidence(
        1, {"parts": parts, "opposed": {"axis": "start", "code": "start_times", "more": side, "less": side}}
    )
    revise.say(1, "Can we afford it?", "sel@larkspur.example")
    changed = {"text": "Add two bus aides on every route", "owner": "Ms. Ortiz", "timeline": "May", "kind": "expand"}
    revise.decide(1, "accepted", {**changed, "reason": {"en": "Safer", "ar": "آمن"}}, 0, "sel@larkspur.example")
    plan = plan_to_dict(plans.understood(1))
    revise.correct(1, {**plan, "goals": plan["goals"][:1]}, "sel@larkspur.example")


def concern() -> str:
    """Let the team's member be named for safety, and two statements stand on the queue; return the first one's id."""
    signed_in = team.create_member("sel@larkspur.example")
    safety.name(team.of_link(signed_in).id, True)
    said = (
        ("r5.was_hard", "abuse", "Someone at home hurts me", "en"),
        ("r2.was_hard", "violence_threat", "سيحضر سلاحا", "ar"),
    )
    store.put(store.rows([store.Found(*each) for each in said], runs.now()))
    first = store.queue()[0].id
    safety.step(first, "taken", "", 0, "sel@larkspur.example")
    safety.step(first, "note", "Rang the counsellor.", 1, "sel@larkspur.example")
    return first


def reviewed_by_people() -> None:
    """Let the team's member have every right and have seen one comment as written, and two readers have read a sample."""
    team.create_member("sel@larkspur.example")
    member = members.put_right(1, "reveal", True)
    reveal.reveal(1, "r0.was_hard", "The principal wants to thank the driver.", member)
    coded = {f"r{n}.was_hard": theme for n, theme in enumerate(("buses", "buses", "kindness", "kindness"))}
    themes = [("buses", "Buses", {}), ("kindness", "Kindness", {})]
    for _ in range(2):  # one that was read by others, and one that waits
        sample = readings.add(1, list(coded), themes, coded, "ana@larkspur.example")
    for reader in ("ana@larkspur.example", "ben@larkspur.example"):
        for comment, theme in coded.items():
            readings.put(2, reader, comment, theme)
    assert sample.id == 2


def published() -> None:
    """Release the community summary of the example in every language."""
    told = summary(languages=TAGS)
    documents = [
        {
            "name": f"community-summary-{tag}.body.html", "kind": "summary_page", "media_type": "text/html; charset=utf-8",
            "language": tag, "public": True,
            "data": str(community_summary_body(replace(told, cover=cover(tag)))).encode(),
        }
        for tag in TAGS
    ] + [
        {
            "name": f"student-summary-{tag}.body.html", "kind": "student_page", "media_type": "text/html; charset=utf-8",
            "language": tag, "public": True, "data": str(student_summary_body(for_students(replace(told, cover=cover(tag))))).encode(),
        }
        for tag in TAGS
    ]  # fmt: skip
    fields = {"slug": "spring", "version": 1, "date": "2026-06-01", "title": {"en": "Spring"}, "languages": list(TAGS)}
    publications.add(1, fields, documents)
