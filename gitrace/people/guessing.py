"""Counters of guesses, committed before the guess is answered, so that a broken-off request has counted too."""

import hashlib
import hmac
import ipaddress
import socket
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, delete

from gitrace.jobs.registry import timer
from gitrace.people.rules import GUESS_WINDOW, require_guess_left
from gitrace.people.tables import GuessCounter
from gitrace.storage import Instant, Store, keeping


class Counted(NamedTuple):
    """A subject's tries in the window that is open, and when this ends."""

    tries: int
    ends_at: datetime


# One statement on both databases: two tries at once are two tries. An old window begins anew.
_COUNT = (
    sa.text(
        "INSERT INTO guess_counter AS c (subject, tries, ends_at) VALUES (:subject, 1, :ends_at) "
        "ON CONFLICT (subject) DO UPDATE SET "
        "tries = CASE WHEN c.ends_at <= :now THEN 1 ELSE c.tries + 1 END, "
        "ends_at = CASE WHEN c.ends_at <= :now THEN excluded.ends_at ELSE c.ends_at END "
        "RETURNING tries, ends_at"
    )
    .bindparams(sa.bindparam("now", type_=Instant), sa.bindparam("ends_at", type_=Instant))
    .columns(tries=sa.Integer, ends_at=Instant)
)


def count_guess(store: Store, limits: dict[str, int], now: datetime) -> None:
    """Count one try against each subject (from `guess_subject`), then see that none has had more than its limit.

    Raises Refusal("too-many-tries"); the tries stay counted.
    """
    counted = counted_tries(store, limits, now, until=now + GUESS_WINDOW)
    for (tries, ends_at), most in zip(counted, limits.values(), strict=True):
        require_guess_left(tries, most, ends_at, now)


def counted_tries(store: Store, subjects: Iterable[str], now: datetime, *, until: datetime) -> list[Counted]:
    """Count one try against each subject, in a window that ends `until` where none is open."""
    with keeping(store) as session:
        connection = session.connection()
        asked = ({"subject": subject, "now": now, "ends_at": until} for subject in subjects)
        return [Counted(*connection.execute(_COUNT, values).one()) for values in asked]


def forgive_guesses(store: Store, account: str, network: str = "") -> None:
    """After a right answer: the account's count ends, and the network gets its try back."""
    with keeping(store) as session:
        session.exec(delete(GuessCounter).where(col(GuessCounter.subject) == account))
        give_back_try(session, [network])


def give_back_try(session: Session, subjects: Sequence[str]) -> None:
    """Take one try off each subject's count."""
    counted = col(GuessCounter.subject).in_(subjects), col(GuessCounter.tries) > 0
    session.exec(sa.update(GuessCounter).where(*counted).values(tries=GuessCounter.tries - 1))


@timer(seconds=3600)
def forget_old_guesses(store: Store, now: datetime) -> None:
    """Drop the counters whose window is over."""
    with keeping(store) as session:
        session.exec(delete(GuessCounter).where(col(GuessCounter.ends_at) <= now))


def guess_subject(store: Store, kind: str, value: str) -> str:
    """A counter's name: a digest under the home's session key, so that the table holds neither login nor address."""
    return hmac.digest(store.keys.session, f"gitrace-guess-1\n{kind}\n{value}".encode(), hashlib.sha256).hex()


def network_of(address: str | None) -> str:
    """The network that a client counts as: an IPv4 address by itself, of IPv6 the /64 that one household gets."""
    try:
        socket.inet_pton(socket.AF_INET, address or "")
    except OSError:
        return _network_of_ipv6(address)
    return address or ""


def _network_of_ipv6(address: str | None) -> str:
    try:
        ip = ipaddress.IPv6Address(address or "")
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.ipv4_mapped is None else str(ip.ipv4_mapped)
