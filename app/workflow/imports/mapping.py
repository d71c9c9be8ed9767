"""From an uploaded file to one that may be imported: what it is, what each column means, starting, taking it back."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.adapters.response_tables import NEVER, PERSONAL, Layout, layout_of, study
from app.store import cycles, questionnaires, response_files
from app.store.database import transaction
from app.store.tables import ResponseFile, Wave
from app.workflow.imports.asked import new_items, with_new_items
from app.workflow.imports.meaning import KINDS, ROLES, Meaning, Reading, reading_of
from app.workflow.imports.proposing import Forms, for_form, match, new_item, propose
from app.workflow.imports.rows import Taken, Taker
from forms.questionnaire import SOURCE, WRITTEN, DefinitionError, Item

READ_AT_ONCE = 2_000  # rows; the rest of a long file is read by the worker
_ALONE = ("form", "language", "hour")


class AlreadyHere(ValueError):
    """The same file was uploaded before: `file_id`."""

    def __init__(self, file_id: int) -> None:
        super().__init__(file_id)
        self.file_id = file_id


class Busy(ValueError):
    """The file is not in a state in which that can be done."""


class NotReady(ValueError):
    """Something has to be said first. `reason` is a word: personal, never, no-item, no-choice, open, nothing, too-many."""

    def __init__(self, reason: str, column: int = -1) -> None:
        super().__init__(reason)
        self.reason, self.column = reason, column


def upload(cycle_id: int, filename: str, data: bytes) -> int:
    """Keep a file with a first proposal of what it means, and return its id. Raises ResponseTableError and AlreadyHere."""
    digest = hashlib.sha256(data).hexdigest()
    if known := response_files.same(cycle_id, digest):
        raise AlreadyHere(known.id)
    layout = study(data, filename, READ_AT_ONCE)
    state = "uploaded" if layout.complete else "reading"
    with transaction():
        file_id = response_files.add(
            cycle_id, filename=filename, data=data, digest=digest, layout=layout.as_json(), state=state, of=layout.rows
        )
        response_files.mark(file_id, mapping=proposal(cycle_id, file_id, layout).as_json())
    return file_id


def proposal(cycle_id: int, file_id: int, layout: Layout) -> Reading:
    """Return what a file most likely means."""
    waves, district = cycles.waves(cycle_id), cycles.district()
    audiences = {wave.id: wave.audience for wave in waves}
    return propose(file_id, layout, forms_of(waves), audiences, district.language if district else SOURCE)


def forms_of(waves: Iterable[Wave]) -> Forms:
    """Return the items of each wave, by wave id: what it asks and ever asked."""
    return {wave.id: questionnaires.asked([wave]) for wave in waves}


def known_items(row: ResponseFile) -> dict[str, Item]:
    """Return every item that a column may be, by id: those of the file's own form first, as that form words them."""
    wave = reading_of(row.mapping).wave
    waves = cycles.waves(row.cycle_id)
    own = questionnaires.asked([each for each in waves if each.id == wave])
    return own | {name: item for name, item in questionnaires.asked(waves).items() if name not in own}


def save(file_id: int, wave_id: int, language: str, unfinished: bool) -> None:
    """Say which form and language hold for rows that do not say it themselves. Raises Busy and NotFound."""
    row = _editable(file_id)
    cycles.wave(row.cycle_id, wave_id)
    _keep(row, replace(reading_of(row.mapping), wave=wave_id, language=language, unfinished=unfinished))


def set_column(file_id: int, at: int, said: Meaning) -> None:
    """Say what a column means. Raises NotReady when that may not be or is not said to the end, and Busy."""
    row = _editable(file_id)
    layout, reading = layout_of(row.layout), reading_of(row.mapping)
    before = reading.columns[at]
    meaning = _completed(row, layout, at, said, same=(before.role, before.item) == (said.role, said.item))
    columns = [
        replace(each, role="out") if each.role in _ALONE and each.role == meaning.role else each
        for each in reading.columns
    ]
    columns[at] = meaning
    _keep(row, replace(reading, columns=tuple(columns)))


def open_columns(layout: Layout, reading: Reading) -> list[int]:
    """Return the columns at which a person has to look before the import."""
    return [at for at, meaning in enumerate(reading.columns) if not meaning.sure and meaning.role != "out"]


