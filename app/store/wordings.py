"""All texts of a cycle that respondents read, in every language, and what is known of each translation."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.store import cycles, questionnaires
from app.store.tables import Cycle, District, ReflectionPoint, TextState
from forms.states import Kept, Known, digest, state
from forms.texts import (
    CONTACTS,
    Text,
    contacts_with,
    definition_with,
    in_contacts,
    in_definition,
    in_points,
    texts_with,
)  # fmt: skip


def texts(cycle_id: int) -> list[Text]:
    """Return the texts of a cycle's forms, its reflection summary and the crisis contacts, as the team has them now."""
    district = cycles.district()
    own = district.language if district else "en"
    asked = [text for wave in cycles.waves(cycle_id) for text in in_definition(wave.definition)]
    contacts = in_contacts(district.contacts, own) if district else []
    return [*in_points(cycles.points(cycle_id), own), *asked, *contacts]


def kept(cycle_id: int) -> Kept:
    """Return what is known by (ref, language). The crisis contacts belong to the district, whatever the cycle."""
    rows = TextState.select().where(_of(cycle_id)).order_by(TextState.id)
    return {
        (row.ref, row.language): Known(row.state, row.source, row.wording, row.by, row.day) for row in rows.iterator()
    }


def put(cycle_id: int, tag: str, wordings: Mapping[str, str]) -> None:
    """Write wordings of one language by ref ("" takes one away). Forms that are open get their next version."""
    for point in cycles.points(cycle_id):
        changed = {
            part: texts_with(f"points/{point.key}/{part}", getattr(point, part), tag, wordings)
            for part in ("title", "text")
        }
        ReflectionPoint.update(**changed).where(ReflectionPoint.id == point.id).execute()
    for wave in cycles.waves(cycle_id):
        questionnaires.put_definition(wave.id, definition_with(wave.definition, tag, wordings))
    if (district := cycles.district()) and any(ref.startswith(f"{CONTACTS}/") for ref in wordings):
        contacts = contacts_with(district.contacts, tag, wordings, district.language)
        District.update(contacts=contacts).where(District.id == district.id).execute()
    questionnaires.freeze_open(cycles.waves(cycle_id))


def mark(cycle_id: int, tag: str, marks: Mapping[str, str], by: str, day: str) -> None:
    """Keep the states `marks` (by ref) of texts as they are now; a text without a wording has none."""
    for text in texts(cycle_id):
        if text.ref in marks:
            known = Known(marks[text.ref], digest(text.original), digest(text.wording(tag)), by, day)
            _keep(cycle_id, text.ref, tag, known if text.wording(tag) else None)


def remember(cycle_id: int, before: Iterable[Text]) -> None:
    """Keep of which source each translation was one where only the source has changed, so that it shows as stale."""
    now, known = {text.ref: text for text in texts(cycle_id)}, kept(cycle_id)
    for text in before:
        changed = now.get(text.ref)
        if changed is None or changed.original == text.original:
            continue
        for tag, wording in text.texts.items():
            if tag == text.source or (text.ref, tag) in known or not wording or changed.wording(tag) != wording:
                continue
            was = Known(state(text, tag, {}), digest(text.original), digest(wording))
            _keep(cycle_id, text.ref, tag, was)


def take_links_back(cycle_id: int) -> None:
    """Make every link for translators of a cycle void."""
    Cycle.update(links=Cycle.links + 1).where(Cycle.id == cycle_id).execute()


def _keep(cycle_id: int, ref: str, tag: str, known: Known | None) -> None:
    same = (TextState.ref == ref) & (TextState.language == tag)
    TextState.delete().where(same & _of(cycle_id)).execute()
    if known:
        TextState.create(
            cycle=cycle_id, ref=ref, language=tag, state=known.state, source=known.source, wording=known.wording,
            by=known.by, day=known.day,
        )  # fmt: skip


def _of(cycle_id: int) -> Any:
    return (TextState.cycle == cycle_id) | TextState.ref.startswith(f"{CONTACTS}/")
