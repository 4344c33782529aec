"""Adopting a version of the profile, and finding the one in force.

The first of the rooms: it stands on `gitrace.work` like the others, and no part of the walls below imports this file.
"""

import hashlib
from datetime import date
from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.profile.editing import NewVersion
from gitrace.profile.events import ProfileAdopted
from gitrace.profile.product import Profile, seed_profile
from gitrace.profile.rules import refuse_from_day
from gitrace.profile.tables import ProfileAdoption, ProfileVersion
from gitrace.storage import Store, reading
from gitrace.work import SYSTEM, Work, writing

SUBJECT = "profile"
REGULATOR = "regulator"
"""The role, whose room stands above this one."""

_ALWAYS = date(2000, 1, 1)
_IN_FORCE = (
    sa.select(col(ProfileVersion.content))
    .where(col(ProfileVersion.from_day) <= sa.bindparam("day"))
    .order_by(col(ProfileVersion.from_day).desc(), col(ProfileVersion.version).desc())
    .limit(1)
)


def adopt(work: Work, profile: Profile, from_day: date) -> ProfileVersion:
    """Put a version in force for production days from `from_day` on."""
    row = ProfileVersion(version=profile.version, content=profile.to_json(), from_day=from_day)
    work.session.add(row)
    work.session.flush()
    work.record(_adopted(row), subject=SUBJECT, rows=[row])
    return row


def _adopted(row: ProfileVersion) -> ProfileAdopted:
    digest = hashlib.sha256(row.content.encode()).hexdigest()
    return ProfileAdopted(version=row.version, from_day=row.from_day.isoformat(), digest=digest)


def adopt_edited(work: Work, profile: Profile, typed: NewVersion, *, judged_until: date) -> ProfileVersion:
    """Adopt an edited version. `judged_until`: the last day of goods that were judged already.

    Raises Refusal("regulator-only" | "version-outdated" | "from-day-past" | "from-day-judged" | "from-day-early").
    """
    if work.actor.role != REGULATOR:
        raise Refusal("regulator-only", "这项操作只能由监管人员办理。")
    newest = newest_version(work.session)
    refuse_from_day(typed.from_day, today=shanghai_day(work.now), judged_until=judged_until, newest=newest.from_day)
    if profile.version != newest.version + 1:
        raise Refusal("version-outdated", "这期间已有另一版施行，请在最新的版本上重新修改。")
    row = ProfileVersion(version=profile.version, content=profile.to_json(), from_day=typed.from_day)
    work.session.add(row)
    work.session.flush()
    why = ProfileAdoption(
        version_id=row.id,
        reason=typed.reason,
        basis=typed.basis,
        adopted_by=work.actor.name,
        adopted_at=work.now,
    )
    work.session.add(why)
    work.session.flush()
    work.record(_adopted(row), subject=SUBJECT, rows=[row, why])
    return row


def newest_version(session: Session) -> ProfileVersion:
    """The last version adopted, which may be in force from a later day."""
    return session.exec(select(ProfileVersion).order_by(col(ProfileVersion.version).desc()).limit(1)).one()


def versions(session: Session) -> list[tuple[ProfileVersion, ProfileAdoption | None]]:
    """Every version with why it was adopted, the newest first; version 1 came with the service."""
    query = select(ProfileVersion, ProfileAdoption).outerjoin(
        ProfileAdoption, col(ProfileAdoption.version_id) == col(ProfileVersion.id)
    )
    return [(row, why) for row, why in session.exec(query.order_by(col(ProfileVersion.version).desc()))]


def adopt_seed(store: Store) -> None:
    """Adopt version 1 in a home that has none."""
    with reading(store) as session:
        if session.exec(select(ProfileVersion.id)).first() is not None:
            return
    with writing(store, SYSTEM) as work:
        if work.session.exec(select(ProfileVersion.id)).first() is None:
            adopt(work, seed_profile(), _ALWAYS)


def profile_on(session: Session, day: date) -> Profile:
    """The version in force for goods produced on `day`."""
    return _parsed(session.connection().execute(_IN_FORCE, {"day": day}).scalar_one())


def profile_version(session: Session, version: int) -> Profile:
    """The version of this number, under which something was judged."""
    return _parsed(session.exec(select(ProfileVersion.content).where(ProfileVersion.version == version)).one())


@lru_cache(maxsize=16)
def _parsed(content: str) -> Profile:
    return Profile.model_validate_json(content)
