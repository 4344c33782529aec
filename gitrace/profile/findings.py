"""What a rule has to say when it does not refuse: one finding for each clause it judged."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """How a check came out; only a failure stops anything."""

    PASS = "pass"  # noqa: S105 - the word of the finding, no secret
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """One clause judged.

    `sentence` is the Chinese source text with `{name}` places for `facts`, which are texts and whole numbers only, so
    that a finding can be frozen in an event; `clause` names the source. Facts may name households and plots: findings
    are for the producer and the regulator, never public.
    """

    code: str
    outcome: Outcome
    sentence: str
    clause: str
    facts: dict[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence.format(**self.facts)


class Findings(tuple[Finding, ...]):
    """Several as one value of a refusal, which a door says in the reader's language."""

    def __str__(self) -> str:
        return "".join(str(one) for one in self)


def failures(findings: Iterable[Finding]) -> list[str]:
    """The codes that fail, each once, sorted."""
    return sorted({finding.code for finding in findings if finding.outcome is Outcome.FAIL})
