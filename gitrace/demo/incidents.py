"""What does not go as it should: a wrong unit, an interval not kept, a lapsed scale, spoiled labels, a hold, a recall.

Days are counted from the end of the harvest that has the story: -2 is the day before its last.
"""

from datetime import timedelta
from functools import partial

from gitrace import clock
from gitrace.batches.corrections import CorrectDelivery, correct_delivery
from gitrace.batches.holds import HoldBatch, RecallBatch, hold_batch, recall_batch
from gitrace.batches.releasing import ProposeRelease, propose_release
from gitrace.batches.tables import Hold
from gitrace.clock import shanghai_day
from gitrace.deliveries.commands import DrawDelivery, draw_delivery, weigh
from gitrace.deliveries.entry import Weigh
from gitrace.deliveries.tables import Delivery
from gitrace.demo import applications, reports
from gitrace.demo.groves import spray_plot
from gitrace.demo.mornings import ROUNDS, Round, use, weigh_in
from gitrace.demo.seasons import at
from gitrace.demo.stage import Grower, Stage
from gitrace.demo.trade import part_with_some, scale_number
from gitrace.labels.ending import ReturnLabels, VoidKind, VoidLabels, return_labels, void_labels
from gitrace.labels.issuing import IssueLabels, issue_labels
from gitrace.labels.records import rolls_of
from gitrace.work import Work

_GUIQUAN, _BAINI = ROUNDS
_RECALLED = 4
"""Which of the earlier harvest's days had the lot that is recalled."""
_KEYED_KG = {"natural": ("80.0", "78.0"), "covered": ("31.0", "29.0")}
"""Gross that was keyed as kilograms and shown in jin, by cover."""


def kept_open(stage: Stage) -> set[tuple[str, object]]:
    """The lots that stay open because of what happens to them."""
    return {("baini", stage.story.days[-2])}


def plan_incidents(stage: Stage) -> None:
    """Put all of them on the agenda."""
    days, agenda = stage.story.days, stage.agenda
    for day in (stage.earlier.days[3], days[-5]):
        agenda.at(at(day, 8, 20), partial(_spoil_and_return, stage, ("guiquan", day)))
        agenda.at(at(day, 15), partial(_open_packs, stage, ("guiquan", day)))
    _plan_interval(stage)
    agenda.at(at(days[-4], 9, 50), partial(_misread, stage))
    _plan_wrong_unit(stage)
    for day in days[-4:-2]:
        agenda.at(at(day, 7, 30), partial(_weigh_on_lapsed_scale, stage))
    agenda.at(at(days[-3], 10, 40), partial(_weigh_dealers_load, stage))
    agenda.at(at(days[-3], 16), partial(part_with_some, stage))
    agenda.at(at(days[-5], 17), partial(applications.apply, stage))
    agenda.at(at(days[-4], 11), partial(applications.refuse, stage))
    agenda.at(at(days[-2], 17), partial(applications.apply, stage))
    held = HoldBatch(kind=Hold.CHECK, reason="演示：消费者反映净含量不足，核实期间暂停标签使用。")
    agenda.at(at(days[-2], 14), partial(_hold, stage, ("guiquan", days[-4]), held))
    agenda.at(at(days[-2], 17), partial(_propose_release, stage, ("guiquan", days[-4])))
    agenda.at(at(days[-2], 16, 30), partial(reports.rapid_test, stage, ("guiquan", days[-2])))
    _plan_recall(stage)


def _propose_release(stage: Stage, key: tuple[str, object]) -> None:
    """The other bureau looked into it; the lot stays on hold until somebody else of the county confirms."""
    form = ProposeRelease(reason="演示：复秤十袋，净含量均相符，建议恢复。")
    stage.act("agri", lambda work: propose_release(work, form, lot=stage.lots[key].lot))


def _spoil_and_return(stage: Stage, key: tuple[str, object]) -> None:
    """Three labels of the middle were printed badly, the last twenty go back."""

    def deed(work: Work) -> None:
        roll = rolls_of(work.session, stage.lots[key].id)[0]
        middle, told = (roll.first + roll.last) // 2, {"lot": stage.lots[key].lot, "gtin": roll.gtin}
        spoiled = {"first": middle, "last": middle + 2, "kind": VoidKind.SPOILED, "note": "演示：打印机卡纸。"}
        void_labels(work, VoidLabels.model_validate(told | spoiled))
        back = {"first": roll.last - 19, "last": roll.last, "note": "演示：退回县站销毁。"}
        return_labels(work, ReturnLabels.model_validate(told | back))

    stage.act("packer", deed)


def _open_packs(stage: Stage, key: tuple[str, object]) -> None:
    """Two packs were opened and repacked."""

    def deed(work: Work) -> None:
        roll = rolls_of(work.session, stage.lots[key].id)[0]
        opened = {
            "first": roll.first,
            "last": roll.first + 1,
            "kind": VoidKind.OPENED,
            "note": "演示：封口不牢，拆包。",
        }
        void_labels(work, VoidLabels.model_validate({"lot": stage.lots[key].lot, "gtin": roll.gtin} | opened))

    stage.act("packer", deed)


