"""The text of a plan's file, to be shown beside what was understood, and what each correction replaced."""

from peewee import AutoField, DatabaseProxy, ForeignKeyField, JSONField, Model

frozen = DatabaseProxy()


class Frozen(Model):
    class Meta:
        database = frozen
        legacy_table_names = False


class PlanFile(Frozen):
    id = AutoField()


class PlanChange(Frozen):
    id = AutoField()
    plan = ForeignKeyField(PlanFile, on_delete="CASCADE")
    before = JSONField()


def up(migrator, db):
    frozen.initialize(db)
    db.create_tables([PlanChange])
    db.execute_sql("ALTER TABLE plan_file ADD COLUMN original JSON NOT NULL DEFAULT '[]'")


def down(migrator, db):
    frozen.initialize(db)
    db.execute_sql("ALTER TABLE plan_file DROP COLUMN original")
    db.drop_tables([PlanChange])
