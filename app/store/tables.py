"""All tables. Functions on them live in one file per aggregate beside this one; only app.store imports peewee."""

import json
from functools import partial
from typing import Any

from peewee import (
    AutoField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    DatabaseProxy,
    DateTimeField,
    DoubleField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)
from peewee import JSONField as _JSONField

database = DatabaseProxy()


class JSONField(_JSONField):
    """JSON in which the words of people stand as they wrote them, not as escapes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(dumps=partial(json.dumps, ensure_ascii=False), **options)


class Table(Model):
    """The base of every table."""

    id: Any

    class Meta:
        database = database
        legacy_table_names = False


class District(Table):
    """The one client of this installation. `contacts` maps language -> crisis contacts beside 988.

    `concern_hours` is how long a statement that may tell of danger can wait at most.
    """

    id = AutoField()
    name = CharField()
    language = CharField(default="en")
    languages = JSONField(default=list)
    contacts = JSONField(default=dict)
    synthetic = BooleanField(default=False)
    concern_hours = IntegerField(default=24)


class School(Table):
    """A place that results are broken down by."""

    id = AutoField()
    name = CharField(unique=True)
    position = IntegerField(default=0)


class Enrolment(Table):
    """How many people belong to a group: to be held against who answered. '' in a column means all of them."""

    id = AutoField()
    audience = CharField()
    school = CharField(default="")
    language = CharField(default="")
    people = IntegerField()
    grade_band = CharField(default="")


class EnrolmentBefore(Table):
    """The enrolment as it was before somebody changed it, for undo: `rows` are [audience, school, grade band, language, people]."""

    id = AutoField()
    rows = JSONField(default=list)
    by = CharField()
    at = DateTimeField()


class EnrolmentFile(Table):
    """The one uploaded table of counts that nobody has taken over yet.

    `cells` are its rows of text, `columns` what each column means, `schools` maps names in it to the district's.
    """

    id = AutoField()
    filename = CharField()
    cells = JSONField(default=list)
    columns = JSONField(default=list)
    schools = JSONField(default=dict)


class TeamMember(Table):
    """A person of the SEL team. The set-up link is spent once; only its digest is kept.

    `hears_concerns` names those who read what may tell of danger, and are told of it at once. `school` is the name of the
    one school whose team they are of; '' is the district's team, which sees everything. An `owner` gives rights;
    `may_reveal` is the right to see a text as it was written.
    """

    id = AutoField()
    email = CharField(unique=True)
    password_hash = TextField(default="")
    setup_digest = CharField(default="", index=True)
    setup_expires = DateTimeField(null=True)
    session_version = IntegerField(default=0)
    hears_concerns = BooleanField(default=False)
    school = CharField(default="")
    owner = BooleanField(default=False)
    may_reveal = BooleanField(default=False)


class Cycle(Table):
    """One yearly listening-to-plan round. `state` is draft, open or closed; `closed` the day (ISO) it was last closed.

    `links` counts how often the links for translators were taken back: those made before are void. `weights` say what
    puts one revision before another (see app.planning.weighing); {} as long as nobody moved them.
    """

    id = AutoField()
    slug = CharField(unique=True)
    title = JSONField(default=dict)
    year = CharField(default="")
    state = CharField(default="draft")
    closed = CharField(default="", max_length=10)
    links = IntegerField(default=0)
    weights = JSONField(default=dict)


class ReflectionPoint(Table):
    """One success or challenge of the reflection summary; `title` and `text` map language -> wording."""

    id = AutoField()
    cycle_id: Any
    cycle = ForeignKeyField(Cycle, backref="points", on_delete="CASCADE")
    key = CharField()
    kind = CharField()
    position = IntegerField(default=0)
    title = JSONField(default=dict)
    text = JSONField(default=dict)


class Wave(Table):
    """One fielding of a questionnaire: the address of a form, for one audience.

    `definition` is what the team edits; what people are asked once it is open is a QuestionnaireVersion, frozen.
    `version` is the latest of these. With `codes_only` the form takes only responses with a one-response code. `all_in`
    says that the team has entered every paper sheet and meeting note: once the form is closed it takes no more of them.
    """

    id = AutoField()
    cycle_id: Any
    cycle = ForeignKeyField(Cycle, backref="waves", on_delete="CASCADE")
    slug = CharField(unique=True)
    audience = CharField()
    questionnaire = CharField()
    version = IntegerField(default=1)
    definition = JSONField(default=dict)
    state = CharField(default="draft")
    codes_only = BooleanField(default=False)
    all_in = BooleanField(default=False)


class QuestionnaireVersion(Table):
    """What people were asked: `content` is {definition, points, schools}, frozen. A change makes the next version."""

    wave_id: Any
    wave = ForeignKeyField(Wave, backref="versions", on_delete="CASCADE")
    version = IntegerField()
    content = JSONField()

    class Meta:
        primary_key = CompositeKey("wave", "version")


class Response(Table):
    """One submission. Its id is a digest of the one-time key of the form page, so storage order tells nothing.

    `channel` is web, letter, kiosk, paper, meeting or import; `version` the questionnaire version it answers; `batch` the
    import it came with, '' for all else. `hour` is ISO 8601 to the hour (``2026-05-12T14``). There is no address, agent,
    account or finer time, by design.
    """

    id = CharField(primary_key=True, max_length=64)
    wave_id: Any
    wave = ForeignKeyField(Wave, backref="responses", on_delete="CASCADE")
    language = CharField()
    channel = CharField(default="web")
    hour = CharField()
    content = CharField(max_length=64)
    version = IntegerField(default=1)
    batch = CharField(default="", index=True)


class Answer(Table):
    """The value of one item in one response, and the language it was given in."""

    response_id: Any
    response = ForeignKeyField(Response, backref="answers", on_delete="CASCADE")
    item = CharField()
    value = JSONField()
    language = CharField()

    class Meta:
        primary_key = CompositeKey("response", "item")


class ScreenedResponse(Table):
    """A response whose texts were searched for words of danger and, once `meaning` is true, for the meaning too.

    It goes with its response: one that is corrected is searched anew.
    """

    response_id: Any
    response = ForeignKeyField(Response, primary_key=True, on_delete="CASCADE")
    meaning = BooleanField(default=False)


class Concern(Table):
    """A statement that may tell of danger, as it was found. Its id is a digest of where it stood and what it said.

    `comment` is ``<response id>.<item id>``, without a key: a record of what was done outlives the response. `text` is
    redacted. `hour` is when the response came, `since` when it was found and `due` until when somebody must have looked,
    all to the hour (``2026-05-12T14``). `state` is new, taken (by `by`), closed or false_alarm.
    """

    id = CharField(primary_key=True, max_length=64)
    cycle_id: Any
    cycle = ForeignKeyField(Cycle, backref="concerns", on_delete="CASCADE")
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


class ConcernEvent(Table):
    """What a person did about a concern: taken, note, closed, false_alarm or reopened. Never changed, never deleted."""

    concern_id: Any
    concern = ForeignKeyField(Concern, backref="events", on_delete="CASCADE")
    number = IntegerField()
    kind = CharField()
    text = TextField(default="")
    by = CharField()
    at = DateTimeField()

    class Meta:
        primary_key = CompositeKey("concern", "number")


class ConcernNotice(Table):
    """An e-mail to a named person: that there is something new, that half of the time is over (half), or all (overdue).

    `state` is waiting, sent, unsure or failed; `again` is the next try of one that waits. No time is kept once it is sent.
    """

    concern_id: Any
    concern = ForeignKeyField(Concern, backref="notices", on_delete="CASCADE")
    occasion = CharField()
    email = CharField()
    state = CharField(default="waiting")
    reason = CharField(default="")
    tries = IntegerField(default=0)
    again = DateTimeField(null=True)

    class Meta:
        primary_key = CompositeKey("concern", "occasion", "email")


class AccessCode(Table):
    """A one-response code, kept as its digest only. It shares no key, time or order with the response it was spent on.

    `void` codes open nothing until they are made valid again.
    """

    digest = CharField(primary_key=True, max_length=64)
    wave_id: Any
    wave = ForeignKeyField(Wave, backref="codes", on_delete="CASCADE")
    series = CharField()
    spent = BooleanField(default=False)
    void = BooleanField(default=False)


class DraftResponse(Table):
    """A half-filled form, sealed with a key that only the resume code holds. `expires` is an ISO date."""

    id = CharField(primary_key=True, max_length=64)
    wave_id: Any
    wave = ForeignKeyField(Wave, on_delete="CASCADE")
    sealed = BlobField()
    expires = CharField(index=True)


class TextState(Table):
    """What is known of one translated text: who vouches for it, and of which source it is a translation.

    `ref` says where the text stands (``families/items/went_well/label``, ``points/welcome/title``). `state` is draft,
    machine or checked; `source` and `wording` are digests of both texts then, so that a later change of the source shows as
    stale, and another wording in this one's place is not taken for checked.
    """

    id = AutoField()
    cycle_id: Any
    cycle = ForeignKeyField(Cycle, backref="text_states", on_delete="CASCADE")
    ref = CharField()
    language = CharField()
    state = CharField()
    source = CharField(max_length=64)
    wording = CharField(max_length=64, default="")
    by = CharField(default="")
    day = CharField(default="")

    class Meta:
        indexes = ((("cycle", "ref", "language"), True),)


class ResponseFile(Table):
    """An uploaded file of responses from another tool. `mapping` is what each column means; `state` is reading, uploaded,
    waiting, running, done, failed, undoing or undone. The file itself is dropped once it is imported; `digest` tells it
    when it comes again. `problems` are [row, column, reason]."""

    id = AutoField()
    cycle_id: Any
    cycle = ForeignKeyField(Cycle, backref="response_files", on_delete="CASCADE")
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


class Contact(Table):
    """An address to invite. Nothing joins it to a response; the table knows no time.

    `state` is new, invited, reminded or failed; inviting and reminding while one message is being handed over.
    """

    id = AutoField()
    cycle_id: Any
    cycle = ForeignKeyField(Cycle, backref="contacts", on_delete="CASCADE")
    wave_id: Any
    wave = ForeignKeyField(Wave, on_delete="CASCADE")
    email = CharField()
    language = CharField(default="en")
    state = CharField(default="new")

    class Meta:
        indexes = ((("wave", "email"), True),)


class NoMore(Table):
    """An address that wants no more e-mail, as its digest; kept for ever, over all cycles."""

    digest = CharField(primary_key=True, max_length=64)


class AnalysisRun(Table):
    """One analysis of a cycle's comments. `state` is waiting, running, done or failed; a run is never edited once done."""

    id = AutoField()
    cycle_id: Any
    cycle = ForeignKeyField(Cycle, backref="runs", on_delete="CASCADE")
    state = CharField(default="waiting")
    stage = CharField(default="")
    done = IntegerField(default=0)
    of = IntegerField(default=0)
    message = TextField(default="")
    started = DateTimeField(null=True)
    finished = DateTimeField(null=True)
    encoder = CharField(default="")


