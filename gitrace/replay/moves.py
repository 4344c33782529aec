"""The claim that each event posted what it says, and that no other event posted anything.

Does not verify which of a household's plots bear a correction, nor which of a producer's lots lies under a repaid
deficit: of these the event says the sum. Seasons of accounts are taken as posted where the event does not name them.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gitrace.balance.tables import WITHOUT_LABEL, AccountKind
from gitrace.replay.books import Moved, widened
from gitrace.replay.differences import Difference, moved_otherwise, not_as_said
from gitrace.replay.entries import Entry
from gitrace.replay.facts import Facts
from gitrace.replay.labels import Turn
from gitrace.replay.naming import Name, Place
from gitrace.replay.yields import certified_owner

_FRESH = "fresh"
_OVERDRAFT = Place(AccountKind.OVERDRAFT)
_DEFICIT = Place(AccountKind.DEFICIT)
_RECOVERY = Place(AccountKind.RECOVERY)
_PROCESSING = Place(AccountKind.PROCESSING)
_GROUNDS = (Place(AccountKind.CERTIFIED), Place(AccountKind.CERTIFICATION), Place(AccountKind.UNATTRIBUTED))
"""Where a delivery's grams come from, and go back to."""


@dataclass(frozen=True)
class Line:
    """What some accounts gain together, grams."""

    grams: int
    places: tuple[Place, ...]

    @classmethod
    def of(cls, grams: int, *places: Place) -> "Line":
        """As it reads."""
        return cls(grams, places)


Rule = Callable[[Entry, Facts, Moved], Iterator[Line]]


def unlike(entry: Entry, facts: Facts, moved: Moved, turns: Sequence[Turn]) -> Iterator[Difference]:
    """Where an entry's postings differ from what it says; `turns`: what it did to labels, with those told with it."""
    lines = list(_lines(entry, facts, moved, turns))
    for line in lines:
        posted_g = sum(moved.at(place) for place in line.places)
        if posted_g != line.grams:
            yield moved_otherwise(entry, _name(facts, line), line.grams, posted_g)
    told = {place for line in lines for place in line.places}
    for place, grams in moved.net.items():
        if grams and not widened(place) & told:
            yield moved_otherwise(entry, facts.names.account(place), 0, grams)


def _lines(entry: Entry, facts: Facts, moved: Moved, turns: Sequence[Turn]) -> Iterator[Line]:
    if entry.tag in _RULES:
        yield from _RULES[entry.tag](entry, facts, moved)
    elif turns:
        yield from _labels(entry, facts, moved, turns)