def _plan_interval(stage: Stage) -> None:
    """A household sprays, and delivers four days later; what it brought is sold loose."""
    day, grower = stage.story.days[-3], stage.growers_of("guiquan", stage.story.cover)[4]
    plot = grower.plot(stage.story.cover)
    assert plot is not None
    stage.agenda.at(at(day - timedelta(days=3), 16), partial(spray_plot, stage, plot, day - timedelta(days=4)))
    stage.agenda.at(at(day, 9, 20), partial(_bring_too_soon, stage, grower))


def _bring_too_soon(stage: Stage, grower: Grower) -> None:
    delivery = weigh_in(stage, _GUIQUAN, grower, stage.story.cover, "36.5")
    drawn = DrawDelivery(to="loose-sale")
    stage.agenda.at(
        clock.now() + timedelta(hours=26),
        lambda: stage.act("manager", lambda work: draw_delivery(work, drawn, delivery=delivery)),
    )


def _misread(stage: Stage) -> None:
    """A gross weight is corrected within minutes."""
    grower = stage.growers_of("guiquan", stage.story.cover)[7]
    delivery = weigh_in(stage, _GUIQUAN, grower, stage.story.cover, "43.6")
    correct = partial(_correct, stage, _GUIQUAN, grower, delivery, gross="34.6", reason="演示：毛重看错一位。")
    stage.agenda.at(clock.now() + timedelta(minutes=4), correct)


def _plan_wrong_unit(stage: Stage) -> None:
    """Jin keyed as kilograms, found after every label was in use: the lot has a deficit from then on."""
    day, cover = stage.story.days[-2], stage.story.cover
    grower = stage.growers_of("baini", cover)[2]
    key = ("baini", day)

    def mistype() -> None:
        delivery = weigh_in(stage, _BAINI, grower, cover, _KEYED_KG[cover][0], unit="公斤")
        right = partial(
            _correct, stage, _BAINI, grower, delivery, gross=_KEYED_KG[cover][1], reason="演示：斤误作公斤。"
        )
        stage.agenda.at(at(day, 15, 20), right)

    stage.agenda.at(at(day, 7, 55), mistype)
    stage.agenda.at(at(day, 11), partial(_print_more, stage, key, 200))
    stage.agenda.at(at(day, 11, 10), partial(use, stage, "manager2", key))


def _print_more(stage: Stage, key: tuple[str, object], count: int) -> None:
    def deed(work: Work) -> None:
        gtin = rolls_of(work.session, stage.lots[key].id)[0].gtin
        issue_labels(work, IssueLabels(lot=stage.lots[key].lot, gtin=gtin, count=count))

    stage.act("manager2", deed)


def _correct(stage: Stage, one: Round, grower: Grower, delivery: Delivery, *, gross: str, reason: str) -> None:
    form = CorrectDelivery(
        household=grower.household,
        scale=scale_number(one.producer),
        gross=gross,
        tare="3",
        unit="斤",
        cover=delivery.cover,
        reason=reason,
    )
    stage.act(one.clerk, lambda work: correct_delivery(work, form, delivery_id=delivery.id))


def _weigh_on_lapsed_scale(stage: Stage) -> None:
    growers = stage.growers_of("tongzhong", stage.story.cover)
    lone = Round("tongzhong", "manager3", "manager3", len(growers), {})
    for grower in growers[:2]:
        weigh_in(stage, lone, grower, stage.story.cover, "38.0")


def _weigh_dealers_load(stage: Stage) -> None:
    """A load that no household is named for: weighed, and never labelled."""
    form = Weigh(scale=scale_number("chongling"), gross="212.0", tare="12", cover=stage.story.cover)
    stage.act("company", lambda work: weigh(work, form, producer_id=stage.producers["chongling"].id))


def _plan_recall(stage: Stage) -> None:
    """A report fails, the lot is held, the next day it is recalled."""
    day = stage.earlier.days[_RECALLED]
    key, failed = ("baini", day), day + timedelta(days=7)
    stage.agenda.at(at(failed, 10, 20), partial(reports.failed_report, stage, key))
    held = HoldBatch(kind=Hold.SAFETY, reason="演示：铅超出限量，先行暂停。")
    stage.agenda.at(at(failed, 14), partial(_hold, stage, key, held))
    stage.agenda.at(at(failed + timedelta(days=1), 9), partial(_recall, stage, key))


def _hold(stage: Stage, key: tuple[str, object], form: HoldBatch) -> None:
    stage.act("regulator", lambda work: hold_batch(work, form, lot=stage.lots[key].lot))


def _recall(stage: Stage, key: tuple[str, object]) -> None:
    form = RecallBatch(
        notice="演示召回〔0000〕1 号",
        issuer="演示白霓竹农专业合作社",
        phone="演示电话-000",
        on=shanghai_day(clock.now()),
    )
    stage.act("regulator", lambda work: recall_batch(work, form, lot=stage.lots[key].lot))
