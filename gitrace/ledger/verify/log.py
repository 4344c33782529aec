"""One pass over the log: each entry with everything that is kept beside it."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from gitrace.ledger.verify.annexes import AnnexWalk, Kept
from gitrace.ledger.verify.checkpoint import SignatureWalk
from gitrace.ledger.verify.columns import column_findings
from gitrace.ledger.verify.entries import Leaf, entry_findings, parse_leaf
from gitrace.ledger.verify.evidence import Holding, Reader, StoredEntry, StoredHead, StoredPart, StoredSubject
from gitrace.ledger.verify.findings import Claim, Finding, Progress
from gitrace.ledger.verify.rows import LatestRows
from gitrace.ledger.verify.tree import TreeWalk

_STEP = 1000

T = TypeVar("T", StoredPart, StoredSubject)


class LogWalk:
    """The checks that go from entry to entry, side by side, so that nothing is read twice."""

    def __init__(self, reader: Reader, signatures: SignatureWalk) -> None:
        self.tree = TreeWalk(reader)
        self.annexes = AnnexWalk()
        self.latest = LatestRows()
        self.signatures = signatures
        self._reader = reader
        self._parts: _Beside[StoredPart] = _Beside(reader.parts())
        self._subjects: _Beside[StoredSubject] = _Beside(reader.subjects())
        self._time = ""

    def run(self, head: StoredHead) -> Iterator[Finding | Progress]:
        """Every entry, then what can only be said at the end."""
        expected = 0
        for entry in self._reader.entries():
            leaf = parse_leaf(entry.leaf)
            yield from entry_findings(entry, leaf, expected, self._time)
            yield from self._see(entry, leaf)
            expected = entry.entry_index + 1
            if expected % _STEP == 0:
                yield Progress("entries", expected, head.size)
        yield from self._strays_up_to(None)
        yield from self.annexes.finish()
        yield from self.tree.finish(head)
        yield from self._see_head(head)
        yield from self.signatures.finish(head, self.tree)

    def _see(self, entry: StoredEntry, leaf: Leaf | None) -> Iterator[Finding]:
        # After a gap the leaves no longer stand where the tree has them: it is compared up to the gap.
        if entry.entry_index == self.tree.size:
            yield from self.tree.see(entry.leaf)
            if leaf is not None:
                yield from self.signatures.see_leaf(entry.entry_index, leaf)
            self.signatures.see(self.tree)
        yield from self._strays_up_to(entry.entry_index)
        parts, subjects = self._parts.of(entry.entry_index), self._subjects.of(entry.entry_index)
        if leaf is not None:
            self._time = str(leaf["time"])
            yield from self._see_beside(entry, leaf, parts, [listed.subject for listed in subjects])

    def _see_beside(
        self, entry: StoredEntry, leaf: Leaf, parts: list[StoredPart], listed: list[str]
    ) -> Iterator[Finding]:
        if Holding.ANNEXES not in self._reader.holds:
            return
        kept = Kept()
        yield from self.annexes.see(entry.entry_index, leaf, parts, kept)
        self.latest.learn(entry.entry_index, kept.rows)
        yield from self.annexes.see_record(entry.entry_index, leaf, kept)
        if kept.record is not None and Holding.COLUMNS in self._reader.holds:
            yield from column_findings(entry, leaf, kept.record, listed)

    def _strays_up_to(self, index: int | None) -> Iterator[Finding]:
        for part in self._parts.strays_before(index):
            yield Finding(
                Claim.ANNEXES, "part-stray", f"There is an annex part of entry {part.entry_index}, which is not there."
            )
        for listed in self._subjects.strays_before(index):
            sentence = f"The timeline of {listed.subject} lists entry {listed.entry_index}, which is not there."
            yield Finding(Claim.COLUMNS, "subject-stray", sentence)

    def _see_head(self, head: StoredHead) -> Iterator[Finding]:
        if Holding.TREE not in self._reader.holds:
            return
        if head.time != self._time:
            yield Finding(
                Claim.TREE, "head-time-differs", f"The head's time {head.time} is not the last entry's, {self._time}."
            )
        keys = self.signatures.keys
        if keys.spans and head.origin != keys.newest.name:
            yield Finding(Claim.TREE, "head-origin-differs", f"The head names the log {head.origin}, entry 0 does not.")


class _Beside(Generic[T]):
    """What is kept beside the entries, dealt out entry by entry; it comes in the order of their index."""

    def __init__(self, items: Iterator[T]) -> None:
        self._items: Iterator[T] = items
        self._next: T | None = next(items, None)

    def strays_before(self, index: int | None) -> list[T]:
        """What belongs to entries before this one (None: to any at all) and was not asked for."""
        strays = []
        while self._next is not None and (index is None or self._next.entry_index < index):
            strays.append(self._next)
            self._next = next(self._items, None)
        return strays

    def of(self, index: int) -> list[T]:
        """What belongs to this entry."""
        own = []
        while self._next is not None and self._next.entry_index == index:
            own.append(self._next)
            self._next = next(self._items, None)
        return own