def _name(facts: Facts, line: Line) -> Name:
    names = [facts.names.account(place) for place in line.places]
    return Name("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def _certified(entry: Entry, _facts: Facts, _moved: Moved) -> Iterator[Line]:
    yield Line.of(entry.fields["grams"], Place(AccountKind.CERTIFIED, certified_owner(entry)))
    yield Line.of(-entry.fields["grams"], Place(AccountKind.CERTIFICATION, f"season:{entry.fields['season']}"))


def _changed(entry: Entry, facts: Facts, moved: Moved) -> Iterator[Line]:
    plot = Place(AccountKind.CERTIFIED, certified_owner(entry))
    left_g, issued_g = facts.books.balances[plot], facts.books.issued[plot]
    may_g = max(0, entry.fields["grams"] - (issued_g - left_g))
    by_g = may_g - (left_g - moved.at(plot))
    yield Line.of(by_g, plot)
    yield Line.of(-by_g, Place(AccountKind.CERTIFICATION, f"season:{entry.fields['season']}"))
    yield Line.of(0, _DEFICIT, _OVERDRAFT)


def _weighed(entry: Entry, _facts: Facts, _moved: Moved) -> Iterator[Line]:
    said = entry.fields
    yield Line.of(said["net_g"], Place(AccountKind.DELIVERY, entry.subject))
    for plot, grams in said["debits"]:
        yield Line.of(-grams, Place(AccountKind.CERTIFIED, f"plot:{plot}"))
    if said["household"] is None:
        yield Line.of(-said["net_g"], Place(AccountKind.UNATTRIBUTED))


def _left_unpoured(entry: Entry, facts: Facts, _moved: Moved) -> Iterator[Line]:
    said = entry.fields
    yield Line.of(-said["grams"], Place(AccountKind.DELIVERY, entry.subject))
    yield Line.of(said["grams"], Place(said["to"], facts.producer_of(entry.subject)))


def _corrected(entry: Entry, facts: Facts, moved: Moved) -> Iterator[Line]:
    said, own = entry.fields, Place(AccountKind.DELIVERY, entry.subject)
    lighter_g = said["net_before_g"] - said["net_g"]
    if lighter_g > 0:
        owed = Counter[str]()
        for lot, grams in said["deficits"]:
            owed[facts.names.lot(lot)] += grams
        for lot, grams in owed.items():
            yield Line.of(grams, Place(AccountKind.DEFICIT, lot))
        yield Line.of(-owed.total(), _OVERDRAFT)
        yield Line.of(said["returned_g"], *_GROUNDS)
        without_label = (Place(kind) for kind in WITHOUT_LABEL)
        yield Line.of(-said["returned_g"], own, Place(AccountKind.LOT), _RECOVERY, *without_label)
        return
    restored_g = min(max(0, moved.at(_OVERDRAFT)), -lighter_g)
    yield Line.of(-restored_g, _DEFICIT)
    yield Line.of(restored_g, _OVERDRAFT)
    yield Line.of(lighter_g + restored_g, *_GROUNDS)
    yield Line.of(-lighter_g - restored_g, own)


def _poured(entry: Entry, facts: Facts, _moved: Moved) -> Iterator[Line]:
    said, lot = entry.fields, Place(AccountKind.LOT, facts.names.lot(entry.fields["lot"]))
    taken = Counter[int]()
    for delivery, grams, _ in said["deliveries"]:
        taken[delivery] += grams
    for delivery, grams in taken.items():
        yield Line.of(-grams, Place(AccountKind.DELIVERY, f"delivery:{delivery}"))
    form = facts.lots.form(said["lot"])
    if form == _FRESH:
        yield Line.of(said["grams"], lot)
        return
    recovery = facts.names.recoveries[said["profile_version"], form]
    made_g = sum(int(grams * recovery) for _, grams, _ in said["deliveries"])
    yield Line.of(said["grams"], Place(AccountKind.PROCESSING, facts.lots.producer(said["lot"])))
    yield Line.of(-made_g, _RECOVERY)
    yield Line.of(made_g, lot)


def _drawn(entry: Entry, facts: Facts, _moved: Moved) -> Iterator[Line]:
    said = entry.fields
    yield Line.of(-said["grams"], Place(AccountKind.LOT, facts.names.lot(said["lot"])))
    yield Line.of(said["grams"], Place(said["to"], facts.lots.producer(said["lot"])))
    if said["into_lot"]:
        version, form = facts.names.profiles[said["lot"]], facts.lots.form(said["into_lot"])
        made_g = int(said["grams"] * facts.names.recoveries[version, form])
        yield Line.of(-made_g, _RECOVERY)
        yield Line.of(made_g, Place(AccountKind.LOT, facts.names.lot(said["into_lot"])))


def _carried(entry: Entry, facts: Facts, _moved: Moved) -> Iterator[Line]:
    said = entry.fields
    yield Line.of(-said["grams"], Place(AccountKind.LOT, facts.names.lot(said["lot"])))
    yield Line.of(said["grams"], Place(AccountKind.LOT, facts.names.lot(said["to_lot"])))


def _settled(entry: Entry, facts: Facts, _moved: Moved) -> Iterator[Line]:
    said = entry.fields
    yield Line.of(-said["grams"], Place(AccountKind.DEFICIT, facts.names.lot(said["lot"])))
    yield Line.of(said["grams"], _OVERDRAFT)


def _labels(entry: Entry, facts: Facts, moved: Moved, turns: Sequence[Turn]) -> Iterator[Line]:
    """Grams go under labels, away with them, or back into the lot; what comes back repays its deficit first."""
    owner = facts.names.lot(entry.fields["lot"])
    by_gtin = Counter[str]()
    for turn in turns:
        by_gtin[turn.gtin] += turn.used_g - turn.gone_g - turn.back_g
    for gtin, grams in by_gtin.items():
        yield Line.of(grams, Place(AccountKind.IN_USE, f"{owner}/{gtin}"))
    gone_g = sum(turn.gone_g for turn in turns)
    yield Line.of(gone_g, Place(AccountKind.LOSS, facts.lots.producer(entry.fields["lot"])))
    repaid_g = max(0, moved.at(_OVERDRAFT)) if any(turn.back_g for turn in turns) else 0
    yield Line.of(-by_gtin.total() - gone_g - repaid_g, Place(AccountKind.LOT, owner))
    yield Line.of(-repaid_g, Place(AccountKind.DEFICIT, owner))
    yield Line.of(repaid_g, _OVERDRAFT)
    made = () if facts.lots.form(entry.fields["lot"]) == _FRESH else (_RECOVERY, _PROCESSING)
    yield Line.of(repaid_g, *_GROUNDS, *made)


_RULES: dict[str, Rule] = {
    "yield.certified": _certified,
    "yield.changed": _changed,
    "delivery.weighed": _weighed,
    "delivery.drawn": _left_unpoured,
    "delivery.corrected": _corrected,
    "batch.poured": _poured,
    "batch.drawn": _drawn,
    "batch.carried": _carried,
    "deficit.settled": _settled,
}


def still_owed(entry: Entry, facts: Facts, turns: Sequence[Turn]) -> Iterator[Difference]:
    """Grams that came back into a lot and lie there while it owes some."""
    if any(turn.back_g for turn in turns):
        owner = facts.names.lot(entry.fields["lot"])
        owed_g = facts.books.balances[Place(AccountKind.DEFICIT, owner)]
        free_g = facts.books.balances[Place(AccountKind.LOT, owner)]
        if min(owed_g, free_g):
            zh, en = "退回的克数应先抵差额，批次余额", "what came back repays the deficit first; left in the lot"
            yield not_as_said(entry, zh, en, said=0, found=min(owed_g, free_g))
