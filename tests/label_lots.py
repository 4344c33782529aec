"""A lot with grams in it and a pack to label, without the morning that filled it."""

from dataclasses import dataclass
from datetime import date, timedelta

from cast import REGULATOR, clerk_of, make_plot, make_producer, make_trade_item

from gitrace import clock
from gitrace.balance.commands import OVERDRAFT, Books, Place, certification, certified, deficit, in_lot, unattributed
from gitrace.batches.opening import OpenBatch, open_batch
from gitrace.batches.tables import Batch
from gitrace.growers.rules import season_of
from gitrace.ledger.events import Event, event
from gitrace.producers.tables import Producer, TradeItem
from gitrace.profile import seed_profile
from gitrace.storage import Store
from gitrace.work import Actor, writing

TODAY = clock.shanghai_day(clock.now())
TOMORROW = TODAY + timedelta(days=1)
SEASON = season_of(TODAY, seed_profile())


@event("test.grams-laid", 1, zh="放入 {grams} 克", en="{grams} g laid")
class GramsLaid(Event):
    grams: int


@dataclass(frozen=True)
class Bench:
    """Everything a test of labels needs at hand."""

    producer: Producer
    item: TradeItem
    batch: Batch

    @property
    def actor(self) -> Actor:
        return clerk_of(self.producer)

    @property
    def lot(self) -> str:
        return self.batch.lot

    @property
    def gtin(self) -> str:
        return self.item.gtin


def make_bench(store: Store, *, grams: int = 10_000, ahead: int = 0, packed_on: date = TODAY, **item: object) -> Bench:
    """A producer, a pack of 500 g, and a lot with `grams` in it; `ahead`: grams still certified in the county."""
    producer = make_producer(store)
    trade_item = make_trade_item(store, producer, **item)
    if ahead:
        lay_grams(store, certification(SEASON), certified(make_plot(store, certified=None).id, SEASON), ahead)
    return lot_of(store, producer, trade_item, packed_on, grams)


def another_lot(store: Store, bench: Bench, *, grams: int) -> Bench:
    """One more lot of the same producer and pack."""
    return lot_of(store, bench.producer, bench.item, TODAY, grams)


def lot_of(store: Store, producer: Producer, item: TradeItem, packed_on: date, grams: int) -> Bench:
    with writing(store, REGULATOR) as work:
        form = OpenBatch(form=item.form, cover="natural", packed_on=packed_on)
        batch = open_batch(work, form, producer_id=producer.id)
    lay_grams(store, unattributed(SEASON), in_lot(batch.id), grams)
    return Bench(producer, item, batch)


def lay_deficit(store: Store, bench: Bench, grams: int) -> None:
    lay_grams(store, OVERDRAFT, deficit(bench.batch.id), grams)


def lay_grams(store: Store, source: Place, target: Place, grams: int) -> None:
    with writing(store, REGULATOR) as work:
        books = Books(work, "test:1")
        books.move(source, target, grams, "test")
        work.record(GramsLaid(grams=grams), subject="test:1", rows=books.rows)
