"""No page stands in anybody's way: a telling part of ``make access``, which looks at every page in every variant."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.full_district import EVERYTHING
from tests.journeys.barriers import MEDIA, VARIANTS, Place, Visit, visiting


@pytest.fixture(scope="module")
def visited(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visit, list[Place]]]:
    with visiting(browser, tmp_path_factory.mktemp("barriers")) as everything:
        yield everything


def test_the_form_with_every_item_type_has_no_barrier_in_any_variant(visited: tuple[Visit, list[Place]]) -> None:
    visit, places = visited
    form = next(place for place in places if place.name == f"respond.form {EVERYTHING}")
    assert _wrong(form, visit.look(form, VARIANTS)) == []


def test_what_follows_a_mistake_has_no_barrier(visited: tuple[Visit, list[Place]]) -> None:
    visit, places = visited
    mistake = next(place for place in places if place.name == "wrong submit")
    assert _wrong(mistake, visit.look(mistake, MEDIA)) == []


@pytest.mark.timeout(1200)  # a hundred pages, some minutes on a busy machine
def test_no_page_public_or_of_the_team_has_a_barrier(visited: tuple[Visit, list[Place]]) -> None:
    # Each page in one variant, each variant on many pages.
    visit, places = visited
    found: list[str] = []
    for number, place in enumerate(places):
        found += _wrong(place, visit.look(place, [VARIANTS[number % len(VARIANTS)]]))
    assert found == []


def _wrong(place: Place, found: dict[str, list[str]]) -> list[str]:
    return [f"{place.name} ({variant}): {each}" for variant, wrong in found.items() for each in wrong]
