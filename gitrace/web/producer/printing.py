"""Printing: a run's labels as a PDF, one of them as a picture. Drawn after the records are read, beside the loop."""

import io
from collections.abc import Callable

from flask import Response, abort, request, send_file

from gitrace import clock
from gitrace.batches.tables import BatchState
from gitrace.jobs.threadpool import off_the_loop
from gitrace.labels import rules
from gitrace.labels.queries import run_and_batch
from gitrace.people.roles import Role
from gitrace.printing.runs import PrintJob, print_job
from gitrace.printing.wishes import Wishes
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.installation import store
from gitrace.web.parts.wishes import asked
from gitrace.web.producer import producer
from gitrace.web.producer.profile import own_id

_EVERYBODY = Role.CLERK, Role.PACKER, Role.MANAGER


@producer.get("/runs/<int:run_id>/labels.pdf")
@may_enter(*_EVERYBODY)
def labels_pdf(run_id: int) -> Response:
    """The labels on sheets."""
    job, wishes = _job_or_404(run_id), asked(Wishes)
    return _sent(lambda: job.pdf(wishes), "application/pdf", f"{job.title}.pdf")


@producer.get("/runs/<int:run_id>/label.png")
@may_enter(*_EVERYBODY)
def label_png(run_id: int) -> Response:
    """The first of the asked labels."""
    job = _job_or_404(run_id)
    return _sent(job.png, "image/png", f"{job.title}.png")


@producer.get("/runs/<int:run_id>/label.svg")
@may_enter(*_EVERYBODY)
def label_svg(run_id: int) -> Response:
    """The same as outlines."""
    job = _job_or_404(run_id)
    return _sent(lambda: job.svg().encode(), "image/svg+xml", f"{job.title}.svg")


def _job_or_404(run_id: int) -> PrintJob:
    first, last = (request.args.get(name, type=int) for name in ("first", "last"))
    with reading(store()) as session:
        found = run_and_batch(session, run_id)
        if found is None or found[1].producer_id != own_id():
            abort(404)
        rules.require_open(is_open=found[1].state == BatchState.OPEN)
        return print_job(session, store(), run_id, first=first, last=last, now=clock.now())


def _sent(draw: Callable[[], bytes], kind: str, name: str) -> Response:
    drawn = off_the_loop(draw)
    return send_file(io.BytesIO(drawn), mimetype=kind, as_attachment=True, download_name=name.replace(" ", "-"))
