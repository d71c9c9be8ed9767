"""Responses from other tools: what is proposed, what people say, what is stored once, and what is taken back."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.response_tables import ResponseTableError, layout_of
from app.config import Settings
from app.store import cycles, questionnaires, response_files, responses
from app.store.database import connected, transaction
from app.store.tables import Answer, QuestionnaireVersion, Response, Wave
from app.store.writer import ResponseWriter
from app.workflow import collect, export, imports, prepare
from app.workflow.imports import OUT, OWN, AlreadyHere, Busy, Meaning, NotReady, Reading, reading_of
from tests.small_district import founded, settings_in
from tests.tool_files import GOOGLE, HARD, LETTERS, LIMESURVEY, MICROSOFT, TAKING_PART, WELL, csv_of, qualtrics, xlsx_of


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    made = settings_in(tmp_path)
    founded(made)
    with connected():
        yield made


def uploaded(rows: object, name: str = "answers.csv") -> int:
    """Upload rows, or the bytes of a file, to the small district's cycle."""
    return imports.upload(1, name, rows if isinstance(rows, bytes) else csv_of(rows))  # type: ignore[arg-type]


def reading(file_id: int) -> Reading:
    """Return what a file means so far."""
    return reading_of(response_files.get(file_id).mapping)


def meanings(file_id: int) -> dict[str, Meaning]:
    """Return what each column means so far, by its name."""
    row = response_files.get(file_id)
    return {
        column["name"]: meaning
        for column, meaning in zip(row.layout["columns"], reading_of(row.mapping).columns, strict=True)
    }


def say(file_id: int, name: str, **said: object) -> None:
    """Say what a column means."""
    at = next(at for at, known in enumerate(meanings(file_id)) if known == name)
    imports.set_column(file_id, at, Meaning(**said))  # type: ignore[arg-type]


def work(settings: Settings, file_id: int) -> None:
    """Do what the worker does."""
    with ResponseWriter(settings) as writer:
        imports.work(file_id, writer, collect.imported)


def imported(settings: Settings, file_id: int) -> list[dict]:
    """Import a file and return what is stored: the answers of each response, with what is known of it."""
    imports.start(file_id)
    work(settings, file_id)
    assert response_files.get(file_id).state == "done", response_files.get(file_id).message
    return stored(file_id)


def stored(file_id: int) -> list[dict]:
    """Return the responses of an import, in no order."""
    found = {row.id: {"language": row.language, "hour": row.hour, "channel": row.channel, "wave": row.wave_id, "version": row.version}
             for row in Response.select().where(Response.batch == str(file_id))}  # fmt: skip
    for answer in Answer.select():
        if answer.response_id in found:
            found[answer.response_id][answer.item] = answer.value
    return list(found.values())


def reasons(file_id: int) -> Counter:
    """Return how often each reason stands in the list of what could not be taken."""
    return Counter(reason for _row, _at, reason in response_files.get(file_id).problems)


def test_google_forms_is_understood_and_stored(settings: Settings) -> None:
    file_id = uploaded(GOOGLE)
    found = meanings(file_id)
    assert {found["Timestamp"].role, found["Email Address"].role} == {"out"}
    assert (found[HARD].item, found[TAKING_PART].item, found["Which school is this about?"].item) == (
        "was_hard",
        "taking_part",
        "school",
    )
    assert found["Students feel welcome"].item == "point-welcome"
    assert (found["Anything about lunch?"].role, found["Anything about lunch?"].kind) == ("new", "long_text")
    rows = imported(settings, file_id)
    bus = next(row for row in rows if row.get("was_hard") == "The bus is late")
    assert (
        bus["taking_part"] == ["evening", "care"]
        and bus["school"] == "Birch Elementary"
        and bus["point-welcome"] == "5"
    )
    free = next(row for row in rows if str(row.get("was_hard")).startswith("="))
    assert free["taking_part"] == ["else", "ride"] and free["taking_part-other"] == "Free pizza"
    assert free["school-other"] == "Oak Prep" and "school" not in free
    assert {row["channel"] for row in rows} == {"import"}
    assert "example.org" not in str(rows) and response_files.data(file_id) == b""
    assert "example.org" not in str(response_files.get(file_id).layout)


