"""Issuing a certificate, correcting it by another, withdrawing it.

A lot of several growers' shoots is mixed goods, so that its certificate is the one that the buyer of the shoots issues
anew; it names how many growers and deliveries stand behind it, and of how many their own certificate was received.
"""

from secrets import token_hex

from pydantic import BaseModel, ConfigDict, Field

from gitrace.batches.own import lot_subject
from gitrace.batches.tables import Batch
from gitrace.certificates import rules
from gitrace.certificates.events import CertificateCorrected, CertificateIssued, CertificateWithdrawn
from gitrace.certificates.grounds import grams_of_lot, may_bear_name, sources_of, tests_of
from gitrace.certificates.queries import certificate_of, state_now, the_certificate
from gitrace.certificates.rules import CertificateState
from gitrace.certificates.tables import Basis, Certificate, CertificateContact
from gitrace.clock import shanghai_day
from gitrace.deliveries.weight import unit_grams, whole_grams
from gitrace.errors import Refusal
from gitrace.identifiers.entries import Exact, Line, Words
from gitrace.labels.checks import refuse_failing
from gitrace.labels.lots import LotAtHand, findings_on_goods, lot_at_hand
from gitrace.people.acting import require_own
from gitrace.work import Work


class IssueCertificate(BaseModel):
    """What the producer answers for, on which grounds, and where to reach it."""

    model_config = ConfigDict(frozen=True)

    goods: Line = Field(title="产品名称")
    weight: Exact = Field(title="数量（重量）", description="不多于本批次投料的重量。", gt=0, max_digits=12)
    unit: str = Field(default="斤", title="单位", max_length=10)
    rests_on: tuple[Basis, ...] = Field(default=(), title="承诺依据")
    contact: Line = Field(title="联系方式", description="印在合格证上，网上的合格证页面任何人都看得到；请填单位电话。")


class CorrectCertificate(IssueCertificate):
    """Another in the place of one that says something wrong, or no longer right."""

    reason: Words = Field(title="更正理由", description="本单位和监管人员可见，不公开。")


class WithdrawCertificate(BaseModel):
    """Why nobody answers by it any more."""

    model_config = ConfigDict(frozen=True)

    reason: Words = Field(title="作废理由", description="本单位和监管人员可见，不公开。")


def issue_certificate(work: Work, form: IssueCertificate, *, lot: str) -> Certificate:
    """Issue the certificate of a lot whose checks pass.

    Raises the codes of failing checks, and Refusal("unknown-lot" | "not-yours" | "certificate-not-for-form" |
    "certificate-standing" | "lot-empty" | "invalid-weight" | "invalid-unit" | "certificate-over-lot" |
    "basis-missing" | "basis-not-on-record" | "name-protected").
    """
    at = lot_at_hand(work, lot)
    latest = certificate_of(work.session, at.batch)
    standing = latest is not None and latest.state is CertificateState.STANDING
    rules.require_none_standing(latest.certificate.number if latest and standing else None)
    certificate, contact = _written(work, form, at, ordinal=latest.certificate.ordinal + 1 if latest else 1)
    issued = CertificateIssued(lot=lot, number=certificate.number)
    work.record(issued, subject=lot_subject(lot), rows=[certificate, contact])
    return certificate


def correct_certificate(work: Work, form: CorrectCertificate, *, number: str) -> Certificate:
    """Issue another in the place of one that stands; both stay readable and name each other.

    Raises Refusal("no-such-certificate" | "certificate-not-standing"), and as `issue_certificate`.
    """
    former, at = _own(work, number)
    rules.require_standing(state_now(work.session, former))
    certificate, contact = _written(work, form, at, ordinal=former.ordinal + 1)
    certificate.corrects_id, certificate.correction_reason = former.id, form.reason
    corrected = CertificateCorrected(lot=at.batch.lot, number=certificate.number, former=number)
    work.record(corrected, subject=at.subject, rows=[certificate, contact])
    return certificate


def withdraw_certificate(work: Work, form: WithdrawCertificate, *, number: str) -> Certificate:
    """Withdraw one; its page goes on answering, and says so.

    Raises Refusal("no-such-certificate" | "not-yours" | "withdrawn-already").
    """
    certificate, at = _own(work, number)
    if state_now(work.session, certificate) in (CertificateState.WITHDRAWN, CertificateState.CORRECTED):
        raise Refusal("withdrawn-already", "这份合格证已经作废或已被更正。")
    certificate.withdrawn_at, certificate.withdrawn_reason = work.now, form.reason
    work.session.add(certificate)
    withdrawn = CertificateWithdrawn(lot=at.batch.lot, number=number)
    work.record(withdrawn, subject=at.subject, rows=[certificate])
    return certificate


def _own(work: Work, number: str) -> tuple[Certificate, LotAtHand]:
    certificate = the_certificate(work.session, number)
    require_own(work.actor, certificate.producer_id)
    return certificate, lot_at_hand(work, work.session.get_one(Batch, certificate.batch_id).lot)


def _written(
    work: Work, form: IssueCertificate, at: LotAtHand, *, ordinal: int
) -> tuple[Certificate, CertificateContact]:
    batch, product = at.batch, at.profile.form(at.batch.form)
    rules.require_conformity_goods(needed=product.conformity_certificate, form=product.name)
    refuse_failing(findings_on_goods(work.session, at, needs_report=False, in_use=True))
    grams = whole_grams(form.weight, unit_grams(form.unit), "weight")
    rules.require_covered(grams, grams_of_lot(work.session, batch.id))
    tests, today = tests_of(work.session, batch), shanghai_day(work.now)
    rules.require_basis(form.rests_on, tests.by_basis)
    rules.require_free_name(form.goods, at.profile.indication.name, may_bear=may_bear_name(work.session, at, today))
    sources = sources_of(work.session, batch.id)
    certificate = Certificate(
        number=f"{batch.lot}-{ordinal}",
        batch_id=batch.id,
        producer_id=batch.producer_id,
        ordinal=ordinal,
        goods=form.goods,
        grams=grams,
        townships=" ".join(sources.townships),
        households=sources.households,
        deliveries=sources.deliveries,
        received=sources.received,
        rests_on=" ".join(one for one in Basis if one in form.rests_on),
        reports=" ".join(map(str, tests.behind(form.rests_on))),
        issued_at=work.now,
        kept_until=rules.kept_until(today, at.profile.inputs.certificate_kept_months.value),
    )
    work.session.add(certificate)
    work.session.flush()
    contact = CertificateContact(
        certificate_id=certificate.id, producer_id=batch.producer_id, salt=token_hex(16), contact=form.contact
    )
    work.session.add(contact)
    return certificate, contact
