"""What people are asked and were asked: the versions of each wave's questionnaire, frozen once they are open."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from app.store.tables import QuestionnaireVersion, ReflectionPoint, School, Wave
from forms.expansion import expand
from forms.questionnaire import Item, Questionnaire, load
from forms.variables import Edition


@dataclass(frozen=True)
class PointText:
    """One success or challenge as it was worded in a version."""

    key: str
    kind: str
    title: Mapping[str, str]
    text: Mapping[str, str]


@dataclass(frozen=True)
class Content:
    """One version of a questionnaire with what it was bound to. Version 0 has not been opened yet."""

    version: int
    definition: Mapping[str, Any]
    points: tuple[PointText, ...]
    schools: tuple[str, ...]

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """The questionnaire as people saw it."""
        return expand(load(self.definition), self.points, self.schools)

    def as_json(self) -> dict[str, Any]:
        """Return what is kept of it."""
        points = [asdict(point) for point in self.points]
        return {"definition": self.definition, "points": points, "schools": list(self.schools)}


def edited(wave: Wave) -> Content:
    """Return the content as the team has it now, opened or not."""
    points = ReflectionPoint.select().where(ReflectionPoint.cycle == wave.cycle_id).order_by(ReflectionPoint.position)
    schools = School.select().order_by(School.position, School.id)
    return Content(
        0, wave.definition, tuple(PointText(each.key, each.kind, each.title, each.text) for each in points),
        tuple(school.name for school in schools),
    )  # fmt: skip


def versions(wave_id: int) -> list[Content]:
    """Return every version of a wave's questionnaire, oldest first."""
    rows = QuestionnaireVersion.select().where(QuestionnaireVersion.wave == wave_id)
    return [_content(row) for row in rows.order_by(QuestionnaireVersion.version)]


def version(wave_id: int, number: int) -> Content | None:
    """Return one version, or None when there never was one of that number."""
    row = QuestionnaireVersion.get_or_none(wave=wave_id, version=number)
    return _content(row) if row else None


def shown(wave: Wave) -> Content:
    """Return what a person who opens the form now is asked: the latest version, or before the first the edited one."""
    return version(wave.id, wave.version) or edited(wave)


def freeze(wave: Wave) -> int:
    """Keep what the team has now as the next version if it differs from the latest one; return the latest number."""
    latest, now = version(wave.id, wave.version), edited(wave)
    if latest and latest.as_json() == now.as_json():
        return latest.version
    number = _keep(wave.id, now)
    Wave.update(version=number).where(Wave.id == wave.id).execute()
    return number


def keep_unseen(wave: Wave, definition: Mapping[str, Any]) -> int:
    """Keep a version that nobody is ever shown, for answers that were given elsewhere; return its number."""
    shown_now = shown(wave)
    content = Content(0, definition, shown_now.points, shown_now.schools)
    same = next((each.version for each in versions(wave.id) if each.as_json() == content.as_json()), None)
    return same or _keep(wave.id, content)


def freeze_open(waves: Iterable[Wave]) -> None:
    """Keep what the team has now as the next version of every form among these that people are answering."""
    for wave in waves:
        if wave.state == "open":
            freeze(wave)


def put_definition(wave_id: int, definition: Mapping[str, Any]) -> None:
    """Write the definition that the team edits."""
    Wave.update(definition=dict(definition), questionnaire=definition["id"]).where(Wave.id == wave_id).execute()


def asked(waves: Iterable[Wave]) -> dict[str, Item]:
    """Return every item that any version of these waves asked, by id, as last worded; choices of all versions joined.

    An item or a choice that a later version no longer has is kept, so that no answer to it is ever without its wording.
    """
    found: dict[str, Item] = {}
    for wave in waves:
        for content in versions(wave.id) or [edited(wave)]:
            for item in content.questionnaire.items:
                found[item.id] = _joined(found.get(item.id), item)
    return found


def grade_bands(waves: Iterable[Wave]) -> dict[str, Mapping[str, str]]:
    """Return the grade bands that forms offer as the team has them now, by id, with their wording in each language."""
    found: dict[str, Mapping[str, str]] = {}
    for wave in waves:
        for item in load(wave.definition).items:
            if item.id == "grade_band":
                found |= {choice.id: choice.label for choice in item.choices if choice.id not in found}
    return found


def editions(waves: Iterable[Wave]) -> Iterator[Edition]:
    """Yield every version of these waves, each wave's oldest first; of one that was never opened, what the team has now."""
    for wave in waves:
        for content in versions(wave.id) or [edited(wave)]:
            yield Edition(wave.questionnaire, content.version or wave.version, content.questionnaire)


def _keep(wave_id: int, content: Content) -> int:
    number = max((each.version for each in versions(wave_id)), default=0) + 1
    QuestionnaireVersion.create(wave=wave_id, version=number, content=content.as_json())
    return number


def _joined(before: Item | None, item: Item) -> Item:
    if before is None:
        return item
    now = {choice.id for choice in item.choices}
    gone = tuple(choice for choice in before.choices if choice.id not in now)
    return replace(item, choices=(*item.choices, *gone))


def _content(row: QuestionnaireVersion) -> Content:
    points = tuple(PointText(**point) for point in row.content["points"])
    return Content(row.version, row.content["definition"], points, tuple(row.content["schools"]))
