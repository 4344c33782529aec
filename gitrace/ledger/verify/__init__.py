"""The verifier. Stands alone: it knows a reader and the log's formats; no engine, no room, no web.

One function a claim, and each says what it does not verify.
"""

from gitrace.ledger.verify.evidence import (
    Holding,
    Reader,
    StoredEntry,
    StoredFile,
    StoredHead,
    StoredPart,
    StoredSubject,
    Unreadable,
)
from gitrace.ledger.verify.findings import Claim, Finding, Progress, Report
from gitrace.ledger.verify.run import Verification

__all__ = [
    "Claim",
    "Finding",
    "Holding",
    "Progress",
    "Reader",
    "Report",
    "StoredEntry",
    "StoredFile",
    "StoredHead",
    "StoredPart",
    "StoredSubject",
    "Unreadable",
    "Verification",
]
