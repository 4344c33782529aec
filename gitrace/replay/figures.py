"""The sums of a replay: what was certified, delivered, poured, put in use, voided, and what is owed."""

from dataclasses import dataclass

from gitrace.balance.tables import AccountKind
from gitrace.replay.facts import Facts
from gitrace.replay.spans import count


@dataclass(frozen=True)
class Figures:
    """Over all seasons; grams are whole grams of shoots, of processed lots of their product."""

    certified_g: int
    delivered_g: int
    poured_g: int
    in_use_g: int
    in_use_labels: int
    void_labels: int
    returned_labels: int
    deficit_g: int


def figures_of(facts: Facts) -> Figures:
    """As the entries told them."""
    packs = facts.labels.packs.values()
    ended = [(reason, count(spans.spans)) for pack in packs for reason, spans in pack.ended.items()]
    sums = dict.fromkeys(AccountKind, 0)
    for place, grams in facts.books.balances.items():
        sums[AccountKind(place.kind)] += grams
    return Figures(
        certified_g=sum(facts.yields.grams.values()),
        delivered_g=sum(facts.deliveries.net.values()),
        poured_g=facts.deliveries.poured.total(),
        in_use_g=sums[AccountKind.IN_USE],
        in_use_labels=sum(count(pack.in_use.spans) for pack in packs),
        void_labels=sum(labels for reason, labels in ended if reason != "returned"),
        returned_labels=sum(labels for reason, labels in ended if reason == "returned"),
        deficit_g=sums[AccountKind.DEFICIT],
    )