def test_a_question_that_no_form_asks_becomes_an_item_of_a_version_that_nobody_is_shown(settings: Settings) -> None:
    wave = Wave.get(Wave.slug == "families-spring")
    file_id = uploaded(GOOGLE)
    rows = imported(settings, file_id)
    version = rows[0]["version"]
    assert version != Wave.get_by_id(wave.id).version
    assert questionnaires.shown(Wave.get_by_id(wave.id)).questionnaire.items
    item = f"imported-{file_id}-7"
    assert questionnaires.asked([wave])[item].label["en"] == "Anything about lunch?"
    assert item not in {each.id for each in questionnaires.shown(Wave.get_by_id(wave.id)).questionnaire.items}
    assert "The lines in the lunch room are long" in {comment.text for comment in responses.comments(1)}
    prepare.save_points(1, [])  # the next version of the form comes after it, and is without it
    assert Wave.get_by_id(wave.id).version > version
    assert item in questionnaires.asked([wave])


def test_microsoft_forms_joins_answers_with_semicolons(settings: Settings) -> None:
    rows = {row.get("went_well"): row for row in imported(settings, uploaded(xlsx_of(MICROSOFT), "answers.xlsx"))}
    assert rows["La música"]["taking_part"] == ["evening", "care"] and rows[None]["taking_part"] == ["ride"]
    assert "Ruiz" not in str(rows)


@pytest.mark.parametrize("headers", [2, 3])
def test_qualtrics_with_one_column_for_each_answer(settings: Settings, headers: int) -> None:
    file_id = uploaded(csv_of(qualtrics(headers)))
    found = meanings(file_id)
    assert (found["Q2_1"].role, found["Q2_1"].choice, found["Q2_7_TEXT"].role) == ("tick", "evening", "own")
    assert found["UserLanguage"].role == "language" and found["Q1"].item == "letters"
    (row,) = imported(settings, file_id)  # a preview and an answer that was never sent off are no responses
    assert row["language"] == "es" and row["letters"] == "5" and row["taking_part"] == ["evening"]
    assert row["taking_part-other"] == "Pizza" and row["was_hard"] == "The bus"
    assert reasons(file_id) == {"test": 1, "unfinished": 1}


def test_numbers_for_choices_are_never_taken_before_somebody_has_looked(settings: Settings) -> None:
    file_id = uploaded(csv_of(qualtrics(recoded=True)))
    assert meanings(file_id)["Q1"] == Meaning("item", "letters", sure=False)
    with pytest.raises(NotReady) as error:
        imports.start(file_id)
    assert error.value.reason == "open"
    say(file_id, "Q1", role="item", item="letters", values={"5": "1", "1": "5", "3": OUT})
    (row,) = imported(settings, file_id)
    assert row["letters"] == "1" and row["taking_part"] == ["evening"]


def test_limesurvey_with_codes_and_new_questions(settings: Settings) -> None:
    file_id = uploaded(LIMESURVEY)
    rows = imported(settings, file_id)
    assert len(rows) == 2 and reasons(file_id) == {"unfinished": 1}
    music = next(row for row in rows if row.get("went_well"))
    assert music["language"] == "vi" and music["taking_part"] == ["evening"] and music["went_well"] == "Âm nhạc"
    other = next(row for row in rows if not row.get("went_well"))
    assert other["taking_part"] == ["phone"] and other["taking_part-other"] == "Pizza"
    item = questionnaires.asked(cycles.waves(1))[f"imported-{file_id}-12"]
    assert [choice.label["en"] for choice in item.choices] == ["Bus", "Bike"] and item.type == "choices"
    assert len(other[item.id]) == 2 and len(music[item.id]) == 1


