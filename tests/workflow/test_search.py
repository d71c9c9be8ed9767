"""Searching what was said: by meaning with the run's vectors, by words without, and never too few people or danger."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import store
from app.analysis.coding import Coding
from app.analysis.review import counted_once
from app.analysis.themes import Analysis
from app.config import Settings
from app.store import cycles, meanings, runs
from app.store.database import connected
from app.store.writer import ResponseWriter
from app.workflow import analyze, collect, prepare
from app.workflow.search import Searcher, Wish, as_json, from_json
from tests.analysis.fakes import fast_engines

LATE, LUNCH, DANGER = (
    "the bus is late every morning",
    "Lunch is too short to eat. The soup is cold",
    "i want to kill myself",
)


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("searched")
    settings = Settings(folder, "secret" * 8, testing=True)
    store.init_app(settings)
    with connected():
        cycle_id = prepare.create_cycle({"en": "Spring"}, "2026", "spring")
        prepare.save_points(cycle_id, [{"key": "p", "kind": "success", "title": {"en": "W"}, "text": {"en": "x"}}])
        prepare.open_cycle(cycle_id)
        waves = {wave.audience: wave for wave in cycles.waves(cycle_id)}
        with ResponseWriter(settings) as writer:
            for n in range(24):
                said = f"{(LATE, LUNCH)[n % 2]}, said {n}"
                collect.accept(waves["families"], collect.Arrival("en"), {"was_hard": said}, f"k{n}", writer)
            for n, said in enumerate((LATE, LATE, DANGER)):
                collect.accept(waves["staff"], collect.Arrival("en"), {"was_hard": said}, f"s{n}", writer)
        analyze.run(analyze.request(cycle_id), fast_engines(), data_dir=folder)
        yield folder


def found(folder: Path, text: str, **wish: object):  # type: ignore[no-untyped-def]
    return Searcher(folder, fast_engines).find(1, Wish(text, **wish))  # type: ignore[arg-type]


def test_what_means_the_same_is_found_nearest_first_and_the_statement_is_marked(searched: Path) -> None:
    hits = found(searched, "cold soup").hits[:12]
    assert len(hits) == 12 and all("soup" in hit.text for hit in hits)
    [(start, end)] = hits[0].marks
    assert hits[0].text[start:end].startswith("The soup is cold")
    assert found(searched, "cold soup").by == "meaning"


def test_a_hit_says_language_audience_and_themes_and_goes_through_json_unchanged(searched: Path) -> None:
    result = found(searched, "late bus", audience="families")
    hit = result.hits[0]
    assert (hit.language, hit.audience) == ("en", "families") and set(hit.themes) <= {each.id for each in result.themes}
    assert as_json(from_json(as_json(result))) == as_json(result)


def test_filters_narrow_and_too_few_people_are_not_shown_on_their_own(searched: Path) -> None:
    theme = found(searched, "late bus").hits[0].themes[0]
    assert all(theme in hit.themes for hit in found(searched, "", theme=theme).hits)
    alone = found(searched, "late bus", audience="staff", minimum_n=10)
    assert alone.too_few and alone.hits == ()
    assert found(searched, "late bus", audience="families").total > 5
    # And what two of the staff wrote does not say that it was the staff.
    assert {hit.audience for page in (1, 2) for hit in found(searched, "", page=page).hits} == {"families", ""}


def test_what_may_tell_of_danger_is_found_by_those_named_for_it_only(searched: Path) -> None:
    assert not any("kill" in hit.text for hit in found(searched, "kill myself").hits)
    assert found(searched, "kill myself", dangers=True).hits[0].safety == "self_harm"


def test_without_an_encoder_or_vectors_words_are_looked_for_whatever_their_accents(
    searched: Path, tmp_path: Path
) -> None:
    for searcher in (Searcher(searched, None), Searcher(tmp_path, fast_engines)):
        result = searcher.find(1, Wish("SÔUP"))
        assert result and result.by == "words" and result.total == 12
        assert [hit.text[start:end] for hit in result.hits[:1] for start, end in hit.marks] == ["soup"]
    assert found(searched, "soup xylophone").total  # one of the words is enough


def test_what_was_decided_since_shows_at_once(searched: Path) -> None:
    searcher = Searcher(searched, fast_engines)
    first = searcher.find(1, Wish("late bus"))
    assert first
    chosen = [hit.comment for hit in first.hits[:3]]
    analyze.decide_now(1, "new_theme", {"theme": "own-1", "label": "Late", "comments": chosen}, "sel@larkspur.example")
    again = searcher.find(1, Wish("", theme="own-1"))
    assert again and {hit.comment for hit in again.hits} == set(chosen)
    analyze.decide(1, "undo", {}, "sel@larkspur.example")
    assert searcher.find(1, Wish("", theme="own-1")).total == 0  # type: ignore[union-attr]


def test_a_theme_of_what_was_found_stays_in_the_next_run_with_what_means_the_same(
    searched: Path, tmp_path: Path
) -> None:
    first = found(searched, "cold soup")
    chosen = [hit.comment for hit in first.hits[:4]]
    analyze.decide_now(1, "new_theme", {"theme": "own-2", "label": "Soup", "comments": chosen}, "sel@larkspur.example")
    analyze.run(analyze.request(1), fast_engines(), data_dir=tmp_path)
    reviewed = runs.reviewed(1)
    assert reviewed and reviewed.unapplied == ()
    [theme] = [each for each in reviewed.themes if each.id == "own-2"]
    members = [each for each in reviewed.codings if "own-2" in each.themes]
    assert theme.label == "Soup" and len(members) > 4 and all("soup" in each.redacted_text for each in members)
    newest = runs.latest_done(1)
    assert newest and meanings.load(tmp_path, newest.id) is not None and meanings.load(tmp_path, 1) is None
    analyze.decide(1, "undo", {}, "sel@larkspur.example")
    reviewed = runs.reviewed(1)
    assert reviewed and "own-2" not in {each.id for each in reviewed.themes}


def test_words_of_every_script_are_found(searched: Path) -> None:
    run = runs.add(1)
    said = [
        ("1", "zh-Hans", "校车又没来"),
        ("2", "ar", "الحافلة متأخرة"),
        ("3", "ne", "बस सधैं ढिलो आउँछ"),
        ("4", "en", "bus 14 only"),
    ]
    found_by_words = counted_once(
        Analysis(tuple(Coding(i, tag, (), 0, text, uncoded="not_understood") for i, tag, text in said), ())
    )
    runs.keep(run.id, found_by_words)
    runs.mark(run.id, state="done")
    for words, comment in (("校车", "1"), ("الحافلة", "2"), ("ढिलो", "3"), ("14", "4")):
        assert [hit.comment for hit in Searcher(searched, None).find(1, Wish(words)).hits] == [comment], words  # type: ignore[union-attr]
