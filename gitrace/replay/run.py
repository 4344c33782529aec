"""A whole replay: the entries one after the other, then the tables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from gitrace.ledger.verify import Holding, Progress, Reader, Unreadable
from gitrace.ledger.verify.run import MANGLED
from gitrace.replay import label_rows, moves
from gitrace.replay.books import Moved
from gitrace.replay.differences import Contradiction, Difference, unreadable
from gitrace.replay.entries import Entry, Row, entries_of, steps, transactions
from gitrace.replay.facts import Facts
from gitrace.replay.figures import Figures, figures_of
from gitrace.replay.labels import Turn
from gitrace.replay.recorded import Recorded

MOST_DIFFERENCES = 100
"""How many are kept in words; the rest are counted."""
_STEP = 1000

Rows = Callable[[str], Iterator[tuple[int, Row]]]


@dataclass
class Replayed:
    """The outcome. `differences` come in the order in which they were met."""

    entries: int = 0
    differences: list[Difference] = field(default_factory=list)
    unlisted: int = 0
    figures: Figures | None = None
    """None where the entries could not be read to their end."""

    @property
    def sound(self) -> bool:
        """Whether entries and tables say the same."""
        return not self.differences

    def add(self, difference: Difference) -> None:
        """Keep one, or count it."""
        if len(self.differences) < MOST_DIFFERENCES:
            self.differences.append(difference)
        else:
            self.unlisted += 1


class Replay:
    """Follows the entries of a reader that has their annexes.

    for progress in (replay := Replay(reader)).run():
        ...
    replay.outcome

    Where the reader has tables they are compared; where it has none, as an export, the rows as the entries left them:
    then a command that posted wrongly is found and a table that was changed is not.
    """

    def __init__(self, reader: Reader) -> None:
        self.outcome = Replayed()
        self.compares_tables = Holding.ROWS in reader.holds
        self._reader, self._facts = reader, Facts()
        self._recorded = None if self.compares_tables else Recorded()

    def run(self) -> Iterator[Progress]:
        """Replay everything, yielding how far it is; the outcome is complete at the end."""
        try:
            yield from self._entries()
            self.outcome.figures = figures_of(self._facts)
            for number, difference in enumerate(self._differences(), start=1):
                self.outcome.add(difference)
                if number % _STEP == 0:
                    yield Progress("differences", number)
        except MANGLED as fault:
            self.outcome.add(unreadable(f"{type(fault).__name__} {fault}"))

    def _entries(self) -> Iterator[Progress]:
        (head,) = self._reader.heads()
        for together in transactions(entries_of(self._reader)):
            self._facts.learn(together)
            if self._recorded is not None:
                self._recorded.learn(together)
            for step in steps(together):
                self._follow(step)
            before, self.outcome.entries = self.outcome.entries, self.outcome.entries + len(together)
            if self.outcome.entries // _STEP > before // _STEP:
                yield Progress("entries", self.outcome.entries, head.size)

    def _follow(self, step: list[Entry]) -> None:
        facts, whole, turns = self._facts, Moved(), list[Turn]()
        try:
            for entry in step:
                moved, turn = facts.see(entry)
                whole.include(moved)
                turns += [turn] if turn else []
        except Contradiction as wrong:
            self.outcome.add(wrong.difference)
            return
        found = [*moves.unlike(entry, facts, whole, turns), *moves.still_owed(entry, facts, turns)]
        if entry.tag == "yield.changed":
            found += facts.yields.unlike(entry, whole, facts.books)
        for difference in found:
            self.outcome.add(difference)

    def _differences(self) -> Iterator[Difference]:
        facts, rows = self._facts, self._rows
        yield from facts.deliveries.unlike(facts.books)
        yield from facts.books.compare(rows("account"), rows("posting"))
        yield from facts.lots.compare(rows("batch"))
        yield from label_rows.compare_runs(facts.labels, rows("label_run"))
        yield from label_rows.compare_reprints(facts.labels, rows("label_reprint"))
        yield from label_rows.compare_ranges(facts.labels, rows("label_range"))
        yield from label_rows.compare_cartons(facts.labels, rows("carton"))
        yield from facts.yields.compare(rows("certified_yield"))
        yield from facts.deliveries.compare(rows("delivery"), rows("pour"))
        yield from facts.proposals.compare(rows("hold_proposal"), rows("release_proposal"))

    def _rows(self, table: str) -> Iterator[tuple[int, Row]]:
        if self._recorded is not None:
            yield from self._recorded.rows(table)
            return
        for key, values in self._reader.rows(table):
            if values is None:
                raise Unreadable(f"row {key} of table {table}")
            yield key, values