def preview(row: ResponseFile) -> tuple[list[tuple[int, Taken]], Mapping[str, Item]]:
    """Return (row number, what would be stored of it) for the first rows of a file, and the items that these answer.

    Raises DefinitionError when the new questions make no questionnaire.
    """
    layout, reading = layout_of(row.layout), reading_of(row.mapping)
    taker = Taker(layout, reading, forms_of(cycles.waves(row.cycle_id)))
    return [(number, taker.take(cells)) for number, cells in layout.shown], taker.items


def start(file_id: int) -> None:
    """Let a file wait for the worker; its questions become part of a frozen version. Raises NotReady and Busy."""
    row = response_files.get(file_id)
    layout, reading = layout_of(row.layout), reading_of(row.mapping)
    if found := open_columns(layout, reading):
        raise NotReady("open", found[0])
    if not any(meaning.role in ("item", "tick", "rank", "own", "new") for meaning in reading.columns):
        raise NotReady("nothing")
    with transaction():
        if not response_files.change(file_id, ("uploaded",), state="waiting", done=0, of=layout.rows, message=""):
            raise Busy
        try:
            versions = {str(wave.id): _version(wave, row.filename, layout, reading) for wave in _used(row, reading)}
        except DefinitionError as error:
            raise NotReady("too-many") from error
        response_files.mark(file_id, mapping=replace(reading, versions=versions).as_json())


def undo(file_id: int) -> None:
    """Let the worker remove every response of an import. Raises Busy."""
    if not response_files.change(file_id, ("done",), state="undoing"):
        raise Busy


def remove(file_id: int) -> None:
    """Take a file of which nothing is stored off the list, with its data. Raises Busy."""
    row = response_files.get(file_id)
    if row.state not in ("uploaded", "failed", "undone"):
        raise Busy
    response_files.remove(file_id)


def _editable(file_id: int) -> ResponseFile:
    row = response_files.get(file_id)
    if row.state != "uploaded":
        raise Busy
    return row


def _keep(row: ResponseFile, reading: Reading) -> None:
    with transaction():
        if not response_files.change(row.id, ("uploaded",), mapping=reading.as_json()):
            raise Busy


def _completed(row: ResponseFile, layout: Layout, at: int, said: Meaning, same: bool) -> Meaning:
    """Return a meaning with what follows from it. With `same` a person has seen what its texts and numbers mean."""
    column = layout.columns[at]
    if said.role == "out" or said.role not in ROLES:
        return Meaning()
    if column.why in NEVER and not (said.role == "hour" and column.why == "time"):
        raise NotReady("never", at)
    if column.why in PERSONAL and not said.told:
        raise NotReady("personal", at)
    if said.role == "form":
        found = for_form(column, {wave.id: wave.audience for wave in cycles.waves(row.cycle_id)})
        return replace(said, values={**found.values, **said.values}, item="")
    known = "" if column.order == "ask" else column.order
    order = said.order or known
    dated = said.role == "hour" or (said.role == "new" and said.kind == "date")
    sure = bool(order) or column.order != "ask" or not dated
    if said.role in ("language", "hour"):
        return replace(said, item="", order=order, sure=sure)
    if said.role == "new":
        kind = said.kind if said.kind in KINDS else "long_text"
        return replace(said, kind=kind, item=new_item(row.id, at, layout, kind), order=order, sure=sure)
    return _about_item(row, layout, at, said, same)


def _about_item(row: ResponseFile, layout: Layout, at: int, said: Meaning, same: bool) -> Meaning:
    item = known_items(row).get(said.item)
    if item is None:
        raise NotReady("no-item", at)
    if said.role in ("tick", "rank") and said.choice not in {choice.id for choice in item.choices}:
        raise NotReady("no-choice", at)
    if said.role != "item" or item.type in WRITTEN:
        return said
    found = match(layout.columns[at], layout, item)
    order = said.order or found.order
    sure = bool(order) if item.type == "date" and not found.sure else found.sure or same
    return replace(said, order=order, sure=sure)


def _used(row: ResponseFile, reading: Reading) -> list[Wave]:
    at = reading.column_of("form")
    wanted = {str(reading.wave)} if at is None else set(reading.columns[at].values.values())
    return [wave for wave in cycles.waves(row.cycle_id) if str(wave.id) in wanted]


def _version(wave: Wave, filename: str, layout: Layout, reading: Reading) -> int:
    """Return the version that the responses answer: what people see, or with the file's own questions one of its own."""
    content = questionnaires.shown(wave)
    number = content.version or questionnaires.freeze(wave)
    items = new_items(layout, reading)
    if not items:
        return number
    return questionnaires.keep_unseen(wave, with_new_items(content.definition, items, filename[:200]))
