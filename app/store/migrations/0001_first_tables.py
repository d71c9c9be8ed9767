"""The tables of the first version."""

from app.store.tables import TABLES


def up(migrator, db):
    db.create_tables(TABLES)


def down(migrator, db):
    db.drop_tables(TABLES)
