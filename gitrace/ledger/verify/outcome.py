"""What a verification proved and what it did not, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

from gitrace.ledger.checkpoints import Checkpoint
from gitrace.ledger.verify.evidence import Holding
from gitrace.ledger.verify.findings import Claim, Report

_ALWAYS_OPEN = (
    "that what was recorded was true when it was recorded",
    "anything about operational tables (sessions, counters, jobs, scans), of which the log says nothing",
)
_NOT_HELD = {
    Holding.TREE: "the stored tree: it is not part of what was read",
    Holding.ANNEXES: "who did it, row digests and values beside the entries: they are not part of what was read",
    Holding.COLUMNS: "the columns by which entries are searched: they are not part of what was read",
    Holding.ROWS: "today's rows: they are not part of what was read",
    Holding.FILES: "stored files: they are not part of what was read",
}


@dataclass(frozen=True)
class Outcome:
    """Fills in a report's two lists."""

    report: Report
    holds: frozenset[Holding]
    kept: Checkpoint | None
    trusts_key: bool

    def say(self) -> None:
        """A claim against which something was found goes to neither list: its findings speak."""
        self.report.proved = [text for claim, text in self._proved() if not self.report.breaks(claim)]
        self.report.not_proved = list(self._open())

    def _proved(self) -> Iterator[tuple[Claim, str]]:
        report = self.report
        rotations = len(report.log_keys) - 1
        key = "the key that entry 0 names"
        if rotations > 0:
            changes = "1 change of key lead" if rotations == 1 else f"{rotations} changes of key lead"
            key = f"each key whose turn it is; to them entry 0 and {changes}, signed by the key before"
        if self.trusts_key:
            key += "; the one that is trusted is of them" if rotations > 0 else ", the one that is trusted"
        yield Claim.ENTRIES, f"{report.size} entries follow one another without a gap, time never going back."
        yield Claim.SIGNATURE, f"The newest checkpoint is about exactly these entries and signed by {key}."
        if self.kept is not None:
            yield Claim.KEPT, f"The log continues the checkpoint of {self.kept.size} entries that was kept elsewhere."
        if Holding.TREE in self.holds:
            yield Claim.TREE, "Every stored node of the tree is the one that these entries give."
        if Holding.ANNEXES in self.holds:
            yield (
                Claim.ANNEXES,
                f"What is kept beside the entries is what they promised; {len(report.erased)} parts erased.",
            )
        if Holding.COLUMNS in self.holds:
            yield Claim.COLUMNS, "The columns by which entries are searched say what the entries say."
        if Holding.ROWS in self.holds:
            yield (
                Claim.ROWS,
                f"{report.rows} audited rows are as the log last recorded them; none is missing, none extra.",
            )
        if Holding.FILES in self.holds and report.files:
            yield Claim.FILES, f"{report.files} stored files have the hashes that were recorded."

    def _open(self) -> Iterator[str]:
        yield from _ALWAYS_OPEN
        if self.kept is None:
            yield (
                "that the end of the log was not cut off, nor all of it rewritten by somebody with the log's key: "
                "that takes a checkpoint kept elsewhere"
            )
        else:
            yield f"that nobody with the log's key cut off or rewrote what came after entry {self.kept.size - 1}"
        if not self.trusts_key:
            yield "that the key in entry 0 is the true one: compare it with one kept elsewhere"
        yield from (text for holding, text in _NOT_HELD.items() if holding not in self.holds)
        if Holding.FILES in self.holds and not self.report.files:
            yield "stored files: none is named by any row"
