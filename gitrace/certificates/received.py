"""Growers' own certificates: filled in for them to sign, and those that came with deliveries ticked off day by day,
since whoever buys must collect and keep them.
"""

from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from gitrace.batches.rules import FRESH
from gitrace.certificates.events import CertificatesReceived
from gitrace.certificates.face import BASIS_NAMES, CertificateFace
from gitrace.certificates.rules import kept_until
from gitrace.certificates.tables import ReceivedCertificate
from gitrace.clock import shanghai_day
from gitrace.deliveries.queries import DeliveryLine, day_list
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal
from gitrace.growers.queries import person_of
from gitrace.growers.tables import Household
from gitrace.people.acting import require_own
from gitrace.profile.commands import profile_version
from gitrace.work import Work


class TickReceived(BaseModel):
    """The deliveries of a day with which a certificate came: all of them, so that a wrong tick is taken back too."""

    model_config = ConfigDict(frozen=True)

    deliveries: tuple[int, ...] = Field(default=(), title="收取了合格证的交售单", max_length=2000)


@dataclass(frozen=True)
class ReceivedDay:
    """A day's deliveries, and the keys of those with which a certificate came."""

    lines: list[DeliveryLine]
    received: frozenset[int]


def received_on(session: Session, producer_id: int, day: date) -> ReceivedDay:
    """What was weighed on a day, in Shanghai, and what came with it."""
    lines = list(day_list(session, producer_id, day))
    kept = {key for key, row in _rows(session, [line.delivery.id for line in lines]).items() if not row.cancelled_at}
    return ReceivedDay(lines, frozenset(kept))


def came_with_certificate(session: Session, delivery_id: int) -> bool:
    """Whether one was received with this delivery."""
    row = _rows(session, [delivery_id]).get(delivery_id)
    return row is not None and row.cancelled_at is None


def tick_received(work: Work, form: TickReceived, *, producer_id: int, day: date) -> int:
    """Record which of a day's deliveries came with a certificate; returns how many do now.

    Raises Refusal("not-yours" | "delivery-of-another-day").
    """
    require_own(work.actor, producer_id)
    lines = {line.delivery.id: line.delivery for line in day_list(work.session, producer_id, day)}
    asked = set(form.deliveries)
    if asked - lines.keys():
        raise Refusal("delivery-of-another-day", "有交售单不是这一天过磅的，请刷新页面后重新勾选。", "deliveries")
    rows = _rows(work.session, list(lines))
    kept = {key for key, row in rows.items() if row.cancelled_at is None}
    changed = [_ticked(work, rows.get(key), key) for key in sorted(asked - kept)]
    for key in sorted(kept - asked):
        rows[key].cancelled_at = work.now
        changed.append(rows[key])
    work.session.add_all(changed)
    if changed:
        told = CertificatesReceived(
            day=day.isoformat(),
            received=[lines[key].number for key in sorted(asked - kept)],
            cancelled=[lines[key].number for key in sorted(kept - asked)],
        )
        first, *others = [f"delivery:{row.delivery_id}" for row in changed]
        work.record(told, subject=first, rows=changed, touches=others)
    return len(asked)


def growers_face(session: Session, delivery: Delivery) -> CertificateFace:
    """Of a household for one delivery, to be signed by hand; it is free to. The grounds are hers to tick."""
    assert delivery.household_id is not None, "a dealer's load is no household's"
    household = session.get_one(Household, delivery.household_id)
    person, profile = person_of(session, household.id), profile_version(session, delivery.profile_version)
    place, months = profile.county.township(household.township), profile.inputs.certificate_kept_months.value
    day = shanghai_day(delivery.weighed_at)
    return CertificateFace(
        number=delivery.number,
        goods=f"{profile.form(FRESH).name}（{profile.cover(delivery.cover).name}）",
        grams=delivery.net_g,
        origin=f"{profile.county.name}{place.name if place else ''}{household.village}",
        lot="",
        households=1,
        deliveries=1,
        received=0,
        basis="　".join(f"□{name}" for name in BASIS_NAMES.values()),
        reports="",
        producer=(person.name if person else None) or household.number,
        contact="",  # her telephone is shown to no producer; she writes it herself
        issued_at=delivery.weighed_at,
        kept_until=kept_until(day, months),
        kept_months=months,
        address="",
    )


def _ticked(work: Work, row: ReceivedCertificate | None, delivery_id: int) -> ReceivedCertificate:
    if row is None:
        return ReceivedCertificate(delivery_id=delivery_id, received_at=work.now)
    row.received_at, row.cancelled_at = work.now, None
    return row


def _rows(session: Session, deliveries: list[int]) -> dict[int, ReceivedCertificate]:
    found = select(ReceivedCertificate).where(col(ReceivedCertificate.delivery_id).in_(deliveries))
    return {row.delivery_id: row for row in session.exec(found)}
