"""The claim that every account holds what was posted to it, as the entries keep the postings.

Does not verify that a posting is the one its event calls for: that is `gitrace.replay.moves`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from gitrace.balance.tables import AccountKind
from gitrace.replay.differences import Difference, contradiction, other_balance, other_value, row_extra, row_missing
from gitrace.replay.entries import Entry, Row
from gitrace.replay.naming import Name, Names, Place


class Move(NamedTuple):
    """One posting."""

    giver: Place
    taker: Place
    grams: int
    reason: str
    document: str


@dataclass
class Moved:
    """The postings of one entry, and what each account, each owner and each kind gained by them."""

    moves: list[Move] = field(default_factory=list)
    net: Counter[Place] = field(default_factory=Counter)
    _sums: Counter[Place] = field(default_factory=Counter)

    def add(self, move: Move) -> None:
        """One more."""
        self.moves.append(move)
        for place, grams in ((move.giver, -move.grams), (move.taker, move.grams)):
            self.net[place] += grams
            for wider in widened(place):
                self._sums[wider] += grams

    def include(self, other: "Moved") -> None:
        """Those of another entry, which are told with this one's."""
        for move in other.moves:
            self.add(move)

    def at(self, place: Place) -> int:
        """What a place gained; with its season left out, or its owner, all of these together."""
        return self._sums[place]


def widened(place: Place) -> set[Place]:
    """A place as it may be told: itself, without its season, and its kind alone. Not every event names the season."""
    kind, owner = place
    return {place, Place(kind, owner.partition("/")[0]), Place(kind)}


@dataclass
class Books:
    """Grams by account, summed from posting to posting."""

    names: Names
    balances: Counter[Place] = field(default_factory=Counter)
    issued: Counter[Place] = field(default_factory=Counter)
    """What each plot's account had of the county, less what was withdrawn."""
    _newest: int = 0

    def post(self, entry: Entry) -> Moved:
        """Sum up an entry's postings. Raises Contradiction for one that was on record before, or names no account."""
        moved = Moved()
        for change in entry.changes:
            if change.table == "posting":
                if change.values is None or change.key <= self._newest:
                    zh, en = f"它改动了先前的过账 {change.key}", f"it changes posting {change.key}, made before it"
                    raise contradiction(entry, zh, en)
                self._newest = change.key
                moved.add(self._move(entry, change.values))
        for place, grams in moved.net.items():
            self.balances[place] += grams
        for move in moved.moves:
            if move.giver.kind == AccountKind.CERTIFICATION:
                self.issued[move.taker] += move.grams
            if move.taker.kind == AccountKind.CERTIFICATION:
                self.issued[move.giver] -= move.grams
        return moved

    def compare(self, accounts: Iterable[tuple[int, Row]], postings: Iterable[tuple[int, Row]]) -> Iterator[Difference]:
        """With the rows of accounts, and with what the rows of postings come to."""
        found = set[int]()
        for key, row in accounts:
            found.add(key)
            place, kept = self.names.accounts.get(key), Place(row["kind"], row["owner"])
            if place is None:
                yield row_extra("account", key)
            elif place != kept:
                name = self.names.account(place)
                yield other_value(name, "归属", "The owner", said=place.owner, kept=kept.owner)
            elif row["balance_g"] != self.balances[place]:
                yield other_balance(self.names.account(place), self.balances[place], row["balance_g"])
        for key in self.names.accounts.keys() - found:
            yield row_missing(self.names.account(self.names.accounts[key]), "account")
        yield from self._compare_postings(postings)

    def _move(self, entry: Entry, row: Row) -> Move:
        giver, taker = (self.names.accounts.get(row[end]) for end in ("from_account_id", "to_account_id"))
        if giver is None or taker is None:
            raise contradiction(entry, "过账的账户没有哪一条开立过", "it posts to an account that no entry opened")
        return Move(giver, taker, row["grams"], row["reason"], row["document"])

    def _compare_postings(self, postings: Iterable[tuple[int, Row]]) -> Iterator[Difference]:
        sums = Counter[int]()
        for _, row in postings:
            sums[row["from_account_id"]] -= row["grams"]
            sums[row["to_account_id"]] += row["grams"]
        for key, place in self.names.accounts.items():
            if sums[key] != self.balances[place]:
                name = self.names.account(place)
                told = Name(f"{name.zh}的过账合计", f"{name.en}, summed from the table's postings,")
                yield other_balance(told, self.balances[place], sums[key])
