"""Prints beside the daily round: a long film given to its maker and returned whole, a sheet printed twice, an order
taken back. The keeper draws what is ordered as soon as the demo is served.
"""

from functools import partial

from gitrace.batches.opening import CloseBatch, OpenBatch, open_batch
from gitrace.demo.seasons import Harvest, at
from gitrace.demo.stage import Stage
from gitrace.jobs import cancel
from gitrace.labels.closing import close_lot
from gitrace.labels.ending import ReturnLabels, return_labels
from gitrace.labels.issuing import IssueLabels, issue_labels
from gitrace.labels.queries import item_sheets
from gitrace.labels.reprinting import ReprintLabels, reprint_labels
from gitrace.printing.forms import PrintForm
from gitrace.printing.orders import HandOut, OrderPrint, hand_out, order_print
from gitrace.work import Work

_FILM = {"natural": 2_100, "covered": 600}
"""Labels, by cover: of natural shoots more than are drawn while one waits; covered ones are too few for so many."""


def plan_prints(stage: Stage) -> None:
    """Put all of it on the agenda."""
    harvest, day = _plentiful(stage), stage.story.days[-2]
    stage.agenda.at(at(harvest.days[-4], 20), partial(_order_film, stage, harvest))
    stage.agenda.at(at(harvest.days[-2], 16), partial(_return_film, stage, harvest))
    stage.agenda.at(at(day, 7), partial(_print_again, stage, ("guiquan", day)))


def _plentiful(stage: Stage) -> Harvest:
    """The harvest of natural shoots, if it is behind us."""
    return stage.earlier if stage.earlier.cover == "natural" else stage.story


def _order_film(stage: Stage, harvest: Harvest) -> None:
    """Codes for a film maker, and the same as a proof for the own printer."""

    def deed(work: Work) -> None:
        form = OpenBatch(cover=harvest.cover, packed_on=harvest.days[-2])
        batch = stage.lots["guiquan", "film"] = open_batch(work, form, producer_id=stage.producers["guiquan"].id)
        gtin, count = stage.items["gift"].gtin, _FILM[harvest.cover]
        order = IssueLabels(lot=batch.lot, gtin=gtin, count=count, stock="50x30")
        run = issue_labels(work, order)
        hand_out(work, HandOut(run_id=run.id, format=PrintForm.XLSX, recipient="演示制膜厂", sealed=True))
        order_print(work, OrderPrint(run_id=run.id, format=PrintForm.PDF))

    stage.act("manager", deed)


def _return_film(stage: Stage, harvest: Harvest) -> None:
    lot, gtin = stage.lots["guiquan", "film"].lot, stage.items["gift"].gtin

    def deed(work: Work) -> None:
        told = ReturnLabels(
            lot=lot, gtin=gtin, first=1, last=_FILM[harvest.cover], note="演示：膜面印坏，整卷退回销毁。"
        )
        return_labels(work, told)
        close_lot(work, CloseBatch(), lot=lot)

    stage.act("manager", deed)


def _print_again(stage: Stage, key: tuple[str, object]) -> None:
    """A jam in the morning: five labels once more, on a sheet of which five are gone; a second order is taken back."""

    def deed(work: Work) -> None:
        run = item_sheets(work.session, stage.lots[key])[0].runs[0].run
        reason = "演示：卡纸，前五枚打坏，已销毁。"
        reprint_labels(work, ReprintLabels(run_id=run.id, first=run.first, last=run.first + 4, reason=reason))
        order_print(work, OrderPrint(run_id=run.id, last=run.first + 4, start=6))
        twice = order_print(work, OrderPrint(run_id=run.id, start=6))
        assert twice.job_id is not None
        cancel(work.session, twice.job_id, now=work.now)

    stage.act("packer", deed)