def test_answers_that_were_never_sent_off_are_taken_only_when_somebody_says_so(settings: Settings) -> None:
    file_id = uploaded(LIMESURVEY)
    imports.save(file_id, reading(file_id).wave, "en", unfinished=True)
    assert len(imported(settings, file_id)) == 3


def test_our_own_export_comes_back_as_it_was(settings: Settings, tmp_path: Path) -> None:
    wave = Wave.get(Wave.slug == "staff-spring")
    answers = {
        "was_hard": "Buses; late",
        "priorities": ["fair", "safe"],
        "support": ["time", "else"],
        "support-other": "Tea",
        "years": 3,
    }
    with ResponseWriter(settings) as writer:
        collect.accept(wave, collect.Arrival("ar"), answers, "k", writer)
    (before,) = responses.rows(1)
    file_id = uploaded(export.write(1, export.Wish("csv"), tmp_path)[0].read_bytes())
    (after,) = imported(settings, file_id)
    assert {name: after[name] for name in answers} == answers
    assert (after["language"], after["hour"], after["wave"]) == ("ar", before.facts["hour"], wave.id)


def test_a_column_can_say_which_form_a_row_belongs_to(settings: Settings) -> None:
    file_id = uploaded(
        [
            ("I am a", "What was hard?", "Q"),
            ("Parent", "The bus is late", ""),
            ("Teacher", "No time at all", ""),
            ("Martian", "The air is thin", ""),
        ]
    )
    say(file_id, "What was hard?", role="item", item="was_hard")
    say(file_id, "I am a", role="form", values={})
    rows = imported(settings, file_id)
    audiences = {wave.id: wave.audience for wave in cycles.waves(1)}
    assert {(audiences[row["wave"]], row["was_hard"]) for row in rows} == {
        ("families", "The bus is late"),
        ("staff", "No time at all"),
    }
    assert response_files.get(file_id).problems == [[4, 0, "no-form"]]


def test_what_tells_who_a_person_is_must_be_ticked_and_addresses_of_devices_never_are(settings: Settings) -> None:
    file_id = uploaded(csv_of(qualtrics()))
    with pytest.raises(NotReady) as error:
        say(file_id, "RecipientLastName", role="new", kind="long_text")
    assert error.value.reason == "personal"
    say(file_id, "RecipientLastName", role="new", kind="long_text", told=True)
    for name in ("IPAddress", "StartDate"):
        with pytest.raises(NotReady) as error:
            say(file_id, name, role="new", kind="long_text", told=True)
        assert error.value.reason == "never"
    say(file_id, "StartDate", role="hour")
    (row,) = imported(settings, file_id)
    assert row["hour"] == "2026-05-12T11" and "203.0.113.9" not in str(row)
    assert row[f"imported-{file_id}-10"] == "Ruiz"


def test_texts_that_are_no_choice_can_be_said_to_be_one_kept_or_left_out(settings: Settings) -> None:
    file_id = uploaded(
        [
            ("How often?", "Comment here please"),
            ("Always!", "one two three four"),
            ("Hardly", "a b c d"),
            ("?", "x y z q"),
            ("Never", "k l m n"),
        ]
    )
    say(file_id, "How often?", role="item", item="letters", values={"Always!": "5", "Hardly": OWN, "?": OUT})
    say(file_id, "Comment here please", role="item", item="was_hard")
    rows = {row["was_hard"]: row for row in imported(settings, file_id)}
    assert rows["one two three four"]["letters"] == "5" and rows["k l m n"]["letters"] == "1"
    assert rows["a b c d"]["letters-other"] == "Hardly" and "letters" not in rows["a b c d"]
    assert "letters" not in rows["x y z q"] and "letters-other" not in rows["x y z q"]


def test_several_columns_may_be_filed_under_one_open_question(settings: Settings) -> None:
    file_id = uploaded([("Good things?", "More good things?"), ("Music", "Art"), ("", "Sports")])
    for name in ("Good things?", "More good things?"):
        say(file_id, name, role="item", item="went_well")
    assert {row["went_well"] for row in imported(settings, file_id)} == {"Music\n\nArt", "Sports"}


