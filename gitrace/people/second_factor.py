"""The second factor of regulators and administrators: enrolled, proved at sign-in and before weighty deeds, reset.

Each try at a code is counted and committed before it is answered, and a half minute whose code was taken is not taken
again, so that a code seen over a shoulder is worth nothing.
"""

import json
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, select

from gitrace.errors import Refusal
from gitrace.people import events
from gitrace.people.codes import (
    NotSealedHere,
    enrolment_address,
    make_recovery_codes,
    make_secret,
    matching_step,
    recovery_digest,
    seal,
    unseal,
)
from gitrace.people.guessing import count_guess, forgive_guesses, guess_subject
from gitrace.people.queries import Present, find_user, person_of
from gitrace.people.rules import GUESSES_AT_A_FACTOR, require_factor_role, require_may_reset_factor
from gitrace.people.sessions import end_sessions, note_proof
from gitrace.people.tables import SecondFactor
from gitrace.storage import Store, keeping, reading
from gitrace.work import Work, writing

# Two tries with one code at once: the row is there once, so one of them takes the step.
_TAKE_STEP = sa.text(
    "INSERT INTO used_step AS u (user_id, step) VALUES (:user_id, :step) "
    "ON CONFLICT (user_id) DO UPDATE SET step = excluded.step WHERE u.step < excluded.step "
    "RETURNING step"
)


class EnrolFactor(BaseModel):
    """The first code of a secret that was offered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    offer: str = Field(title="绑定信息", max_length=400, repr=False)
    factor_code: str = Field(title="动态验证码", description="应用里显示的 6 位数字。", max_length=40, repr=False)


class ProveFactor(BaseModel):
    """A code, or a recovery code in its place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    factor_code: str = Field(
        title="动态验证码",
        description="手机验证器应用里的 6 位数字；手机不在身边时，填一个恢复码。",
        max_length=40,
        repr=False,
    )


@dataclass(frozen=True)
class Offer:
    """A secret to be enrolled: sealed for the form that brings it back, plain and as an address for the app."""

    sealed: str
    secret: str
    address: str


def make_offer(store: Store, person: Present) -> Offer:
    """A fresh secret; it counts once its first code was typed."""
    return _offer(store, person, make_secret())


def read_offer(store: Store, person: Present, sealed: str) -> Offer:
    """The offer that this sign-in was made. Raises Refusal("offer-unknown")."""
    try:
        return _offer(store, person, unseal(store.keys, _offered_to(person), sealed))
    except NotSealedHere as error:
        raise Refusal("offer-unknown", "绑定页面已失效，请重新扫描新的二维码。", "factor_code") from error


def enrol_factor(store: Store, person: Present, command: EnrolFactor, now: datetime) -> list[str]:
    """Take the offered secret as the second factor, in place of a former one; returns the recovery codes, kept nowhere.

    This sign-in has then proved it; every other one ends. Raises Refusal: "no-factor-role", "offer-unknown",
    "factor-code" and "factor-code-used" at `factor_code`, "too-many-tries".
    """
    require_factor_role(person.role)
    offer = read_offer(store, person, command.offer)
    account = _count(store, person.user_id, now)
    _take_code(store, person.user_id, offer.secret, command.factor_code, now)
    recovery = make_recovery_codes()
    with writing(store, person.actor) as work:
        factor = factor_of(work.session, person.user_id) or _blank(person.user_id, work.now)
        factor.secret = seal(store.keys, _belonging_to(person.user_id), offer.secret)
        factor.recovery = json.dumps([recovery_digest(store.keys, person.user_id, one) for one in recovery])
        factor.enrolled_at = work.now
        work.session.add(factor)
        end_sessions(work.session, person.user_id, work.now, but=person.session_id)
        enrolled = events.FactorEnrolled(user_id=person.user_id)
        work.record(enrolled, subject=f"user:{person.user_id}", rows=[factor])
    forgive_guesses(store, account)
    note_proof(store, person.session_id, now)
    return recovery


