"""Verifying an export: one pass, in memory of some entries, with nothing but the file and what its reader has kept.

Entries, annexes, signature and kept checkpoint are the claims of `gitrace.ledger.verify`; the header's is here.
"""

from collections.abc import Iterator
from pathlib import Path

from gitrace.ledger.export.examining import Examined, examined
from gitrace.ledger.export.file import Block, Export, Header, Scope
from gitrace.ledger.verify import Claim, Finding, Holding, Progress, Report, StoredEntry, StoredHead
from gitrace.ledger.verify.annexes import AnnexWalk
from gitrace.ledger.verify.checkpoint import SignatureWalk
from gitrace.ledger.verify.entries import Leaf, entry_findings, parse_leaf
from gitrace.ledger.verify.outcome import Outcome
from gitrace.ledger.verify.run import MANGLED
from gitrace.ledger.verify.tree import Tree


class ExportVerification:
    """Checks all that an export holds; to be run as `gitrace.ledger.verify.Verification` is."""

    def __init__(
        self, path: Path, *, kept: str | None = None, trusted_key: str | None = None, processes: int = 0
    ) -> None:
        """`kept`: a signed checkpoint that was kept elsewhere; `trusted_key`: the log's key, known from elsewhere;
        `processes`: how many look at entries beside this one.

        Raises Unreadable when the file is no export.
        """
        self.report = Report()
        self._export = Export(path)
        self._processes = processes
        self._is_full = self._export.header.scope is Scope.FULL
        self._trusts_key = trusted_key is not None
        self._signatures = SignatureWalk(kept, trusted_key)
        self._annexes = AnnexWalk()
        self._tree = Tree()
        self._time = ""

    def run(self) -> Iterator[Progress]:
        """Check everything, yielding how far it is; the report is complete at the end."""
        try:
            for block, looked_at in examined(self._export, self._processes):
                for finding in self._see(block, looked_at):
                    self.report.add(finding)
                yield Progress("entries", self._tree.size, self._export.header.size)
            for finding in self._finish():
                self.report.add(finding)
        except MANGLED as fault:
            self.report.add(Finding(Claim.ENTRIES, "unreadable", f"The export cannot be read to its end: {fault}."))
        self._conclude()

    def _see(self, block: Block, looked_at: Examined) -> Iterator[Finding]:
        for index, value in enumerate(looked_at.hashes, block.start):
            if index in looked_at.again or self._annexes.awaits(index):
                self._time = looked_at.again.get(index) or self._time
                yield from self._look_again(index, block.lines[index - block.start])
            self._tree.grow(value)
            self._signatures.see(self._tree)
        self._time = looked_at.last_time or self._time

    def _look_again(self, index: int, line: bytes) -> Iterator[Finding]:
        entry = self._export.entry(index, line)
        leaf = parse_leaf(entry.leaf)
        yield from entry_findings(StoredEntry(index, entry.leaf), leaf, index, self._time)
        if leaf is None:
            return
        self._time = str(leaf["time"])
        yield from self._signatures.see_leaf(index, leaf)
        if index == 0:
            yield from header_findings(self._export.header, leaf)
        if self._is_full:
            yield from self._annexes.see_all(index, leaf, entry.parts)

    def _finish(self) -> Iterator[Finding]:
        yield from self._annexes.finish()
        head = StoredHead(self._export.header.size, self._export.checkpoint)
        yield from self._signatures.finish(head, self._tree)

    def _conclude(self) -> None:
        self.report.size = self._tree.size
        self.report.checkpoint = self._export.checkpoint
        self.report.log_keys = [str(span.key) for span in self._signatures.keys.spans]
        self.report.erased = self._annexes.erased_sentences()
        holds = frozenset({Holding.ANNEXES} if self._is_full else ())
        Outcome(self.report, holds, self._signatures.kept, self._trusts_key).say()


def header_findings(header: Header, first: Leaf) -> Iterator[Finding]:
    """Check that the file's first line names the log that entry 0 opens, and its key.

    Does not verify its size, which the signature's claim compares, nor its scope, which says what there is to verify.
    """
    opened = first.get("fields")
    named = {"origin": header.origin, "log_key": header.log_key}
    if not isinstance(opened, dict) or any(opened.get(name) != value for name, value in named.items()):
        sentence = f"The export's first line names the log {header.origin} and a key of it; entry 0 does not."
        yield Finding(Claim.SIGNATURE, "header-differs", sentence)
