"""Signing in, being recognised, being counted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from gitrace.errors import Refusal
from gitrace.people.guessing import count_guess, forget_old_guesses, forgive_guesses, guess_subject, network_of
from gitrace.people.queries import live_sessions
from gitrace.people.roles import Role
from gitrace.people.sessions import (
    SignIn,
    forget_old_sessions,
    recognise,
    revoke_own,
    sign_in,
    sign_out,
)
from gitrace.people.tables import GuessCounter, UserSession
from gitrace.storage import Store, reading
from gitrace.work import Actor

NOW = datetime(2026, 3, 12, 1, 0, tzinfo=UTC)
PASSWORD = "春天的雷竹笋真好吃呀"


def enter(store: Store, login: str = "wu1", password: str = PASSWORD, *, network: str = "a", later: int = 0) -> str:
    now = NOW + timedelta(minutes=later)
    return sign_in(store, SignIn(login=login, password=password), network=network, device="Firefox", now=now)


def refusal(store: Store, login: str = "wu1", **how: object) -> Refusal:
    with pytest.raises(Refusal) as refused:
        enter(store, login, "wrong password", **how)  # type: ignore[arg-type]
    return refused.value


def test_a_signed_in_person_is_recognised(store: Store, clerk: Actor) -> None:
    present = recognise(store, enter(store, "WU1"), NOW)
    assert present is not None
    assert (present.actor, present.role, present.name) == (clerk, Role.CLERK, "吴过磅")
    assert recognise(store, "made-up", NOW) is None


def test_a_token_is_kept_as_a_digest_only(store: Store, clerk: Actor) -> None:
    token = enter(store)
    with reading(store) as session:
        assert token not in session.exec(select(UserSession.token_hash)).one()


def test_a_session_ends_unused_and_lives_on_in_use(store: Store, clerk: Actor) -> None:
    idle, busy = enter(store), enter(store)
    for hours in (6, 12, 18):
        assert recognise(store, busy, NOW + timedelta(hours=hours)) is not None
    assert recognise(store, idle, NOW + timedelta(hours=12)) is None
    assert recognise(store, busy, NOW + timedelta(hours=30)) is None


def test_a_person_ends_her_own_sessions_and_no_others(store: Store, administrator: Actor, clerk: Actor) -> None:
    hers, others = enter(store), enter(store, "head")
    session_id = recognise(store, others, NOW)
    mine = recognise(store, hers, NOW)
    assert session_id is not None
    assert mine is not None
    revoke_own(store, mine.user_id, session_id.session_id, NOW)
    assert recognise(store, others, NOW) is not None
    revoke_own(store, mine.user_id, mine.session_id, NOW)
    assert recognise(store, hers, NOW) is None
    sign_out(store, session_id.session_id, NOW)
    assert recognise(store, others, NOW) is None
    with reading(store) as session:
        assert live_sessions(session, mine.user_id, NOW) == []


def test_old_sessions_are_forgotten(store: Store, clerk: Actor) -> None:
    enter(store)
    left = []
    for hours in (20, 37):
        forget_old_sessions(store, NOW + timedelta(hours=hours))
        with reading(store) as session:
            left.append(len(session.exec(select(UserSession)).all()))
    assert left == [1, 0]


def test_an_unknown_login_is_answered_as_a_wrong_password(store: Store, clerk: Actor) -> None:
    known, unknown, odd = refusal(store), refusal(store, "nobody"), refusal(store, "no body at all")
    assert (known.code, str(known)) == (unknown.code, str(unknown)) == (odd.code, str(odd))


def test_guesses_at_an_account_run_out_and_the_right_password_has_to_wait(store: Store, clerk: Actor) -> None:
    codes = [refusal(store, network=str(n)).code for n in range(11)]
    assert codes == ["sign-in"] * 10 + ["too-many-tries"]
    with pytest.raises(Refusal) as refused:
        enter(store, network="her own", later=14)
    assert refused.value.code == "too-many-tries"
    assert enter(store, network="her own", later=15)


def test_unknown_logins_are_counted_alike(store: Store) -> None:
    codes = [refusal(store, "nobody", network=str(n)).code for n in range(11)]
    assert codes == ["sign-in"] * 10 + ["too-many-tries"]


def test_guesses_from_a_network_run_out(store: Store, clerk: Actor) -> None:
    network = guess_subject(store, "network", "a")
    for _ in range(60):
        count_guess(store, {network: 60}, NOW)
    assert refusal(store, "nobody").code == "too-many-tries"
    assert enter(store, network="elsewhere")


def test_a_right_password_clears_the_account_and_gives_the_network_its_try_back(store: Store, clerk: Actor) -> None:
    for _ in range(9):
        refusal(store)
    enter(store)
    assert [refusal(store).code for _ in range(10)] == ["sign-in"] * 10
    with reading(store) as session:
        tries = {c.subject: c.tries for c in session.exec(select(GuessCounter))}
    assert tries[guess_subject(store, "network", "a")] == 19


def test_guesses_at_once_are_all_counted(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: count_guess(store, {"x": 100}, NOW), range(40)))
    with reading(store) as session:
        assert session.exec(select(GuessCounter.tries)).one() == 40


def test_counters_hold_no_address_and_are_forgotten(store: Store) -> None:
    subject = guess_subject(store, "network", "192.0.2.1")
    assert "192" not in subject or len(subject) == 64
    count_guess(store, {subject: 5}, NOW)
    forgive_guesses(store, "account", subject)
    left = []
    for minutes in (0, 15):
        forget_old_guesses(store, NOW + timedelta(minutes=minutes))
        with reading(store) as session:
            left.append(len(session.exec(select(GuessCounter)).all()))
    assert left == [1, 0]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        (None, "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_a_client_counts_as_its_network(address: str | None, network: str) -> None:
    assert network_of(address) == network
