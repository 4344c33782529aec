"""The lot board: every open lot in its stage, from opened to closed."""

from flask import render_template

from gitrace import clock
from gitrace.balance.rules import kg
from gitrace.desk.board import CLOSED_FOR, board
from gitrace.desk.stages import Stage
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.installation import store
from gitrace.web.parts.places import form_names, present_profile
from gitrace.web.producer import producer
from gitrace.web.producer.batches import packs
from gitrace.web.producer.profile import own_id
from gitrace.web.producer.today import stopped
from gitrace.web.producer.weighing_choices import cover_names

STAGE_NAMES = {
    Stage.OPENED: "已开批",
    Stage.FILLING: "投料中",
    Stage.TO_TEST: "待检",
    Stage.READY: "可启用",
    Stage.IN_USE: "已启用",
    Stage.CLOSED: "已结批",
    Stage.STOPPED: "暂停",
}
NEXT = {
    Stage.OPENED: "过磅后投料",
    Stage.FILLING: "投料，印标签",
    Stage.TO_TEST: "等检验报告",
    Stage.READY: "贴标，启用标签",
    Stage.IN_USE: "收工结批",
    Stage.CLOSED: "近 {days} 天",
    Stage.STOPPED: "先解决所列问题",
}


@producer.get("/lots/board")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def show_board() -> str:
    """Columns at a desk, a list with counts on a phone."""
    with reading(store()) as session:
        profile = present_profile(session)
        return render_template(
            "producer/board/show.html",
            stages=board(session, own_id(), clock.shanghai_day(clock.now())),
            stage=Stage,
            stage_names=STAGE_NAMES,
            next_steps=NEXT,
            closed_days=CLOSED_FOR.days,
            covers=cover_names(profile),
            form_words=form_names(profile),
            packs=packs(),
            kg=kg,
            **stopped(session),
        )
