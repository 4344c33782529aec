"""Applications for the mark in the demo: one refused and filed again, which waits for the county."""

from datetime import date

from fpdf import FPDF

from gitrace import clock
from gitrace.clock import shanghai_day
from gitrace.demo.stage import Stage
from gitrace.producers.applications import (
    ApplyForMark,
    Enclosed,
    RefuseApplication,
    applications_of,
    apply_for_mark,
    refuse_application,
)
from gitrace.producers.tables import DocumentKind
from gitrace.storage import reading
from gitrace.storage.documents import document_type
from gitrace.storage.files import keep_file

_LOGIN, _PRODUCER = "company", "chongling"


def apply(stage: Stage) -> None:
    """The company asks for both its forms anew, before its permission ends."""
    papers = []
    for kind in (DocumentKind.REQUEST, DocumentKind.ORIGIN):
        content = _paper(kind, shanghai_day(clock.now()))
        papers.append(Enclosed(kind, document_type(content, kind), keep_file(stage.store, content)))
    form = ApplyForMark(
        producer_id=stage.producers[_PRODUCER].id, forms=["fresh", "boiled"], note="演示：续展，另增清水笋新包装。"
    )
    stage.act(_LOGIN, lambda work: apply_for_mark(work, form, papers))


def refuse(stage: Stage) -> None:
    """The county finds a stamp missing."""
    with reading(stage.store) as session:
        filed = applications_of(session, stage.producers[_PRODUCER].id)[0].id
    form = RefuseApplication(application_id=filed, reason="演示：产地证明未盖公章，请补盖后重新申请。")
    stage.act("regulator", lambda work: refuse_application(work, form))


def _paper(kind: DocumentKind, day: date) -> bytes:
    """A page that says what it is; no font beyond the standard ones, hence in English."""
    document = FPDF()
    document.set_creation_date(clock.now())
    document.add_page()
    document.set_font("Helvetica", size=16)
    document.cell(text=f"Demonstration document ({kind}), {day.isoformat()}")
    return bytes(document.output())
