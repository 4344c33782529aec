"""The season's spreadsheets brought in from a page: sent, watched, their report taken out."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, send_file, url_for
from pydantic import BaseModel, Field

from gitrace import clock
from gitrace.clock import SHANGHAI, shanghai_day
from gitrace.errors import Refusal
from gitrace.importing.columns import KINDS
from gitrace.importing.jobs import KIND, keep_files, order_import
from gitrace.importing.keeping import drop_files, report_path
from gitrace.jobs import Job, JobState
from gitrace.jobs.queries import job_of, recent_jobs
from gitrace.jobs.tables import OPEN_STATES
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.supervision.actors import actor_names
from gitrace.web.doors import asks_again, may_enter, takes_file
from gitrace.web.entrance import actor
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.language import said
from gitrace.web.parts.waiting import looked_at_again
from gitrace.web.regulator import regulator
from gitrace.web.typed_text import clean

MOST_BYTES = 50 * 1024 * 1024
"""Of all files together: a county's season is about half of it."""

SHEETS = {kind.name: kind.title for kind in KINDS}
STATES = {
    JobState.WAITING: ("note", "等待处理"),
    JobState.RUNNING: ("note", "正在导入"),
    JobState.DONE: ("go", "已完成"),
    JobState.FAILED: ("stop", "没有完成"),
    JobState.CANCELLED: ("warn", "已取消"),
}


class SendSeason(BaseModel):
    """Files to be brought in."""

    files: list[str] = Field(
        [],
        title="表格文件",
        description="CSV 或 .xlsx，可一次选多个，合计不超过 50 MB。按表头认出："
        "生产者、农户、地块、衡器、生产记录、交售单。",
    )
    as_of: date = Field(title="判定日期", description="按这一天判定各行；晚于这一天的日期算作填错。")
    dry_run: bool = Field(False, title="只试算，不保存")


@dataclass(frozen=True)
class Sent:
    """An import as pages show it. `report`: its report, once it is done and as long as that is kept."""

    job: Job
    as_of: date
    dry_run: bool
    report: Path | None

    @classmethod
    def of(cls, job: Job) -> "Sent":
        """From its job."""
        asked = json.loads(job.payload)
        return cls(job, date.fromisoformat(asked["as_of"]), asked["dry_run"], report_path(store(), job))

    @property
    def is_open(self) -> bool:
        """Whether the keeper still has to do it, or is at it."""
        return self.job.state in OPEN_STATES

    def total(self, count: str) -> int:
        """Rows of all sheets that came out so: new, present, failing, refused."""
        counts: dict[str, dict[str, Any]] = self.job.answer["counts"] if self.job.answer else {}
        return sum(int(of_sheet.get(count, 0)) for of_sheet in counts.values())


@regulator.get("/imports")
@may_enter(Role.REGULATOR)
def list_imports() -> str:
    """What was brought in lately, by whomever."""
    with reading(store()) as session:
        sent = [Sent.of(job) for job in recent_jobs(session, kind=KIND)]
        names = actor_names(session, {one.job.made_by for one in sent})
    return render_template("regulator/imports/list.html", sent=sent, names=names, states=STATES)


@regulator.route("/imports/new", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@takes_file(MOST_BYTES)
@asks_again
def new_import() -> Response:
    """Send files; then on to the page of their import."""
    form = Form(SendSeason, {"as_of": shanghai_day(clock.now())})
    if form.sent:
        with form.answering():
            form.command()  # what was typed is judged before fifty megabytes are
            return _order(form)
    return form.page("regulator/imports/new.html", sheets=KINDS)


@regulator.get("/imports/<int:job_id>")
@may_enter(Role.REGULATOR)
def show_import(job_id: int) -> Response:
    """How far it is, or how it came out."""
    sent = _sent(job_id)
    with reading(store()) as session:
        names = actor_names(session, {sent.job.made_by})
    page = render_template("regulator/imports/show.html", sent=sent, names=names, states=STATES, sheets=SHEETS)
    return looked_at_again(page, while_open=sent.is_open)


@regulator.get("/imports/<int:job_id>/report")
@may_enter(Role.REGULATOR)
def download_report(job_id: int) -> Response:
    """Every row's outcome, as CSV."""
    sent = _sent(job_id)
    name = f"{said('导入结果')}-{sent.job.made_at.astimezone(SHANGHAI):%Y%m%d-%H%M}.csv"
    path = sent.report or abort(404)
    return send_file(path, mimetype="text/csv; charset=utf-8", as_attachment=True, download_name=name, max_age=0)


def _order(form: Form[SendSeason]) -> Response:
    sent = request.files.getlist("files")
    files = [(clean("files", one.filename), one.read()) for one in sent if one.filename]
    if not files:
        raise Refusal("missing", "请填写此项。", "files")
    folder = keep_files(store(), actor(), files)
    done = form.do_once(
        lambda work, asked: order_import(
            work.session, work.actor, folder, as_of=asked.as_of, dry_run=asked.dry_run, now=work.now
        ),
        files=[name for name, _ in files],
    )
    if done.repeated:
        drop_files(store(), folder)
        return saved("regulator.show_import", done, job_id=done.content)
    return make_response(redirect(url_for("regulator.show_import", job_id=done.content), 303))


def _sent(job_id: int) -> Sent:
    with reading(store()) as session:
        job = job_of(session, job_id)
    if job is None or job.kind != KIND:
        abort(404)
    return Sent.of(job)
