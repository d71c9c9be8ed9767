"""How many people there are: typed in or taken from a table, checked against schools and answers, changed and taken back."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.adapters.enrolment_files import MEANINGS, Table, Understood, alike, guess, read_enrolment, table_of, understand
from app.analysis.enrolment import PLACES, Count, Enrolled
from app.store import cycles, enrolment, estimates, responses
from app.store.database import transaction

Bands = Mapping[str, Mapping[str, str]]


class ChangedMeanwhile(Exception):
    """Somebody else changed the counts since the page was loaded."""


@dataclass(frozen=True)
class Check:
    """Something about the counts that a person should look at.

    `kind` is unknown_school, unknown_band, more_answers, sums or small; `group` of `dimension` is what it is about, `n` and
    `of` its two figures.
    """

    kind: str
    dimension: str
    group: str
    n: int = 0
    of: int = 0


@dataclass(frozen=True)
class Preview:
    """An uploaded table as it is understood so far."""

    filename: str
    table: Table
    columns: Sequence[str]
    schools: Mapping[str, str]
    understood: Understood


def save(rows: Sequence[Count], seen: int, by: str) -> None:
    """Write the counts. `seen` is the last change that the page knew of (0: none). Raises ChangedMeanwhile."""
    with transaction():
        _must_be(seen)
        enrolment.put([each for each in rows if each.people > 0], by)


def undo(change_id: int) -> None:
    """Go back to the counts before a change. Raises NotFound when it is not the last one."""
    with transaction():
        enrolment.take_back(change_id)


def upload(data: bytes, filename: str) -> None:
    """Keep an uploaded table with a guess of what it means. Raises EnrolmentFileError."""
    cells = read_enrolment(data, filename)
    table = table_of(cells)
    with transaction():
        enrolment.put_upload(filename[-200:], cells, guess(table))


def preview(bands: Bands) -> Preview | None:
    """Return what the uploaded table would be taken for, None when there is none."""
    kept = enrolment.upload()
    if kept is None:
        return None
    known, table = [school.name for school in cycles.schools()], table_of(kept.cells)
    found = understand(table, kept.columns, kept.schools, known, bands)
    proposed = {name: kept.schools.get(name) or alike(name, known) for name in found.strangers}
    return Preview(kept.filename, table, kept.columns, proposed, found)


def mean(columns: Sequence[str], schools: Mapping[str, str]) -> None:
    """Say what the columns of the uploaded table mean, and which of the district's schools a name in it stands for."""
    kept = enrolment.upload()
    if kept is not None:
        with transaction():
            enrolment.mark_upload(
                columns=[each if each in MEANINGS else "" for each in columns],
                schools={**kept.schools, **{name: known for name, known in schools.items() if known}},
            )


def take(bands: Bands, by: str) -> int:
    """Take over the uploaded table and return how many counts it had.

    They stand in place of those of the same audiences and kind (by school, by grade ...); all others stay.
    """
    found = preview(bands)
    counts = found.understood.counts if found else ()
    if not counts:
        return 0
    kinds = {(each.audience, each.places()) for each in counts}
    with transaction():
        others = [each for each in enrolment.counts() if (each.audience, each.places()) not in kinds]
        enrolment.put([*others, *counts], by)
        enrolment.drop_upload()
    return len(counts)


def drop() -> None:
    """Forget the uploaded table."""
    with transaction():
        enrolment.drop_upload()


def checks(bands: Collection[str], minimum_n: int) -> list[Check]:
    """Return what does not fit together: with the schools, with each other, with the newest cycle's answers."""
    counts = enrolment.counts()
    enrolled, known = Enrolled(counts), {school.name for school in cycles.schools()}
    found = [Check("unknown_school", "school", name) for name in dict.fromkeys(each.school for each in counts if each.school)
             if name not in known]  # fmt: skip
    found += [Check("unknown_band", "grade_band", band) for band in dict.fromkeys(each.grade_band for each in counts)
              if band and band not in bands]  # fmt: skip
    return [*found, *_more_answers(enrolled), *_sums(enrolled), *_small(enrolled, minimum_n)]


def _more_answers(enrolled: Enrolled) -> Iterator[Check]:
    cycle = next(iter(cycles.everything()), None)
    counted = estimates.counted(cycle.id) if cycle else None
    answers = {name: (counted.answers if counted else {}).get(name, {}) for name in PLACES}
    # Audiences as of now; what people said of themselves as of the last count, since to look it up takes long.
    for dimension, groups in {"audience": responses.by_audience(cycle.id) if cycle else {}, **answers}.items():
        people = enrolled.by(dimension)
        for group, n in groups.items():
            if people.get(group) and n > people[group]:
                yield Check("more_answers", dimension, group, n, people[group])


def _sums(enrolled: Enrolled) -> Iterator[Check]:
    for audience in enrolled.audiences:
        total = enrolled.total(audience) or 0
        for dimension in PLACES:
            found = sum(enrolled.within(audience, dimension).values())
            if found and found > total:
                yield Check("sums", dimension, audience, found, total)


def _small(enrolled: Enrolled, minimum_n: int) -> Iterator[Check]:
    for school, people in enrolled.by("school").items():
        if people < minimum_n:
            yield Check("small", "school", school, people, minimum_n)


def _must_be(seen: int) -> None:
    last = enrolment.last_change()
    if (last.id if last else 0) != seen:
        raise ChangedMeanwhile
