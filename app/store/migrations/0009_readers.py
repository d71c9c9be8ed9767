"""Who may see a text as it was written, and each time somebody did; samples that readers code blind, and their codings."""

from peewee import (
    AutoField,
    CharField,
    CompositeKey,
    DatabaseProxy,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)
from peewee import JSONField as _JSONField

frozen = DatabaseProxy()


class Frozen(Model):
    class Meta:
        database = frozen
        legacy_table_names = False


class Cycle(Frozen):
    id = AutoField()


class Reveal(Frozen):
    id = AutoField()
    cycle = IntegerField()
    comment = CharField(max_length=160)
    by = CharField()
    at = DateTimeField()
    reason = TextField()


class ReadingSample(Frozen):
    id = AutoField()
    cycle = ForeignKeyField(Cycle, on_delete="CASCADE")
    comments = _JSONField()
    themes = _JSONField()
    machine = _JSONField()
    by = CharField()
    at = DateTimeField()


class Reading(Frozen):
    sample = ForeignKeyField(ReadingSample, on_delete="CASCADE")
    reader = CharField()
    comment = CharField(max_length=160)
    theme = CharField()

    class Meta:
        primary_key = CompositeKey("sample", "reader", "comment")


TABLES = [Reveal, ReadingSample, Reading]
COLUMNS = [("owner", "BOOLEAN NOT NULL DEFAULT FALSE"), ("may_reveal", "BOOLEAN NOT NULL DEFAULT FALSE")]
_SAYS = "what was revealed stays on record"


def up(migrator, db):
    frozen.initialize(db)
    db.create_tables(TABLES)
    for name, kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE team_member ADD COLUMN {name} {kind}")
    # Who came first has been in charge so far.
    db.execute_sql("UPDATE team_member SET owner = TRUE WHERE id = (SELECT MIN(id) FROM team_member)")
    for statement in _append_only(isinstance(db, SqliteDatabase)):
        db.execute_sql(statement)


def _append_only(sqlite):
    """The database itself refuses to change or delete what stands in the record."""
    if sqlite:
        for what in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER reveal_no_{what.lower()} BEFORE {what} ON reveal "
                f"BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
            )
        return
    yield (
        f"CREATE OR REPLACE FUNCTION reveal_stays() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{_SAYS}'; END $$ LANGUAGE plpgsql"
    )
    yield (
        "CREATE TRIGGER reveal_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON reveal "
        "FOR EACH STATEMENT EXECUTE FUNCTION reveal_stays()"
    )


def down(migrator, db):
    frozen.initialize(db)
    for name, _kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE team_member DROP COLUMN {name}")
    db.drop_tables(list(reversed(TABLES)))
    if not isinstance(db, SqliteDatabase):
        db.execute_sql("DROP FUNCTION IF EXISTS reveal_stays()")
