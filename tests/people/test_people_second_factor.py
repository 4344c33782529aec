"""The second factor: enrolled, proved once a code, guessed in vain, lost and reset."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from factors import enrolled
from sqlmodel import select

from gitrace import clock
from gitrace.errors import Refusal
from gitrace.people.codes import NotSealedHere, code_at, matching_step, seal, unseal
from gitrace.people.queries import Present
from gitrace.people.roles import Role
from gitrace.people.rules import PROOF_LASTS, Due, due_at_entry, is_fresh
from gitrace.people.second_factor import (
    EnrolFactor,
    ProveFactor,
    enrol_factor,
    factor_of,
    make_offer,
    prove_factor,
    recovery_codes_left,
    reset_factor,
)
from gitrace.people.sessions import SignIn, recognise, sign_in
from gitrace.people.tables import SecondFactor
from gitrace.storage import Store, reading
from gitrace.work import SYSTEM, Actor, writing

NOW = clock.now()  # `writing` stamps the real time, and sign-ins are held against it
LATER = NOW + timedelta(minutes=1)
PASSWORD = "春天的雷竹笋真好吃呀"
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The SHA-1 key of RFC 6238, appendix B, as base32."""


def come_in(store: Store, now: datetime = NOW) -> tuple[str, Present]:
    token = sign_in(store, SignIn(login="head", password=PASSWORD), network="a", device="Firefox", now=now)
    person = recognise(store, token, now)
    assert person is not None
    return token, person


def refused(store: Store, person: Present, code: str, now: datetime = LATER) -> str:
    with pytest.raises(Refusal) as no:
        prove_factor(store, person, ProveFactor(factor_code=code), now)
    return no.value.code


def codes_left(store: Store, person: Present) -> int:
    with reading(store) as session:
        factor = factor_of(session, person.user_id)
    assert factor is not None
    return recovery_codes_left(factor)


