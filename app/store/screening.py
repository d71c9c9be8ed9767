"""Which responses were searched for statements that tell of danger, and what people wrote in those that were not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from peewee import Value

from app.store import cycles, questionnaires
from app.store.tables import Answer, Response, ScreenedResponse, Wave
from forms.questionnaire import WRITTEN, DefinitionError


@dataclass(frozen=True)
class Written:
    """A free text. `comment` is ``<response id>.<item id>``, `language` that of the form it was written on."""

    comment: str
    text: str
    language: str


def unread(most: int) -> list[str]:
    """Return the ids of at most so many responses that were not searched at all."""
    found: Any = Response.select(Response.id).left_outer_join(ScreenedResponse)
    return [row[0] for row in found.where(ScreenedResponse.response.is_null()).limit(most).tuples()]


def half_read(most: int) -> list[str]:
    """Return the ids of at most so many responses in which words were searched, but not the meaning."""
    found: Any = ScreenedResponse.select(ScreenedResponse.response).where(~ScreenedResponse.meaning)
    return [row[0] for row in found.limit(most).tuples()]


def waiting() -> int:
    """Return how many responses were not searched to the end yet."""
    read = (ScreenedResponse.response == Response.id) & ScreenedResponse.meaning
    found: Any = Response.select().left_outer_join(ScreenedResponse, on=read)
    return int(found.where(ScreenedResponse.response.is_null()).count())


def written(response_ids: list[str]) -> list[Written]:
    """Return every free text of these responses: comments, short answers, own words beside choices."""
    columns = (Answer.response, Answer.item, Answer.value, Answer.language, Wave.cycle)
    rows: Any = Answer.select(*columns).join(Response).join(Wave).where(Answer.response.in_(response_ids))
    return list(_texts(rows.order_by(Answer.response, Answer.item).tuples()))


def mark_read(response_ids: list[str]) -> None:
    """Note that words were searched. A response that is gone by now is passed over."""
    known = Response.select(Response.id, Value(False)).where(Response.id.in_(response_ids))
    fields = [ScreenedResponse.response, ScreenedResponse.meaning]
    ScreenedResponse.insert_from(known, fields).on_conflict_ignore().execute()


def mark_understood(response_ids: list[str]) -> None:
    """Note that the meaning was searched too."""
    ScreenedResponse.update(meaning=True).where(ScreenedResponse.response.in_(response_ids)).execute()


def _texts(rows: Iterable[tuple[str, str, Any, str, int]]) -> Iterator[Written]:
    closed: dict[int, set[str]] = {}
    for response_id, item, value, language, cycle_id in rows:
        if cycle_id not in closed:
            closed[cycle_id] = _closed(cycle_id)
        if isinstance(value, str) and item not in closed[cycle_id]:
            yield Written(f"{response_id}.{item}", value, language)


def _closed(cycle_id: int) -> set[str]:
    """Return the items of a cycle in which nobody writes."""
    try:
        asked = questionnaires.asked(cycles.waves(cycle_id)).values()
    except DefinitionError:
        # A questionnaire that cannot be read must not keep anybody's words from being searched.
        return set()
    return {each.id for each in asked if each.type not in WRITTEN}
