"""What the tests of lots share: a cooperative at work on one frozen day."""

from datetime import UTC, datetime, timedelta

from cast import SEASON, make_plot, make_producer, make_scale
from sqlmodel import select

from gitrace.balance.commands import OVERDRAFT, Place, certified, deficit, delivered, in_lot, rebuilt_balances
from gitrace.balance.tables import Account
from gitrace.batches.opening import OpenBatch, open_batch
from gitrace.batches.pouring import PourPart, pour_everything, pour_part
from gitrace.batches.tables import Batch
from gitrace.deliveries.commands import weigh
from gitrace.deliveries.entry import Weigh
from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Household
from gitrace.storage import Store, reading
from gitrace.work import SYSTEM, Actor, writing

MORNING = datetime(2026, 3, 19, 22, 30, tzinfo=UTC)
NOON = MORNING + timedelta(hours=6)
TODAY = NOON.date()


class Cooperative:
    """A producer with its scale, and a household with one plot of 1,200 kg."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.producer = make_producer(store)
        self.scale = make_scale(store, self.producer)
        self.plot = make_plot(store)
        with reading(store) as session:
            self.household = session.get_one(Household, self.plot.household_id)

    def weigh(self, kg: int, **said: object) -> Delivery:
        form = {"household": self.household.number, "scale": self.scale.number, "gross": str(kg), "unit": "公斤"}
        form |= {"cover": "natural", "weighed_at": MORNING} | said
        with writing(self.store, SYSTEM) as work:
            return weigh(work, Weigh.model_validate(form), producer_id=self.producer.id)

    def open(self, actor: Actor = SYSTEM, **said: object) -> Batch:
        form = OpenBatch.model_validate({"cover": "natural", "packed_on": TODAY} | said)
        with writing(self.store, actor) as work:
            return open_batch(work, form, producer_id=self.producer.id)

    def pour(self, batch: Batch, delivery: Delivery | None = None, kg: int = 0) -> None:
        with writing(self.store, SYSTEM) as work:
            if delivery is None:
                pour_everything(work, lot=batch.lot)
            else:
                pour_part(work, PourPart(delivery=delivery.id, weight=str(kg), unit="公斤"), lot=batch.lot)

    def kg(self, place: Place) -> float:
        with reading(self.store) as session:
            asked = select(Account.balance_g).where(Account.kind == place.kind, Account.owner == place.owner)
            return (session.exec(asked).one_or_none() or 0) / 1000

    @property
    def free_kg(self) -> float:
        """What the plot may still deliver."""
        return self.kg(certified(self.plot.id, SEASON))

    def assert_books_are_right(self) -> None:
        """Every balance is what the postings say, and none below zero but where grams come from."""
        with reading(self.store) as session:
            rebuilt = rebuilt_balances(session.connection())
            for account in session.exec(select(Account)):
                assert account.balance_g == rebuilt.get(account.id, 0), account
                assert account.balance_g >= 0 or account.is_source


__all__ = ["MORNING", "NOON", "OVERDRAFT", "TODAY", "Cooperative", "deficit", "delivered", "in_lot"]
