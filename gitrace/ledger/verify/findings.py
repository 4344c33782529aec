"""What a verification says: findings in words, what was proved, and what was not."""

from dataclasses import dataclass, field
from enum import StrEnum

MOST_FINDINGS = 1000
"""How many findings are kept in words; the rest are counted."""


class Claim(StrEnum):
    """What is claimed of the evidence; each has a function that checks it."""

    ENTRIES = "entries"
    TREE = "tree"
    SIGNATURE = "signature"
    ANNEXES = "annexes"
    COLUMNS = "columns"
    ROWS = "rows"
    FILES = "files"
    KEPT = "kept"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: the claim it breaks, a stable code, a sentence that names the place."""

    claim: Claim
    code: str
    sentence: str


@dataclass(frozen=True)
class Progress:
    """How far a verification is: what it looks at, how many are done, of how many (where known), how many newly."""

    looking_at: str
    done: int
    of: int | None = None
    newly: int = 0


@dataclass
class Report:
    """The outcome. `findings` come in the order in which they were met; the first is the first thing wrong."""

    size: int = 0
    rows: int = 0
    files: int = 0
    checkpoint: str = ""
    log_keys: list[str] = field(default_factory=list)
    """Every key that the log had, the one that signs now last."""
    findings: list[Finding] = field(default_factory=list)
    unlisted: int = 0
    """Findings beyond the first thousand."""
    erased: list[str] = field(default_factory=list)
    """Sentences about what the law had erased; nothing wrong with them."""
    proved: list[str] = field(default_factory=list)
    not_proved: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.findings

    def add(self, finding: Finding) -> None:
        """Keep a finding, or count it."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)
        else:
            self.unlisted += 1

    def breaks(self, claim: Claim) -> bool:
        """Whether something was found against this claim."""
        return any(finding.claim is claim for finding in self.findings)
