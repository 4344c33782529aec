"""A cooperative that does, at random, everything that moves grams; and what must be true of its books ever after.

A refused deed is part of the life of a packing shed; any other exception is a fault. Sequences are told by their seed.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from cast import (
    REGULATOR,
    SEASON,
    make_plot,
    make_producer,
    make_profile,
    make_report,
    make_scale,
    make_trade_item,
)
from sqlmodel import Session, col, func, select

from gitrace import clock
from gitrace.balance.commands import rebuilt_balances
from gitrace.balance.tables import WITHOUT_LABEL, Account, AccountKind, Posting
from gitrace.batches.corrections import CorrectDelivery, correct_delivery
from gitrace.batches.deficits import SettleDeficit, settle_deficit
from gitrace.batches.drawing import CarryOver, Draw, carry_over, draw
from gitrace.batches.opening import CloseBatch, OpenBatch, open_batch
from gitrace.batches.pouring import PourPart, pour_everything, pour_part
from gitrace.batches.tables import Batch, Pour
from gitrace.clock import shanghai_day
from gitrace.deliveries.commands import DRAWN, DrawDelivery, draw_delivery, subject_of, weigh
from gitrace.deliveries.entry import Weigh
from gitrace.deliveries.queries import keyed
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal
from gitrace.growers.certifying import ChangeYield, change_yield
from gitrace.growers.tables import Household
from gitrace.identifiers.gtin import check_digit
from gitrace.labels.cartons import FillCarton, WeighCarton, fill_carton, weigh_carton
from gitrace.labels.closing import close_lot
from gitrace.labels.ending import ReturnLabels, VoidKind, VoidLabels, return_labels, void_labels
from gitrace.labels.issuing import IssueLabels, issue_labels
from gitrace.labels.records import rolls_of
from gitrace.labels.reweighing import reweigh_carton
from gitrace.labels.tables import RangeState
from gitrace.labels.using import PutInUse, put_in_use
from gitrace.storage import Store, reading
from gitrace.work import Work, writing

FIRST_DAY = datetime(2026, 3, 4, 22, 0, tzinfo=UTC)
"""From here on the clock of a run moves, by a minute a deed; the spring's shoots are dug until the end of April."""


class Shed:
    """One producer, its deliveries and lots, and a die."""

    def __init__(self, store: Store, seed: int, moment: datetime) -> None:
        self.store, self.die, self.moment = store, random.Random(seed), moment
        self.done: Counter[str] = Counter()
        with self.time_stands():
            make_profile(store)
            self.producer = make_producer(store)
            self.scale = make_scale(store, self.producer, capacity_kg=Decimal(3000)).number
            self.gtins = {"fresh": make_trade_item(store, self.producer).gtin}
            self.gtins["boiled"] = make_trade_item(store, self.producer, form="boiled").gtin
            self.box = make_trade_item(store, self.producer, shoot_g=5_000).gtin
            by_weight = f"9{self.box[1:-1]}"
            self.heavy = make_trade_item(
                store, self.producer, gtin=by_weight + check_digit(by_weight), shoot_g=10_000
            ).gtin
            for form in self.gtins:
                make_report(store, self.producer, form=form)
            self.plots = [make_plot(store, certified=str(self.die.choice((60, 150, 600)))) for _ in range(3)]
        with reading(store) as session:
            self.households = [session.get_one(Household, plot.household_id).number for plot in self.plots]
        self.deliveries: list[int] = []
        self.lots: list[str] = []
        self.forms: dict[str, str] = {}
        self.printed: dict[str, int] = {}
        self.cartons: dict[str, int] = {}

    @contextmanager
    def time_stands(self) -> Iterator[None]:
        """The clock at the run's moment."""
        real = clock.now
        clock.now = lambda: self.moment
        try:
            yield
        finally:
            clock.now = real

    def live(self, deeds: int) -> None:
        """So many deeds, one after the other, each in a transaction of its own; the first ones as on any morning."""
        for number in range(deeds):
            any_deed = self.die.choices(list(DEEDS), list(DEEDS.values()))[0]
            deed = MORNING_DEEDS[number] if number < len(MORNING_DEEDS) else any_deed
            self.moment += timedelta(minutes=1)
            with self.time_stands():
                self._do(deed)

    def _do(self, deed: "Deed") -> None:
        name = deed.__name__
        try:
            with writing(self.store, REGULATOR) as work:
                deed(self, work)
        except Refusal as refusal:
            self.done[f"{name}: {refusal.code}"] += 1
        except IndexError:
            self.done[f"{name}: nothing to do it with"] += 1
        else:
            self.done[name] += 1

    @property
    def lot(self) -> str:
        """Any of its lots; IndexError before there is one."""
        return self.die.choice(self.lots)

    def delivery(self, work: Work) -> Delivery:
        return work.session.get_one(Delivery, self.die.choice(self.deliveries))

    def kg(self, most: int) -> str:
        return str(self.die.randint(1, most))

    def numbers(self, lot: str) -> dict[str, str | int]:
        """A lot's GTIN and a range of the labels printed for it."""
        first, last = sorted(self.die.randint(1, self.printed[lot]) for _ in range(2))
        return {"lot": lot, "gtin": self.gtins[self.forms[lot]], "first": first, "last": last}

    def on_the_scale(self) -> WeighCarton:
        """Any carton of a lot that has labels for them."""
        lot = self.die.choice(list(self.cartons))
        label = str(self.die.randint(1, self.cartons[lot]))
        return WeighCarton(
            lot=lot, gtin=self.heavy, label=label, weight=str(self.die.randint(50, 160) / 10), unit="公斤"
        )


