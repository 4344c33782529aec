"""The daily round: labels the evening before, weighing from dawn, pouring, putting in use, closing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import cycle

from gitrace.batches.opening import CloseBatch, OpenBatch, open_batch
from gitrace.batches.pouring import pour_everything
from gitrace.batches.queries import lot_grams
from gitrace.batches.tables import Batch
from gitrace.deliveries.commands import weigh
from gitrace.deliveries.entry import Weigh
from gitrace.deliveries.tables import Delivery
from gitrace.demo.seasons import Harvest, at
from gitrace.demo.stage import Grower, Stage
from gitrace.demo.trade import scale_number
from gitrace.errors import Refusal
from gitrace.labels.closing import close_lot
from gitrace.labels.issuing import IssueLabels, issue_labels
from gitrace.labels.records import rolls_of
from gitrace.labels.rolls import unused_spans
from gitrace.labels.using import PutInUse, put_in_use
from gitrace.work import Work


@dataclass(frozen=True)
class Round:
    """How a producer works: who weighs and who packs, deliveries a morning, pack and labels by cover, and for how many
    days a printed date keeps (0: it prints none); `priced`: the clerk enters what was paid.
    """

    producer: str
    clerk: str
    packer: str
    deliveries: int
    packs: dict[str, tuple[str, int]]
    keeps: int = 0
    priced: bool = False


ROUNDS = (
    Round("guiquan", "clerk", "packer", 12, {"natural": ("carton", 300), "covered": ("gift", 500)}, priced=True),
    Round("baini", "manager2", "manager2", 7, {"natural": ("bundle", 500), "covered": ("bundle", 180)}, keeps=5),
)

# On the scale, by cover: covered shoots are few and dear.
_GROSS_JIN = {"natural": (90, 210), "covered": (24, 62)}
# Of a jin, as the field has them.
_YUAN = {"natural": "1.10", "covered": "18.50"}
_MORNING_MINUTES = 240


def plan_rounds(stage: Stage, harvest: Harvest, kept_open: set[tuple[str, object]]) -> None:
    """Put every morning of a harvest on the agenda. `kept_open`: lots that are not closed in the evening."""
    for one in ROUNDS:
        growers = cycle(_shuffled(stage, one.producer, harvest.cover))
        for day in harvest.days:
            key = (one.producer, day)
            _plan_morning(stage, one, harvest.cover, day, growers)
            if key not in kept_open and day != stage.today:
                stage.agenda.at(at(day, 18, 5), partial(close, stage, one.packer, key))


def _plan_morning(stage: Stage, one: Round, cover: str, day: date, growers: Iterator[Grower]) -> None:
    evening, key = at(day - timedelta(days=1), 19, stage.chance.randrange(5, 50)), (one.producer, day)
    stage.agenda.at(evening, partial(open_with_labels, stage, one, cover, day))
    apart = _MORNING_MINUTES // one.deliveries
    for ordinal in range(one.deliveries):
        instant = at(day, 5, 30) + timedelta(minutes=ordinal * apart + stage.chance.randrange(9))
        stage.agenda.at(instant, partial(weigh_in, stage, one, next(growers), cover, _jin(stage, cover)))
    stage.agenda.at(at(day, 8, 10), partial(_pour, stage, one.packer, key))
    stage.agenda.at(at(day, 8, 40), partial(use, stage, one.packer, key, share=60))
    if day != stage.today:
        # Of today the second half of the morning is left for whoever tries the demo.
        stage.agenda.at(at(day, 10), partial(_pour, stage, one.packer, key))
        stage.agenda.at(at(day, 10, 30), partial(use, stage, one.packer, key))


def _jin(stage: Stage, cover: str) -> str:
    least, most = _GROSS_JIN[cover]
    return f"{stage.chance.randrange(least * 10, most * 10) / 10:.1f}"


def open_with_labels(stage: Stage, one: Round, cover: str, day: date) -> Batch:
    """Open a lot for a packing day and print its labels."""
    item, count = one.packs[cover]
    best_before = day + timedelta(days=one.keeps) if one.keeps else None
    form = OpenBatch(cover=cover, packed_on=day, grade="first" if cover == "covered" else None, best_before=best_before)

    producer = stage.producers[one.producer].id
    batch = stage.act(one.packer, lambda work: open_batch(work, form, producer_id=producer))
    stage.lots[one.producer, day] = batch
    _print(stage, one.packer, IssueLabels(lot=batch.lot, gtin=stage.items[item].gtin, count=count))
    return batch


def _print(stage: Stage, login: str, order: IssueLabels) -> None:
    """Issue labels; a third of them when those are more than last month's harvest lets a producer have on hand."""
    try:
        stage.act(login, lambda work: issue_labels(work, order))
    except Refusal as no:
        if no.code != "label-cap":
            raise
        fewer = order.model_copy(update={"count": order.count // 3})
        stage.act(login, lambda work: issue_labels(work, fewer))


def weigh_in(stage: Stage, one: Round, grower: Grower, cover: str, gross: str, *, unit: str = "斤") -> Delivery:
    """One weighing; in every third the plot is known."""
    named = stage.chance.randrange(3) == 0
    form = Weigh(
        household=grower.household,
        plot=grower.plot(cover) if named else None,
        scale=scale_number(one.producer),
        gross=gross,
        tare="3" if unit == "斤" else "1.5",
        deduction="0.5" if named else "",
        unit=unit,
        cover=cover,
        dug="today" if named else None,
        price=_YUAN[cover] if one.priced else "",
    )
    return stage.act(one.clerk, lambda work: weigh(work, form, producer_id=stage.producers[one.producer].id))


def use(stage: Stage, login: str, key: tuple[str, object], *, share: int = 100) -> None:
    """Put in use what the lot's grams cover, of `share` per cent of them, from the first unused label on."""
    batch = stage.lots[key]

    def deed(work: Work) -> None:
        grams = lot_grams(work.session, [batch.id])[batch.id].free_g * share // 100
        # A carton comes in use on the scale, or with the packs in it: its GTIN does not begin with 0.
        for roll in (one for one in rolls_of(work.session, batch.id) if one.gtin[0] == "0"):
            for first, last in unused_spans(roll):
                count = min(grams // roll.shoot_g, last - first + 1)
                grams -= count * roll.shoot_g
                if count:
                    put_in_use(work, PutInUse(lot=batch.lot, gtin=roll.gtin, first=first, last=first + count - 1))

    stage.act(login, deed)


def close(stage: Stage, login: str, key: tuple[str, object], rest_to: str = "loose-sale") -> None:
    """Close a lot; what is left of it goes its way without a label, and its unused labels are void."""
    lot = stage.lots[key].lot
    stage.act(login, lambda work: close_lot(work, CloseBatch(rest_to=rest_to), lot=lot))


def _pour(stage: Stage, login: str, key: tuple[str, object]) -> None:
    lot = stage.lots[key].lot
    stage.act(login, lambda work: pour_everything(work, lot=lot))


def _shuffled(stage: Stage, buyer: str, cover: str) -> list[Grower]:
    growers = stage.growers_of(buyer, cover)
    stage.chance.shuffle(growers)
    return growers
