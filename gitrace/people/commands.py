"""What is done to users on the record: invited, joined, disabled, enabled, given a new password."""

import secrets
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, func, select

from gitrace import clock
from gitrace.errors import Refusal
from gitrace.people import events
from gitrace.people.acting import require_may_keep_account
from gitrace.people.guessing import count_guess, forgive_guesses, guess_subject
from gitrace.people.passwords import hash_password, matches
from gitrace.people.queries import credential_of, find_link, find_user, person_of
from gitrace.people.roles import Bureau, Level, Role
from gitrace.people.rules import (
    GUESSES_AT_AN_ACCOUNT,
    LINK_HOURS,
    fold_login,
    require_good_password,
    require_may_disable,
    require_place,
)
from gitrace.people.sessions import end_sessions
from gitrace.people.tables import Invitation, User, UserCredential, UserPerson
from gitrace.people.tokens import make_token, token_digest
from gitrace.storage import Store, reading
from gitrace.work import SYSTEM, Actor, Work, writing


class InvitePerson(BaseModel):
    """Whom to invite, and as what."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    display_name: str = Field(title="姓名", description="页面上这样称呼，只有管理员和监管人员看得到。", max_length=40)
    role: Role = Field(title="角色")
    producer_id: int | None = Field(default=None, title="所属生产者")
    laboratory_id: int | None = Field(default=None, title="所属检验机构")
    bureau: Bureau | None = Field(default=None, title="部门")
    level: Level | None = Field(default=None, title="层级")
    area: str | None = Field(
        default=None, title="辖区代码", description="乡镇填 9 位，村填 12 位，县级不填。", max_length=12
    )


class Join(BaseModel):
    """What an invited person chooses."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    login: str = Field(title="登录名", description="3 至 32 个字母、汉字或数字；以后凭它登录。", max_length=200)
    password: str = Field(
        title="密码", description="至少 10 个字符，可以是一句话；不要用别处用过的密码。", max_length=1000, repr=False
    )
    again: str = Field(title="再输一次密码", max_length=1000, repr=False)


