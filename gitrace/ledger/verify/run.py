"""A whole verification: the log, then the rows, then the files."""

from collections.abc import Iterator

from gitrace.ledger.verify.checkpoint import SignatureWalk
from gitrace.ledger.verify.evidence import Holding, Reader, StoredHead, Unreadable
from gitrace.ledger.verify.files import file_findings
from gitrace.ledger.verify.findings import Claim, Finding, Progress, Report
from gitrace.ledger.verify.log import LogWalk
from gitrace.ledger.verify.outcome import Outcome
from gitrace.ledger.verify.rows import row_findings

MANGLED = (
    Unreadable,
    TypeError,
    ValueError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
)
"""What reading evidence may raise that somebody mangled on purpose."""


class Verification:
    """Checks all that a reader holds.

    for progress in (verification := Verification(reader)).run():
        ...
    verification.report
    """

    def __init__(self, reader: Reader, *, kept: str | None = None, trusted_key: str | None = None) -> None:
        """`kept`: a signed checkpoint that was kept elsewhere; `trusted_key`: the log's key, known from elsewhere."""
        self.report = Report()
        self._reader = reader
        self._trusts_key = trusted_key is not None
        self._signatures = SignatureWalk(kept, trusted_key)
        self._walk: LogWalk | None = None

    def run(self) -> Iterator[Progress]:
        """Check everything, yielding how far it is; the report is complete at the end."""
        for claim, check in ((Claim.ENTRIES, self._log), (Claim.ROWS, self._rows), (Claim.FILES, self._files)):
            try:
                for said in check():
                    if isinstance(said, Progress):
                        yield said
                    else:
                        self.report.add(said)
            except MANGLED as fault:
                self.report.add(Finding(claim, "unreadable", f"The {claim} cannot be read to their end: {fault}."))
        self._conclude()

    def _log(self) -> Iterator[Finding | Progress]:
        heads = self._reader.heads()
        if len(heads) != 1:
            yield Finding(Claim.SIGNATURE, "head-missing", f"A log has one head; here are {len(heads)}.")
        head = heads[0] if heads else StoredHead(0, "")
        self.report.checkpoint = head.checkpoint
        self._walk = LogWalk(self._reader, self._signatures)
        yield from self._walk.run(head)

    def _rows(self) -> Iterator[Finding | Progress]:
        if Holding.ROWS in self._reader.holds and self._walk is not None:
            for said in row_findings(self._reader, self._walk.latest):
                yield said
                if isinstance(said, Progress):
                    self.report.rows += said.newly

    def _files(self) -> Iterator[Finding | Progress]:
        if Holding.FILES in self._reader.holds:
            for finding in file_findings(self._reader.files()):
                self.report.files += 1
                if finding is not None:
                    yield finding

    def _conclude(self) -> None:
        self.report.size = self._walk.tree.size if self._walk else 0
        self.report.log_keys = [str(span.key) for span in self._signatures.keys.spans]
        self.report.erased = self._walk.annexes.erased_sentences() if self._walk else []
        Outcome(self.report, self._reader.holds, self._signatures.kept, self._trusts_key).say()