class RunTheme(Table):
    """A theme as one run found it. `theme` is its stable id, `body` its label, definition, phrases and labels."""

    run_id: Any
    run = ForeignKeyField(AnalysisRun, backref="themes", on_delete="CASCADE")
    theme = CharField()
    position = IntegerField()
    body = JSONField()
    centroid = BlobField()

    class Meta:
        primary_key = CompositeKey("run", "theme")


class RunCoding(Table):
    """The coding of one comment in one run. `comment` is ``<response id>.<item id>``.

    `statements` are [start, end, themes, stance, sure, sentiment].
    """

    run_id: Any
    run = ForeignKeyField(AnalysisRun, backref="codings", on_delete="CASCADE")
    comment = CharField(max_length=160)
    language = CharField()
    themes = JSONField()
    sentiment = FloatField()
    redacted_text = TextField()
    safety = CharField(null=True)
    margin = FloatField(default=0.0)
    uncoded = CharField(null=True)
    copy_of = CharField(max_length=160, null=True)
    code = CharField(max_length=40, default="")
    statements = JSONField(default=list)

    class Meta:
        primary_key = CompositeKey("run", "comment")


class Decision(Table):
    """One decision of a person about themes or quotes. Kept for ever, replayed over every run.

    `key` is the payload's, by which a quote's decision is taken back; '' for none. Derived, as in Review: `standing` says
    that nobody took it back, `applied` that what it speaks of is there in the newest run.
    """

    id = AutoField()
    cycle_id: Any
    cycle = ForeignKeyField(Cycle, backref="decisions", on_delete="CASCADE")
    kind = CharField()
    payload = JSONField()
    by = CharField()
    at = DateTimeField()
    key = CharField(default="", max_length=64)
    standing = BooleanField(default=True)
    applied = BooleanField(default=True)

    class Meta:
        indexes = ((("cycle", "key"), False),)


