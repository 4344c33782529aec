"""The claim that a plot is certified for what its last certification says, and may still deliver what that leaves.

Does not verify that the figure follows from area and yield per mu.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gitrace.balance.tables import AccountKind
from gitrace.replay.books import Books, Moved
from gitrace.replay.differences import Difference, not_as_said, other_value, row_extra, row_missing
from gitrace.replay.entries import Entry, Row
from gitrace.replay.naming import Name, Place

_ENDED = frozenset({"settle", "repay"})
"""Reasons of postings with which a deficit ends otherwise than by certifying more."""


@dataclass
class Yields:
    """Grams by plot and season, and what of a season stands in deficits on a plot's account."""

    grams: dict[tuple[int, int], int] = field(default_factory=dict)
    _short: Counter[tuple[int, int]] = field(default_factory=Counter)
    _ended: Counter[str] = field(default_factory=Counter)

    def see(self, entry: Entry, moved: Moved) -> None:
        """Follow an event that certifies, and any that ends a deficit."""
        if entry.tag in ("yield.certified", "yield.changed"):
            self.grams[_key(entry)] = entry.fields["grams"]
        for move in moved.moves:
            if move.giver.kind == AccountKind.DEFICIT and move.reason in _ENDED:
                self._ended[move.document] += move.grams

    def unlike(self, entry: Entry, moved: Moved, books: Books) -> Iterator[Difference]:
        """What a changed certification says of shoots that are certified no longer."""
        plot = Place(AccountKind.CERTIFIED, certified_owner(entry))
        delivered_g = books.issued[plot] - books.balances[plot]
        said, uncovered_g = entry.fields["uncovered_g"], max(0, delivered_g - entry.fields["grams"])
        if said != uncovered_g:
            yield not_as_said(entry, "不再有核定的克数", "grams no longer certified", said=said, found=uncovered_g)
        self._short[_key(entry)] += moved.at(Place(AccountKind.DEFICIT))
        in_lots_g, short_g = entry.fields["in_lots_g"], self._short[_key(entry)]
        # What was settled or repaid meanwhile cannot be released any more.
        if not in_lots_g <= short_g <= in_lots_g + self._ended[entry.subject]:
            yield not_as_said(
                entry, "批次中的差额克数", "grams of it in deficits of lots", said=in_lots_g, found=short_g
            )

    def compare(self, rows: Iterable[tuple[int, Row]]) -> Iterator[Difference]:
        """With the rows of certified yields."""
        left = dict(self.grams)
        for key, row in rows:
            said = left.pop((row["plot_id"], row["season"]), None)
            if said is None:
                yield row_extra("certified_yield", key)
            elif said != row["grams"]:
                name = _name(row["plot_id"], row["season"])
                yield other_value(name, "核定产量（克）", "Certified grams", said=said, kept=row["grams"])
        yield from (row_missing(_name(*one), "certified_yield") for one in left)


def certified_owner(entry: Entry) -> str:
    """Owner of the account of the plot and season that an event names, `plot:12/2026`."""
    plot, season = _key(entry)
    return f"plot:{plot}/{season}"


def _key(entry: Entry) -> tuple[int, int]:
    return entry.fields["plot"], entry.fields["season"]


def _name(plot: int, season: int) -> Name:
    return Name(f"第 {plot} 号地块 {season} 产季", f"plot {plot} in season {season}")