Deed = Callable[[Shed, Work], None]


def weigh_in(shed: Shed, work: Work) -> None:
    form = Weigh(
        household=shed.die.choice([*shed.households, *shed.households, None]),
        scale=shed.scale,
        gross=shed.kg(120),
        unit="公斤",
        cover="natural",
    )
    shed.deliveries.append(weigh(work, form, producer_id=shed.producer.id).id)


def open_a_lot(shed: Shed, work: Work) -> None:
    day = shanghai_day(work.now) + timedelta(days=shed.die.choice((0, 0, 1)))
    form = OpenBatch(form=shed.die.choice(("fresh", "fresh", "fresh", "boiled")), cover="natural", packed_on=day)
    lot = open_batch(work, form, producer_id=shed.producer.id).lot
    shed.forms[lot] = form.form
    shed.lots.append(lot)


def pour_all(shed: Shed, work: Work) -> None:
    pour_everything(work, lot=shed.lot)


def pour_some(shed: Shed, work: Work) -> None:
    pour_part(work, PourPart(delivery=shed.delivery(work).id, weight=shed.kg(40), unit="公斤"), lot=shed.lot)


def draw_some(shed: Shed, work: Work) -> None:
    kind = shed.die.choice(sorted(WITHOUT_LABEL))
    into = shed.lot if kind is AccountKind.PROCESSING and shed.die.random() < 0.7 else None
    draw(work, Draw(to=kind, weight=shed.kg(30), into_lot=into), lot=shed.lot)


def draw_unpoured(shed: Shed, work: Work) -> None:
    draw_delivery(work, DrawDelivery(to="loose-sale", weight=shed.kg(30), unit="公斤"), delivery=shed.delivery(work))


def carry(shed: Shed, work: Work) -> None:
    earlier, later = sorted((shed.lot, shed.lot))
    carry_over(work, CarryOver(to_lot=later, weight=shed.kg(30)), lot=earlier)


def print_labels(shed: Shed, work: Work) -> None:
    lot = shed.lot
    form = IssueLabels(lot=lot, gtin=shed.gtins[shed.forms[lot]], count=shed.die.randint(20, 160))
    shed.printed[lot] = issue_labels(work, form).last


def use_labels(shed: Shed, work: Work) -> None:
    lot = shed.die.choice(list(shed.printed))
    put_in_use(work, PutInUse.model_validate(shed.numbers(lot)))


def void_some(shed: Shed, work: Work) -> None:
    lot = shed.die.choice(list(shed.printed))
    said = shed.numbers(lot) | {"kind": shed.die.choice(list(VoidKind)), "note": "演示"}
    void_labels(work, VoidLabels.model_validate(said))


def print_cartons(shed: Shed, work: Work) -> None:
    lot = shed.die.choice([lot for lot in shed.lots if shed.forms[lot] == "fresh"])
    issue_labels(work, IssueLabels(lot=lot, gtin=shed.box, count=2))
    shed.cartons[lot] = issue_labels(work, IssueLabels(lot=lot, gtin=shed.heavy, count=4)).last


def weigh_one(shed: Shed, work: Work) -> None:
    weigh_carton(work, shed.on_the_scale())


def weigh_anew(shed: Shed, work: Work) -> None:
    reweigh_carton(work, shed.on_the_scale())


def fill_one(shed: Shed, work: Work) -> None:
    lot = shed.die.choice(list(shed.cartons))
    first = shed.die.randint(1, 60)
    numbers = {"carton": str(shed.die.randint(1, 4)), "first": str(first), "last": str(first + 9)}
    fill_carton(work, FillCarton.model_validate({"lot": lot, "gtin": shed.box, "packs": shed.gtins["fresh"]} | numbers))


def void_a_carton(shed: Shed, work: Work) -> None:
    form = shed.on_the_scale()
    said = {
        "first": form.label,
        "last": form.label,
        "kind": shed.die.choice((VoidKind.GONE, VoidKind.OPENED, VoidKind.UNPACKED)),
    }
    gtin = shed.die.choice((shed.heavy, shed.heavy, shed.box))
    void_labels(work, VoidLabels.model_validate(said | {"lot": form.lot, "gtin": gtin}))