@pytest.mark.parametrize(("second", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")])
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    moment = datetime.fromtimestamp(second, UTC)
    assert code_at(RFC_SECRET, moment) == code
    assert matching_step(RFC_SECRET, f" {code[:3]} {code[3:]}", moment) == second // 30


def test_a_clock_may_be_half_a_minute_off_and_no_more() -> None:
    code = code_at(RFC_SECRET, NOW)
    fits = [off for off in range(-3, 4) if matching_step(RFC_SECRET, code, NOW + timedelta(seconds=30 * off))]
    assert fits == [-1, 0, 1]
    assert matching_step(RFC_SECRET, "", NOW) is None


def test_enrolment_counts_once_its_first_code_is_right(store: Store, administrator: Actor) -> None:
    token, person = come_in(store)
    offer = make_offer(store, person)
    with pytest.raises(Refusal, match="验证码不对"):
        enrol_factor(store, person, EnrolFactor(offer=offer.sealed, factor_code="000000"), NOW)
    assert not come_in(store)[1].has_factor
    right = EnrolFactor(offer=offer.sealed, factor_code=code_at(offer.secret, NOW))
    assert len(set(enrol_factor(store, person, right, NOW))) == 10
    present = recognise(store, token, NOW)
    assert present is not None
    assert (present.has_factor, present.proved_at) == (True, NOW)


def test_enrolment_ends_every_other_sign_in(store: Store, administrator: Actor) -> None:
    elsewhere, _ = come_in(store)
    _, person = come_in(store)
    enrolled(store, person, NOW)
    assert recognise(store, elsewhere, NOW) is None


def test_an_offer_made_to_another_sign_in_is_none(store: Store, administrator: Actor) -> None:
    _, one = come_in(store)
    _, other = come_in(store)
    offer = make_offer(store, one)
    typed = EnrolFactor(offer=offer.sealed, factor_code=code_at(offer.secret, NOW))
    with pytest.raises(Refusal) as no:
        enrol_factor(store, other, typed, NOW)
    assert no.value.code == "offer-unknown"


def test_a_clerk_has_no_second_factor(store: Store, clerk: Actor) -> None:
    token = sign_in(store, SignIn(login="wu1", password=PASSWORD), network="a", device="Firefox", now=NOW)
    person = recognise(store, token, NOW)
    assert person is not None
    with pytest.raises(Refusal) as no:
        enrolled(store, person, NOW)
    assert no.value.code == "no-factor-role"


def test_a_code_is_taken_once(store: Store, administrator: Actor) -> None:
    secret, _ = enrolled(store, come_in(store)[1], NOW)
    _, person = come_in(store, LATER)
    code = code_at(secret, LATER)
    prove_factor(store, person, ProveFactor(factor_code=code), LATER)
    assert refused(store, person, code) == "factor-code-used"
    assert refused(store, person, code_at(secret, LATER - timedelta(seconds=30))) == "factor-code-used"


def test_the_code_that_enrolled_does_not_sign_in_as_well(store: Store, administrator: Actor) -> None:
    secret, _ = enrolled(store, come_in(store)[1], NOW)
    assert refused(store, come_in(store)[1], code_at(secret, NOW), NOW) == "factor-code-used"


def test_guesses_are_counted_across_sign_ins_and_before_the_answer(store: Store, administrator: Actor) -> None:
    secret, _ = enrolled(store, come_in(store)[1], NOW)
    people = [come_in(store, LATER)[1] for _ in range(2)]
    codes = [refused(store, people[number % 2], "000000") for number in range(5)]
    assert codes == ["factor-code"] * 5
    assert refused(store, people[0], code_at(secret, LATER)) == "too-many-tries"


def test_a_recovery_code_works_once_however_it_is_typed(store: Store, administrator: Actor) -> None:
    _, recovery = enrolled(store, come_in(store)[1], NOW)
    token, person = come_in(store, LATER)
    typed = recovery[3].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    prove_factor(store, person, ProveFactor(factor_code=typed), LATER)
    present = recognise(store, token, LATER)
    assert present is not None
    assert (present.proved_at, codes_left(store, person)) == (LATER, 9)
    assert refused(store, person, recovery[3]) == "factor-code"


def test_the_database_holds_neither_secret_nor_recovery_code(store: Store, administrator: Actor) -> None:
    secret, recovery = enrolled(store, come_in(store)[1], NOW)
    with reading(store) as session:
        row = session.exec(select(SecondFactor)).one()
    kept = row.secret + row.recovery
    assert not any(one in kept for one in (secret, *recovery, *(one.replace("-", "") for one in recovery)))
    if store.is_sqlite:
        dump = "\n".join(sqlite3.connect(store.settings.home / "gitrace.db").iterdump())
        assert secret not in dump
        assert not any(one in dump for one in recovery)


def test_what_is_sealed_opens_for_its_purpose_alone(store: Store) -> None:
    sealed = seal(store.keys, "factor of user 1", "JBSWY3DPEHPK3PXP")
    assert unseal(store.keys, "factor of user 1", sealed) == "JBSWY3DPEHPK3PXP"
    for purpose, text in (("factor of user 2", sealed), ("factor of user 1", sealed[:-4]), ("x", "!")):
        with pytest.raises(NotSealedHere):
            unseal(store.keys, purpose, text)


def test_a_reset_takes_factor_and_sign_ins_away(store: Store, administrator: Actor) -> None:
    token, person = come_in(store)
    secret, _ = enrolled(store, person, NOW)
    with writing(store, SYSTEM) as work:
        reset_factor(work, person.user_id)
    assert recognise(store, token, NOW) is None
    _, again = come_in(store, LATER)
    assert not again.has_factor
    assert refused(store, again, code_at(secret, LATER)) == "factor-code"


def test_nobody_resets_her_own_or_one_that_is_not_there(store: Store, administrator: Actor, clerk: Actor) -> None:
    with pytest.raises(Refusal) as no, writing(store, administrator) as work:
        reset_factor(work, administrator.user_id or 0)
    assert no.value.code == "factor-own"
    with pytest.raises(Refusal) as no, writing(store, administrator) as work:
        reset_factor(work, clerk.user_id or 0)
    assert no.value.code == "no-factor"


@pytest.mark.parametrize("required", [True, False])
def test_who_has_a_factor_proves_it_whether_or_not_one_is_required(required: bool) -> None:
    assert due_at_entry(Role.REGULATOR, has_factor=True, proved_at=None, required=required) is Due.CODE
    assert due_at_entry(Role.REGULATOR, has_factor=True, proved_at=NOW, required=required) is None


def test_enrolment_is_due_where_it_is_required_from_those_who_oversee() -> None:
    due = {role: due_at_entry(role, has_factor=False, proved_at=None, required=True) for role in Role}
    assert {role for role, one in due.items() if one is Due.ENROLMENT} == {Role.REGULATOR, Role.ADMINISTRATOR}
    assert due_at_entry(Role.REGULATOR, has_factor=False, proved_at=None, required=False) is None


def test_a_proof_is_fresh_for_a_quarter_of_an_hour() -> None:
    assert is_fresh(NOW, NOW + PROOF_LASTS - timedelta(seconds=1))
    assert not is_fresh(NOW, NOW + PROOF_LASTS)
    assert not is_fresh(None, NOW)
