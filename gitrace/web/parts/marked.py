"""What was found bad after it was poured or tested: for the regulator, and for the producer as far as it is its own."""

from math import ceil

from flask import Response, request, url_for

from gitrace.batches.marked import PAGE, AskMarked, marked_lots
from gitrace.inspections.queries import ReportFilter, count_reports
from gitrace.producers.queries import producer_names
from gitrace.storage import reading
from gitrace.supervision.words import BATCH_STATES, FINDINGS, HOLDS
from gitrace.web.forms import Form
from gitrace.web.installation import store
from gitrace.web.language import pairs


def marked_page(door: str, producer_id: int | None = None) -> Response:
    """The list of one door; `producer_id`: to whose it is narrowed."""
    form, asked = Form(AskMarked, source=request.args), AskMarked()
    with form.answering():
        asked = form.command()
    if producer_id is not None:
        asked = asked.model_copy(update={"producer_id": producer_id})
    page = max(1, request.args.get("page", 1, int))
    with reading(store()) as session:
        lines, total = marked_lots(session, asked, page)
        names = producer_names(session) if producer_id is None else {}
        reports = count_reports(session, ReportFilter(producer_id, failing=True))
    return form.page(
        "parts/marked.html",
        door=door,
        lines=lines,
        reports=reports,
        producers=names,
        findings=pairs(FINDINGS),
        states=pairs(BATCH_STATES),
        state_names=BATCH_STATES,
        holds=HOLDS,
        narrowed=asked != AskMarked(producer_id=producer_id),
        page=page,
        last=ceil(total / PAGE),
        total=total,
        address=lambda number: url_for(f"{door}.list_marked_lots", **{**request.args.to_dict(), "page": number}),
    )
