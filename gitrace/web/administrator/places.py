"""For whom people act, in words and as options."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from gitrace.inspections.tables import Laboratory
from gitrace.people.remit import remit_of
from gitrace.people.roles import BUREAU_NAMES, LEVEL_NAMES, Bureau, Level
from gitrace.people.tables import User
from gitrace.producers.tables import Producer
from gitrace.profile import Profile
from gitrace.web.language import said
from gitrace.web.parts.places import present_profile, township_names

Options = list[tuple[int, str]]


def producer_options(session: Session) -> Options:
    """Every producer by name."""
    return [(key, name) for key, name in session.exec(select(Producer.id, Producer.name).order_by(Producer.name))]


def laboratory_options(session: Session) -> Options:
    """Every laboratory by name."""
    return [(key, name) for key, name in session.exec(select(Laboratory.id, Laboratory.name).order_by(Laboratory.name))]


def place_names(session: Session, users: Iterable[User]) -> dict[int, str]:
    """User's key to the name of the organisation, or of bureau, level and place, that she acts for."""
    users, profile = list(users), present_profile(session)
    producers = {user.producer_id for user in users if user.producer_id is not None}
    laboratories = {user.laboratory_id for user in users if user.laboratory_id is not None}
    found = select(Producer.id, Producer.name).where(col(Producer.id).in_(producers))
    producer_of = dict(session.exec(found).all())
    found = select(Laboratory.id, Laboratory.name).where(col(Laboratory.id).in_(laboratories))
    laboratory_of = dict(session.exec(found).all())
    return {
        user.id: producer_of.get(user.producer_id or 0)
        or laboratory_of.get(user.laboratory_id or 0)
        or _office(user, profile)
        for user in users
    }


def _office(user: User, profile: Profile) -> str:
    if user.bureau is None or user.level is None:
        return ""
    remit = remit_of(user.area, profile)
    township = township_names(profile).get(remit.township or "", remit.township or "")
    words = [
        said(BUREAU_NAMES[Bureau(user.bureau)]),
        said(LEVEL_NAMES[Level(user.level)]),
        township,
        remit.village or "",
    ]
    return " · ".join(word for word in words if word)
