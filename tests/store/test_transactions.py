"""Transactions on SQLite: whoever reads and then writes is not refused because somebody else wrote in between."""

import sqlite3
from pathlib import Path

import pytest

from app import store
from app.config import Settings
from app.store.database import connected, transaction
from app.store.tables import District


def test_a_transaction_takes_its_turn_before_it_reads(tmp_path: Path) -> None:
    store.init_app(Settings(tmp_path, "secret" * 8, testing=True))
    other = sqlite3.connect(tmp_path / "yousaid.sqlite3", timeout=0)
    with connected():
        with transaction():
            assert District.select().count() == 0
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("DELETE FROM district")
            with transaction():  # one within another is a part of it
                District.create(name="Larkspur")
        assert District.get().name == "Larkspur"
    other.execute("UPDATE district SET name = 'Cedar'")
    other.rollback()
    other.close()