class Review(Table):
    """What people made of a run, stored to be read a page at a time; derived, and made anew when it is not there.

    It is made of the run and of all decisions up to number `decided`, of so many `concerns` and of what happened to them
    (`events`).
    """

    cycle_id: Any
    cycle = ForeignKeyField(Cycle, primary_key=True, on_delete="CASCADE")
    run_id: Any
    run = ForeignKeyField(AnalysisRun, on_delete="CASCADE")
    decided = IntegerField()
    concerns = IntegerField()
    events = IntegerField()


class ReviewedList(Table):
    """A theme as people made it, or a list of comments for a person's eye (see app.analysis.listing; `body` is {} then).

    `body` is as in RunTheme, `figures` what a page says of it: sizes, feelings, stances by audience and language; `standing` are
    the comments of its gists that still stand in it.
    """

    run_id: Any
    run = ForeignKeyField(AnalysisRun, on_delete="CASCADE", index=False)
    list = CharField()
    position = IntegerField()
    hidden = BooleanField(default=False)
    body = JSONField(default=dict)
    figures = JSONField(default=dict)
    standing = JSONField(default=tuple)

    class Meta:
        primary_key = CompositeKey("run", "list")


class ReviewedCoding(Table):
    """What people made of the coding of one comment. `voice` is what it has in common with its copies (see RunCoding).

    `state` is approved, hidden or '' as a quote, `shortened` what of it may be quoted ('': all). `quotable` says that its
    words could be a quote, `waiting` that it could be one and that nobody decided. `themes` and `statements` are JSON as text,
    in which a merge can rename a theme without reading them.
    """

    run_id: Any
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


