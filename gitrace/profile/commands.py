"""Adopting a version of the profile, and finding the one in force.

The first of the rooms: it stands on `gitrace.work` like the others, and no part of the walls below imports this file.
"""

import hashlib
from datetime import date
from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.profile.events import ProfileAdopted
from gitrace.profile.product import Profile, seed_profile
from gitrace.profile.tables import ProfileVersion
from gitrace.storage import Store, reading
from gitrace.work import SYSTEM, Work, writing

SUBJECT = "profile"
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
    digest = hashlib.sha256(row.content.encode()).hexdigest()
    adopted = ProfileAdopted(version=row.version, from_day=from_day.isoformat(), digest=digest)
    work.record(adopted, subject=SUBJECT, rows=[row])
    return row


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
