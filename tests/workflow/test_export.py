"""Exports of a cycle: from stored responses to files that wait, and go away."""

import csv
import io
import os
import secrets
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import Settings
from app.store import publications
from app.store.database import connected
from app.store.tables import Response, Wave
from app.store.writer import ResponseWriter
from app.workflow import export, prepare
from app.workflow.collect import Arrival, accept
from tests.hostile import KEPT
from tests.small_district import founded, settings_in


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    found = settings_in(tmp_path)
    founded(found)
    with connected():
        yield found


def say(settings: Settings, *responses: dict[str, object]) -> None:
    """Let families answer the form as it is now."""
    wave = Wave.get(Wave.slug == "families-spring")
    with ResponseWriter(settings) as writer:
        for answers in responses:
            accept(wave, Arrival("es", "paper", version=wave.version), answers, secrets.token_hex(), writer)


def edited(change: dict[str, list[str]]) -> None:
    """Take items, or choices of items, out of the families' form, as the team would."""
    wave = Wave.get(Wave.slug == "families-spring")
    definition = dict(wave.definition)
    for section in definition["sections"]:
        section["items"] = [item for item in section["items"] if item["id"] not in change["items"]]
        for item in section["items"]:
            item["choices"] = [each for each in item.get("choices", ()) if each["id"] not in change["choices"]]
    prepare.save_questionnaire(wave.cycle_id, wave.id, definition)


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read the responses of an export for any program."""
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["responses.csv", "codebook.csv"]
        text = archive.read("responses.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_answers_to_what_a_later_version_took_out_are_in_the_file(settings: Settings, tmp_path: Path) -> None:
    prepare.open_cycle(1)
    say(settings, {"taking_part": ["evening", "ride"], "children": 3, "went_well": "A"})
    edited({"items": ["children"], "choices": ["evening"]})
    say(settings, {"taking_part": ["ride"], "went_well": "B"})
    found = {row["went_well"]: row for row in rows_of(export.pack(1, export.Wish("csv"), tmp_path))}
    old, new = found["A"], found["B"]
    assert (old["version"], old["children"], old["taking_part:evening"], old["taking_part:ride"]) == (
        "1",
        "3",
        "1",
        "1",
    )
    assert (new["version"], new["children"], new["taking_part:evening"], new["taking_part:ride"]) == ("2", "", "", "1")
    assert (old["form"], old["channel"], old["language"]) == ("families", "paper", "es")


def test_every_text_that_a_form_keeps_is_in_the_file_letter_by_letter(settings: Settings, tmp_path: Path) -> None:
    from app.adapters.exports.guard import unguard

    say(settings, *({"went_well": text} for text in KEPT))
    made = export.pack(1, export.Wish("csv", labels=True, language="am"), tmp_path)
    header = next(name for name in rows_of(made)[0] if name.endswith("[went_well]"))
    assert sorted(unguard(row[header]) for row in rows_of(made)) == sorted(KEPT)


def test_a_job_tells_how_far_it_is_and_its_file_goes_away_after_seven_days(settings: Settings) -> None:
    say(settings, {"went_well": "A"})
    wish = export.Wish("xlsx", language="es")
    job_id = export.request(1, wish)
    assert export.request(1, wish) == job_id  # still waiting: asked for twice, made once
    assert export.request(1, export.Wish("sav")) != job_id
    export.run(job_id, settings)
    job = publications.get_job(job_id)
    assert (job.state, job.done, job.of) == ("done", 1, 1)
    made = export.made(job, settings)
    assert made is not None and made.name == "spring-responses.xlsx"
    assert made.parent.stat().st_mode & 0o077 == 0 and made.parent.parent.stat().st_mode & 0o077 == 0
    assert [(each.wish, each.responses) for each in export.kept(1, settings)] == [(wish, 1)]
    eight_days_ago = time.time() - 8 * 86_400
    os.utime(made.parent, (eight_days_ago, eight_days_ago))
    assert export.made(job, settings) is None and export.kept(1, settings) == []
    assert export.forget(settings) == 1 and not made.exists()
    assert export.request(1, wish) != job_id


def test_an_export_that_fails_says_so_and_leaves_no_half_file(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(folder: Path, table: object) -> list[Path]:
        (folder / "half").touch()
        raise ValueError("somebody's words")

    monkeypatch.setattr(export, "WRITERS", {"csv": broken})
    job_id = export.request(1, export.Wish("csv"))
    export.run(job_id, settings)
    assert publications.get_job(job_id).state == "failed"
    assert not list((settings.data_dir / "exports").iterdir())
    assert "somebody's words" not in caplog.text and "ValueError" in caplog.text


def test_responses_of_a_cycle_that_has_none_make_a_file_with_a_header_only(settings: Settings, tmp_path: Path) -> None:
    assert Response.select().count() == 0
    assert rows_of(export.pack(1, export.Wish("csv"), tmp_path)) == []
