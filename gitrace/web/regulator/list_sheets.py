"""名册表: a template to fill in, sent for a trial or in earnest, watched, its report taken out."""

import json
from io import BytesIO
from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, send_file, url_for
from pydantic import BaseModel, Field

from gitrace import clock
from gitrace.clock import SHANGHAI, shanghai_day
from gitrace.errors import Refusal
from gitrace.growers.rules import season_of
from gitrace.importing.claiming import DEED_WORDS
from gitrace.importing.claims import Deed
from gitrace.importing.keeping import drop_files, report_path
from gitrace.importing.template import template
from gitrace.importing.village_jobs import KIND, keep_claims, order_claims
from gitrace.importing.village_sheet import CLAIMS
from gitrace.jobs import Job
from gitrace.jobs.queries import job_of
from gitrace.jobs.tables import OPEN_STATES
from gitrace.jobs.threadpool import off_the_loop
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.supervision.spreadsheets import MIME_TYPES, Format
from gitrace.web.doors import asks_again, every_level, may_enter, takes_file
from gitrace.web.entrance import actor
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.language import said
from gitrace.web.parts.places import present_profile
from gitrace.web.parts.waiting import looked_at_again
from gitrace.web.regulator import regulator
from gitrace.web.regulator.imports import STATES
from gitrace.web.typed_text import clean

MOST_BYTES = 20 * 1024 * 1024
"""A county's plots are about four."""


class SendClaims(BaseModel):
    """A filled-in template."""

    file: str | None = Field(
        default=None, title="名册表", description="按模板填好的 .xlsx 或 CSV，一行一个地块，不超过 20 MB。"
    )
    season: int = Field(title="产季", description="以结束的年份命名。", ge=2000, le=2100)
    dry_run: bool = Field(False, title="只试算，不保存")


@regulator.route("/list-sheets/new", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
@takes_file(MOST_BYTES)
@asks_again
def new_list_sheet() -> Response:
    """Send a sheet; then on to its page."""
    with reading(store()) as session:
        season = season_of(shanghai_day(clock.now()), present_profile(session))
    form = Form(SendClaims, {"season": season, "dry_run": True})
    if form.sent:
        with form.answering():
            form.command()  # what was typed is judged before twenty megabytes are
            return _order(form)
    return form.page("regulator/list_sheets/new.html", columns=CLAIMS.columns)


@regulator.get("/list-sheets/template")
@may_enter(Role.REGULATOR)
@every_level
def list_sheet_template() -> Response:
    """The template, with its columns explained and one example that is passed over."""
    content = off_the_loop(template)
    name = f"{said('名册表模板')}.xlsx"
    return send_file(
        BytesIO(content), mimetype=MIME_TYPES[Format.XLSX], as_attachment=True, download_name=name, max_age=0
    )


@regulator.get("/list-sheets/<int:job_id>")
@may_enter(Role.REGULATOR)
@every_level
def show_list_sheet(job_id: int) -> Response:
    """How far it is, or what came of each row."""
    job = _own_or_404(job_id)
    is_open = job.state in OPEN_STATES
    page = render_template(
        "regulator/list_sheets/show.html",
        job=job,
        asked=json.loads(job.payload),
        is_open=is_open,
        has_report=report_path(store(), job) is not None,
        states=STATES,
        deeds={deed: DEED_WORDS[deed] for deed in Deed},
    )
    return looked_at_again(page, while_open=is_open)


@regulator.get("/list-sheets/<int:job_id>/report")
@may_enter(Role.REGULATOR)
@every_level
def list_sheet_report(job_id: int) -> Response:
    """Every row's outcome, as CSV."""
    job = _own_or_404(job_id)
    path = report_path(store(), job) or abort(404)
    name = f"{said('名册表结果')}-{job.made_at.astimezone(SHANGHAI):%Y%m%d-%H%M}.csv"
    return send_file(path, mimetype="text/csv; charset=utf-8", as_attachment=True, download_name=name, max_age=0)


def _order(form: Form[SendClaims]) -> Response:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refusal("missing", "请填写此项。", "file")
    name = clean("file", sent.filename)
    folder = keep_claims(store(), [(name, sent.read())])
    done = form.do_once(
        lambda work, asked: order_claims(work, folder, season=asked.season, dry_run=asked.dry_run), file=name
    )
    if done.repeated:
        drop_files(store(), folder)
        return saved("regulator.show_list_sheet", done, job_id=done.content)
    return make_response(redirect(url_for("regulator.show_list_sheet", job_id=done.content), 303))


def _own_or_404(job_id: int) -> Job:
    """A sheet of the one who sent it; the county sees everybody's."""
    with reading(store()) as session:
        job: Any = job_of(session, job_id)
    if job is None or job.kind != KIND or (actor().area is not None and job.made_by != actor().name):
        abort(404)
    found: Job = job
    return found