def test_values_are_typed_and_what_cannot_be_is_listed_by_row_column_and_reason(settings: Settings) -> None:
    definition = {**Wave.get(Wave.slug == "community-spring").definition}
    day = {"id": "day", "type": "date", "label": {"en": "On which day was it?"}, "hint": {}}
    definition["sections"] = [
        *definition["sections"],
        {"id": "more", "title": {"en": "More"}, "hint": {}, "items": [day]},
    ]
    prepare.save_questionnaire(1, Wave.get(Wave.slug == "families-spring").id, {**Wave.get(Wave.slug == "families-spring").definition,
        "sections": [*Wave.get(Wave.slug == "families-spring").definition["sections"], definition["sections"][-1]]})  # fmt: skip
    ranks = [f"Work on first? [{name}]" for name in ("Feeling safe at school", "Fair rules for everyone")]
    file_id = uploaded([
        ("How many children?", "On which day was it?", *ranks, "priorities", TAKING_PART),
        ("2", "12.5.2026", "2", "1", "", "None of these"), ("two", "5/13/2026", "", "", "", "None of these; A ride to school"),
        ("٣", "soon", "1", "1", "", ""), ("99999", "20260514", "first", "", "", ""), ("", "", "", "", "", ""),
        ("a", "b", "c", "", "", "", "spilled"),
    ])  # fmt: skip
    for name, choice in zip(ranks, ("safe", "fair"), strict=True):
        say(file_id, name, role="rank", item="priorities", choice=choice)
    say(file_id, "How many children?", role="item", item="children")
    rows = {row.get("day"): row for row in imported(settings, file_id)}
    assert rows["2026-05-12"]["children"] == 2 and rows["2026-05-12"]["priorities"] == ["fair", "safe"]
    assert rows["2026-05-12"]["taking_part"] == ["none"] and rows[None]["children"] == 3
    assert "taking_part" not in rows["2026-05-13"] and "2026-05-14" in rows
    assert sorted(map(tuple, response_files.get(file_id).problems)) == [
        (3, 0, "not-a-number"), (3, 5, "not-together"), (4, 1, "not-a-date"), (4, 2, "twice"),
        (5, 0, "out-of-bounds"), (5, 2, "no-place"), (7, -1, "cells"),
    ]  # fmt: skip


def test_a_date_that_reads_as_two_days_is_asked_once_for_its_column(settings: Settings) -> None:
    file_id = uploaded([("When?", HARD), ("03/04/2026", "The bus is late"), ("05/06/2026", "The bus was full")])
    say(file_id, "When?", role="new", kind="date")
    with pytest.raises(NotReady):
        imports.start(file_id)
    say(file_id, "When?", role="new", kind="date", order="dmy")
    assert {row[f"imported-{file_id}-1"] for row in imported(settings, file_id)} == {"2026-04-03", "2026-06-05"}


def test_who_did_not_want_to_take_part_is_not_stored(settings: Settings) -> None:
    file_id = uploaded([("assent", "was_hard"), ("yes", "The stairs"), ("no", "Forget me")])
    wave = Wave.get(Wave.slug == "students-spring")
    imports.save(file_id, wave.id, "en", unfinished=False)
    say(file_id, "assent", role="item", item="assent")
    say(file_id, "was_hard", role="item", item="was_hard")
    assert [row["was_hard"] for row in imported(settings, file_id)] == ["The stairs"] and reasons(file_id) == {
        "declined": 1
    }


def test_the_same_file_is_noticed_until_it_was_taken_back(settings: Settings) -> None:
    file_id = uploaded(GOOGLE)
    with pytest.raises(AlreadyHere) as known:
        uploaded(GOOGLE, "other name.csv")
    assert known.value.file_id == file_id
    imported(settings, file_id)
    imports.undo(file_id)
    work(settings, file_id)
    assert len(imported(settings, uploaded(GOOGLE))) == 3