class ListedComment(Table):
    """A comment in a list: where it stands (`rank`, `near`), and what the list's figures are counted of.

    `sent` says how often its words are in the list: 0 for all copies but the first. `stances` are joined by commas.
    """

    run_id: Any
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


class ResponseTally(Table):
    """How many responses of a cycle said which school and language, and how many comments there were, when they were counted.

    `stamp` says of which responses; it is counted anew every minute in which others came.
    """

    cycle_id: Any
    cycle = ForeignKeyField(Cycle, primary_key=True, on_delete="CASCADE")
    stamp = CharField()
    at = DateTimeField()
    body = JSONField()


class Reveal(Table):
    """That a person saw a comment as it was written, and why. The database refuses to change or delete a row.

    Without a key on the cycle: the record outlives it.
    """

    id = AutoField()
    cycle = IntegerField()
    comment = CharField(max_length=160)
    by = CharField()
    at = DateTimeField()
    reason = TextField()


class ReadingSample(Table):
    """Comments that people read and code without seeing how anybody else, or the software, coded them.

    `comments` are their ids in the order of reading, `themes` the [id, label, labels] to choose from, `machine` the theme that each
    comment had first when the sample was drawn ('' for none), by its id.
    """

    id = AutoField()
    cycle_id: Any
    cycle = ForeignKeyField(Cycle, backref="samples", on_delete="CASCADE")
    comments = JSONField()
    themes = JSONField()
    machine = JSONField()
    by = CharField()
    at = DateTimeField()


class Reading(Table):
    """The theme that a reader gave a comment of a sample, '' for none of them."""

    sample_id: Any
    sample = ForeignKeyField(ReadingSample, backref="readings", on_delete="CASCADE")
    reader = CharField()
    comment = CharField(max_length=160)
    theme = CharField()

    class Meta:
        primary_key = CompositeKey("sample", "reader", "comment")


class CycleEstimate(Table):
    """That a cycle's figures were counted, of what (`stamp`), and what they rest on (`sample`).

    `answers` are all responses by group, unsuppressed, to be held against the enrolment: {dimension: {group: n}}. `closed`
    are the figures of closed items: {item: {choice: figure}}.
    """

    cycle_id: Any
    cycle = ForeignKeyField(Cycle, primary_key=True, on_delete="CASCADE")
    stamp = CharField()
    sample = JSONField(default=dict)
    answers = JSONField(default=dict)
    closed = JSONField(default=dict)


class ThemeFigures(Table):
    """Who speaks of a theme: `body` are suppressed figures; `voices` the comments of the groups that may be shown.

    `label` maps language -> what the theme was called when it was counted.

    `voices` is {"dimensions": [[dimension, [group, ...]], ...], "comments": [[comment id, group number by dimension ...], ...]}.
    """

    cycle_id: Any
    cycle = ForeignKeyField(Cycle, on_delete="CASCADE")
    theme = CharField()
    position = IntegerField(default=0)
    label = JSONField(default=dict)
    body = JSONField(default=dict)
    voices = JSONField(default=dict)

    class Meta:
        primary_key = CompositeKey("cycle", "theme")


