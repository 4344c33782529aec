"""Postings: grams moved between accounts inside a recorded write."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from gitrace.balance.tables import SOURCES, Account, AccountKind, Posting
from gitrace.ledger.append import RowKey
from gitrace.storage.statements import inserting, run, updating
from gitrace.storage.tables import table_of
from gitrace.work import Work


class Overdrawn(Exception):
    """A posting would take more than the account has. Rules check first, so this is a fault of ours, not an answer."""


@dataclass(frozen=True, slots=True)
class Place:
    """One account by kind and owner: `Place(AccountKind.LOT, "lot:41")`."""

    kind: AccountKind
    owner: str


_account = table_of(Account)
_posting = table_of(Posting)
_FIND = sa.select(_account.c.id, _account.c.balance_g).where(
    _account.c.kind == sa.bindparam("kind"), _account.c.owner == sa.bindparam("owner")
)


@dataclass(slots=True)
class _Open:
    """An account as this command has it. `key` is None until a new one is written."""

    place: Place
    key: int | None
    balance_g: int
    changed: bool = False

    @property
    def settled_key(self) -> int:
        """The key, once it is written."""
        assert self.key is not None
        return self.key


@dataclass
class Books:
    """The postings of one command: made in `work`, to be claimed by its event with `rows=[…, *books.rows]`.

    Accounts are read once and opened when first used; nothing is written before `rows`, which writes each account and
    each posting once. `document` is the subject of that event.
    """

    work: Work
    document: str
    _accounts: dict[Place, _Open] = field(default_factory=dict)
    _moves: list[tuple[_Open, _Open, int, str, str]] = field(default_factory=list)
    _written: list[RowKey] = field(default_factory=list)

    def know(self, place: Place, key: int, balance_g: int) -> None:
        """Take an account's row as the caller has just read it in this transaction: one statement less."""
        self._accounts.setdefault(place, _Open(place, key, balance_g))

    def opening(self, place: Place) -> None:
        """Say that the place is new, its owner having been made in this transaction: there is nothing to read."""
        self._accounts.setdefault(place, _Open(place, None, 0))

    def move(self, source: Place, target: Place, grams: int, reason: str, *, document: str = "") -> None:
        """Post `grams` > 0 from source to target; zero posts nothing. Raises Overdrawn.

        `document`: another subject than the event's, where the grams are reckoned to that one.
        """
        if grams == 0:
            return
        giver, taker = self._account(source), self._account(target)
        if grams < 0 or (source.kind not in SOURCES and giver.balance_g < grams):
            raise Overdrawn(f"{source.kind} {source.owner} has {giver.balance_g} g, {grams} g were asked")
        giver.balance_g -= grams
        taker.balance_g += grams
        giver.changed = taker.changed = True
        self._moves.append((giver, taker, grams, reason, document or self.document))

    def balance(self, place: Place) -> int:
        """Grams in an account now, this command's postings included; 0 for one that was never used."""
        return self._account(place).balance_g

    @property
    def rows(self) -> list[RowKey]:
        """Every account changed and every posting made, now written, for the event to claim."""
        connection = self.work.session.connection()
        changed = [account for account in self._accounts.values() if account.changed]
        self._write_accounts(connection, changed)
        for account in changed:
            account.changed = False
            self._written.append(("account", account.settled_key))
        self._written += [("posting", key) for key in self._write_postings(connection)]
        self._moves.clear()
        return list(self._written)

    def _write_accounts(self, connection: sa.Connection, changed: Sequence[_Open]) -> None:
        known = [{"balance_g": one.balance_g, "id": one.key} for one in changed if one.key is not None]
        new = [one for one in changed if one.key is None]
        settled = [updating(connection.dialect, _account, known)] if known else []
        opened = (
            [inserting(connection.dialect, _account, [_account_values(one) for one in new], keyed=True)] if new else []
        )
        answers = run(connection, [*settled, *opened])
        for account, (key,) in zip(new, answers[-1] if new else [], strict=True):
            account.key = key

    def _write_postings(self, connection: sa.Connection) -> list[int]:
        postings = [
            {
                "from_account_id": giver.settled_key,
                "to_account_id": taker.settled_key,
                "grams": grams,
                "reason": reason,
                "document": document,
                "posted_at": self.work.now,
            }
            for giver, taker, grams, reason, document in self._moves
        ]
        if not postings:
            return []
        (answer,) = run(connection, [inserting(connection.dialect, _posting, postings, keyed=True)])
        return [key for (key,) in answer]

    def _account(self, place: Place) -> _Open:
        found = self._accounts.get(place)
        if found is None:
            asked = {"kind": place.kind, "owner": place.owner}
            row = self.work.session.connection().execute(_FIND, asked).one_or_none()
            found = self._accounts[place] = _Open(place, *(row or (None, 0)))
        return found


def _account_values(account: _Open) -> dict[str, Any]:
    place = account.place
    is_source = place.kind in SOURCES
    return {"kind": place.kind, "owner": place.owner, "is_source": is_source, "balance_g": account.balance_g}


def certification(season: int) -> Place:
    """Where a season's certified grams come from."""
    return Place(AccountKind.CERTIFICATION, f"season:{season}")


def unattributed(season: int) -> Place:
    """Where a dealer's load comes from."""
    return Place(AccountKind.UNATTRIBUTED, f"season:{season}")


def certified(plot_id: int, season: int) -> Place:
    """What a plot may still deliver in a season."""
    return Place(AccountKind.CERTIFIED, f"plot:{plot_id}/{season}")


def delivered(delivery_id: int) -> Place:
    """What of a delivery is not poured yet."""
    return Place(AccountKind.DELIVERY, f"delivery:{delivery_id}")


def in_lot(batch_id: int) -> Place:
    """What of a lot is neither in use under labels nor gone without one."""
    return Place(AccountKind.LOT, f"lot:{batch_id}")


def in_use(batch_id: int, gtin: str) -> Place:
    """What of a lot stands under labels in use, by GTIN."""
    return Place(AccountKind.IN_USE, f"lot:{batch_id}/{gtin}")


def deficit(batch_id: int) -> Place:
    """What a correction overdrew; above zero it stops the lot's labels."""
    return Place(AccountKind.DEFICIT, f"lot:{batch_id}")


OVERDRAFT = Place(AccountKind.OVERDRAFT, "county")


def without_label(kind: AccountKind, producer_id: int, season: int) -> Place:
    """Where a producer's shoots go that leave without a label."""
    return Place(kind, f"producer:{producer_id}/{season}")


def recovery(season: int) -> Place:
    """Where the product of processing comes from."""
    return Place(AccountKind.RECOVERY, f"season:{season}")


def rebuilt_balances(connection: sa.Connection) -> dict[int, int]:
    """Every account's balance, summed from the postings alone, in grams by account id."""
    grams = sa.func.sum(_posting.c.grams)
    balances: dict[int, int] = {}
    for sign, column in ((1, _posting.c.to_account_id), (-1, _posting.c.from_account_id)):
        for account, moved in connection.execute(sa.select(column, grams).group_by(column)):
            balances[account] = balances.get(account, 0) + sign * int(moved)
    return balances
