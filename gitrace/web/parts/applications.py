"""Pages of applications for the mark, for the producer and for the regulator: a new one, one of them, its documents."""

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, request, send_file, url_for
from pydantic import BaseModel, Field
from sqlmodel import Session

from gitrace.jobs.threadpool import off_the_loop
from gitrace.producers.applications import (
    AppliedFor,
    ApplyForMark,
    Enclosed,
    applications_of,
    apply_for_mark,
    documents_of,
)
from gitrace.producers.tables import ApplicationDocument, DocumentKind, MarkApplication, Producer
from gitrace.storage import reading
from gitrace.storage.documents import MOST_BYTES, DocumentType, document_type
from gitrace.storage.files import file_path, keep_file
from gitrace.supervision.applications import APPLICATION_STATES, APPLICATION_TONES
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.places import form_names, present_profile

MOST_BYTES_IN_ALL = 3 * MOST_BYTES
PAPER_NAMES = {
    DocumentKind.REQUEST: "专用标志使用申请书",
    DocumentKind.LICENCE: "营业执照",
    DocumentKind.ORIGIN: "产地证明",
    DocumentKind.REPORT: "检验报告",
    DocumentKind.OTHER: "其他材料",
}
ACCEPTED = ",".join(DocumentType)
"""For the browser's file dialogue; what comes is judged by its content all the same."""


class TypedApplication(AppliedFor):
    """The form: what is applied for, and a field for each kind of document."""

    request: str | None = Field(default=None, title=PAPER_NAMES[DocumentKind.REQUEST])
    licence: str | None = Field(default=None, title=PAPER_NAMES[DocumentKind.LICENCE])
    origin: str | None = Field(default=None, title=PAPER_NAMES[DocumentKind.ORIGIN])
    report: str | None = Field(default=None, title=PAPER_NAMES[DocumentKind.REPORT])
    other: str | None = Field(default=None, title=PAPER_NAMES[DocumentKind.OTHER])


@dataclass(frozen=True)
class Desk:
    """Whose door it is: `producer`, who sees its own alone, or `regulator`."""

    door: str
    producer_id: int | None = None

    def sees(self, application: MarkApplication) -> bool:
        """Whether an application is there for whoever stands at this door."""
        return self.producer_id in (None, application.producer_id)

    def address(self, page: str, **values: Any) -> str:
        """`list_applications`, `show_application` or `application_document` of this door."""
        return url_for(f"{self.door}.{page}", **values)


def new_application(desk: Desk, producer: Producer) -> Response:
    """File an application for a producer."""
    form = Form(TypedApplication, {"forms": ["fresh"]})
    if form.sent:
        with form.answering():
            papers = _enclosed()
            done = form.do_once(lambda work, typed: apply_for_mark(work, _as_command(typed, producer.id), papers).id)
            return saved(f"{desk.door}.show_application", done, application_id=done.content)
    with reading(store()) as session:
        names = form_names(present_profile(session))
    return form.page(
        "parts/new_application.html",
        desk=desk,
        producer=producer,
        form_words=names,
        papers=[kind.value for kind in DocumentKind],
        accepted=ACCEPTED,
        most_mb=MOST_BYTES // 1024 // 1024,
    )


def application_page(desk: Desk, application_id: int, template: str, **more: Any) -> Response:
    """One application with its documents."""
    with reading(store()) as session:
        row = application_or_404(session, desk, application_id)
        producer = session.get_one(Producer, row.producer_id)
        shown = {
            "application": row,
            "producer": producer,
            "documents": documents_of(session, row.id),
            "earlier": [one for one in applications_of(session, producer.id) if one.id != row.id],
            "form_words": form_names(present_profile(session)),
        }
    return Form(BaseModel).page(template, desk=desk, **shown, **words(), **more)


def application_document(desk: Desk, application_id: int, document_id: int) -> Response:
    """A document, to be saved and never shown within the page."""
    with reading(store()) as session:
        row = application_or_404(session, desk, application_id)
        paper = session.get(ApplicationDocument, document_id)
    if paper is None or paper.application_id != row.id or paper.file_sha256 is None:
        abort(404)
    kind = DocumentType(paper.media_type)
    return send_file(
        file_path(store(), paper.file_sha256),
        mimetype=kind,
        as_attachment=True,
        download_name=f"application-{row.id}-{paper.kind}.{kind.ending}",
        max_age=0,
    )


def application_or_404(session: Session, desk: Desk, application_id: int) -> MarkApplication:
    """The application, if this door may see it; another's is not there."""
    row = session.get(MarkApplication, application_id)
    if row is None or not desk.sees(row):
        abort(404)
    return row


def words() -> dict[str, Any]:
    """What the pages call states and documents."""
    return {"state_names": APPLICATION_STATES, "tones": APPLICATION_TONES, "paper_names": PAPER_NAMES}


def _enclosed() -> list[Enclosed]:
    found = []
    for kind in DocumentKind:
        upload = request.files.get(kind.value)
        if upload is not None and upload.filename:
            content = upload.stream.read(MOST_BYTES + 1)
            media = off_the_loop(document_type, content, kind.value)
            found.append(Enclosed(kind, media, keep_file(store(), content)))
    return found


def _as_command(typed: TypedApplication, producer_id: int) -> ApplyForMark:
    return ApplyForMark(producer_id=producer_id, forms=typed.forms, note=typed.note)