class ChoosePassword(BaseModel):
    """What a person who lost the password chooses."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    password: str = Field(
        title="新密码", description="至少 10 个字符，可以是一句话；不要用别处用过的密码。", max_length=1000, repr=False
    )
    again: str = Field(title="再输一次密码", max_length=1000, repr=False)


class ChangePassword(ChoosePassword):
    """A new password, by knowing the present one."""

    present: str = Field(title="现在的密码", max_length=1000, repr=False)


def invite(work: Work, command: InvitePerson) -> tuple[User, str]:
    """Make a user and her one-time link; returns the user and the link's token, which is kept nowhere.

    Raises as `acting.require_may_keep_account` and `rules.require_place`.
    """
    require_may_keep_account(work.actor, command.role, command.producer_id)
    place = command.model_dump(exclude={"display_name", "role"})
    require_place(command.role, **place)
    user = User(role=command.role, invited_at=work.now, **place)
    work.session.add(user)
    work.session.flush()
    person = UserPerson(user_id=user.id, salt=secrets.token_hex(16), display_name=command.display_name)
    work.session.add(person)
    invitation, token = _renew_link(work, user.id)
    invited = events.UserInvited(user_id=user.id, role=user.role, **place)
    work.record(invited, subject=_subject(user.id), rows=[user, person, invitation])
    return user, token


def renew_link(work: Work, user_id: int) -> str:
    """A new one-time link for somebody who lost hers, or her password; the former stops working. Returns its token.

    Raises as `acting.require_may_keep_account`.
    """
    user = _own_user(work, user_id)
    invitation, token = _renew_link(work, user.id)
    work.record(events.LinkRenewed(user_id=user.id), subject=_subject(user.id), rows=[invitation])
    return token


def first_administrators_link(store: Store) -> str | None:
    """The token of a fresh link for the first administrator; None once an administrator has joined.

    Called at each start: the former start's link stops working, as whoever saw it scroll by may not be the one.
    """
    with reading(store) as session:
        if _joined_administrators(session):
            return None
    with writing(store, SYSTEM) as work:
        invited = select(User.id).where(User.role == Role.ADMINISTRATOR, col(User.joined_at).is_(None))
        waiting = work.session.exec(invited).first()
        if waiting is not None:
            return renew_link(work, waiting)
        return invite(work, InvitePerson(display_name="系统管理员", role=Role.ADMINISTRATOR))[1]


def join(store: Store, token: str, command: Join, now: datetime) -> int:
    """An invited person chooses login and password; returns her key. The password is hashed with no session open.

    Raises Refusal: as `find_link`, as `fold_login`, as `require_good_password`, "login-taken", "password-again".
    """
    with reading(store) as session:
        find_link(session, token, now)
    login = fold_login(command.login)
    password_hash = _hash_chosen(command.password, command.again, login)
    with writing(store, SYSTEM) as work:
        user, person, invitation = find_link(work.session, token, work.now)
        if work.session.exec(select(UserPerson.id).where(UserPerson.login == login)).first() is not None:
            raise Refusal("login-taken", "这个登录名已有人使用，请换一个。", "login")
        person.login = login
        user.joined_at = work.now
        invitation.used_at = work.now
        credential = _set_password(work, user.id, password_hash)
        work.actor = _as_user(user)
        joined = events.UserJoined(user_id=user.id)
        work.record(joined, subject=_subject(user.id), rows=[user, person, invitation, credential])
        return user.id


def choose_password(store: Store, token: str, command: ChoosePassword, now: datetime) -> int:
    """By a link, somebody who joined before chooses a new password; her sign-ins end. Returns her key.

    Raises Refusal: as `find_link`, as `require_good_password`, "password-again".
    """
    with reading(store) as session:
        login = find_link(session, token, now)[1].login or ""
    password_hash = _hash_chosen(command.password, command.again, login)
    with writing(store, SYSTEM) as work:
        user, _, invitation = find_link(work.session, token, work.now)
        invitation.used_at = work.now
        credential = _set_password(work, user.id, password_hash)
        end_sessions(work.session, user.id, work.now)
        work.actor = _as_user(user)
        changed = events.PasswordChanged(user_id=user.id, by_link=True)
        work.record(changed, subject=_subject(user.id), rows=[invitation, credential])
        return user.id


def change_password(store: Store, actor: Actor, session_id: int, command: ChangePassword) -> None:
    """A new password; every other sign-in of hers ends. A try at the present one is counted before it is answered.

    Raises Refusal: "too-many-tries", "password-wrong" at `present`, as `require_good_password`, "password-again".
    """
    assert actor.user_id is not None
    account = guess_subject(store, "user", actor.name)
    count_guess(store, {account: GUESSES_AT_AN_ACCOUNT}, clock.now())
    with reading(store) as session:
        login = person_of(session, actor.user_id).login or ""
        present = credential_of(session, actor.user_id).password_hash
    if not matches(present, command.present):
        raise Refusal("password-wrong", "现在的密码不对。", "present")
    forgive_guesses(store, account)
    password_hash = _hash_chosen(command.password, command.again, login)
    with writing(store, actor) as work:
        credential = _set_password(work, actor.user_id, password_hash)
        end_sessions(work.session, actor.user_id, work.now, but=session_id)
        changed = events.PasswordChanged(user_id=actor.user_id, by_link=False)
        work.record(changed, subject=_subject(actor.user_id), rows=[credential])


def disable(work: Work, user_id: int) -> None:
    """Keep a user out, from the next request on; done already, it does nothing.

    Raises as `acting.require_may_keep_account` and `require_may_disable`.
    """
    user = _own_user(work, user_id)
    others = _joined_administrators(work.session, but=user_id)
    require_may_disable(user_id, by=work.actor.user_id, other_administrators=others, role=Role(user.role))
    if user.disabled_at is None:
        user.disabled_at = work.now
        end_sessions(work.session, user_id, work.now)
        work.record(events.UserDisabled(user_id=user_id), subject=_subject(user_id), rows=[user])


def enable(work: Work, user_id: int) -> None:
    """Let a disabled user in again; done already, it does nothing. Raises as `acting.require_may_keep_account`."""
    user = _own_user(work, user_id)
    if user.disabled_at is not None:
        user.disabled_at = None
        work.record(events.UserEnabled(user_id=user_id), subject=_subject(user_id), rows=[user])


def revoke_sessions(work: Work, user_id: int) -> int:
    """End every sign-in of a user, by somebody else's decision; returns how many ended.

    Raises as `acting.require_may_keep_account`.
    """
    user = _own_user(work, user_id)
    count = end_sessions(work.session, user.id, work.now)
    if count:
        work.record(events.SessionsRevoked(user_id=user.id, count=count), subject=_subject(user.id))
    return count


def _own_user(work: Work, user_id: int) -> User:
    user = find_user(work.session, user_id)
    require_may_keep_account(work.actor, user.role, user.producer_id)
    return user


def _renew_link(work: Work, user_id: int) -> tuple[Invitation, str]:
    token = make_token()
    invitation = work.session.exec(select(Invitation).where(Invitation.user_id == user_id)).one_or_none()
    if invitation is None:
        invitation = Invitation(user_id=user_id, token_hash="", expires_at=work.now)
    invitation.token_hash = token_digest(token)
    invitation.expires_at = work.now + timedelta(hours=LINK_HOURS)
    invitation.used_at = None
    work.session.add(invitation)
    return invitation, token


def _hash_chosen(password: str, again: str, login: str) -> str:
    require_good_password(password, login)
    if password != again:
        raise Refusal("password-again", "两次输入的密码不一样。", "again")
    return hash_password(password)


def _set_password(work: Work, user_id: int, password_hash: str) -> UserCredential:
    credential = work.session.exec(select(UserCredential).where(UserCredential.user_id == user_id)).one_or_none()
    if credential is None:
        credential = UserCredential(user_id=user_id, password_hash="", changed_at=work.now)
    credential.password_hash, credential.changed_at = password_hash, work.now
    work.session.add(credential)
    return credential


def _joined_administrators(session: Session, but: int | None = None) -> int:
    able = select(func.count()).where(
        User.role == Role.ADMINISTRATOR, col(User.joined_at).is_not(None), col(User.disabled_at).is_(None)
    )
    return session.exec(able if but is None else able.where(User.id != but)).one()


def _as_user(user: User) -> Actor:
    return Actor(f"user:{user.id}", user.role, user.id, user.producer_id, user.laboratory_id, user.area)


def _subject(user_id: int) -> str:
    return f"user:{user_id}"
