"""Where a lot's shoots grew: townships, villages, number of households, and how each delivery was checked.

Growers stay unnamed. A village is named only from so many households up (profile: `public.village_from_households`);
below that its township alone.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.batches.sources import flowed_from
from gitrace.batches.tables import Pour
from gitrace.deliveries.judging import read_findings
from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Household
from gitrace.profile import Profile
from gitrace.profile.county import Township


@dataclass(frozen=True)
class Place:
    """A township and those of its villages that may be named."""

    township: Township
    villages: tuple[str, ...]


@dataclass(frozen=True)
class Origin:
    """What the public may know of the growers behind a lot; `poured_at`: when shoots were last poured."""

    households: int
    places: tuple[Place, ...]
    poured_at: datetime | None
    checked: frozenset[str]
    """Codes of the checks that every poured delivery went through."""


def origin_of(session: Session, batch_id: int, profile: Profile) -> Origin:
    """The origin of everything poured into a batch, and into those whose rest was carried over into it."""
    batches = flowed_from(batch_id)
    homes = (
        select(Household.id, Household.township, Household.village)
        .join(Delivery, col(Delivery.household_id) == Household.id)
        .join(Pour, col(Pour.delivery_id) == Delivery.id)
        .where(col(Pour.batch_id).in_(batches))
        .distinct()
    )
    found = session.exec(homes).all()
    findings = select(Delivery.findings).join(Pour, col(Pour.delivery_id) == Delivery.id)
    checked = session.exec(findings.where(col(Pour.batch_id).in_(batches)).distinct()).all()
    poured_at = session.exec(select(sa.func.max(Pour.poured_at)).where(Pour.batch_id == batch_id)).one()
    least = profile.public.village_from_households.value
    places = places_of([(township, village) for _, township, village in found], least, profile)
    return Origin(len(found), places, poured_at, _checked_in_all(checked))


def places_of(homes: Iterable[tuple[str, str]], least: int, profile: Profile) -> tuple[Place, ...]:
    """Townships of households in the profile's order, each with its villages of at least `least` households by name.

    `homes`: township code and village of each household.
    """
    counted = Counter(homes)
    codes = {township for township, _ in counted}
    return tuple(
        Place(township, tuple(sorted(v for (code, v), n in counted.items() if code == township.code and n >= least)))
        for township in profile.county.townships
        if township.code in codes
    )


def _checked_in_all(findings: Sequence[str]) -> frozenset[str]:
    codes = [frozenset(finding.code for finding in read_findings(text)) for text in findings]
    return frozenset.intersection(*codes) if codes else frozenset()
