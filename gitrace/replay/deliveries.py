"""The claim that a delivery's net weight is what of it waits, was poured and left without a label.

Does not verify the weighing: gross, tare and deduction stand in its row.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gitrace.balance.tables import WITHOUT_LABEL, AccountKind
from gitrace.replay.books import Books, Moved
from gitrace.replay.differences import Difference, contradiction, other_value, row_extra, row_missing
from gitrace.replay.entries import Entry, Row
from gitrace.replay.naming import Name, Place

_DRAWN = "draw"
"""Reason of postings of shoots that left without having been in a lot, and came back from there."""


@dataclass
class Deliveries:
    """Grams by delivery, the way its entries tell them."""

    net: dict[int, int] = field(default_factory=dict)
    poured: Counter[int] = field(default_factory=Counter)
    drawn: Counter[int] = field(default_factory=Counter)
    pours: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Delivery and grams, by the pour's key."""

    def see(self, entry: Entry, moved: Moved) -> None:
        """Follow an event about deliveries. Raises Contradiction."""
        said = entry.fields
        if entry.tag == "delivery.weighed":
            self.net[_key(entry)] = said["net_g"]
        elif entry.tag == "delivery.drawn":
            self.drawn[_key(entry)] += said["grams"]
        elif entry.tag == "delivery.corrected":
            self._correct(entry, moved)
        elif entry.tag == "batch.poured":
            self._pour(entry)

    def unlike(self, books: Books) -> Iterator[Difference]:
        """Deliveries whose grams are not all accounted for."""
        for key, net_g in self.net.items():
            waits = books.balances[Place(AccountKind.DELIVERY, f"delivery:{key}")]
            found = waits + self.poured[key] + self.drawn[key]
            if found != net_g:
                name = books.names.owner(f"delivery:{key}")
                yield Difference(
                    "delivery-unaccounted",
                    f"{name.zh}净重 {net_g:,} 克，未投料、已投料和不贴标转出合计 {found:,} 克。",
                    f"Net weight of {name.en} is {net_g:,} g; what waits, was poured and left comes to {found:,} g.",
                )

    def compare(self, deliveries: Iterable[tuple[int, Row]], pours: Iterable[tuple[int, Row]]) -> Iterator[Difference]:
        """With the rows of deliveries, and of pours."""
        net, poured = dict(self.net), dict(self.pours)
        for key, row in deliveries:
            net_g = net.pop(key, None)
            if net_g is None:
                yield row_extra("delivery", key)
            elif net_g != row["net_g"]:
                yield other_value(_name(row["number"]), "净重（克）", "Net grams", said=net_g, kept=row["net_g"])
        for key, row in pours:
            said, kept = poured.pop(key, None), (row["delivery_id"], row["grams"])
            if said is None:
                yield row_extra("pour", key)
            elif said != kept:
                name = Name(f"第 {key} 笔投料", f"pour {key}")
                yield other_value(name, "交售单和克数", "Delivery and grams", said=said, kept=kept)
        yield from (row_missing(Name(f"第 {key} 号交售单", f"delivery {key}"), "delivery") for key in net)
        yield from (row_missing(Name(f"第 {key} 笔投料", f"pour {key}"), "pour") for key in poured)

    def _correct(self, entry: Entry, moved: Moved) -> None:
        said, key = entry.fields, _key(entry)
        if said["net_before_g"] != self.net[key]:
            raise contradiction(entry, f"先前净重为 {self.net[key]} 克", f"it weighed {self.net[key]} g net before")
        self.net[key] = said["net_g"]
        self._lay_pours(entry)
        own = Place(AccountKind.DELIVERY, entry.subject)
        back = (one for one in moved.moves if one.taker == own and one.reason == _DRAWN)
        self.drawn[key] -= sum(one.grams for one in back if one.giver.kind in WITHOUT_LABEL)

    def _pour(self, entry: Entry) -> None:
        laid = self._lay_pours(entry)
        if laid != Counter((key, grams) for key, grams, _ in entry.fields["deliveries"]):
            raise contradiction(entry, "投料的行与它所说不同", "the pours in its rows are not those that it names")

    def _lay_pours(self, entry: Entry) -> Counter[tuple[int, int]]:
        laid = Counter[tuple[int, int]]()
        for key, row in entry.rows("pour"):
            delivery, before_g = self.pours.get(key, (row["delivery_id"], 0))
            self.poured[delivery] += row["grams"] - before_g
            self.pours[key] = (delivery, row["grams"])
            laid[delivery, row["grams"]] += 1
        return laid


def _key(entry: Entry) -> int:
    return int(entry.subject.removeprefix("delivery:"))


def _name(number: str) -> Name:
    return Name(f"交售单 {number}", f"delivery {number}")
