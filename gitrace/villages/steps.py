"""公示、镇审核、退回: a list from one level to the next."""

from datetime import date

from pydantic import BaseModel, Field
from sqlmodel import Session, col, func, select

from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.growers.oversight import require_overseen
from gitrace.identifiers.entries import Line, Words
from gitrace.people.remit import remit_of
from gitrace.profile import Profile
from gitrace.profile.commands import profile_on
from gitrace.villages import events
from gitrace.villages.queries import Claimed, claimed, standing, subject_of, the_list
from gitrace.villages.rules import notice_ends, refuse_early, refuse_findings, refuse_step
from gitrace.villages.tables import ListState, Objection, VillageList
from gitrace.work import Work


class PublishList(BaseModel):
    """The notice: from when, and where to object."""

    list_id: int
    from_day: date = Field(title="公示第一天", description="公示七天，首尾两天都算。")
    object_to: Line = Field(title="异议受理", description="单位、地址和电话，印在公示表上。")


class ReturnList(BaseModel):
    """Back to the village."""

    list_id: int
    reason: Words = Field(title="退回理由")


def publish_list(work: Work, form: PublishList) -> VillageList:
    """Put a draft on public notice.

    Raises Refusal("unknown-list" | "regulator-only" | "outside-remit" | "not-its-turn" | "list-empty" | "past-date" |
    "line-outdated") and what stands against the list.
    """
    listed, lines, profile = _ready(work, form.list_id, ListState.NOTICE)
    if form.from_day < shanghai_day(work.now):
        raise Refusal("past-date", "公示不能从过去的日子开始。", "from_day")
    listed.state, listed.returned = ListState.NOTICE, None
    listed.notice_from = form.from_day
    listed.notice_until = notice_ends(form.from_day, profile.yields.public_notice_days.value)
    listed.object_to = form.object_to
    work.session.add(listed)
    told = events.ListPublished(
        from_day=listed.notice_from.isoformat(),
        until_day=listed.notice_until.isoformat(),
        lines=len(lines),
        grams=_grams(lines),
    )
    work.record(told, subject=subject_of(listed.id), rows=[listed])
    return listed


def check_list(work: Work, list_id: int) -> VillageList:
    """The township's check, once the notice is over.

    Raises as `publish_list`, and Refusal("level-too-low" | "notice-runs").
    """
    listed, lines, _ = _ready(work, list_id, ListState.CHECKED)
    refuse_early(listed.notice_until, shanghai_day(work.now))
    listed.state = ListState.CHECKED
    work.session.add(listed)
    told = events.ListChecked(lines=len(lines), grams=_grams(lines))
    work.record(told, subject=subject_of(listed.id), rows=[listed])
    return listed


def return_list(work: Work, form: ReturnList) -> VillageList:
    """Back to the village's draft, from notice or from the township's check; it is put on notice anew then.

    Raises Refusal("unknown-list" | "regulator-only" | "outside-remit" | "not-its-turn").
    """
    listed = the_list(work.session, form.list_id)
    require_overseen(work, (listed.township, listed.village))
    if listed.state not in (ListState.NOTICE, ListState.CHECKED):
        raise Refusal("not-its-turn", "名册现在的状态不能办理这一步，请刷新后再看。")
    stood, listed.state, listed.returned = listed.state, ListState.DRAFT, form.reason
    listed.notice_from = listed.notice_until = None
    work.session.add(listed)
    work.record(events.ListReturned(state=stood), subject=subject_of(listed.id), rows=[listed])
    return listed


def finish_list(work: Work, list_id: int) -> VillageList:
    """Close a list, all of whose lines are certified: see `villages.certifying`. Raises as `require_certifiable`."""
    listed, lines = require_certifiable(work, list_id)
    listed.state = ListState.CERTIFIED
    work.session.add(listed)
    told = events.ListCertified(lines=len(lines), grams=_grams(lines))
    work.record(told, subject=subject_of(listed.id), rows=[listed])
    return listed


def require_certifiable(work: Work, list_id: int) -> tuple[VillageList, list[Claimed]]:
    """A list that the county may certify now, and its lines.

    Raises as `publish_list`, and Refusal("level-too-low" | "objection-open").
    """
    listed, _ = _in_hand(work, list_id, ListState.CERTIFIED)
    return listed, refuse_uncertifiable(work.session, listed)


def refuse_uncertifiable(session: Session, listed: VillageList) -> list[Claimed]:
    """What keeps a checked list from being certified, whoever asks; returns its lines.

    Raises Refusal("objection-open" | "list-empty" | "line-outdated") and what stands against the list.
    """
    waiting = select(func.count()).where(Objection.list_id == listed.id, col(Objection.settled_at).is_(None))
    if session.exec(waiting).one():
        raise Refusal("objection-open", "还有异议没有办结，不能核定。")
    return _standing_lines(session, listed)


def _ready(work: Work, list_id: int, to: ListState) -> tuple[VillageList, list[Claimed], Profile]:
    """A list whose next step is `to` and whose lines stand, in the hands of somebody who may take it."""
    listed, profile = _in_hand(work, list_id, to)
    return listed, _standing_lines(work.session, listed), profile


def _in_hand(work: Work, list_id: int, to: ListState) -> tuple[VillageList, Profile]:
    listed = the_list(work.session, list_id)
    require_overseen(work, (listed.township, listed.village))
    profile = profile_on(work.session, shanghai_day(work.now))
    refuse_step(listed.state, to, remit_of(work.actor.area, profile).level)
    return listed, profile


def _standing_lines(session: Session, listed: VillageList) -> list[Claimed]:
    lines = claimed(session, listed)
    if not lines:
        raise Refusal("list-empty", "名册里还没有地块。")
    for one in lines:
        if one.outdated:
            sentence = "地块 {plot} 的面积或农户在列入后改过，请退回后重新列入。"
            raise Refusal("line-outdated", sentence, plot=one.plot)
    refuse_findings(standing(session, listed, lines).findings)
    return lines


def _grams(lines: list[Claimed]) -> int:
    return sum(one.line.grams for one in lines)