class CodebookCode(Table):
    """A code that comments of the cycle are coded against."""

    id = AutoField()
    cycle_id: Any
    cycle = ForeignKeyField(Cycle, backref="codes", on_delete="CASCADE")
    code = CharField()
    label = CharField()
    definition = TextField(default="")
    labels = JSONField(default=dict)
    position = IntegerField(default=0)


class PlanFile(Table):
    """An uploaded action plan: the file as it came, and what was understood (as corrected by people).

    `school` is whose plan it is, '' for the district's.
    `original` is the file's text as rows (see app.adapters.plan_files.original); [] for plans from before it was kept.
    """

    id = AutoField()
    cycle_id: Any
    cycle = ForeignKeyField(Cycle, backref="plans", on_delete="CASCADE")
    filename = CharField()
    data = BlobField()
    understood = JSONField()
    school = CharField(default="")
    original = JSONField(default=list)


class PlanChange(Table):
    """A correction of what was understood of a plan: what it was before. The newest is what Undo puts back."""

    id = AutoField()
    plan_id: Any
    plan = ForeignKeyField(PlanFile, backref="changes", on_delete="CASCADE")
    before = JSONField()


class RevisionRow(Table):
    """A proposed revision and what people decided: `decision` is proposed, accepted or rejected.

    `proposal` is the machine's revision, kept as it was; `text`, `rationale` and `reason` are what people made of it.
    `you_said` and `we_will` map language -> wording for the community. `owner` and `timeline` are who carries it out and
    by when, as a plan names them. `gone` is the wording of the element it was about once that is no longer in the plan.
    """

    id = AutoField()
    plan_id: Any
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
    owner = CharField(default="")
    timeline = CharField(default="")
    gone = TextField(default="")

    class Meta:
        table_name = "revision"


class RevisionEvent(Table):
    """What was done about a revision: note (what somebody said about it), changed, undone or gone. Never changed again.

    `before` and `after` hold the fields that differ.
    """

    revision_id: Any
    revision = ForeignKeyField(RevisionRow, backref="events", on_delete="CASCADE")
    number = IntegerField()
    kind = CharField()
    text = TextField(default="")
    before = JSONField(default=dict)
    after = JSONField(default=dict)
    by = CharField(default="")
    at = DateTimeField()

    class Meta:
        primary_key = CompositeKey("revision", "number")


class Job(Table):
    """The progress of slow work other than analysis (making documents, sending mail). `state` as in AnalysisRun, or stopped."""

    id = AutoField()
    cycle_id: Any
    cycle = ForeignKeyField(Cycle, backref="jobs", on_delete="CASCADE")
    kind = CharField()
    state = CharField(default="waiting")
    done = IntegerField(default=0)
    of = IntegerField(default=0)
    message = TextField(default="")
    payload = JSONField(default=dict)


class Publication(Table):
    """A frozen, released report. Its address and bytes never change; a correction is the next version.

    `changes` is what a later version says about what is different, by language.
    """

    id = AutoField()
    cycle_id: Any
    cycle = ForeignKeyField(Cycle, backref="publications", on_delete="CASCADE")
    slug = CharField(unique=True)
    version = IntegerField()
    date = CharField()
    title = JSONField(default=dict)
    languages = JSONField(default=list)
    changes = JSONField(default=dict)


class PublishedFile(Table):
    """One document of a publication. `public` files need no login; '' as language means the team's documents."""

    id = AutoField()
    publication_id: Any
    publication = ForeignKeyField(Publication, backref="files", on_delete="CASCADE")
    name = CharField()
    kind = CharField()
    language = CharField(default="")
    media_type = CharField()
    public = BooleanField(default=False)
    data = BlobField()


class MadeFile(Table):
    """A document of a publication that is still being made: kept, so that a killed worker goes on where it was."""

    id = AutoField()
    job_id: Any
    job = ForeignKeyField(Job, backref="made", on_delete="CASCADE")
    name = CharField()
    kind = CharField()
    language = CharField(default="")
    media_type = CharField()
    public = BooleanField(default=False)
    data = BlobField()

    class Meta:
        indexes = ((("job", "name"), True),)


class PublishOrder(Table):
    """That a publication is to be made by itself: when the forms are closed, or on a day (ISO 8601), for whom by e-mail."""

    cycle_id: Any
    cycle = ForeignKeyField(Cycle, primary_key=True, on_delete="CASCADE")
    on_close = BooleanField(default=False)
    day = CharField(default="")
    changes = JSONField(default=dict)
    mail_to = JSONField(default=list)


TABLES: tuple[type[Table], ...] = tuple(Table.__subclasses__())
