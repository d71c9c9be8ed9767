"""Statements that may tell of danger: what was searched, what was found, what was done, who was told, and whom to tell."""

from peewee import (
    AutoField,
    BooleanField,
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

frozen = DatabaseProxy()


class Frozen(Model):
    class Meta:
        database = frozen
        legacy_table_names = False


class Cycle(Frozen):
    id = AutoField()


class Response(Frozen):
    id = CharField(primary_key=True, max_length=64)


class ScreenedResponse(Frozen):
    response = ForeignKeyField(Response, primary_key=True, on_delete="CASCADE")
    meaning = BooleanField(default=False)


class Concern(Frozen):
    id = CharField(primary_key=True, max_length=64)
    cycle = ForeignKeyField(Cycle, on_delete="CASCADE")
    comment = CharField(max_length=160, index=True)
    kind = CharField()
    text = TextField()
    language = CharField()
    audience = CharField()
    school = CharField(default="")
    hour = CharField()
    since = CharField()
    due = CharField()
    state = CharField(default="new")
    by = CharField(default="")


class ConcernEvent(Frozen):
    concern = ForeignKeyField(Concern, on_delete="CASCADE")
    number = IntegerField()
    kind = CharField()
    text = TextField(default="")
    by = CharField()
    at = DateTimeField()

    class Meta:
        primary_key = CompositeKey("concern", "number")


class ConcernNotice(Frozen):
    concern = ForeignKeyField(Concern, on_delete="CASCADE")
    occasion = CharField()
    email = CharField()
    state = CharField(default="waiting")
    reason = CharField(default="")
    tries = IntegerField(default=0)
    again = DateTimeField(null=True)

    class Meta:
        primary_key = CompositeKey("concern", "occasion", "email")


TABLES = [ScreenedResponse, Concern, ConcernEvent, ConcernNotice]
COLUMNS = [
    ("district", "concern_hours", "INTEGER NOT NULL DEFAULT 24"),
    ("team_member", "hears_concerns", "BOOLEAN NOT NULL DEFAULT FALSE"),
]


def up(migrator, db):
    frozen.initialize(db)
    # In the order of their digests: the file must not tell in which order responses came within an hour.
    for table in TABLES:
        table._meta.without_rowid = isinstance(db, SqliteDatabase)
    db.create_tables(TABLES)
    for table, name, kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")


def down(migrator, db):
    frozen.initialize(db)
    for table, name, _kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE {table} DROP COLUMN {name}")
    db.drop_tables(TABLES)
