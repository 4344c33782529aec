"""Counters of guesses, committed before the guess is answered, so that a broken-off request has counted too."""

import hashlib
import hmac
import ipaddress
import socket
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, delete

from gitrace.jobs.registry import timer
from gitrace.people.rules import GUESS_WINDOW, require_guess_left
from gitrace.people.tables import GuessCounter
from gitrace.storage import Instant, Store, keeping

# One statement on both databases: two tries at once are two tries. An old window begins anew.
_COUNT = (
    sa.text(
        "INSERT INTO guess_counter AS c (subject, tries, began_at) VALUES (:subject, 1, :now) "
        "ON CONFLICT (subject) DO UPDATE SET "
        "tries = CASE WHEN c.began_at <= :stale THEN 1 ELSE c.tries + 1 END, "
        "began_at = CASE WHEN c.began_at <= :stale THEN excluded.began_at ELSE c.began_at END "
        "RETURNING tries, began_at"
    )
    .bindparams(sa.bindparam("now", type_=Instant), sa.bindparam("stale", type_=Instant))
    .columns(tries=sa.Integer, began_at=Instant)
)


def count_guess(store: Store, limits: dict[str, int], now: datetime) -> None:
    """Count one try against each subject (from `guess_subject`), then see that none has had more than its limit.

    Raises Refusal("too-many-tries"); the tries stay counted.
    """
    with keeping(store) as session:
        counted = [
            (session.connection().execute(_COUNT, _values(subject, now)).one(), most)
            for subject, most in limits.items()
        ]
    for (tries, began_at), most in counted:
        require_guess_left(tries, most, began_at, now)


def _values(subject: str, now: datetime) -> dict[str, object]:
    return {"subject": subject, "now": now, "stale": now - GUESS_WINDOW}


def forgive_guesses(store: Store, account: str, network: str = "") -> None:
    """After a right answer: the account's count ends, and the network gets its try back."""
    with keeping(store) as session:
        session.exec(delete(GuessCounter).where(col(GuessCounter.subject) == account))
        session.exec(
            sa.update(GuessCounter)
            .where(col(GuessCounter.subject) == network, col(GuessCounter.tries) > 0)
            .values(tries=GuessCounter.tries - 1)
        )


@timer(seconds=3600)
def forget_old_guesses(store: Store, now: datetime) -> None:
    """Drop the counters whose window is over."""
    with keeping(store) as session:
        session.exec(delete(GuessCounter).where(col(GuessCounter.began_at) <= now - GUESS_WINDOW))


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
