"""The people of the SEL team: who may sign in."""

import datetime as dt
import secrets

from app.store.database import NotFound
from app.store.tables import TeamMember


def everything() -> list[TeamMember]:
    """Return all team members by e-mail address."""
    return list(TeamMember.select().order_by(TeamMember.email))


def named() -> list[TeamMember]:
    """Return those who are told of statements that may tell of danger, by e-mail address."""
    return list(TeamMember.select().where(TeamMember.hears_concerns).order_by(TeamMember.email))


def name(member_id: int, hears_concerns: bool) -> TeamMember:
    """Name a member to be told of danger, or no longer; nobody of one school's team is. Raises NotFound."""
    change = TeamMember.update(hears_concerns=hears_concerns)
    change.where((TeamMember.id == member_id) & (TeamMember.school == "")).execute()
    member = TeamMember.get_or_none(TeamMember.id == member_id)
    if member is None:
        raise NotFound(f"team member {member_id}")
    return member


def limit(member_id: int, school: str) -> TeamMember:
    """Let a member work with one school only, or ('') with the whole district. Raises NotFound."""
    TeamMember.update(school=school).where(TeamMember.id == member_id).execute()
    member = TeamMember.get_or_none(TeamMember.id == member_id)
    if member is None:
        raise NotFound(f"team member {member_id}")
    return member


def get(member_id: int) -> TeamMember | None:
    """Return one member, or None."""
    return TeamMember.get_or_none(TeamMember.id == member_id)


def signed_in(member_id: int | None, version: int | None) -> TeamMember | None:
    """Return the member whom a session names, unless the session is older than their password."""
    if member_id is None or version is None:
        return None
    return TeamMember.get_or_none((TeamMember.id == member_id) & (TeamMember.session_version == version))


def by_email(email: str) -> TeamMember | None:
    """Return the member with this address, whatever its case, or None."""
    return TeamMember.get_or_none(TeamMember.email == email.strip().lower())


def by_digest(digest: str) -> TeamMember | None:
    """Return the member whose set-up link has this digest, or None."""
    return TeamMember.get_or_none(TeamMember.setup_digest == digest) if digest else None


def invite(email: str, digest: str, expires: dt.datetime) -> TeamMember:
    """Add a member, or find the one there is, and keep the digest of their newest set-up link (`expires` in UTC)."""
    # SQLite gives a removed member's number to the next one: a random start keeps old sessions from fitting a newcomer.
    member = by_email(email) or TeamMember.create(email=email.strip().lower(), session_version=secrets.randbelow(2**30))
    TeamMember.update(setup_digest=digest, setup_expires=expires).where(TeamMember.id == member.id).execute()
    return member


def put_password(member_id: int, digest: str, password_hash: str) -> bool:
    """Spend the set-up link with this digest for a password; older sessions end. Return False if it was spent."""
    unspent = (TeamMember.id == member_id) & (TeamMember.setup_digest == digest)
    changed = TeamMember.update(
        password_hash=password_hash, setup_digest="", setup_expires=None, session_version=TeamMember.session_version + 1
    )
    return changed.where(unspent).execute() == 1


def put_hash(member_id: int, password_hash: str) -> None:
    """Keep the same password under stronger settings."""
    TeamMember.update(password_hash=password_hash).where(TeamMember.id == member_id).execute()


def remove(member_id: int) -> None:
    """Take away a member's login; what they decided stays."""
    TeamMember.delete().where(TeamMember.id == member_id).execute()
