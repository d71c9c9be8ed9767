"""The small district, and a phone that has never been here."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.small_district import founded, settings_in


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return founded(settings_in(tmp_path))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
