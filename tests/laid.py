"""A small season laid row by row with its books: two producers, deliveries good and bad, a lot with all that belongs to
one. What the rooms' commands would write, in one recorded write, so that these tests stand on the tables alone.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cast import SEASON, make_household, make_plot, make_producer, make_scale, make_trade_item

from gitrace.balance.commands import OVERDRAFT, Books, certified, deficit, delivered, in_lot, in_use
from gitrace.batches.tables import Batch, Hold, Pour
from gitrace.cases.tables import Message
from gitrace.deliveries.tables import Delivery, DeliveryCorrection
from gitrace.inspections.tables import Laboratory, Report, ReportCoverage
from gitrace.labels.tables import LabelRange, RangeState, Run
from gitrace.ledger.events import Event, event
from gitrace.storage import Store
from gitrace.work import Actor, Work, writing

CLERK = Actor("user:7")
MORNING = datetime(2026, 3, 19, 22, 30, tzinfo=UTC)
"""Half past six on 20 March 2026 in Shanghai."""
POURED = MORNING + timedelta(hours=5)
LOT = "CY260320A001"
FINDINGS = json.dumps(
    [
        {"clause": "产品档案", "code": "outside-area", "facts": {}, "outcome": "pass", "sentence": "在产地内。"},
        {"clause": "安全间隔期", "code": "pre-harvest-interval", "facts": {"day": "2026-03-20"}, "outcome": "fail",
         "sentence": "{day} 未满安全间隔期。"},
    ]
)  # fmt: skip


@event("test.season-laid", 1, zh="布置 {name}", en="{name} laid")
class SeasonLaid(Event):
    """Claims what a test laid."""

    name: str


@dataclass(frozen=True)
class Laid:
    """What was laid: `good` is poured in part, `bad` fails a check and was poured, `spare` is the rival's."""

    ours: Any
    rival: Any
    household: Any
    plot: Any
    good: Delivery
    bad: Delivery
    spare: Delivery
    batch: Batch
    run: Run
    report: Report


def lay_season(store: Store) -> Laid:
    ours = make_producer(store, name="演示春山合作社")
    rival = make_producer(store, name="演示对岸合作社")
    scales = [make_scale(store, ours), make_scale(store, rival)]
    household = make_household(store, name="演示户甲", number="DEM-H1")
    plot = make_plot(store, household)
    other = make_plot(store, make_household(store, name="演示户乙", number="DEM-H2", township="421223102"))
    item = make_trade_item(store, ours)
    with writing(store, CLERK) as work:
        good = weigh(work, "D0001", plot, scales[0], 100_000)
        bad = weigh(work, "D0002", plot, scales[0], 50_000, failing="pre-harvest-interval", corrections=1)
        spare = weigh(work, "R0001", other, scales[1], 30_000, weighed_at=MORNING + timedelta(days=3))
    with writing(store, CLERK) as work:
        batch, run, report, rows = _lot(work, ours, item, [(good, 60_000), (bad, 50_000)])
        work.record(SeasonLaid(name=LOT), subject=f"lot:{LOT}", rows=rows)
    return Laid(ours, rival, household, plot, good, bad, spare, batch, run, report)


def weigh(work: Work, number: str, plot: Any, scale: Any, net_g: int, **more: Any) -> Delivery:
    """A delivery with its posting and its event."""
    values = {
        "number": number,
        "producer_id": scale.producer_id,
        "household_id": plot.household_id,
        "plot_id": plot.id,
        "scale_id": scale.id,
        "weighed_at": MORNING,
        "entered_at": MORNING + timedelta(minutes=1),
        "season": SEASON,
        "cover": "natural",
        "grade": "",
        "unit": "kg",
        "gross_g": net_g + 1000,
        "tare_g": 1000,
        "deduction_g": 0,
        "net_g": net_g,
        "findings": FINDINGS,
        "profile_version": 1,
    }
    delivery = Delivery(**values | more)
    work.session.add(delivery)
    work.session.flush()
    books = Books(work, f"delivery:{delivery.id}")
    books.move(certified(plot.id, SEASON), delivered(delivery.id), net_g, "weigh")
    work.record(SeasonLaid(name=number), subject=f"delivery:{delivery.id}", rows=[delivery, *books.rows])
    return delivery


def _lot(work: Work, producer: Any, item: Any, poured: list[tuple[Delivery, int]]) -> tuple[Batch, Run, Report, list]:
    batch = Batch(lot=LOT, producer_id=producer.id, form="fresh", cover="natural", packed_on=date(2026, 3, 20),
                  hold=Hold.CHECK, hold_reason="核对产量", profile_version=1, opened_at=MORNING)  # fmt: skip
    laboratory = Laboratory(name="演示检测中心", cma_number="DEM-CMA-1")
    work.session.add_all([batch, laboratory])
    work.session.flush()
    books = Books(work, f"lot:{LOT}")
    rows: list[Any] = [batch, laboratory]
    for delivery, grams in poured:
        books.move(delivered(delivery.id), in_lot(batch.id), grams, "pour")
        rows.append(
            Pour(batch_id=batch.id, delivery_id=delivery.id, grams=grams, poured_at=MORNING + timedelta(hours=5))
        )
    books.move(in_lot(batch.id), in_use(batch.id, item.gtin), 50 * item.shoot_g, "put-in-use")
    books.move(OVERDRAFT, deficit(batch.id), 2_000, "correct")
    run = Run(batch_id=batch.id, trade_item_id=item.id, gtin=item.gtin, first=1, last=100, shoot_g=item.shoot_g,
              key_number=1, stock="a4-4x10", findings=FINDINGS, profile_version=1, made_by="user:7",
              made_at=MORNING - timedelta(hours=10), printed_at=MORNING - timedelta(hours=10))  # fmt: skip
    report = _report(producer, laboratory)
    correction = DeliveryCorrection(delivery_id=poured[1][0].id, reason="斤误作公斤", before='{"net_g":60000}',
                                    after='{"net_g":50000}', corrected_at=MORNING + timedelta(hours=6))  # fmt: skip
    message = Message(salt="00", number="M1", lot=LOT, text="袋上的字看不清", received_at=MORNING + timedelta(days=2))
    rows += [run, report, correction, message]
    work.session.add_all(rows)
    work.session.flush()
    rows += [
        ReportCoverage(report_id=report.id, batch_id=batch.id),
        LabelRange(run_id=run.id, first=1, last=50, state=RangeState.IN_USE, in_use_at=MORNING + timedelta(hours=7)),
        LabelRange(run_id=run.id, first=61, last=70, state=RangeState.VOID, reason="spoiled", ended_at=MORNING),
    ]
    work.session.add_all(rows)
    work.session.flush()
    return batch, run, report, [*rows, *books.rows]


def _report(producer: Any, laboratory: Laboratory) -> Report:
    return Report(number="BG-1", laboratory_id=laboratory.id, kind="report", entered_by="laboratory",
                  producer_id=producer.id, client=producer.name, sample="鲜笋", sample_quantity="1 kg",
                  sampled_on=date(2026, 3, 18), issued_on=date(2026, 3, 19), standard="GB 2763", form="fresh",
                  conclusion="pass", recomputed="open", under_review=True, entered_at=MORNING)  # fmt: skip
