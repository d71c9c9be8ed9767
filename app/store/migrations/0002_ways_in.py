"""Versions of questionnaires, codes, drafts, states of texts, imports, contacts; and the columns that go with them."""

from peewee import (
    AutoField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    DatabaseProxy,
    ForeignKeyField,
    IntegerField,
    JSONField,
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


class Wave(Frozen):
    id = AutoField()


class QuestionnaireVersion(Frozen):
    wave = ForeignKeyField(Wave, on_delete="CASCADE")
    version = IntegerField()
    content = JSONField()

    class Meta:
        primary_key = CompositeKey("wave", "version")


class AccessCode(Frozen):
    digest = CharField(primary_key=True, max_length=64)
    wave = ForeignKeyField(Wave, on_delete="CASCADE")
    series = CharField()
    spent = BooleanField(default=False)
    void = BooleanField(default=False)


class DraftResponse(Frozen):
    id = CharField(primary_key=True, max_length=64)
    wave = ForeignKeyField(Wave, on_delete="CASCADE")
    sealed = BlobField()
    expires = CharField(index=True)


class TextState(Frozen):
    id = AutoField()
    cycle = ForeignKeyField(Cycle, on_delete="CASCADE")
    ref = CharField()
    language = CharField()
    state = CharField()
    source = CharField(max_length=64)
    wording = CharField(max_length=64, default="")
    by = CharField(default="")
    day = CharField(default="")

    class Meta:
        indexes = ((("cycle", "ref", "language"), True),)


class ResponseFile(Frozen):
    id = AutoField()
    cycle = ForeignKeyField(Cycle, on_delete="CASCADE")
    filename = CharField()
    digest = CharField(max_length=64, default="")
    data = BlobField(null=True)
    layout = JSONField(default=dict)
    mapping = JSONField(default=dict)
    state = CharField(default="uploaded")
    done = IntegerField(default=0)
    of = IntegerField(default=0)
    stored = IntegerField(default=0)
    problems = JSONField(default=list)
    message = TextField(default="")


class Contact(Frozen):
    id = AutoField()
    cycle = ForeignKeyField(Cycle, on_delete="CASCADE")
    wave = ForeignKeyField(Wave, on_delete="CASCADE")
    email = CharField()
    language = CharField(default="en")
    state = CharField(default="new")

    class Meta:
        indexes = ((("wave", "email"), True),)


class NoMore(Frozen):
    digest = CharField(primary_key=True, max_length=64)


TABLES = [QuestionnaireVersion, AccessCode, DraftResponse, TextState, ResponseFile, Contact, NoMore]
# As SQL that both engines read: peewee's own way rebuilds a SQLite table, and would give responses an order of arrival.
COLUMNS = [
    ("cycle", "closed", "VARCHAR(10) NOT NULL DEFAULT ''"),
    ("cycle", "links", "INTEGER NOT NULL DEFAULT 0"),
    ("wave", "codes_only", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("wave", "all_in", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("response", "version", "INTEGER NOT NULL DEFAULT 1"),
    ("response", "batch", "VARCHAR(255) NOT NULL DEFAULT ''"),
    ("job", "payload", "JSON NOT NULL DEFAULT '{}'"),
]


def up(migrator, db):
    frozen.initialize(db)
    # In the order of their digests, not of arrival: which code was spent when must not be readable from the file.
    for table in (AccessCode, DraftResponse):
        table._meta.without_rowid = isinstance(db, SqliteDatabase)
    db.create_tables(TABLES)
    for table, name, kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
    db.execute_sql("CREATE INDEX response_batch ON response (batch)")


def down(migrator, db):
    frozen.initialize(db)
    db.execute_sql("DROP INDEX response_batch")
    for table, name, _kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE {table} DROP COLUMN {name}")
    db.drop_tables(TABLES)
