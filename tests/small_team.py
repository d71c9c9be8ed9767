"""A team member who is signed in, and what the small district's people said, as an analysis found it."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.analysis.coding import Coding
from app.analysis.statements import Statement
from app.analysis.themes import Analysis, Gist, Quote, Theme
from app.planning.plan import ActionStep, Goal, Plan, Strategy
from app.store import concerns, plans, reviewing, runs
from app.store.concerns import Found
from app.store.database import connected
from app.store.tables import Answer, Response, Wave
from app.workflow import team

EMAIL, PASSWORD = "sel@larkspur.example", "seven quiet otters"
PUSHED = (
    Statement(0, 12, ("kindness",), "complaint", 0.8, -0.8), Statement(13, 23, ("buses",), "complaint", 0.6, -0.6)
)  # fmt: skip
# (audience, school, language, words, themes, danger, why it is in no theme)
SAID = (
    ("families", 0, "en", "The bus is late every week", ("buses",), None, None),
    ("families", 0, "es", "El autobús nunca llega a tiempo", ("buses",), None, None),
    ("families", 1, "ar", "الحافلة مزدحمة جدًا", ("buses",), None, None),
    ("students", 1, "en", "They push us on the bus", ("buses", "kindness"), None, None),
    ("students", 1, "en", "My counselor listens <b>to me</b>", ("kindness",), None, None),
    ("students", 1, "en", "Someone at home hurts me", ("kindness",), "abuse", None),
    ("staff", 0, "en", "ok", (), None, "too_short"),
)
AIDE = ActionStep("1.1.1", "Add a bus aide", "Ms. Ortiz")
PLAN = Plan(
    "Plan of Larkspur",
    (
        Goal("1", "Everyone arrives safely", (Strategy("1.1", "Calm buses", (AIDE,)),)),
        Goal("2", "Everyone is known", (Strategy("2.1", "Advisory", ()),)),
    ),
    ("An approval table",),
)  # fmt: skip


@dataclass
class Member:
    """A signed-in team member in a browser of their own. `post` sends the token that every form carries."""

    client: FlaskClient
    token: str

    def get(self, address: str, **options: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(address, **options)

    def post(self, address: str, fields: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Press a button."""
        return self.client.post(address, data={"csrf_token": self.token, **(fields or {})}, **options)


def signed_in(app: Flask, email: str = EMAIL) -> Member:
    """Return a new member of the team who has set their password."""
    with connected():
        link = team.create_member(email)
    client = app.test_client()
    token = token_on(client.get(f"/team/set-up/{link}").text)
    answer = client.post(f"/team/set-up/{link}", data={"csrf_token": token, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return Member(client, token_on(client.get("/team/members").text))


def token_on(page: str) -> str:
    """Return the token against forged requests of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def heard(cycle_id: int = 1) -> None:
    """Let people have said SAID, and an analysis have found two themes in it."""
    codings = []
    with connected():
        waves = {wave.audience: wave for wave in Wave.select()}
        for place, (audience, school, language, words, themes, danger, uncoded) in enumerate(SAID):
            row = Response.create(
                id=f"r{place}", wave=waves[audience], language=language, hour="2026-05-12T14", content=str(place)
            )
            Answer.create(response=row, item="was_hard", value=words, language=language)
            Answer.create(
                response=row,
                item="school",
                value=("Birch Elementary", "Lakeside High School")[school],
                language=language,
            )
            codings.append(
                Coding(
                    f"r{place}.was_hard",
                    language,
                    themes,
                    -0.4,
                    words,
                    danger,
                    0.0 if place == 1 else 0.5,
                    uncoded,
                    statements=PUSHED if place == 3 else (),
                )
            )
        themes = (
            Theme(
                "buses",
                "Buses",
                ("late", "crowded"),
                4,
                4 / 6,
                -0.4,
                (Quote("r0.was_hard", SAID[0][3], "en"),),
                gists=(Gist("r0.was_hard", SAID[0][3], "en", 2),),
            ),
            Theme("kindness", "Kindness", ("listens",), 3, 3 / 6, -0.4, definition="Being heard."),
        )
        run = runs.add(cycle_id)
        runs.keep(run.id, Analysis(tuple(codings), themes))
        found = [
            Found(each.comment_id, each.safety, each.redacted_text, each.language) for each in codings if each.safety
        ]
        concerns.put(concerns.rows(found, runs.now()))
        runs.mark(run.id, state="done", finished=runs.now())
        reviewing.current(cycle_id)


def planned(cycle_id: int = 1, school: str = "") -> None:
    """Let the team (or a school's) have uploaded PLAN, and two revisions of it be proposed."""
    evidence = {
        "comments": 4, "audiences": {"families": 3, "students": 1}, "languages": {"en": 2, "es": 1, "ar": 1},
        "sentiment": -0.4,
        "quotes": [{"comment_id": "r0.was_hard", "text": SAID[0][3], "language": "en", "groups": {}}],
    }  # fmt: skip
    amend = {
        "kind": "amend", "target": "1.1.1", "under": None, "text": "Add a bus aide on every route",
        "rationale": "Four comments speak of buses.", "themes": ["buses"], "evidence": evidence,
    }  # fmt: skip
    add = {**amend, "kind": "add", "target": None, "under": "2.1", "text": "Greet by name", "themes": ["kindness"]}
    with connected():
        plan = plans.add(cycle_id, "plan.docx", b"PK", PLAN, school)
        proposals = [
            {key: each[key] for key in ("kind", "text", "rationale")} | {"proposal": each} for each in (amend, add)
        ]
        plans.put_proposals(plan.id, proposals)
