"""Documents that are being made, what a later edition says about its changes, and publications that make themselves."""

from peewee import (
    AutoField,
    BlobField,
    BooleanField,
    CharField,
    DatabaseProxy,
    ForeignKeyField,
    JSONField,
    Model,
    SqliteDatabase,
)

frozen = DatabaseProxy()


class Frozen(Model):
    class Meta:
        database = frozen
        legacy_table_names = False


class Cycle(Frozen):
    id = AutoField()


class Job(Frozen):
    id = AutoField()


class MadeFile(Frozen):
    id = AutoField()
    job = ForeignKeyField(Job, on_delete="CASCADE")
    name = CharField()
    kind = CharField()
    language = CharField(default="")
    media_type = CharField()
    public = BooleanField(default=False)
    data = BlobField()

    class Meta:
        indexes = ((("job", "name"), True),)


class PublishOrder(Frozen):
    cycle = ForeignKeyField(Cycle, primary_key=True, on_delete="CASCADE")
    on_close = BooleanField(default=False)
    day = CharField(default="")
    changes = JSONField(default=dict)
    mail_to = JSONField(default=list)


TABLES = [MadeFile, PublishOrder]


def up(migrator, db):
    frozen.initialize(db)
    db.create_tables(TABLES)
    kind = "JSON" if isinstance(db, SqliteDatabase) else "JSONB"
    db.execute_sql(f"ALTER TABLE publication ADD COLUMN changes {kind} NOT NULL DEFAULT '{{}}'")


def down(migrator, db):
    frozen.initialize(db)
    db.execute_sql("ALTER TABLE publication DROP COLUMN changes")
    db.drop_tables(TABLES)
