"""Cartons beside the daily round: some weighed one by one, one filled with ten packs of half a kilo."""

from functools import partial

from gitrace.demo.seasons import Harvest, at
from gitrace.demo.stage import Stage
from gitrace.labels.cartons import FillCarton, WeighCarton, fill_carton, weigh_carton
from gitrace.labels.issuing import IssueLabels, issue_labels
from gitrace.work import Work

_PRODUCER, _PACKER = "guiquan", "packer"
_DAYS = 3
"""The last days of each harvest."""
_JIN = ("19.6", "21.4", "20.3", "18.8")


def plan_cartons(stage: Stage) -> None:
    """Put all of it on the agenda, between the two pourings of a morning."""
    for harvest in (stage.earlier, stage.latest):
        for day in harvest.days[-_DAYS:]:
            stage.agenda.at(at(day, 9), partial(_weigh, stage, (_PRODUCER, day)))
            if _packs_half_kilos(harvest):
                stage.agenda.at(at(day, 9, 20), partial(_fill, stage, (_PRODUCER, day)))


def _packs_half_kilos(harvest: Harvest) -> bool:
    return harvest.cover == "covered"


def _weigh(stage: Stage, key: tuple[str, object]) -> None:
    lot, gtin = stage.lots[key].lot, stage.items["heavy"].gtin
    stage.act(_PACKER, lambda work: issue_labels(work, IssueLabels(lot=lot, gtin=gtin, count=6, stock="60x40")))
    for number, jin in enumerate(_JIN, start=1):
        form = WeighCarton(lot=lot, gtin=gtin, label=str(number), weight=jin, unit="斤")
        stage.act(_PACKER, partial(weigh_carton, form=form))


def _fill(stage: Stage, key: tuple[str, object]) -> None:
    lot, box, pack = stage.lots[key].lot, stage.items["box"].gtin, stage.items["gift"].gtin

    def deed(work: Work) -> None:
        issue_labels(work, IssueLabels(lot=lot, gtin=box, count=2, stock="60x40"))
        fill_carton(work, FillCarton(lot=lot, carton="1", gtin=box, first="1", last="10", packs=pack))

    stage.act(_PACKER, deed)
