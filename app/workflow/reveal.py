"""Seeing a comment as it was written: only with the right to, for a reason, and on record before it is seen."""

from app.store import members, reveals, runs
from app.store.database import transaction
from app.store.tables import TeamMember

SHORTEST, LONGEST = 10, 1000  # characters of a reason


class RevealError(ValueError):
    """`reason` is a word: ``right`` (they have none), ``danger`` (only for people named for safety), ``why``, ``gone``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RightsError(ValueError):
    """Only owners give rights (``owner``), and one owner has to stay (``last``)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check(cycle_id: int, comment: str, member: TeamMember) -> None:
    """Raise RevealError when this member may not see this comment as it was written."""
    if not member.may_reveal:
        raise RevealError("right")
    if runs.tells_of_danger(cycle_id, comment) and not member.hears_concerns:
        raise RevealError("danger")


def reveal(cycle_id: int, comment: str, why: str, member: TeamMember) -> str:
    """Put it on record that this member sees a comment, and return it as it was written. Raises RevealError."""
    check(cycle_id, comment, member)
    why = why.strip()
    if not SHORTEST <= len(why) <= LONGEST:
        raise RevealError("why")
    text = reveals.written(cycle_id, comment)
    if text is None:
        raise RevealError("gone")
    with transaction():
        reveals.add(cycle_id, comment, member.email, why)
    return text


def give(member_id: int, right: str, on: bool, by: TeamMember) -> TeamMember:
    """Give or take a right, ``reveal`` or ``owner``, and return the member. Raises RightsError, NotFound."""
    with transaction():
        # As things are now: somebody may have taken the right to do this away meanwhile.
        if not any(owner.id == by.id for owner in members.owners()):
            raise RightsError("owner")
        if right == "owner" and not on and [owner.id for owner in members.owners()] == [member_id]:
            raise RightsError("last")
        return members.put_right(member_id, right, on)
