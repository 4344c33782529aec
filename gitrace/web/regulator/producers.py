"""The register of producers: the list, a new one, one of them, its entry changed."""

from math import ceil

from flask import Response, render_template, request, url_for
from pydantic import BaseModel, Field

from gitrace import clock
from gitrace.people.roles import Role
from gitrace.producers.commands import (
    ChangeProducer,
    RecordContact,
    RegisterProducer,
    change_producer,
    record_contact,
    register_producer,
)
from gitrace.producers.queries import (
    ProducerFilter,
    ProducerSort,
    authorisations_of,
    contact_of,
    find_producers,
    scales_of,
    trade_items_of,
)
from gitrace.producers.tables import ProducerKind
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.goods import producer_or_404
from gitrace.web.parts.moments import told_of
from gitrace.web.parts.places import form_names, present_profile, township_names
from gitrace.web.parts.sorting import sort_addresses
from gitrace.web.regulator import regulator

PAGE = 50
KIND_NAMES = {ProducerKind.COOPERATIVE: "合作社", ProducerKind.COMPANY: "企业", ProducerKind.FARM: "家庭农场"}
STATE_NAMES = {
    "authorised": "核准有效",
    "unauthorised": "无有效核准",
    "stopped": "暂停标签使用",
    "listed": "严重违法失信名单",
}


class FindProducers(BaseModel):
    """The filter of the list; it stands in the address."""

    text: str = Field(default="", title="名称、拼音首字母或信用代码", max_length=40)
    township: str = Field(default="", title="乡镇", max_length=12)
    kind: ProducerKind | None = Field(default=None, title="类型")
    state: str = Field(default="", title="状态", max_length=20)
    sort: ProducerSort = Field(default=ProducerSort.NAME, title="排序")
    page: int = Field(default=1, ge=1, le=100_000)


@regulator.get("/producers")
@may_enter(Role.REGULATOR)
def list_producers() -> Response:
    """All producers, or those who fit the filter."""
    form, wanted = Form(FindProducers, source=request.args), FindProducers()
    with form.answering():
        wanted = form.command()
    narrowed = ProducerFilter(wanted.text, wanted.township, wanted.kind or "", wanted.state)
    with reading(store()) as session:
        today = clock.shanghai_day(clock.now())
        pages = {"limit": PAGE, "offset": (wanted.page - 1) * PAGE}
        lines, total = find_producers(session, narrowed, today, sort=wanted.sort, **pages)
        townships = township_names(present_profile(session))
    return form.page(
        "regulator/producers/list.html",
        lines=lines,
        total=total,
        page=wanted.page,
        last=ceil(total / PAGE),
        address=lambda page: url_for(".list_producers", **{**request.args.to_dict(), "page": page}),
        townships=townships,
        kind_names=KIND_NAMES,
        state_names=STATE_NAMES,
        narrowed=narrowed != ProducerFilter(),
        sorts=ProducerSort.choices(),
        sorting=sort_addresses(wanted.sort),
    )


@regulator.route("/producers/new", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
def new_producer() -> Response:
    """Enter a producer."""
    form = Form(RegisterProducer, {"kind": ProducerKind.COOPERATIVE})
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: register_producer(work, command).id)
            return saved(".show_producer", done, producer_id=done.content)
    return form.page("regulator/producers/new.html", kind_names=KIND_NAMES, townships=_townships())


@regulator.get("/producers/<int:producer_id>")
@may_enter(Role.REGULATOR)
def show_producer(producer_id: int) -> str:
    """A producer: who it is, what it may do, what it weighs and packs with, and what was decided about it."""
    with reading(store()) as session:
        producer = producer_or_404(session, producer_id)
        profile = present_profile(session)
        return render_template(
            "regulator/producers/show.html",
            producer=producer,
            contact=contact_of(session, producer_id),
            authorisations=authorisations_of(session, producer_id),
            scales=scales_of(session, producer_id),
            items=trade_items_of(session, producer_id),
            today=clock.shanghai_day(clock.now()),
            townships=township_names(profile),
            form_words=form_names(profile),
            usual_labels=profile.labels.first_season_labels.value,
            kind_names=KIND_NAMES,
            **told_of(session, f"producer:{producer_id}"),
        )


@regulator.route("/producers/<int:producer_id>/change", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
def change_producer_entry(producer_id: int) -> Response:
    """Change name, kind, township or food licence."""
    with reading(store()) as session:
        producer = producer_or_404(session, producer_id)
    form = Form(ChangeProducer, producer.model_dump())
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: change_producer(work, command).id, producer_id=producer_id)
            return saved(".show_producer", done, producer_id=producer_id)
    return form.page(
        "regulator/producers/change.html", producer=producer, kind_names=KIND_NAMES, townships=_townships()
    )


@regulator.route("/producers/<int:producer_id>/contact", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
def producer_contact(producer_id: int) -> Response:
    """Record whom to call."""
    with reading(store()) as session:
        producer, contact = producer_or_404(session, producer_id), contact_of(session, producer_id)
    form = Form(RecordContact, contact.model_dump() if contact else None)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: record_contact(work, command).id, producer_id=producer_id)
            return saved(".show_producer", done, producer_id=producer_id)
    return form.page("regulator/producers/contact.html", producer=producer, replacing=contact is not None)


def _townships() -> dict[str, str]:
    with reading(store()) as session:
        return township_names(present_profile(session))
