"""Working on the plan together: what was done about a revision, whose plan it is, who is of one school, the weights."""

from peewee import (
    AutoField,
    CharField,
    CompositeKey,
    DatabaseProxy,
    DateTimeField,
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


class RevisionRow(Frozen):
    id = AutoField()

    class Meta:
        table_name = "revision"


class RevisionEvent(Frozen):
    revision = ForeignKeyField(RevisionRow, on_delete="CASCADE")
    number = IntegerField()
    kind = CharField()
    text = TextField(default="")
    before = JSONField(default=dict)
    after = JSONField(default=dict)
    by = CharField(default="")
    at = DateTimeField()

    class Meta:
        primary_key = CompositeKey("revision", "number")


COLUMNS = [
    ("revision", "owner", "VARCHAR(255) NOT NULL DEFAULT ''"),
    ("revision", "timeline", "VARCHAR(255) NOT NULL DEFAULT ''"),
    ("revision", "gone", "TEXT NOT NULL DEFAULT ''"),
    ("plan_file", "school", "VARCHAR(255) NOT NULL DEFAULT ''"),
    ("team_member", "school", "VARCHAR(255) NOT NULL DEFAULT ''"),
    ("cycle", "weights", "JSON NOT NULL DEFAULT '{}'"),
]


def up(migrator, db):
    frozen.initialize(db)
    db.create_tables([RevisionEvent])
    for table, name, kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")


def down(migrator, db):
    frozen.initialize(db)
    for table, name, _kind in COLUMNS:
        db.execute_sql(f"ALTER TABLE {table} DROP COLUMN {name}")
    db.drop_tables([RevisionEvent])
