"""Everything that a replay knows after some entries."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from gitrace.replay.books import Books, Moved
from gitrace.replay.deliveries import Deliveries
from gitrace.replay.entries import Entry
from gitrace.replay.labels import AllLabels, Turn
from gitrace.replay.lots import Lots
from gitrace.replay.naming import Names
from gitrace.replay.proposals import Proposals
from gitrace.replay.yields import Yields


@dataclass
class Facts:
    """The folds, each of which follows the entries for one claim."""

    names: Names = field(default_factory=Names)
    yields: Yields = field(default_factory=Yields)
    deliveries: Deliveries = field(default_factory=Deliveries)
    labels: AllLabels = field(default_factory=AllLabels)
    books: Books = field(init=False)
    lots: Lots = field(init=False)
    proposals: Proposals = field(init=False)
    _producers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.books, self.lots, self.proposals = Books(self.names), Lots(self.names), Proposals(self.names)

    def learn(self, entries: Sequence[Entry]) -> None:
        """What is needed of a transaction before its entries are told one by one."""
        self.names.learn(entries)
        self.labels.learn(entries)

    def see(self, entry: Entry) -> tuple[Moved, Turn | None]:
        """Follow one entry; what it posted, and what it did to labels. Raises Contradiction."""
        if entry.tag == "delivery.weighed":
            self._producers[entry.subject] = entry.fields["producer"]
        moved = self.books.post(entry)
        self.yields.see(entry, moved)
        self.deliveries.see(entry, moved)
        self.lots.see(entry)
        self.proposals.see(entry)
        return moved, self.labels.see(entry)

    def producer_of(self, delivery: str) -> str:
        """Owner of the accounts of whoever weighed a delivery in, `producer:3`."""
        return f"producer:{self._producers[delivery]}"
