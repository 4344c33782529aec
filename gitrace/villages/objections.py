"""异议: recorded by the village or the township in the objector's words, and settled with an outcome."""

from datetime import date
from secrets import token_hex

from pydantic import BaseModel, Field

from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.growers.oversight import require_overseen
from gitrace.identifiers.days import refuse_future
from gitrace.identifiers.entries import Line, Words
from gitrace.villages import events
from gitrace.villages.queries import subject_of, the_list
from gitrace.villages.tables import ListState, Objection, VillageList
from gitrace.work import Work


class RecordObjection(BaseModel):
    """What somebody said against a list."""

    list_id: int
    raised_on: date = Field(title="提出日期")
    objector: Line | None = Field(default=None, title="提出人", description="不愿留名的可以不填。")
    words: Words = Field(title="异议内容", description="哪一户、哪块地、哪里不对。")


class SettleObjection(BaseModel):
    """What came of it."""

    list_id: int
    objection_id: int
    upheld: bool = Field(False, title="异议成立（名册须退回改正）")
    outcome: Words = Field(title="办理结果", description="怎样核实、结论、是否告知提出人。")


def record_objection(work: Work, form: RecordObjection) -> Objection:
    """Enter an objection; until it is settled the list is not certified.

    Raises Refusal("unknown-list" | "regulator-only" | "outside-remit" | "not-on-notice" | "future-date").
    """
    listed = _listed(work, form.list_id)
    if listed.state not in (ListState.NOTICE, ListState.CHECKED):
        raise Refusal("not-on-notice", "公示以后、核定以前才登记异议。")
    refuse_future(form.raised_on, shanghai_day(work.now), "raised_on")
    row = Objection(**form.model_dump(), salt=token_hex(16), entered_at=work.now)
    work.session.add(row)
    work.session.flush()
    work.record(events.ObjectionRecorded(list_id=listed.id), subject=subject_of(listed.id), rows=[row])
    return row


def settle_objection(work: Work, form: SettleObjection) -> Objection:
    """Enter the outcome. Raises Refusal("unknown-list" | "outside-remit" | "unknown-objection" | "settled-already")."""
    listed = _listed(work, form.list_id)
    row = work.session.get(Objection, form.objection_id)
    if row is None or row.list_id != listed.id:
        raise Refusal("unknown-objection", "没有这条异议。")
    if row.settled_at is not None:
        raise Refusal("settled-already", "这条异议已经办结。")
    row.outcome, row.upheld, row.settled_at = form.outcome, form.upheld, work.now
    work.session.add(row)
    told = events.ObjectionSettled(list_id=listed.id, upheld=form.upheld)
    work.record(told, subject=subject_of(listed.id), rows=[row])
    return row


def _listed(work: Work, list_id: int) -> VillageList:
    listed = the_list(work.session, list_id)
    require_overseen(work, (listed.township, listed.village))
    return listed
