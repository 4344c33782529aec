"""Applications for the mark, 用标申请: filed with documents, forwarded or refused, approved by announcement.

The county checks and sends up (初审); the decision is announced above it and recorded here, where it becomes an
authorisation like any other. A producer whose application was refused reads why and may file another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from secrets import token_hex

from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.identifiers.entries import Words
from gitrace.ledger.events import Event
from gitrace.people.acting import require_manager, require_overseer
from gitrace.producers import application_events as events
from gitrace.producers.commands import producer_subject
from gitrace.producers.marks import Announced, Authorise, authorise
from gitrace.producers.queries import the_producer
from gitrace.producers.rules import require_forms, require_state
from gitrace.producers.tables import (
    OPEN_APPLICATIONS,
    ApplicationDocument,
    ApplicationState,
    DocumentKind,
    MarkApplication,
)
from gitrace.profile.commands import profile_on
from gitrace.storage.documents import DocumentType
from gitrace.storage.files import StoredFile
from gitrace.work import Work


class AppliedFor(BaseModel):
    """What is applied for, in the applicant's words."""

    forms: list[str] = Field(title="申请品类", min_length=1)
    note: Words | None = Field(default=None, title="补充说明")


class ApplyForMark(AppliedFor):
    """A producer's application; the documents come beside it."""

    producer_id: int


class RefuseApplication(BaseModel):
    """不予通过, by the county or above."""

    application_id: int
    reason: Words = Field(title="不予通过的理由", description="生产者会看到这段话，并可据此补正后重新申请。")


class RecordAnnouncement(Announced):
    """The announcement that approves an application."""

    application_id: int


@dataclass(frozen=True)
class Enclosed:
    """A document as it was handed in, checked and kept."""

    kind: DocumentKind
    media: DocumentType
    file: StoredFile


def apply_for_mark(work: Work, form: ApplyForMark, documents: Sequence[Enclosed]) -> MarkApplication:
    """File an application, by the producer's manager or by a regulator for it.

    Raises Refusal("not-yours" | "manager-only" | "documents-missing" | "application-open") and as `require_forms`.
    """
    require_manager(work.actor, form.producer_id)
    producer = the_producer(work.session, form.producer_id)
    if open_application_of(work.session, producer.id) is not None:
        raise Refusal("application-open", "已有一份用标申请在办理，办结后才能再次申请。")
    if not documents:
        raise Refusal("documents-missing", "请至少附上一份文件。", DocumentKind.REQUEST.value)
    profile = profile_on(work.session, shanghai_day(work.now))
    forms = require_forms(form.forms, profile, producer.food_licence, "forms")
    row = MarkApplication(producer_id=producer.id, forms=" ".join(forms), note=form.note, filed_at=work.now)
    work.session.add(row)
    work.session.flush()
    papers = [_paper(row, one) for one in documents]
    work.session.add_all(papers)
    work.session.flush()
    applied = events.MarkApplied(producer=producer.id, application=row.id, forms=row.forms, documents=len(papers))
    work.record(applied, subject=producer_subject(producer.id), rows=[row, *papers])
    return row


def forward_application(work: Work, application_id: int) -> MarkApplication:
    """初审通过，上报. Raises Refusal("regulator-only" | "no-such-application" | "application-decided")."""
    row = _decidable(work, application_id, ApplicationState.FILED)
    row.state, row.forwarded_at = ApplicationState.FORWARDED, work.now
    return _recorded(work, row, events.ApplicationForwarded(producer=row.producer_id, application=row.id))


def refuse_application(work: Work, form: RefuseApplication) -> MarkApplication:
    """Refuse it, before or after it was sent up. Raises as `forward_application`."""
    row = _decidable(work, form.application_id, *OPEN_APPLICATIONS)
    row.state, row.decided_at, row.reason = ApplicationState.REFUSED, work.now, form.reason
    return _recorded(work, row, events.ApplicationRefused(producer=row.producer_id, application=row.id))


def record_announcement(work: Work, form: RecordAnnouncement, *, today: date | None = None) -> MarkApplication:
    """Record the announcement, which authorises. Raises as `forward_application` and as `marks.authorise`."""
    row = _decidable(work, form.application_id, ApplicationState.FORWARDED)
    announced = form.model_dump(exclude={"application_id"})
    permission = authorise(work, Authorise(producer_id=row.producer_id, **announced), today=today)
    row.state, row.decided_at, row.authorisation_id = ApplicationState.APPROVED, work.now, permission.id
    return _recorded(work, row, events.ApplicationApproved(producer=row.producer_id, application=row.id))


def withdraw_application(work: Work, application_id: int) -> MarkApplication:
    """Take it back before it was sent up, by the applicant. Raises as `forward_application` and `require_manager`."""
    row = the_application(work.session, application_id)
    require_manager(work.actor, row.producer_id)
    require_state(row.state, ApplicationState.FILED)
    row.state, row.decided_at = ApplicationState.WITHDRAWN, work.now
    return _recorded(work, row, events.ApplicationWithdrawn(producer=row.producer_id, application=row.id))


def the_application(session: Session, application_id: int) -> MarkApplication:
    """Raises Refusal("no-such-application")."""
    row = session.get(MarkApplication, application_id)
    if row is None:
        raise Refusal("no-such-application", "没有这份用标申请。")
    return row


def open_application_of(session: Session, producer_id: int) -> MarkApplication | None:
    """The application that is being dealt with; a producer has one at a time."""
    of_producer = select(MarkApplication).where(MarkApplication.producer_id == producer_id)
    return session.exec(of_producer.where(col(MarkApplication.state).in_(OPEN_APPLICATIONS))).first()


def applications_of(session: Session, producer_id: int) -> Sequence[MarkApplication]:
    """A producer's applications, the newest first."""
    of_producer = select(MarkApplication).where(MarkApplication.producer_id == producer_id)
    return session.exec(of_producer.order_by(col(MarkApplication.id).desc())).all()


def documents_of(session: Session, application_id: int) -> Sequence[ApplicationDocument]:
    """What an application was filed with, in the order in which it is asked for."""
    enclosed = select(ApplicationDocument).where(ApplicationDocument.application_id == application_id)
    return session.exec(enclosed.order_by(col(ApplicationDocument.id))).all()


def _paper(row: MarkApplication, one: Enclosed) -> ApplicationDocument:
    return ApplicationDocument(
        application_id=row.id,
        producer_id=row.producer_id,
        salt=token_hex(16),
        kind=one.kind,
        media_type=one.media,
        file_sha256=one.file.sha256,
        file_bytes=one.file.size,
    )


def _decidable(work: Work, application_id: int, *states: ApplicationState) -> MarkApplication:
    require_overseer(work.actor)
    row = the_application(work.session, application_id)
    require_state(row.state, *states)
    return row


def _recorded(work: Work, row: MarkApplication, event: Event) -> MarkApplication:
    work.session.add(row)
    work.record(event, subject=producer_subject(row.producer_id), rows=[row])
    return row
