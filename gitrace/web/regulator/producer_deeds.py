"""What the county decides about a producer: the mark, label use, the serious-violation list, the first season.

Most of these are a few words and a button; they share one page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, abort
from pydantic import BaseModel

from gitrace.labels.amending import CorrectAuthorisation, correct_authorisation
from gitrace.people.roles import Role
from gitrace.producers.commands import SetFirstSeason, set_first_season
from gitrace.producers.marks import (
    Authorise,
    PutOnList,
    RestoreLabelUse,
    StopLabelUse,
    TakeOffList,
    Withdraw,
    authorise,
    put_on_list,
    restore_label_use,
    stop_label_use,
    take_off_list,
    withdraw,
)
from gitrace.producers.tables import Authorisation
from gitrace.storage import reading
from gitrace.web.doors import asks_again, may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.goods import producer_or_404
from gitrace.web.parts.places import form_names, present_profile
from gitrace.web.regulator import regulator
from gitrace.work import Work


@dataclass(frozen=True)
class Deed:
    """One decision: its command, what does it, its title and what it means, its fields with their widgets."""

    command: type[BaseModel]
    act: Callable[[Work, Any], Any]
    title: str
    lead: str
    widgets: Mapping[str, str] = field(default_factory=lambda: {"reason": "area"})
    danger: bool = False


DEEDS = {
    "stop": Deed(
        StopLabelUse,
        stop_label_use,
        "暂停标签使用",
        "自保存起，该生产者不能申领、打印和启用标签；已启用的标签照常可查。",
        danger=True,
    ),
    "restore": Deed(RestoreLabelUse, restore_label_use, "恢复标签使用", "自保存起，该生产者可以继续申领和启用标签。"),
    "list": Deed(
        PutOnList,
        put_on_list,
        "列入严重违法失信名单",
        "照国家企业信用信息公示系统登记；名单期间不供应标签，不显示专用标志。",
        {"decision": "text", "ground": "area"},
        danger=True,
    ),
    "unlist": Deed(TakeOffList, take_off_list, "移出严重违法失信名单", "在公示系统移出的当日登记。"),
    "first-season": Deed(
        SetFirstSeason,
        set_first_season,
        "首季可存放标签数",
        "生产者还没有交售高峰可以推算时，手上未启用的标签不超过此数。",
        {"labels": "number", "reason": "area"},
    ),
}


@regulator.route("/producers/<int:producer_id>/decide/<deed>", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@asks_again
def decide(producer_id: int, deed: str) -> Response:
    """The page of one decision."""
    known = DEEDS.get(deed) or abort(404)
    with reading(store()) as session:
        producer = producer_or_404(session, producer_id)
    form = Form(known.command, {"labels": producer.first_season_labels})
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: known.act(work, command).id, producer_id=producer_id)
            return saved(".show_producer", done, producer_id=producer_id)
    return form.page("regulator/producers/decide.html", producer=producer, decision=known, word=deed)


@regulator.route("/producers/<int:producer_id>/authorise", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@asks_again
def authorise_producer(producer_id: int) -> Response:
    """Record an authorisation as announced."""
    with reading(store()) as session:
        producer = producer_or_404(session, producer_id)
        profile = present_profile(session)
    start = {"announcement": profile.indication.announcement_number, "forms": ["fresh"]}
    form = Form(Authorise, start)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: authorise(work, command).id, producer_id=producer_id)
            return saved(".show_producer", done, producer_id=producer_id)
    return form.page("regulator/producers/authorise.html", producer=producer, form_words=form_names(profile))


@regulator.route("/authorisations/<int:authorisation_id>/correct", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@asks_again
def correct_announced(authorisation_id: int) -> Response:
    """Put right what was recorded otherwise than announced, while no label was made under it."""
    with reading(store()) as session:
        row = session.get(Authorisation, authorisation_id) or abort(404)
        producer, profile = producer_or_404(session, row.producer_id), present_profile(session)
    form = Form(CorrectAuthorisation, row.model_dump() | {"forms": row.forms.split()})
    if form.sent:
        with form.answering():
            done = form.do_once(
                lambda work, command: correct_authorisation(work, command).id, authorisation_id=authorisation_id
            )
            return saved(".show_producer", done, producer_id=producer.id)
    return form.page(
        "regulator/producers/correct_announced.html", producer=producer, row=row, form_words=form_names(profile)
    )


@regulator.route("/authorisations/<int:authorisation_id>/withdraw", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@asks_again
def withdraw_authorisation(authorisation_id: int) -> Response:
    """Record the end of an authorisation."""
    with reading(store()) as session:
        row = session.get(Authorisation, authorisation_id) or abort(404)
        producer = producer_or_404(session, row.producer_id)
    form = Form(Withdraw)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: withdraw(work, command).id, authorisation_id=authorisation_id)
            return saved(".show_producer", done, producer_id=producer.id)
    return form.page("regulator/producers/withdraw.html", producer=producer, authorisation=row)
