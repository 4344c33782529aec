"""What a lot's certificate can say: how much is in it, whose shoots they are, which tests cover it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.batches.queries import carries_of
from gitrace.batches.sources import flowed_from
from gitrace.batches.tables import Batch, Pour
from gitrace.certificates.tables import Basis, Certificate, CertificateContact, ReceivedCertificate
from gitrace.deliveries.price import JIN_G
from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Household
from gitrace.inspections.covering import reports_covering
from gitrace.inspections.tables import EnteredBy, Report, ReportKind, Verdict
from gitrace.labels.lots import LotAtHand
from gitrace.labels.tables import Run
from gitrace.printing.runs import mark_of
from gitrace.producers.tables import TradeItem


@dataclass(frozen=True)
class Sources:
    """Of what was poured into a lot, and into those carried over into it: deliveries, growers, townships by code.

    `received`: deliveries with which a certificate came. From more than one household it is mixed, 混装.
    """

    households: int
    deliveries: int
    received: int
    townships: tuple[str, ...]


@dataclass(frozen=True)
class Tests:
    """The reports in force that pass and cover a lot, by what they let a certificate rest on."""

    by_basis: dict[Basis, list[int]]

    def behind(self, basis: tuple[Basis, ...]) -> list[int]:
        """Keys of the reports behind the chosen grounds, in order."""
        return sorted(key for one in basis for key in self.by_basis.get(one, []))


def sources_of(session: Session, batch_id: int) -> Sources:
    """Where a lot's shoots came from."""
    poured = (
        sa.select(
            sa.func.count(sa.distinct(col(Delivery.household_id))),
            sa.func.count(sa.distinct(col(Delivery.id))),
            sa.func.count(sa.distinct(col(ReceivedCertificate.delivery_id))),
        )
        .select_from(Pour)
        .join(Delivery, col(Delivery.id) == col(Pour.delivery_id))
        .outerjoin(ReceivedCertificate, _kept_with(Delivery.id))
        .where(col(Pour.batch_id).in_(flowed_from(batch_id)))
    )
    households, deliveries, received = session.execute(poured).one()
    grew = (
        select(Household.township)
        .join(Delivery, col(Delivery.household_id) == Household.id)
        .join(Pour, col(Pour.delivery_id) == Delivery.id)
        .where(col(Pour.batch_id).in_(flowed_from(batch_id)))
        .distinct()
        .order_by(Household.township)
    )
    return Sources(households, deliveries, received, tuple(session.exec(grew)))


def grams_of_lot(session: Session, batch_id: int) -> int:
    """All that came into a lot, less what was carried on: the next lot answers for that, or it is no longer fresh."""
    poured = session.exec(select(sa.func.sum(Pour.grams)).where(Pour.batch_id == batch_id)).one() or 0
    into, out = carries_of(session, batch_id)
    return int(poured) + sum(one.grams for one in into) - sum(one.grams for one in out)


def tests_of(session: Session, batch: Batch) -> Tests:
    """A rapid test that the producer made itself is its own; everything else was commissioned."""
    passing = {
        (one.number, one.entered_by)
        for one in reports_covering(session, batch)
        if one.verdict is Verdict.PASS and not one.under_review
    }
    named = select(Report).where(
        Report.producer_id == batch.producer_id, col(Report.number).in_([number for number, _ in passing])
    )
    found: dict[Basis, list[int]] = {}
    for report in session.exec(named):
        if (report.number, report.entered_by) in passing:
            own = (report.kind, report.entered_by) == (ReportKind.RAPID, EnteredBy.PRODUCER)
            found.setdefault(Basis.OWN_TEST if own else Basis.COMMISSIONED, []).append(report.id)
    return Tests(found)


def may_bear_name(session: Session, at: LotAtHand, today: date) -> bool:
    """Whether the producer may use the protected name on goods of the lot's form."""
    return mark_of(session, at, today)[0] is not None


def first_draft(session: Session, at: LotAtHand, today: date) -> dict[str, object]:
    """The fields of a lot's certificate as a form begins with them: whoever agrees taps once.

    The contact is the last certificate's, which was typed to be read by buyers; whom the county calls is nobody's.
    """
    batch = at.batch
    return {
        "goods": _name_to_use(session, at, today),
        "weight": f"{(Decimal(grams_of_lot(session, batch.id)) / JIN_G).normalize():f}",
        "unit": "斤",
        "rests_on": (Basis.CONTROL, *sorted(tests_of(session, batch).by_basis)),
        "contact": _contact_before(session, batch.producer_id),
    }


def _contact_before(session: Session, producer_id: int) -> str | None:
    told = select(CertificateContact.contact).join(
        Certificate, col(Certificate.id) == CertificateContact.certificate_id
    )
    latest = told.where(Certificate.producer_id == producer_id).order_by(col(Certificate.issued_at).desc())
    return session.exec(latest.limit(1)).first()


def _name_to_use(session: Session, at: LotAtHand, today: date) -> str:
    """What the lot's labels call it, unless that is a name that the producer may not use."""
    name = _name_on_packs(session, at.batch)
    free = name is not None and at.profile.indication.name not in name
    return name if name and (free or may_bear_name(session, at, today)) else at.profile.form(at.batch.form).name


def _name_on_packs(session: Session, batch: Batch) -> str | None:
    """What the lot's labels call it, those printed last first."""
    named = select(TradeItem.name).join(Run, col(Run.trade_item_id) == TradeItem.id).where(Run.batch_id == batch.id)
    return session.exec(named.order_by(col(Run.id).desc()).limit(1)).first()


def _kept_with(delivery_id: object) -> sa.ColumnElement[bool]:
    return sa.and_(col(ReceivedCertificate.delivery_id) == delivery_id, col(ReceivedCertificate.cancelled_at).is_(None))
