"""Responses: written durably in groups, read for analysis, tallies and export."""

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from peewee import fn

from app.analysis.comments import Comment
from app.store import cycles, questionnaires
from app.store.database import plain, transaction
from app.store.tables import Answer, Response, ResponseTally, Wave
from forms.questionnaire import MORE
from forms.variables import OTHERWISE, STORED, Kind, Row, Variable, joined, widened
from translations import LANGUAGES

# Asked by every questionnaire that ships, and what notes of a meeting and imported comments are filed under.
OPEN_ENDED = ("went_well", "was_hard", "next_steps")
_PLACE = ("school", "grade_band", "home_language")
_BATCH = 1000
_FRESH = dt.timedelta(minutes=2)


def counts(cycle_id: int) -> dict[str, dict[str, int]]:
    """Return how many responded, by audience, by school and by language (spoken at home if said, else the form's)."""
    return {"audience": by_audience(cycle_id), **_placed(cycle_id)}


def recent_counts(cycle_id: int) -> dict[str, dict[str, int]]:
    """Return `counts` for a page: schools and languages may be those of up to two minutes ago (see `keep_tally`)."""
    audiences = by_audience(cycle_id)
    told = _tally(cycle_id, audiences) or _placed(cycle_id)
    return {"audience": audiences, "school": told["school"], "language": told["language"]}


def keep_tally(cycle_id: int) -> None:
    """Count schools, languages and comments, unless the same responses have been counted, to be read by pages meanwhile."""
    audiences = by_audience(cycle_id)
    stored = ResponseTally.get_or_none(ResponseTally.cycle == cycle_id)
    if stored is not None and stored.stamp == _stamp(audiences):
        return
    body = {**_placed(cycle_id), "comments": _number_of_comments(cycle_id)}
    fields = {"stamp": _stamp(audiences), "at": dt.datetime.now(dt.UTC).replace(tzinfo=None), "body": body}
    with transaction():
        ResponseTally.delete().where(ResponseTally.cycle == cycle_id).execute()
        ResponseTally.create(cycle=cycle_id, **fields)


def _tally(cycle_id: int, audiences: Mapping[str, int]) -> dict[str, Any] | None:
    stored = ResponseTally.get_or_none(ResponseTally.cycle == cycle_id)
    if stored is None:
        return None
    age = dt.datetime.now(dt.UTC).replace(tzinfo=None) - stored.at
    return dict(stored.body) if stored.stamp == _stamp(audiences) or age < _FRESH else None


def _stamp(audiences: Mapping[str, int]) -> str:
    return repr(sorted(audiences.items()))


def _placed(cycle_id: int) -> dict[str, dict[str, int]]:
    joined: Any = Response.select().join(Wave).where(Wave.cycle == cycle_id)
    said = _said(cycle_id, ("school", "home_language"))
    languages: Counter = Counter()
    for response_id, language in joined.select(Response.id, Response.language).tuples():
        languages[said.get(response_id, {}).get("home_language", language)] += 1
    schools = Counter(places["school"] for places in said.values() if "school" in places)
    return {"school": dict(schools), "language": dict(languages)}


def comments(cycle_id: int) -> list[Comment]:
    """Return every open-ended answer of a cycle, without anything that tells who wrote it."""
    places = _said(cycle_id, _PLACE)
    rows: Any = (
        Answer.select(Answer.response, Answer.item, Answer.value, Answer.language, Wave.audience)
        .join(Response)
        .join(Wave)
        .where((Wave.cycle == cycle_id) & _open_ended(cycle_id))
        .order_by(Answer.response, Answer.item)
    )
    return [
        Comment(
            f"{response_id}.{item}",
            str(value),
            groups={"audience": audience, "form_language": language, "question": item, **places.get(response_id, {})},
            item=item,
        )
        for response_id, item, value, language, audience in rows.tuples()
    ]


def by_audience(cycle_id: int) -> dict[str, int]:
    """Return how many responded, by audience."""
    rows: Any = Response.select(Wave.audience, fn.COUNT(Response.id)).join(Wave).where(Wave.cycle == cycle_id)
    return dict(rows.group_by(Wave.audience).tuples())


