"""Enrolment by grade band, its earlier states and uploads; figures of who says it, counted once and kept."""

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
)

frozen = DatabaseProxy()


class Frozen(Model):
    class Meta:
        database = frozen
        legacy_table_names = False


class Cycle(Frozen):
    id = AutoField()


class EnrolmentBefore(Frozen):
    id = AutoField()
    rows = JSONField(default=list)
    by = CharField()
    at = DateTimeField()


class EnrolmentFile(Frozen):
    id = AutoField()
    filename = CharField()
    cells = JSONField(default=list)
    columns = JSONField(default=list)
    schools = JSONField(default=dict)


class CycleEstimate(Frozen):
    cycle = ForeignKeyField(Cycle, primary_key=True, on_delete="CASCADE")
    stamp = CharField()
    sample = JSONField(default=dict)
    answers = JSONField(default=dict)
    closed = JSONField(default=dict)


class ThemeFigures(Frozen):
    cycle = ForeignKeyField(Cycle, on_delete="CASCADE")
    theme = CharField()
    position = IntegerField(default=0)
    label = JSONField(default=dict)
    body = JSONField(default=dict)
    voices = JSONField(default=dict)

    class Meta:
        primary_key = CompositeKey("cycle", "theme")


TABLES = [EnrolmentBefore, EnrolmentFile, CycleEstimate, ThemeFigures]


def up(migrator, db):
    frozen.initialize(db)
    db.execute_sql("ALTER TABLE enrolment ADD COLUMN grade_band VARCHAR(255) NOT NULL DEFAULT ''")
    db.create_tables(TABLES)


def down(migrator, db):
    frozen.initialize(db)
    db.drop_tables(TABLES)
    db.execute_sql("ALTER TABLE enrolment DROP COLUMN grade_band")
