"""Signing in and out: operational, because a county's mornings of sign-ins are no evidence of anything."""

from contextlib import suppress
from datetime import datetime, timedelta

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, delete, select

from gitrace.errors import Refusal, Unavailable
from gitrace.jobs.registry import timer
from gitrace.people.guessing import count_guess, forgive_guesses, guess_subject
from gitrace.people.passwords import matches
from gitrace.people.queries import Present, find_present
from gitrace.people.rules import GUESSES_AT_AN_ACCOUNT, GUESSES_FROM_A_NETWORK, fold_login
from gitrace.people.tables import User, UserCredential, UserPerson, UserSession
from gitrace.people.tokens import make_token, token_digest
from gitrace.storage import Store, keeping, reading

SEEN_EVERY = timedelta(minutes=5)
"""How often a busy session's time is written: not with every page."""
KEEP_ENDED = timedelta(days=1)
_LONGEST_DEVICE = 120


class SignIn(BaseModel):
    """Login and password."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    login: str = Field(title="登录名", max_length=200)
    password: str = Field(title="密码", max_length=1000, repr=False)


def sign_in(store: Store, command: SignIn, *, network: str, device: str, now: datetime) -> str:
    """A new session's token, for its cookie. An unknown login is answered as a wrong password, and as slowly.

    Raises Refusal("sign-in" | "too-many-tries"); the try is counted before the answer.
    """
    login = _fold(command.login)
    account, from_network = guess_subject(store, "login", login), guess_subject(store, "network", network)
    count_guess(store, {account: GUESSES_AT_AN_ACCOUNT, from_network: GUESSES_FROM_A_NETWORK}, now)
    user_id, password_hash = _credential(store, login)
    if not matches(password_hash, command.password) or user_id is None:
        raise Refusal("sign-in", "登录名或密码不对，请核对后重试。")
    forgive_guesses(store, account, from_network)
    return _open_session(store, user_id, device, now)


def _fold(login: str) -> str:
    # What can be nobody's login is looked up, counted and answered like one that is.
    try:
        return fold_login(login)
    except Refusal:
        return login


def _credential(store: Store, login: str) -> tuple[int | None, str | None]:
    with reading(store) as session:
        found = session.exec(
            select(User.id, UserCredential.password_hash)
            .join(UserPerson, col(UserPerson.user_id) == User.id)
            .join(UserCredential, col(UserCredential.user_id) == User.id)
            .where(UserPerson.login == login, col(User.disabled_at).is_(None))
        ).one_or_none()
    return (None, None) if found is None else (found[0], found[1])


def _open_session(store: Store, user_id: int, device: str, now: datetime) -> str:
    token = make_token()
    with keeping(store) as session:
        session.add(
            UserSession(
                token_hash=token_digest(token),
                user_id=user_id,
                device=device[:_LONGEST_DEVICE],
                signed_in_at=now,
                seen_at=now,
                expires_at=_expiry(store, now),
            )
        )
    return token


def _expiry(store: Store, now: datetime) -> datetime:
    return now + timedelta(hours=store.settings.session_hours)


def recognise(store: Store, token: str, now: datetime) -> Present | None:
    """Who holds this token, if it is good now; the session lives on. A store too busy to note that shuts nobody out."""
    with reading(store) as session:
        present = find_present(session, token_digest(token), now)
    if present is not None and now - present.seen_at > SEEN_EVERY:
        with suppress(Unavailable), keeping(store) as session:
            seen = sa.update(UserSession).where(col(UserSession.id) == present.session_id)
            session.exec(seen.values(seen_at=now, expires_at=_expiry(store, now)))
    return present


def note_proof(store: Store, session_id: int, now: datetime) -> None:
    """The second factor was proved in this session just now."""
    with keeping(store) as session:
        session.exec(sa.update(UserSession).where(col(UserSession.id) == session_id).values(proved_at=now))


def sign_out(store: Store, session_id: int, now: datetime) -> None:
    """End this session."""
    with keeping(store) as session:
        session.exec(sa.update(UserSession).where(col(UserSession.id) == session_id).values(revoked_at=now))


def revoke_own(store: Store, user_id: int, session_id: int, now: datetime) -> None:
    """End one of a user's own sessions; another's is not touched."""
    with keeping(store) as session:
        own = sa.update(UserSession).where(col(UserSession.id) == session_id, col(UserSession.user_id) == user_id)
        session.exec(own.values(revoked_at=now))


def end_sessions(session: Session, user_id: int, now: datetime, *, but: int | None = None) -> int:
    """Within another write: end a user's sessions, all or all but one; returns how many were live."""
    live = sa.update(UserSession).where(
        col(UserSession.user_id) == user_id,
        col(UserSession.revoked_at).is_(None),
        col(UserSession.expires_at) > now,
        col(UserSession.id) != (but or 0),
    )
    return session.exec(live.values(revoked_at=now)).rowcount


@timer(seconds=3600)
def forget_old_sessions(store: Store, now: datetime) -> None:
    """Drop the sessions that ended more than a day ago."""
    with keeping(store) as session:
        session.exec(delete(UserSession).where(col(UserSession.expires_at) < now - KEEP_ENDED))
