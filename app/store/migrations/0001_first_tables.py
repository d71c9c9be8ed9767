"""The tables of the first version: a frozen copy, so that later migrations find what they expect."""

from peewee import (
    AutoField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    DatabaseProxy,
    DateTimeField,
    FloatField,
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


class District(Frozen):
    id = AutoField()
    name = CharField()
    language = CharField(default="en")
    languages = JSONField(default=list)
    contacts = JSONField(default=dict)
    synthetic = BooleanField(default=False)


class School(Frozen):
    id = AutoField()
    name = CharField(unique=True)
    position = IntegerField(default=0)


class Enrolment(Frozen):
    id = AutoField()
    audience = CharField()
    school = CharField(default="")
    language = CharField(default="")
    people = IntegerField()


class TeamMember(Frozen):
    id = AutoField()
    email = CharField(unique=True)
    password_hash = TextField(default="")
    setup_digest = CharField(default="", index=True)
    setup_expires = DateTimeField(null=True)
    session_version = IntegerField(default=0)


class Cycle(Frozen):
    id = AutoField()
    slug = CharField(unique=True)
    title = JSONField(default=dict)
    year = CharField(default="")
    state = CharField(default="draft")


class ReflectionPoint(Frozen):
    id = AutoField()
    cycle = ForeignKeyField(Cycle, backref="points", on_delete="CASCADE")
    key = CharField()
    kind = CharField()
    position = IntegerField(default=0)
    title = JSONField(default=dict)
    text = JSONField(default=dict)


class Wave(Frozen):
    id = AutoField()
    cycle = ForeignKeyField(Cycle, backref="waves", on_delete="CASCADE")
    slug = CharField(unique=True)
    audience = CharField()
    questionnaire = CharField()
    version = IntegerField(default=1)
    definition = JSONField(default=dict)
    state = CharField(default="draft")


class Response(Frozen):
    id = CharField(primary_key=True, max_length=64)
    wave = ForeignKeyField(Wave, backref="responses", on_delete="CASCADE")
    language = CharField()
    channel = CharField(default="web")
    hour = CharField()
    content = CharField(max_length=64)


class Answer(Frozen):
    response = ForeignKeyField(Response, backref="answers", on_delete="CASCADE")
    item = CharField()
    value = JSONField()

    class Meta:
        primary_key = CompositeKey("response", "item")


class AnalysisRun(Frozen):
    id = AutoField()
    cycle = ForeignKeyField(Cycle, backref="runs", on_delete="CASCADE")
    state = CharField(default="waiting")
    stage = CharField(default="")
    done = IntegerField(default=0)
    of = IntegerField(default=0)
    message = TextField(default="")
    started = DateTimeField(null=True)
    finished = DateTimeField(null=True)
    encoder = CharField(default="")


class RunTheme(Frozen):
    run = ForeignKeyField(AnalysisRun, backref="themes", on_delete="CASCADE")
    theme = CharField()
    position = IntegerField()
    body = JSONField()
    centroid = BlobField()

    class Meta:
        primary_key = CompositeKey("run", "theme")


class RunCoding(Frozen):
    run = ForeignKeyField(AnalysisRun, backref="codings", on_delete="CASCADE")
    comment = CharField(max_length=160)
    language = CharField()
    themes = JSONField()
    sentiment = FloatField()
    redacted_text = TextField()
    safety = CharField(null=True)
    margin = FloatField(default=0.0)
    uncoded = CharField(null=True)

    class Meta:
        primary_key = CompositeKey("run", "comment")


class Decision(Frozen):
    id = AutoField()
    cycle = ForeignKeyField(Cycle, backref="decisions", on_delete="CASCADE")
    kind = CharField()
    payload = JSONField()
    by = CharField()
    at = DateTimeField()


class CodebookCode(Frozen):
    id = AutoField()
    cycle = ForeignKeyField(Cycle, backref="codes", on_delete="CASCADE")
    code = CharField()
    label = CharField()
    definition = TextField(default="")
    labels = JSONField(default=dict)
    position = IntegerField(default=0)


class PlanFile(Frozen):
    id = AutoField()
    cycle = ForeignKeyField(Cycle, backref="plans", on_delete="CASCADE")
    filename = CharField()
    data = BlobField()
    understood = JSONField()


class RevisionRow(Frozen):
    id = AutoField()
    plan = ForeignKeyField(PlanFile, backref="revisions", on_delete="CASCADE")
    position = IntegerField()
    proposal = JSONField()
    kind = CharField()
    text = TextField(default="")
    rationale = TextField(default="")
    decision = CharField(default="proposed")
    reason = JSONField(default=dict)
    you_said = JSONField(default=dict)
    we_will = JSONField(default=dict)
    by = CharField(default="")
    version = IntegerField(default=0)

    class Meta:
        table_name = "revision"


class Job(Frozen):
    id = AutoField()
    cycle = ForeignKeyField(Cycle, backref="jobs", on_delete="CASCADE")
    kind = CharField()
    state = CharField(default="waiting")
    done = IntegerField(default=0)
    of = IntegerField(default=0)
    message = TextField(default="")


class Publication(Frozen):
    id = AutoField()
    cycle = ForeignKeyField(Cycle, backref="publications", on_delete="CASCADE")
    slug = CharField(unique=True)
    version = IntegerField()
    date = CharField()
    title = JSONField(default=dict)
    languages = JSONField(default=list)


class PublishedFile(Frozen):
    id = AutoField()
    publication = ForeignKeyField(Publication, backref="files", on_delete="CASCADE")
    name = CharField()
    kind = CharField()
    language = CharField(default="")
    media_type = CharField()
    public = BooleanField(default=False)
    data = BlobField()


TABLES = [
    District,
    School,
    Enrolment,
    TeamMember,
    Cycle,
    ReflectionPoint,
    Wave,
    Response,
    Answer,
    AnalysisRun,
    RunTheme,
    RunCoding,
    Decision,
    CodebookCode,
    PlanFile,
    RevisionRow,
    Job,
    Publication,
    PublishedFile,
]


def up(migrator, db):
    frozen.initialize(db)
    # Stored by their digest, not in the order of arrival. PostgreSQL has no such choice.
    for table in (Response, Answer):
        table._meta.without_rowid = isinstance(db, SqliteDatabase)
    db.create_tables(TABLES)


def down(migrator, db):
    frozen.initialize(db)
    db.drop_tables(TABLES)
