"""Reading certificates: a lot's, one by its number with all that its page shows, and the state of each now."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from gitrace.batches.tables import Batch, Hold
from gitrace.certificates.rules import CertificateState, state_of
from gitrace.certificates.tables import Basis, Certificate, CertificateContact
from gitrace.errors import Refusal
from gitrace.inspections.covering import reports_covering_each
from gitrace.inspections.rules import ReportFacts
from gitrace.inspections.tables import Report, Verdict
from gitrace.producers.queries import the_producer
from gitrace.producers.tables import Producer
from gitrace.profile import Profile
from gitrace.profile.commands import profile_version
from gitrace.profile.county import Township


@dataclass(frozen=True)
class Known:
    """A certificate and its state now."""

    certificate: Certificate
    state: CertificateState


@dataclass(frozen=True)
class CertificateSheet:
    """One with all that it says, and the numbers of the certificates before and after it, if there are any.

    `contact`: None once it was erased by law; `reports`: numbers of those that it rests on.
    """

    known: Known
    batch: Batch
    producer: Producer
    profile: Profile
    contact: str | None
    townships: tuple[Township, ...]
    basis: tuple[Basis, ...]
    reports: Sequence[str]
    former: str | None
    newer: str | None

    @property
    def certificate(self) -> Certificate:
        """The row itself."""
        return self.known.certificate

    @property
    def is_mixed(self) -> bool:
        """混装: the shoots of several households."""
        return self.certificate.households > 1


def certificate_of(session: Session, batch: Batch) -> Known | None:
    """The latest certificate of a lot, whatever became of it; three statements."""
    latest = select(Certificate).where(Certificate.batch_id == batch.id).order_by(col(Certificate.ordinal).desc())
    found = session.exec(latest.limit(1)).first()
    if found is None:
        return None
    covering = reports_covering_each(session, [batch])[batch.id]
    return Known(found, _state(found, batch, covering, corrected=False))  # nothing corrects the latest


def the_certificate(session: Session, number: str) -> Certificate:
    """The certificate of this number. Raises Refusal("no-such-certificate")."""
    # What no number can be is not asked of the database: PostgreSQL takes no NUL.
    named = select(Certificate).where(Certificate.number == number)
    found = session.exec(named).one_or_none() if number.isprintable() else None
    if found is None:
        raise Refusal("no-such-certificate", "没有编号为 {number} 的合格证。", number=number)
    return found


def state_now(session: Session, certificate: Certificate) -> CertificateState:
    """What one is worth now."""
    return states_of(session, [certificate])[certificate.id]


def states_of(session: Session, certificates: Sequence[Certificate]) -> dict[int, CertificateState]:
    """The same of several, by key; five statements, however many."""
    lots = select(Batch).where(col(Batch.id).in_({one.batch_id for one in certificates}))
    batches = {batch.id: batch for batch in session.exec(lots)}
    covering = reports_covering_each(session, list(batches.values()))
    newer = select(Certificate.corrects_id).where(col(Certificate.corrects_id).in_([one.id for one in certificates]))
    corrected = set(session.exec(newer))
    return {
        one.id: _state(one, batches[one.batch_id], covering[one.batch_id], corrected=one.id in corrected)
        for one in certificates
    }


def certificate_sheet(session: Session, number: str) -> CertificateSheet:
    """All that a certificate says. Raises Refusal("no-such-certificate")."""
    one = the_certificate(session, number)
    batch = session.get_one(Batch, one.batch_id)
    profile = profile_version(session, batch.profile_version)
    contact = select(CertificateContact.contact).where(CertificateContact.certificate_id == one.id)
    reports = select(Report.number).where(col(Report.id).in_([int(key) for key in one.reports.split()]))
    former = session.get(Certificate, one.corrects_id) if one.corrects_id else None
    codes = one.townships.split()
    return CertificateSheet(
        known=Known(one, state_now(session, one)),
        batch=batch,
        producer=the_producer(session, one.producer_id),
        profile=profile,
        contact=session.exec(contact).one_or_none(),
        townships=tuple(place for place in profile.county.townships if place.code in codes),
        basis=tuple(Basis(word) for word in one.rests_on.split()),
        reports=session.exec(reports.order_by(col(Report.id))).all(),
        former=former.number if former else None,
        newer=session.exec(select(Certificate.number).where(Certificate.corrects_id == one.id)).one_or_none(),
    )


def _state(one: Certificate, batch: Batch, covering: Sequence[ReportFacts], *, corrected: bool) -> CertificateState:
    return state_of(
        recalled=batch.recall_notice is not None,
        failed=any(map(_found_fault, covering)),
        withdrawn=one.withdrawn_at is not None,
        corrected=corrected,
        held=batch.hold != Hold.NONE,
    )


def _found_fault(report: ReportFacts) -> bool:
    """A difference from our reckoning is nobody's finding until a person has decided it."""
    return report.verdict is Verdict.FAIL and not report.under_review