def test_taking_back_removes_exactly_the_responses_of_that_file(settings: Settings) -> None:
    with ResponseWriter(settings) as writer:
        collect.accept(
            Wave.get(Wave.slug == "families-spring"), collect.Arrival("en"), {"was_hard": "Mine"}, "k", writer
        )
    first, second = uploaded(GOOGLE), uploaded(MICROSOFT)
    imported(settings, first)
    imported(settings, second)
    versions = QuestionnaireVersion.select().count()
    imports.undo(first)
    with pytest.raises(Busy):
        imports.undo(first)
    work(settings, first)
    assert response_files.get(first).state == "undone" and stored(first) == [] and len(stored(second)) == 2
    assert Response.select().count() == 3 and Answer.select().where(Answer.value == "Mine").count() == 1
    assert QuestionnaireVersion.select().count() == versions - 1
    imports.remove(first)
    with pytest.raises(Busy):
        imports.remove(second)


def test_meanings_cannot_change_once_the_import_has_started(settings: Settings) -> None:
    file_id = uploaded(GOOGLE)
    imports.start(file_id)
    for change in (
        lambda: say(file_id, HARD, role="out"),
        lambda: imports.start(file_id),
        lambda: imports.save(file_id, 1, "en", False),
    ):
        with pytest.raises(Busy):
            change()


def test_a_file_that_breaks_later_stores_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports.running, "BATCH", 2)
    file_id = uploaded(GOOGLE)
    real = imports.running.answers_of

    def breaking(*args: object) -> Iterator:
        yield from real(*args)  # type: ignore[arg-type]
        raise ResponseTableError("damaged")

    monkeypatch.setattr(imports.running, "answers_of", breaking)
    imports.start(file_id)
    work(settings, file_id)
    row = response_files.get(file_id)
    assert (row.state, row.message, stored(file_id), response_files.data(file_id)) == ("failed", "damaged 0", [], b"")


MANY = [
    ("Comment about the bus?", "School", LETTERS),
    *[(f"The bus is late {n}", "Birch Elementary", "Often") for n in range(6000)],
]
WORKER = """
import sys
from pathlib import Path
from app.jobs import init_app
from app.store import init_app as open_store
from tests.small_district import settings_in
settings = settings_in(Path(sys.argv[1]))
open_store(settings)
init_app(settings).import_responses(int(sys.argv[2]))
"""


def test_a_long_file_is_read_by_the_worker_and_one_that_is_killed_goes_on_where_it_was(settings: Settings) -> None:
    file_id = uploaded(MANY)
    assert response_files.get(file_id).state == "reading"
    work(settings, file_id)
    assert (response_files.get(file_id).state, response_files.get(file_id).of) == ("uploaded", 6000)
    imports.start(file_id)
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(settings.data_dir), str(file_id)], cwd=Path(__file__).parents[2]
    )
    while response_files.get(file_id).done == 0:
        assert worker.poll() is None
        time.sleep(0.005)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    assert 0 < response_files.get(file_id).done < 6000 and file_id in response_files.unfinished()
    with transaction():  # as if it had been killed after a batch was stored and before that was written down
        response_files.mark(file_id, done=0, stored=0)
    work(settings, file_id)
    row = response_files.get(file_id)
    assert (row.state, row.done, row.stored, Response.select().count()) == ("done", 6000, 6000, 6000)
    assert Answer.select(Answer.value).where(Answer.item == f"imported-{file_id}-1").distinct().count() == 6000


def test_a_spreadsheet_of_many_columns_can_be_proposed_and_imported(settings: Settings) -> None:
    file_id = uploaded([[f"Column {n}" for n in range(499)] + [WELL], ["x y z, nothing much"] * 499 + ["Music"]])
    assert len(imported(settings, file_id)) == 1


def test_layouts_are_kept_as_they_were_read(settings: Settings) -> None:
    assert layout_of(response_files.get(uploaded(GOOGLE)).layout).tool == "google"
