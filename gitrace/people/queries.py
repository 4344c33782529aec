"""Reading about users."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, func, or_, select

from gitrace.errors import Refusal
from gitrace.people.roles import Level, Role
from gitrace.people.rules import require_open_link
from gitrace.people.tables import Invitation, SecondFactor, User, UserCredential, UserPerson, UserSession
from gitrace.people.tokens import token_digest
from gitrace.work import Actor

PAGE = 50


@dataclass(frozen=True)
class Present:
    """A signed-in person, as far as a door needs to know."""

    user_id: int
    role: Role
    producer_id: int | None
    laboratory_id: int | None
    bureau: str | None
    level: str | None
    area: str | None
    name: str
    session_id: int
    seen_at: datetime
    proved_at: datetime | None
    has_factor: bool

    @property
    def actor(self) -> Actor:
        """How she appears in the ledger."""
        return Actor(f"user:{self.user_id}", self.role, self.user_id, self.producer_id, self.laboratory_id, self.area)


class UserState(StrEnum):
    """Where a user stands."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


STATE_NAMES = {UserState.INVITED: "已邀请，未启用", UserState.ACTIVE: "使用中", UserState.DISABLED: "已停用"}


@dataclass(frozen=True)
class Listed:
    """A line of the list of users."""

    user: User
    person: UserPerson

    @property
    def state(self) -> UserState:
        """Disabled counts before anything else."""
        if self.user.disabled_at is not None:
            return UserState.DISABLED
        return UserState.INVITED if self.user.joined_at is None else UserState.ACTIVE


def find_present(session: Session, token_hash: str, now: datetime) -> Present | None:
    """Whose live session this is; None when it ended, or when she was disabled."""
    found = session.exec(
        select(UserSession, User, UserPerson, SecondFactor.id)
        .join(User, col(User.id) == UserSession.user_id)
        .join(UserPerson, col(UserPerson.user_id) == UserSession.user_id)
        .outerjoin(SecondFactor, col(SecondFactor.user_id) == UserSession.user_id)
        .where(
            UserSession.token_hash == token_hash,
            UserSession.expires_at > now,
            col(UserSession.revoked_at).is_(None),
            col(User.disabled_at).is_(None),
        )
    ).one_or_none()
    if found is None:
        return None
    entry, user, person, factor_id = found
    return Present(
        user_id=user.id,
        role=Role(user.role),
        producer_id=user.producer_id,
        laboratory_id=user.laboratory_id,
        bureau=user.bureau,
        level=user.level,
        area=user.area,
        name=person.display_name or "",
        session_id=entry.id,
        seen_at=entry.seen_at,
        proved_at=entry.proved_at,
        has_factor=factor_id is not None,
    )


def find_user(session: Session, user_id: int) -> User:
    """Raises Refusal("no-such-user")."""
    user = session.get(User, user_id)
    if user is None:
        raise Refusal("no-such-user", "没有这个用户。")
    return user


def find_link(session: Session, token: str, now: datetime) -> tuple[User, UserPerson, Invitation]:
    """Whose one-time link this is. Raises Refusal("link-unknown"), else as `require_open_link`."""
    found = session.exec(
        select(User, UserPerson, Invitation)
        .join(UserPerson, col(UserPerson.user_id) == User.id)
        .join(Invitation, col(Invitation.user_id) == User.id)
        .where(Invitation.token_hash == token_digest(token))
    ).one_or_none()
    if found is None:
        raise Refusal("link-unknown", "没有这个链接，或已被新的链接取代；请联系管理员。")
    user, person, link = found
    used, disabled = link.used_at is not None, user.disabled_at is not None
    require_open_link(now, expires_at=link.expires_at, used=used, disabled=disabled)
    return user, person, link


def county_regulators(session: Session, *, but: int) -> int:
    """How many other people could confirm what this one proposes."""
    able = col(User.joined_at).is_not(None) & col(User.disabled_at).is_(None)
    of_county = (User.role == Role.REGULATOR, User.level == Level.COUNTY, User.id != but, able)
    return session.exec(select(func.count()).select_from(User).where(*of_county)).one()


def person_of(session: Session, user_id: int) -> UserPerson:
    """The person behind a user."""
    return session.exec(select(UserPerson).where(UserPerson.user_id == user_id)).one()


def credential_of(session: Session, user_id: int) -> UserCredential:
    """How a user who joined proves who she is."""
    return session.exec(select(UserCredential).where(UserCredential.user_id == user_id)).one()


def user_by_login(session: Session, login: str) -> User:
    """The user with this login, folded. Raises Refusal("no-such-user")."""
    found = session.exec(
        select(User).join(UserPerson, col(UserPerson.user_id) == User.id).where(UserPerson.login == login)
    ).one_or_none()
    if found is None:
        raise Refusal("no-such-user", "没有这个用户。", "login")
    return found


def live_sessions(session: Session, user_id: int, now: datetime) -> Sequence[UserSession]:
    """A user's sign-ins that are good now, the latest first."""
    return session.exec(
        select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.expires_at > now, col(UserSession.revoked_at).is_(None))
        .order_by(col(UserSession.seen_at).desc(), col(UserSession.id).desc())
    ).all()


def list_users(
    session: Session,
    *,
    text: str = "",
    role: Role | None = None,
    state: UserState | None = None,
    producer_id: int | None = None,
    page: int = 1,
) -> tuple[list[Listed], int]:
    """One page of users by their key, and how many there are in all. `text`: part of a name or login; `producer_id`:
    only those who act for it.
    """
    wanted = [_having(text)] if text else []
    wanted += [col(User.producer_id) == producer_id] if producer_id is not None else []
    wanted += [col(User.role) == role] if role else []
    wanted += [_in_state(state)] if state else []
    joined = select(User, UserPerson).join(UserPerson, col(UserPerson.user_id) == User.id).where(*wanted)
    total = session.exec(select(func.count()).select_from(joined.subquery())).one()
    rows = session.exec(joined.order_by(col(User.id)).offset((page - 1) * PAGE).limit(PAGE))
    return [Listed(user, person) for user, person in rows], total


def _having(text: str) -> sa.ColumnElement[bool]:
    return or_(
        col(UserPerson.display_name).icontains(text, autoescape=True),
        col(UserPerson.login).icontains(text.casefold(), autoescape=True),
    )


def _in_state(state: UserState) -> sa.ColumnElement[bool]:
    disabled, joined = col(User.disabled_at).is_not(None), col(User.joined_at).is_not(None)
    if state is UserState.DISABLED:
        return disabled
    return sa.and_(~disabled, joined if state is UserState.ACTIVE else ~joined)
