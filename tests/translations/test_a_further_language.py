"""A further language is a folder and a line: shown with one that nobody speaks."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

import translations
from tests.small_district import founded, founded_file, settings_in
from translations import LANGUAGES, Language


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    folder = tmp_path / "translations"
    shutil.copytree(translations._HERE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.setattr(translations, "_HERE", folder)
    for domain in ("messages", "questionnaires"):
        source = folder / "es" / "LC_MESSAGES" / f"{domain}.po"
        with source.open("rb") as file:
            catalogue = read_po(file, locale="es")
        for message in catalogue:
            if message.id and isinstance(message.string, str):
                message.string = message.string and f"qa’{message.string}"
        target = folder / "tlh" / "LC_MESSAGES" / f"{domain}.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            write_mo(file, catalogue)
    line = Language("tlh", "tlhIngan Hol", borrowed="en", months=tuple(f"jar {n}" for n in range(1, 13)))
    together = (*LANGUAGES, line)
    for module in ("translations", "app.web.i18n", "forms.shipped", "forms.expansion"):
        monkeypatch.setattr(f"{module}.LANGUAGES", together)
    monkeypatch.setattr("translations._BY_TAG", {each.tag: each for each in together})
    monkeypatch.setattr("app.web.i18n._TAGS", [each.tag for each in together])
    shipped = __import__("forms.shipped", fromlist=["x"])
    caches = (translations.catalogue, translations._strict, shipped._assembled, founded_file)
    for each in caches:
        each.cache_clear()
    yield founded(settings_in(tmp_path))
    for each in caches:
        each.cache_clear()


def test_a_form_speaks_it_from_the_title_to_the_thanks(app: Flask) -> None:
    from app.store import waves
    from app.store.database import connected
    from app.store.tables import District

    with connected():
        District.update(languages=["en", "tlh"]).execute()
    waves.touch_forms()
    client = app.test_client()
    page = client.get("/f/families-spring", headers={"Accept-Language": "tlh"}).text
    assert '<html lang="tlh" dir="ltr">' in page and "qa’Cuéntenos cómo va la escuela" in page and "qa’Enviar" in page
    assert "tlhIngan Hol" in client.get("/f/families-spring?lang=en").text
    assert "qa’" in client.get("/f/families-spring/thanks?lang=tlh").text
