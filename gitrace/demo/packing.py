"""Lots beside the daily round: boiled shoots of the company, the lone farm's baskets, lots opened ahead."""

from datetime import date, timedelta
from functools import partial

from gitrace import clock
from gitrace.batches.farm import PackAtOnce, pack_at_once
from gitrace.batches.opening import OpenBatch, open_batch
from gitrace.batches.pouring import pour_everything
from gitrace.batches.tables import Batch
from gitrace.clock import shanghai_day
from gitrace.demo import reports
from gitrace.demo.groves import FARM
from gitrace.demo.mornings import ROUNDS, Round, close, open_with_labels, use, weigh_in
from gitrace.demo.seasons import Harvest, at
from gitrace.demo.stage import Stage
from gitrace.demo.trade import scale_number
from gitrace.labels.issuing import IssueLabels, issue_labels
from gitrace.printing.own_stock import KeepStock, keep_stock
from gitrace.work import Work

_BOILED_LABELS = 140
_BASKETS = {"natural": ("68.0", 30), "covered": ("34.0", 14)}
"""Gross in jin and labels of the farm's basket lots, by cover."""
_SHELF_LIFE = timedelta(days=365)
AHEAD = timedelta(days=6)
"""How far ahead of its packing day the company opens a lot."""


def plan_packing(stage: Stage) -> None:
    """Put all of it on the agenda."""
    stage.agenda.at(at(stage.earlier.days[5], 7), partial(_boil, stage, stage.earlier, "first"))
    stage.agenda.at(at(stage.story.days[-2], 6), partial(_boil, stage, stage.story, "second"))
    for harvest in (stage.earlier, stage.latest):
        for day in harvest.days[::2]:
            stage.agenda.at(at(day, 7, 45), partial(_pack_baskets, stage, harvest, day))
    stage.agenda.at(at(stage.earlier.days[0], 5), partial(_measure_stock, stage))
    soon = stage.agenda.until - timedelta(hours=2)
    stage.agenda.at(soon, partial(_open_boiled, stage, "ahead", stage.today + AHEAD))
    if stage.latest.begins <= stage.today < stage.latest.ends:
        tomorrow = stage.today + timedelta(days=1)
        stage.agenda.at(soon, partial(open_with_labels, stage, ROUNDS[0], stage.latest.cover, tomorrow))


def _measure_stock(stage: Stage) -> None:
    """Sheets of thirty that the cooperative had before."""
    sizes = {"page_width": "210", "page_height": "297", "columns": 3, "rows": 10, "width": "64", "height": "26.7"}
    form = KeepStock.model_validate({"name": "库房存纸（演示）", "gap_across": "2", **sizes})
    stage.act("packer", partial(keep_stock, form=form, producer_id=stage.producers["guiquan"].id))


def _boil(stage: Stage, harvest: Harvest, occasion: str) -> None:
    """Shoots weighed in the morning are boiled, and packed the next day. The first lot is labelled and in use; of the
    second a report differs from our reckoning, so that none of its labels may be used.
    """
    today = shanghai_day(clock.now())
    company = Round("chongling", "company", "company", 0, {})
    for grower in stage.growers_of("chongling", harvest.cover)[:5]:
        weigh_in(stage, company, grower, harvest.cover, "178.0" if harvest.cover == "natural" else "52.0")
    batch = _open_boiled(stage, occasion, today + timedelta(days=1), harvest.cover)
    stage.act("company", lambda work: pour_everything(work, lot=batch.lot))
    key = ("chongling", occasion)
    if occasion == "first":
        stage.agenda.at(at(today + timedelta(days=2), 9), partial(use, stage, "company", key, share=60))
    else:
        stage.agenda.at(clock.now() + timedelta(hours=27), partial(reports.differing_report, stage, key))


def _open_boiled(stage: Stage, occasion: str, packed_on: date, cover: str = "") -> Batch:
    form = OpenBatch(
        form="boiled",
        cover=cover or stage.latest.cover,
        packed_on=packed_on,
        best_before=packed_on + _SHELF_LIFE,
    )

    def deed(work: Work) -> Batch:
        batch = open_batch(work, form, producer_id=stage.producers["chongling"].id)
        issue_labels(work, IssueLabels(lot=batch.lot, gtin=stage.items["boiled"].gtin, count=_BOILED_LABELS))
        return batch

    batch = stage.lots["chongling", occasion] = stage.act("company", deed)
    return batch


def _pack_baskets(stage: Stage, harvest: Harvest, day: date) -> None:
    """Delivery, lot and pouring in one form, then labels; all of it by the farm itself."""
    gross, count = _BASKETS[harvest.cover]
    form = PackAtOnce(household=FARM, scale=scale_number("farm"), gross=gross, tare="3", cover=harvest.cover)

    def deed(work: Work) -> Batch:
        batch = pack_at_once(work, form, producer_id=stage.producers["farm"].id)
        issue_labels(
            work, IssueLabels(lot=batch.lot, gtin=stage.items["basket"].gtin, count=count, stock="60x40", coated=True)
        )
        return batch

    stage.lots["farm", day] = stage.act("farm", deed)
    stage.agenda.at(at(day, 8, 30), partial(use, stage, "farm", ("farm", day)))
    if day != stage.today:
        stage.agenda.at(at(day, 17), partial(close, stage, "farm", ("farm", day), rest_to="own-use"))