def return_some(shed: Shed, work: Work) -> None:
    return_labels(work, ReturnLabels.model_validate(shed.numbers(shed.die.choice(list(shed.printed)))))


def correct(shed: Shed, work: Work) -> None:
    delivery = shed.delivery(work)
    said = {name: value for name, value in keyed(work.session, delivery).items() if value} | {"reason": "演示"}
    if shed.die.random() < 0.3:
        said["household"] = shed.die.choice(shed.households)
    said["gross"] = shed.kg(120)
    correct_delivery(work, CorrectDelivery.model_validate(said), delivery_id=delivery.id)


def settle(shed: Shed, work: Work) -> None:
    settle_deficit(work, SettleDeficit(reason="演示"), lot=shed.lot)


def change_certification(shed: Shed, work: Work) -> None:
    plot = shed.die.choice(shed.plots)
    change_yield(
        work, ChangeYield(plot_id=plot.id, season=SEASON, kg_per_mu=Decimal(shed.die.randint(20, 600)), reason="演示")
    )


def close(shed: Shed, work: Work) -> None:
    close_lot(work, CloseBatch(rest_to=shed.die.choice(("", "loss", "own-use"))), lot=shed.lot)


DEEDS: dict[Deed, int] = {
    weigh_in: 8,
    open_a_lot: 3,
    pour_all: 4,
    pour_some: 4,
    draw_some: 2,
    draw_unpoured: 1,
    carry: 2,
    print_labels: 3,
    use_labels: 6,
    void_some: 4,
    print_cartons: 2,
    weigh_one: 4,
    weigh_anew: 2,
    fill_one: 2,
    void_a_carton: 2,
    return_some: 1,
    correct: 6,
    settle: 1,
    change_certification: 1,
    close: 1,
}
"""What is done, and how often among each other."""

MORNING_DEEDS: tuple[Deed, ...] = (weigh_in, weigh_in, weigh_in, open_a_lot, print_labels, pour_all, use_labels)


def faults(session: Session) -> list[str]:
    """What is wrong with the books, a sentence each."""
    found = []
    rebuilt = rebuilt_balances(session.connection())
    for account in session.exec(select(Account)):
        if account.balance_g != rebuilt.get(account.id, 0):
            found.append(
                f"{account.kind} {account.owner}: {account.balance_g} g, postings say {rebuilt.get(account.id)}"
            )
        if account.balance_g < 0 and not account.is_source:
            found.append(f"{account.kind} {account.owner} is below zero: {account.balance_g} g")
    return found + _spilt(session) + _mislabelled(session)


def _spilt(session: Session) -> list[str]:
    """A delivery's net is what of it is unpoured, poured and drawn."""
    poured = dict(session.exec(select(Pour.delivery_id, func.sum(Pour.grams)).group_by(col(Pour.delivery_id))).all())
    drawn = _drawn(session)
    unpoured = dict(
        session.exec(select(Account.owner, Account.balance_g).where(Account.kind == AccountKind.DELIVERY)).all()
    )
    found = []
    for delivery in session.exec(select(Delivery)):
        name = subject_of(delivery.id)
        parts = (unpoured.get(name, 0), int(poured.get(delivery.id, 0)), drawn.get(name, 0))
        if sum(parts) != delivery.net_g:
            found.append(f"{name}: net {delivery.net_g} g; unpoured, poured and drawn are {parts}")
    return found


def _mislabelled(session: Session) -> list[str]:
    """What stands under labels in use is what each of them took."""
    taken: Counter[str] = Counter()
    for batch in session.exec(select(Batch)):
        for roll in rolls_of(session, batch.id):
            in_use = [piece for piece in roll.pieces if piece.mark.state is RangeState.IN_USE]
            taken[f"lot:{batch.id}/{roll.gtin}"] += sum(roll.grams(piece.first, piece.last) for piece in in_use)
    accounts = select(Account.owner, Account.balance_g).where(Account.kind == AccountKind.IN_USE)
    return [
        f"{owner}: {balance_g} g in use, its labels took {taken[owner]} g"
        for owner, balance_g in session.exec(accounts)
        if balance_g != taken[owner]
    ]


def _drawn(session: Session) -> dict[str, int]:
    sums: dict[str, int] = {}
    for column, sign in ((Posting.to_account_id, 1), (Posting.from_account_id, -1)):
        rows = session.exec(
            select(Posting.document, func.sum(Posting.grams))
            .join(Account, col(Account.id) == col(column))
            .where(col(Account.kind).in_(WITHOUT_LABEL), Posting.reason == DRAWN)
            .group_by(col(Posting.document))
        )
        for document, grams in rows:
            sums[document] = sums.get(document, 0) + sign * int(grams)
    return sums
