"""A delivery's findings: made from its grounds, frozen as JSON in its row, read back for people."""

import json
from collections.abc import Iterable, Sequence
from datetime import date

from gitrace.deliveries import checks, rules
from gitrace.deliveries.facts import ScaleFacts
from gitrace.deliveries.grounds import Grounds
from gitrace.deliveries.tables import Delivery
from gitrace.ledger.canonical import Json, canonical
from gitrace.profile import Finding, Outcome, Profile


def judge(
    grounds: Grounds, *, used_g: int, scale: ScaleFacts, cover: str, day: date, profile: Profile
) -> tuple[Finding, ...]:
    """All findings of a weighing. `used_g`: what of the candidates' certified grams is used, this delivery counted."""
    if grounds.household_id is None:
        return rules.judge_dealers_load(cover=cover, day=day, scale=scale, profile=profile)
    found = rules.judge_delivery(among=grounds.among, cover=cover, day=day, scale=scale, profile=profile)
    return (*found, checks.yield_finding(grounds.certified_g, used_g, profile))


def frozen(findings: Iterable[Finding]) -> str:
    """Findings as a row keeps them: canonical JSON."""
    told: list[Json] = [
        {"code": f.code, "outcome": f.outcome.value, "sentence": f.sentence, "clause": f.clause, "facts": dict(f.facts)}
        for f in findings
    ]
    return canonical(told).decode()


def findings_of(delivery: Delivery) -> Sequence[Finding]:
    """What the checks found when the delivery was last judged."""
    return read_findings(delivery.findings)


def read_findings(text: str) -> tuple[Finding, ...]:
    """Findings as `frozen` wrote them."""
    return tuple(
        Finding(one["code"], Outcome(one["outcome"]), one["sentence"], one["clause"], one["facts"])
        for one in json.loads(text)
    )
