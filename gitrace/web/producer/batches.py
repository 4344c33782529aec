"""The producer's lots: the board, opening one, one lot, and the lone farm's one form."""

from datetime import date
from typing import Any

from flask import Response, abort, request, url_for
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from gitrace import clock
from gitrace.balance.rules import kg
from gitrace.batches.farm import PackAtOnce, pack_at_once
from gitrace.batches.holds import HOLD_WORDS
from gitrace.batches.opening import OpenBatch, open_batch
from gitrace.batches.pouring import pour_everything, pourable_today, uncovered_today
from gitrace.batches.queries import (
    PAGE,
    BatchFilter,
    batch_by_lot,
    carries_of,
    find_batches,
    lot_grams,
    lots_of,
    pours_of,
)
from gitrace.batches.tables import Batch, BatchState
from gitrace.deliveries.mornings import morning_of
from gitrace.labels.amending import CorrectBatch, correct_batch
from gitrace.people.roles import Role
from gitrace.profile import Profile
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.entrance import signed_in
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.language import said
from gitrace.web.parts.places import form_names, present_profile
from gitrace.web.producer import producer
from gitrace.web.producer.growers import own_growers
from gitrace.web.producer.lots_certificate import told_of_lots_certificate
from gitrace.web.producer.profile import own_id
from gitrace.web.producer.weighing_choices import cover_names, grade_names, weighing_choices, weighs

STATES = (("open", "进行中"), ("closed", "已结批"), ("held", "暂停使用"))


class AskLots(BaseModel):
    """The filter of the board."""

    model_config = ConfigDict(frozen=True)

    show: str = Field(default="open", title="状态", max_length=10)
    text: str = Field(default="", title="批次号", max_length=20)
    first_day: date | None = Field(default=None, title="起始包装日期")
    last_day: date | None = Field(default=None, title="截止包装日期")


class PourAll(BaseModel):
    """One tap has nothing to fill in."""


@producer.get("/lots")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def list_lots() -> Response:
    """The board: open lots first; others by tab and filter."""
    form, wanted = Form(AskLots, source=request.args), AskLots()
    if form.sent:
        with form.answering():
            wanted = form.command()
    page = max(1, request.args.get("page", 1, int))
    with reading(store()) as session:
        lots, count = find_batches(session, _asked(wanted), page)
        profile = present_profile(session)
        return form.page(
            "producer/batches/list.html",
            lots=lots,
            grams=lot_grams(session, [batch.id for batch in lots]),
            tabs_shown=[(url_for(".list_lots", show=code), said(words), code == wanted.show) for code, words in STATES],
            covers=cover_names(profile),
            form_words=form_names(profile),
            kg=kg,
            packs=packs(),
            weighs=weighs(),
            count=count,
            page=page,
            last=-(-count // PAGE) or 1,
            address=lambda number: url_for(".list_lots", **{**request.args.to_dict(), "page": number}),
        )


@producer.route("/lots/open", methods=["GET", "POST"])
@may_enter(Role.PACKER, Role.MANAGER)
def open_lot() -> Response:
    """Open a lot, today's or one ahead."""
    form = Form(OpenBatch, {"packed_on": clock.shanghai_day(clock.now())})
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: open_batch(work, command, producer_id=own_id()).lot)
            return saved(".show_lot", done, lot=done.content)
    with reading(store()) as session:
        profile = present_profile(session)
    return form.page(
        "producer/batches/open.html",
        forms_offered=form_names(profile),
        covers=cover_names(profile),
        grades={code: words for code, words in grade_names(profile).items() if code in _for_packs(profile)},
    )


@producer.route("/lots/<lot>/correct", methods=["GET", "POST"])
@may_enter(Role.PACKER, Role.MANAGER)
def correct_lot(lot: str) -> Response:
    """Put a lot's grade or date right, with a reason."""
    with reading(store()) as session:
        batch, profile = own_lot_or_404(session, lot), present_profile(session)
    form = Form(CorrectBatch, batch.model_dump())
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: correct_batch(work, command, lot=lot).lot)
            return saved(".show_lot", done, lot=lot)
    grades = {code: words for code, words in grade_names(profile).items() if code in _for_packs(profile)}
    return form.page("producer/batches/correct.html", batch=batch, grades=grades)


@producer.route("/lots/pack", methods=["GET", "POST"])
@may_enter(Role.CLERK, Role.MANAGER)
def pack_own() -> Response:
    """A lone farm's delivery, lot and pouring in one form."""
    with reading(store()) as session:
        choices = weighing_choices(session)
        start = morning_of(session, own_id(), clock.now()).start(present_profile(session))
    form = Form(PackAtOnce, start)
    chooser = own_growers(form)
    if form.sent:
        with form.answering():
            done = form.do_once(
                lambda work, command: pack_at_once(work, command, producer_id=own_id()).lot, **chooser.known()
            )
            return saved(".show_lot", done, lot=done.content)
    return form.page("producer/batches/pack.html", chooser=chooser, **choices)


@producer.route("/lots/<lot>", methods=["GET", "POST"])
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def show_lot(lot: str) -> Response:
    """One lot: where its grams are, what was poured into it; posted to, it pours the morning by one tap."""
    form = Form(PourAll)
    with reading(store()) as session:
        own_lot_or_404(session, lot)
    if form.sent and not packs():
        abort(403)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, _: len(pour_everything(work, lot=lot)))
            return saved(".show_lot", done, lot=lot)
    with reading(store()) as session:
        return form.page("producer/batches/show.html", **_shown(session, own_lot_or_404(session, lot)))


def packs() -> bool:
    """Whether the person at the door fills lots."""
    return signed_in().role in (Role.PACKER, Role.MANAGER)


def own_lot_or_404(session: Session, lot: str) -> Batch:
    """The producer's lot with this number; another's is as if it did not exist."""
    batch = batch_by_lot(session, lot)
    if batch is None or batch.producer_id != own_id():
        abort(404)
    return batch


def _for_packs(profile: Profile) -> set[str]:
    return {grade.code for grade in profile.grades if grade.for_packs}


def _shown(session: Session, batch: Batch) -> dict[str, Any]:
    profile = present_profile(session)
    into, out = carries_of(session, batch.id)
    is_open = batch.state == BatchState.OPEN
    ready = pourable_today(session, batch, clock.now()) if is_open else ()
    return {
        "batch": batch,
        "is_open": is_open,
        "packs": packs(),
        "grams": lot_grams(session, [batch.id])[batch.id],
        "pours": pours_of(session, batch.id),
        "into": into,
        "out": out,
        "lots": lots_of(session, [*(one.from_batch_id for one in into), *(one.to_batch_id for one in out)]),
        "ready_count": len(ready),
        "ready_g": sum(line.unpoured_g for line in ready),
        "uncovered": uncovered_today(session, batch, clock.now()) if is_open else (),
        "covers": cover_names(profile),
        "grades": grade_names(profile),
        "form_words": form_names(profile),
        "hold_words": HOLD_WORDS,
        "kg": kg,
        **told_of_lots_certificate(session, batch),
    }


def _asked(wanted: AskLots) -> BatchFilter:
    return BatchFilter(
        producer_id=own_id(),
        state=wanted.show if wanted.show in set(BatchState) else "",
        held=wanted.show == "held",
        text=wanted.text,
        first_day=wanted.first_day,
        last_day=wanted.last_day,
    )