def places(cycle_id: int, response_ids: Iterable[str] | None = None) -> dict[str, dict[str, str]]:
    """Return the audience and school ('' for none) of the responses of a cycle, or of some of them, by id."""
    rows: Any = Response.select(Response.id, Wave.audience).join(Wave).where(Wave.cycle == cycle_id)
    ids = None if response_ids is None else list(response_ids)
    schools = (
        {who: said["school"] for who, said in _said(cycle_id, ("school",)).items()} if ids is None else schools_of(ids)
    )
    found = plain(rows if ids is None else rows.where(Response.id.in_(ids)))
    return {who: {"audience": audience, "school": schools.get(who, "")} for who, audience in found}


def schools_of(response_ids: Iterable[str]) -> dict[str, str]:
    """Return the school that each of these responses says, of those that say one."""
    said: Any = Answer.select(Answer.response, Answer.value).where(Answer.response.in_(list(response_ids)))
    return {who: str(value) for who, value in said.where(Answer.item == "school").tuples()}


def people(cycle_id: int) -> dict[str, dict[str, str]]:
    """Return the groups of every response: audience, channel, language (spoken at home if said), school, grade band."""
    said = _said(cycle_id, _PLACE)
    rows: Any = Response.select(Response.id, Wave.audience, Response.channel, Response.language).join(Wave)
    homes = {each.tag: each.home for each in LANGUAGES}
    found = {}
    for response_id, audience, channel, language in rows.where(Wave.cycle == cycle_id).tuples().iterator():
        places = said.get(response_id, {})
        groups = {name: places[name] for name in ("school", "grade_band") if places.get(name)}
        spoken = places.get("home_language") or homes.get(language, language)
        found[response_id] = {"audience": audience, "channel": channel, "language": spoken, **groups}
    return found


def number_of_comments(cycle_id: int) -> int:
    """Return how many open-ended answers a cycle has, or had up to two minutes ago."""
    told = _tally(cycle_id, by_audience(cycle_id))
    return int(told["comments"]) if told else _number_of_comments(cycle_id)


def _number_of_comments(cycle_id: int) -> int:
    rows: Any = Answer.select().join(Response).join(Wave)
    return int(rows.where((Wave.cycle == cycle_id) & _open_ended(cycle_id)).count())


def tallies(cycle_id: int) -> dict[str, dict[str, dict[str, int]]]:
    """Return {audience: {item: {choice: n}}} of all closed items."""
    found: dict[str, dict[str, Counter]] = defaultdict(lambda: defaultdict(Counter))
    asked = questionnaires.asked(cycles.waves(cycle_id))
    tallied = [item.id for item in asked.values() if item.choices and item.type != "ranking"]
    closed = Answer.item.in_(tallied)
    rows: Any = Answer.select(Wave.audience, Answer.item, Answer.value).join(Response).join(Wave)
    for audience, item, value in rows.where((Wave.cycle == cycle_id) & closed).tuples().iterator():
        found[audience][item].update(value if isinstance(value, list) else [str(value)])
    return {audience: {item: dict(n) for item, n in items.items()} for audience, items in found.items()}