def prove_factor(store: Store, person: Present, command: ProveFactor, now: datetime) -> None:
    """See that she has her phone, or spend a recovery code; this sign-in has then proved it.

    Raises Refusal: "factor-code" and "factor-code-used" at `factor_code`, "too-many-tries"; counted before the answer.
    """
    account = _count(store, person.user_id, now)
    with reading(store) as session:
        factor = factor_of(session, person.user_id)
    if factor is None:
        raise _wrong_code()
    if recovery_digest(store.keys, person.user_id, command.factor_code) in json.loads(factor.recovery):
        _spend_recovery_code(store, person, command.factor_code)
    else:
        secret = unseal(store.keys, _belonging_to(person.user_id), factor.secret)
        _take_code(store, person.user_id, secret, command.factor_code, now)
    forgive_guesses(store, account)
    note_proof(store, person.session_id, now)


def reset_factor(work: Work, user_id: int) -> None:
    """Take somebody's second factor away, for a lost phone without recovery codes; her sign-ins end with it.

    Raises Refusal("no-such-user" | "factor-own" | "no-factor").
    """
    user = find_user(work.session, user_id)
    require_may_reset_factor(user_id, by=work.actor.user_id)
    factor = factor_of(work.session, user_id)
    if factor is None:
        raise Refusal("no-factor", "这个账号没有绑定动态验证码。")
    row = ("second_factor", factor.id)
    work.session.delete(factor)
    end_sessions(work.session, user_id, work.now)
    work.record(events.FactorReset(user_id=user.id), subject=f"user:{user_id}", rows=[row])


def factor_of(session: Session, user_id: int) -> SecondFactor | None:
    """A user's second factor, if she enrolled."""
    return session.exec(select(SecondFactor).where(SecondFactor.user_id == user_id)).one_or_none()


def recovery_codes_left(factor: SecondFactor) -> int:
    """How many have not been spent."""
    return len(json.loads(factor.recovery))


def _offer(store: Store, person: Present, secret: str) -> Offer:
    with reading(store) as session:
        login = person_of(session, person.user_id).login or person.actor.name
    return Offer(seal(store.keys, _offered_to(person), secret), secret, enrolment_address(secret, login))


def _offered_to(person: Present) -> str:
    return f"offer to sign-in {person.session_id}"


def _belonging_to(user_id: int) -> str:
    return f"factor of user {user_id}"


def _blank(user_id: int, now: datetime) -> SecondFactor:
    return SecondFactor(user_id=user_id, secret="", recovery="[]", enrolled_at=now)


def _count(store: Store, user_id: int, now: datetime) -> str:
    account = guess_subject(store, "factor", str(user_id))
    count_guess(store, {account: GUESSES_AT_A_FACTOR}, now)
    return account


def _take_code(store: Store, user_id: int, secret: str, typed: str, now: datetime) -> None:
    step = matching_step(secret, typed, now)
    if step is None:
        raise _wrong_code()
    with keeping(store) as session:
        taken = session.connection().execute(_TAKE_STEP, {"user_id": user_id, "step": step}).one_or_none()
    if taken is None:
        raise Refusal("factor-code-used", "这个验证码已经用过，请等下一个（最多 30 秒）。", "factor_code")


def _spend_recovery_code(store: Store, person: Present, typed: str) -> None:
    digest = recovery_digest(store.keys, person.user_id, typed)
    with writing(store, person.actor) as work:
        factor = factor_of(work.session, person.user_id)
        left = json.loads(factor.recovery) if factor else []
        if factor is None or digest not in left:  # spent by another request a moment ago
            raise _wrong_code()
        left.remove(digest)
        factor.recovery = json.dumps(left)
        spent = events.RecoveryCodeSpent(user_id=person.user_id, left=len(left))
        work.record(spent, subject=f"user:{person.user_id}", rows=[factor])


def _wrong_code() -> Refusal:
    return Refusal("factor-code", "验证码不对，请核对手机上的时间和账号后再试。", "factor_code")
