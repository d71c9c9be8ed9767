"""What people made of a run, stored to be read a page at a time, and what is known of each decision."""

import json

from peewee import (
    AutoField,
    BooleanField,
    CharField,
    CompositeKey,
    DatabaseProxy,
    DateTimeField,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    TextField,
)

frozen = DatabaseProxy()


class Frozen(Model):
    class Meta:
        database = frozen
        legacy_table_names = False


class Cycle(Frozen):
    id = AutoField()


class AnalysisRun(Frozen):
    id = AutoField()


class Review(Frozen):
    cycle = ForeignKeyField(Cycle, primary_key=True, on_delete="CASCADE")
    run = ForeignKeyField(AnalysisRun, on_delete="CASCADE")
    decided = IntegerField()
    concerns = IntegerField()
    events = IntegerField()


class ReviewedList(Frozen):
    run = ForeignKeyField(AnalysisRun, on_delete="CASCADE", index=False)
    list = CharField()
    position = IntegerField()
    hidden = BooleanField(default=False)
    body = JSONField(default=dict)
    figures = JSONField(default=dict)
    standing = JSONField(default=tuple)

    class Meta:
        primary_key = CompositeKey("run", "list")


class ReviewedCoding(Frozen):
    run = ForeignKeyField(AnalysisRun, on_delete="CASCADE", index=False)
    comment = CharField(max_length=160)
    voice = CharField(max_length=160)
    audience = CharField()
    school = CharField()
    themes = TextField()
    statements = TextField()
    uncoded = CharField(null=True)
    safety = CharField(null=True)
    state = CharField(default="")
    shortened = TextField(default="")
    quotable = BooleanField()
    waiting = BooleanField()
    near = DoubleField()

    class Meta:
        primary_key = CompositeKey("run", "comment")
        indexes = (
            (("run", "voice"), False),
            (("run", "state"), False),
            (("run", "school"), False),
            (("run", "waiting", "near", "comment"), False),
        )


class ListedComment(Frozen):
    run = ForeignKeyField(AnalysisRun, on_delete="CASCADE", index=False)
    list = CharField()
    comment = CharField(max_length=160)
    rank = IntegerField()
    near = DoubleField()
    voice = CharField(max_length=160)
    sent = IntegerField(default=1)
    audience = CharField()
    language = CharField()
    sentiment = DoubleField()
    stances = CharField()
    code = CharField(max_length=40)

    class Meta:
        primary_key = CompositeKey("run", "list", "comment")
        indexes = ((("run", "list", "rank", "near", "comment"), False),)


class ResponseTally(Frozen):
    cycle = ForeignKeyField(Cycle, primary_key=True, on_delete="CASCADE")
    stamp = CharField()
    at = DateTimeField()
    body = JSONField()


TABLES = [Review, ReviewedList, ReviewedCoding, ListedComment, ResponseTally]


def up(migrator, db):
    frozen.initialize(db)
    db.create_tables(TABLES)
    db.execute_sql("ALTER TABLE decision ADD COLUMN key VARCHAR(64) NOT NULL DEFAULT ''")
    db.execute_sql("ALTER TABLE decision ADD COLUMN standing BOOLEAN NOT NULL DEFAULT TRUE")
    db.execute_sql("ALTER TABLE decision ADD COLUMN applied BOOLEAN NOT NULL DEFAULT TRUE")
    for number, payload in db.execute_sql("SELECT id, payload FROM decision").fetchall():
        about = json.loads(payload) if isinstance(payload, str) else payload
        if about.get("key"):
            change = f"UPDATE decision SET key = {db.param} WHERE id = {db.param}"
            db.execute_sql(change, (str(about["key"])[:64], number))
    db.execute_sql("CREATE INDEX decision_cycle_id_key ON decision (cycle_id, key)")


def down(migrator, db):
    frozen.initialize(db)
    db.execute_sql("DROP INDEX decision_cycle_id_key")
    for column in ("key", "standing", "applied"):
        db.execute_sql(f"ALTER TABLE decision DROP COLUMN {column}")
    db.drop_tables(TABLES)