def chosen(cycle_id: int, items: Iterable[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield (response id, item, choices) of every answer to these closed items."""
    rows: Any = Answer.select(Answer.response, Answer.item, Answer.value).join(Response).join(Wave)
    for response_id, item, value in (
        rows.where((Wave.cycle == cycle_id) & Answer.item.in_(list(items))).tuples().iterator()
    ):
        yield response_id, item, value if isinstance(value, list) else [str(value)]


def entered(wave_id: int, channel: str, day: str = "") -> int:
    """Return how many responses of a wave came by a channel, on one day (ISO, UTC) or ever."""
    rows = Response.select().where((Response.wave == wave_id) & (Response.channel == channel))
    return int(rows.where(Response.hour.startswith(day)).count())


def remove(wave_id: int, channel: str, response_id: str) -> dict[str, Any] | None:
    """Remove one response that came by this channel, and return its answers; None when there is no such."""
    found = Response.get_or_none(
        (Response.id == response_id) & (Response.wave == wave_id) & (Response.channel == channel)
    )
    if found is None:
        return None
    answers = {item: value for _id, item, value in _answers([response_id])}
    found.delete_instance(recursive=True)
    ResponseTally.delete().execute()  # another one may come in its place
    return answers


def notes(cycle_id: int, channel: str) -> list[tuple[str, int, str, dict[str, Any]]]:
    """Return (id, wave id, language, answers) of every response that came by this channel, in an order that tells nothing."""
    known: Any = Response.select(Response.id, Response.wave, Response.language).join(Wave)
    rows = list(known.where((Wave.cycle == cycle_id) & (Response.channel == channel)).order_by(Response.id).tuples())
    answers: dict[str, dict[str, Any]] = defaultdict(dict)
    for response_id, item, value in _answers([row[0] for row in rows]):
        answers[response_id][item] = value
    return [(response_id, wave_id, language, answers[response_id]) for response_id, wave_id, language in rows]


def put(response: Mapping[str, Any], answers: Iterable[Mapping[str, Any]]) -> None:
    """Write one response inside a transaction of the caller's; for the many of an open form see app.store.writer."""
    Response.insert(**response).execute()
    for answer in answers:
        Answer.insert(response=response["id"], **answer).execute()


def _open_ended(cycle_id: int) -> Any:
    written = [item.id for item in questionnaires.asked(cycles.waves(cycle_id)).values() if item.type == "long_text"]
    return Answer.item.in_({*OPEN_ENDED, *written}) | Answer.item.endswith(MORE)


def count(cycle_id: int) -> int:
    """Return how many responses a cycle has."""
    return int(Response.select().join(Wave).where(Wave.cycle == cycle_id).count())


def variables(cycle_id: int) -> tuple[Variable, ...]:
    """Return what the cycle's responses can hold: all that any version asked, and all that was ever stored."""
    asked = joined(questionnaires.editions(cycles.waves(cycle_id)))
    closed = [variable.id for variable in asked if variable.kind is not Kind.TEXT]
    of_cycle: Any = Answer.select(Answer.item).join(Response).join(Wave).where(Wave.cycle == cycle_id).distinct()
    # Compared as text: PostgreSQL cannot tell whether two JSON values are the same.
    texts = of_cycle.select(Answer.item, Answer.value.cast("text")).where(Answer.item.in_(closed)).tuples()
    stored: dict[str, list[Any]] = defaultdict(list)
    for item, text in texts.iterator():
        stored[item].append(json.loads(text))
    return widened(asked, [row[0] for row in of_cycle.tuples()], stored)


def rows(cycle_id: int) -> Iterator[Row]:
    """Yield every response, in an order that tells nothing, with flat memory however many there are."""
    after = ""
    while batch := _batch(cycle_id, after):
        after = max(batch)
        answers: dict[str, dict[str, Any]] = {response_id: {} for response_id in batch}
        others: dict[str, dict[str, str]] = {response_id: {} for response_id in batch}
        for response_id, item, value, language in _spoken(list(batch)):
            answers[response_id][item] = value
            if language != batch[response_id]["language"]:
                others[response_id][item] = language
        for response_id, facts in batch.items():
            yield Row(facts | {OTHERWISE: others[response_id]}, answers[response_id])


def _batch(cycle_id: int, after: str) -> dict[str, dict[str, Any]]:
    # Read on from the last id instead of holding one long cursor, which PostgreSQL would fill with everything at once.
    known = (
        Response.id, Wave.audience, Wave.questionnaire, Response.version, Response.language, Response.channel,
        Response.hour,
    )  # fmt: skip
    found = Response.select(*known).join(Wave).where((Wave.cycle == cycle_id) & (Response.id > after))
    ordered: Any = found.order_by(Response.id).limit(_BATCH).tuples()
    return {row[0]: dict(zip(STORED, row, strict=True)) for row in ordered}


def _spoken(response_ids: list[str]) -> Iterator[tuple[str, str, Any, str]]:
    columns = (Answer.response, Answer.item, Answer.value, Answer.language)
    found: Any = Answer.select(*columns).where(Answer.response.in_(response_ids))
    return iter(found.tuples())


def _answers(response_ids: list[str]) -> Iterator[tuple[str, str, Any]]:
    found: Any = Answer.select(Answer.response, Answer.item, Answer.value).where(Answer.response.in_(response_ids))
    return iter(found.tuples())


def _said(cycle_id: int, items: tuple[str, ...]) -> dict[str, dict[str, str]]:
    rows: Any = Answer.select(Answer.response, Answer.item, Answer.value).join(Response).join(Wave)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for response_id, item, value in rows.where((Wave.cycle == cycle_id) & Answer.item.in_(items)).tuples():
        found[response_id][item] = str(value)
    return found
