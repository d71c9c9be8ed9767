"""Stores what people made of the newest run, so that pages need not replay every decision over every comment.

The decisions stay the truth (see app.analysis.review). What is stored is derived from the run, the decisions, the concerns
and the responses: it is brought up to date decision by decision, looking at no more comments than each is about, and can be
thrown away and made anew at any time (`rebuild`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.analysis import review
from app.analysis.review import ABOUT_QUOTES, State
from app.analysis.review import Decision as ReviewDecision
from app.analysis.school_voice import STANCES
from app.analysis.screening import without_quotes_of
from app.analysis.themes import Theme
from app.store import concerns, responses, runs
from app.store import review_filling as filling
from app.store import review_rows as rows
from app.store.tables import Concern, ConcernEvent, Decision, Review

_Numbered = list[tuple[int, ReviewDecision]]


def current(cycle_id: int) -> Review | None:
    """Return what is stored of the newest run, up to date; None before the first analysis."""
    stored, now = Review.get_or_none(Review.cycle == cycle_id), _stamp(cycle_id)
    if now is None or (stored is not None and _of(stored) == now):
        return stored if now else None
    anew = stored is None or stored.run_id != now[0]
    if anew:
        prepare(cycle_id, now[0])
    with filling.turn(cycle_id):
        stored = _catch_up(cycle_id)
    if anew and stored is not None:
        filling.forget_others(cycle_id, stored.run_id)
    return stored


def prepare(cycle_id: int, run_id: int) -> None:
    """Write what a run found where it will be read, some comments at a time, so that nobody who sends a form meanwhile waits."""
    if not filling.is_filled(run_id):
        filling.fill(cycle_id, run_id, runs.themes(run_id), responses.places(cycle_id), concerns.known(cycle_id))


def rebuild(cycle_id: int) -> None:
    """Throw away what is stored of a cycle and make it anew from the run, the decisions, the concerns and the responses."""
    with filling.turn(cycle_id):
        Review.delete().where(Review.cycle == cycle_id).execute()
        filling.forget_others(cycle_id, 0)
    current(cycle_id)


def decide(cycle_id: int, new: ReviewDecision) -> str:
    """Append a decision about the themes as they are now, unless there is an objection.

    Return that (see `review.objection`), '' for none.
    """
    current(cycle_id)
    with filling.turn(cycle_id):
        return _decide(cycle_id, new)


def _decide(cycle_id: int, new: ReviewDecision) -> str:
    stored = _catch_up(cycle_id)
    if stored is None:
        return "gone"
    kept, state = _part(stored.run_id, new)
    if new.kind == "split":
        new = replace(new, payload=review.only_members(state, new.payload))
    before = [each for _number, each in _decisions(cycle_id, Decision.standing & Decision.kind.in_(("merge", "split")))]
    if reason := review.objection(state, before, new):
        return reason
    stored.decided = runs.add_decision(cycle_id, new.kind, new.payload, new.by)
    _write(stored.run_id, new, kept, state)
    stored.save()
    return ""


def last(cycle_id: int) -> tuple[ReviewDecision | None, int]:
    """Return the last decision that stands, and how many were taken in all, with those that took others back."""
    of_cycle = Decision.select().where(Decision.cycle == cycle_id)
    row = of_cycle.where(Decision.standing & (Decision.kind != "undo")).order_by(Decision.id.desc()).first()
    return _decision(row) if row else None, int(of_cycle.count())


@dataclass(frozen=True)
class Taken:
    """A decision as it was taken; `stands` says that nobody took it back, `applies` that what it speaks of is still there."""

    decision: ReviewDecision
    stands: bool
    applies: bool


def taken(cycle_id: int, start: int, most: int) -> tuple[list[Taken], int]:
    """Return decisions, newest first, and how many there are."""
    current(cycle_id)
    every = Decision.select().where(Decision.cycle == cycle_id)
    found = every.order_by(Decision.id.desc()).offset(start).limit(most)
    return [Taken(_decision(row), row.standing, row.applied or not row.standing) for row in found], int(every.count())


def _stamp(cycle_id: int) -> tuple[int, int, int, int] | None:
    """Return what would be stored now is made of: the run, the last decision, and how many concerns and what about them."""
    run = runs.latest_done(cycle_id)
    if run is None:
        return None
    found = Concern.select().where(Concern.cycle == cycle_id)
    happened = ConcernEvent.select().join(Concern).where(Concern.cycle == cycle_id)
    return run.id, runs.decided(cycle_id), found.count(), happened.count()


def _of(stored: Review) -> tuple[int, int, int, int]:
    return stored.run_id, stored.decided, stored.concerns, stored.events


def _catch_up(cycle_id: int) -> Review | None:
    stored, now = Review.get_or_none(Review.cycle == cycle_id), _stamp(cycle_id)
    if now is None:
        return None
    fields = dict(zip(("run", "decided", "concerns", "events"), now, strict=True))
    if stored is None or stored.run_id != now[0]:
        _build(cycle_id, now[0])
        Review.delete().where(Review.cycle == cycle_id).execute()
        return Review.create(cycle=cycle_id, **fields)
    if _of(stored) != now:
        if (stored.concerns, stored.events) != now[2:]:
            _heed(cycle_id, stored.run_id)
        for number, each in _decisions(cycle_id, Decision.id > stored.decided):
            _follow(cycle_id, stored.run_id, number, each)
        Review.update(**fields).where(Review.cycle == cycle_id).execute()
    return Review.get(Review.cycle == cycle_id)


def _build(cycle_id: int, run_id: int) -> None:
    prepare(cycle_id, run_id)
    rows.put_safety(run_id, concerns.known(cycle_id))
    _mark_standing(cycle_id)
    _replay(cycle_id, run_id)
    _requote(cycle_id, run_id)


def _mark_standing(cycle_id: int) -> None:
    taken = _decisions(cycle_id)
    kept = {id(each) for each in review.standing([each for _number, each in taken])}
    _mark("standing", {number: id(each) in kept for number, each in taken})


def _mark(field: str, told: Mapping[int, bool]) -> None:
    for value in (True, False):
        numbers = [number for number, each in told.items() if each is value]
        for start in range(0, len(numbers), 1_000):
            one = Decision.id.in_(numbers[start : start + 1_000]) & (getattr(Decision, field) != value)
            Decision.update({field: value}).where(one).execute()


def _follow(cycle_id: int, run_id: int, number: int, decision: ReviewDecision) -> None:
    """Let what is stored follow one decision that came after those that it is made of."""
    if decision.kind == "undo":
        _mark("standing", {number: False})
        _take_back(cycle_id, run_id, decision.payload.get("of"))
        return
    kept, state = _part(run_id, decision)
    if review.take(state, decision):
        _write(run_id, decision, kept, state)
    else:
        _mark("applied", {number: False})


def _part(run_id: int, decision: ReviewDecision) -> tuple[dict[str, rows.Kept], State]:
    """Return the part of what is stored that a decision is about, and as a state that it can be applied to."""
    themes, hidden = rows.themes(run_id)
    if pair := _renames(decision):
        comments = rows.in_both(run_id, *pair)
    else:
        lists, about = review.reach(decision)
        comments = rows.with_copies(run_id, about) | rows.members(run_id, lists)
    kept = rows.read(run_id, comments)
    return kept, rows.state_of(themes, hidden, kept)


def _renames(decision: ReviewDecision) -> tuple[str, str] | None:
    """Return (theme, into) of a merge of one theme, which for most comments is no more than another name.

    Not of a theme that is called like a stance: in a statement as it is stored nothing tells one from the other.
    """
    themes, into = review.reach(decision)[0], decision.payload.get("into")
    if decision.kind != "merge" or len(themes) != 1 or not isinstance(into, str) or not themes.isdisjoint(STANCES):
        return None
    return next(iter(themes)), into


def _write(run_id: int, decision: ReviewDecision, kept: dict[str, rows.Kept], state: State) -> None:
    """Write a decision that has been applied to its part."""
    if pair := _renames(decision):
        rows.merge(run_id, kept, state, *pair)
    else:
        rows.write(run_id, kept, state)


def _take_back(cycle_id: int, run_id: int, key: str | None) -> None:
    stands = Decision.standing & (Decision.kind != "undo")
    found = _decisions(cycle_id, stands & (Decision.key == key)) if key else _decisions(cycle_id, stands)[-1:]
    _mark("standing", dict.fromkeys([number for number, _each in found], False))
    quotes = {str(each.payload.get("comment")) for _number, each in found if each.kind in ABOUT_QUOTES}
    if quotes:
        _requote(cycle_id, run_id, quotes)
    others = [each for _number, each in found if each.kind not in ABOUT_QUOTES]
    if others:
        _replay(cycle_id, run_id, others)


def _replay(cycle_id: int, run_id: int, taken_back: Iterable[ReviewDecision] = ()) -> None:
    """Apply every decision about themes that stands to what the run found.

    Only comments are looked at that one of these decisions, or of those just taken back, is about: no other can differ.
    """
    every = _decisions(cycle_id, Decision.kind.not_in((*ABOUT_QUOTES, "undo")))
    stands = {row.id for row in Decision.select(Decision.id).where((Decision.cycle == cycle_id) & Decision.standing)}
    kept = [(number, each) for number, each in every if number in stands]
    lost = review.gone([each for _number, each in every], [each for _number, each in kept])
    lists, comments = set(lost), set[str]()
    for each in (*(each for _number, each in kept), *taken_back):
        of_lists, of_comments = review.reach(each)
        lists, comments = lists | of_lists, comments | of_comments
    about = rows.with_copies(run_id, comments) | rows.members(run_id, lists, as_found=True)
    stored, found = rows.read(run_id, about), rows.read(run_id, about, as_found=True)
    found = {
        comment: each if lost.isdisjoint(each.coding.themes) else replace(each, coding=each.coding.without(lost))
        for comment, each in found.items()
    }
    state = rows.state_of(_themes_found(run_id, lost), set(), found)
    _mark("applied", {number: review.take(state, each) for number, each in kept})
    rows.write(run_id, stored, state)


def _themes_found(run_id: int, lost: Collection[str]) -> dict[str, Theme]:
    """Return the themes of a run but those that are lost, without the quotes and gists of comments that tell of danger."""
    found = [theme for theme in runs.themes(run_id) if theme.id not in lost]
    unsafe = rows.unsafe(run_id, {comment for theme in found for comment in theme.spoken_by})
    return {theme.id: without_quotes_of(unsafe, theme) for theme in found}


def _requote(cycle_id: int, run_id: int, comments: Collection[str] | None = None) -> None:
    """Apply every decision about quotes that stands, or only those about these comments and their copies."""
    every = _decisions(cycle_id, Decision.standing & Decision.kind.in_(ABOUT_QUOTES))
    said = {str(each.payload.get("comment")) for _number, each in every} if comments is None else comments
    kept = rows.read(run_id, rows.with_copies(run_id, said))
    about = [(number, each) for number, each in every if comments is None or each.payload.get("comment") in kept]
    state = rows.state_of(
        *rows.themes(run_id), {comment: replace(each, state="", shortened="") for comment, each in kept.items()}
    )
    _mark("applied", {number: review.take(state, each) for number, each in about})
    rows.write(run_id, kept, state)


def _heed(cycle_id: int, run_id: int) -> None:
    """Let what is stored say what is now known of dangers, and let themes be told by other quotes where it matters."""
    changed = rows.put_safety(run_id, concerns.known(cycle_id))
    quoted = {comment for theme in runs.themes(run_id) for comment in theme.spoken_by}
    made = _decisions(cycle_id, Decision.standing & (Decision.kind == "new_theme"))
    quoted |= {comment for _number, each in made for comment in review.reach(each)[1]}
    if changed & quoted:
        _replay(cycle_id, run_id)


def _decisions(cycle_id: int, those: Any = None) -> _Numbered:
    """Return decisions with their numbers, oldest first."""
    found = Decision.select().where(Decision.cycle == cycle_id).order_by(Decision.id)
    return [(row.id, _decision(row)) for row in (found if those is None else found.where(those))]


def _decision(row: Decision) -> ReviewDecision:
    return ReviewDecision(row.kind, row.payload, row.by, row.at.isoformat())
