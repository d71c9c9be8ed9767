"""The small district with something on every page: 18 languages, every item type, letters, addresses, files, a publication."""

from dataclasses import replace

from app import create_app
from app.adapters.contact_files import read_pasted
from app.config import Settings
from app.planning.export import plan_to_dict
from app.store import concerns as store
from app.store import plans, publications, runs, waves
from app.store.tables import Cycle, District, Wave
from app.web import tasks
from app.workflow import codes, imports, invitations, revise, safety, team
from reports.rendering.html import community_summary_body
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
        published()
        return {
            "concern": concern(),
            "code": codes.make_codes(1, 30, settings.secret_key)[0],
            "no_more": invitations.token_for(settings.secret_key, "ana@example.org"),
            "set_up": team.create_member("new@larkspur.example"),
            "signed_in": team.create_member("sel@larkspur.example"),
            "translate": tasks.new_link(Cycle.get(), "ar", "Ms. Ali"),
            "file": str(imports.upload(1, "spring.csv", csv_of(GOOGLE))),
        }


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
    ]  # fmt: skip
    fields = {"slug": "spring", "version": 1, "date": "2026-06-01", "title": {"en": "Spring"}, "languages": list(TAGS)}
    publications.add(1, fields, documents)
