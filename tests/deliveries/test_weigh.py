"""Weighing in: what is recorded, what is refused, what it takes from whom."""

from datetime import UTC, date, datetime, timedelta

import pytest
from cast import SEASON, clerk_of, make_plot, make_producer, make_record, make_scale
from sqlmodel import select

from gitrace.balance.commands import certified, delivered, unattributed
from gitrace.balance.tables import Account
from gitrace.deliveries.commands import DrawDelivery, draw_delivery, weigh
from gitrace.deliveries.entry import Weigh
from gitrace.deliveries.judging import findings_of
from gitrace.deliveries.price import amount_fen, prices_of
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal
from gitrace.growers.rules import InputKind
from gitrace.growers.tables import Household, Plot
from gitrace.ledger import tables
from gitrace.producers.tables import Producer, Scale
from gitrace.profile import Outcome
from gitrace.storage import Store, reading
from gitrace.work import SYSTEM, Actor, writing

MORNING = datetime(2026, 3, 19, 22, 30, tzinfo=UTC)


class Cooperative:
    """A producer with its scale, and a household with one plot of 1,200 kg."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.producer: Producer = make_producer(store)
        self.scale: Scale = make_scale(store, self.producer)
        self.plot: Plot = make_plot(store)
        with reading(store) as session:
            household = session.get(Household, self.plot.household_id)
        assert household is not None
        self.household: Household = household

    def weigh(self, actor: Actor = SYSTEM, **said: object) -> Delivery:
        usual = {"household": self.household.number, "scale": self.scale.number, "gross": "100", "cover": "natural"}
        form = Weigh.model_validate(usual | {"weighed_at": MORNING} | said)
        with writing(self.store, actor) as work:
            return weigh(work, form, producer_id=self.producer.id)

    def grams(self, place: object) -> int:
        with reading(self.store) as session:
            asked = select(Account.balance_g).where(Account.kind == place.kind, Account.owner == place.owner)  # type: ignore[attr-defined]
            return session.exec(asked).one_or_none() or 0


@pytest.fixture
def coop(store: Store) -> Cooperative:
    return Cooperative(store)


def refusal(coop: Cooperative, actor: Actor = SYSTEM, **said: object) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as no:
        coop.weigh(actor, **said)
    return no.value.code, no.value.field


def test_a_weighing_moves_certified_grams_to_the_delivery(coop: Cooperative) -> None:
    delivery = coop.weigh(gross="101.5", tare="1.5", unit="斤")
    assert (delivery.net_g, delivery.unit, delivery.season) == (50_000, "jin", SEASON)
    assert delivery.failing == ""
    assert {one.outcome for one in findings_of(delivery)} == {Outcome.PASS}
    assert coop.grams(certified(coop.plot.id, SEASON)) == 1_150_000
    assert coop.grams(delivered(delivery.id)) == 50_000


def test_its_event_touches_the_growers_and_not_the_producer(coop: Cooperative) -> None:
    delivery = coop.weigh()
    with reading(coop.store) as session:
        newest = session.connection().execute(
            tables.entry.select().order_by(tables.entry.c.entry_index.desc()).limit(1)
        )
        entry = newest.one()
        touched = session.connection().execute(
            tables.subject.select().where(tables.subject.c.entry_index == entry.entry_index)
        )
        subjects = {row.subject for row in touched}
    assert (entry.tag, entry.subject) == ("delivery.weighed/1", f"delivery:{delivery.id}")
    assert subjects == {f"delivery:{delivery.id}", f"household:{coop.household.id}", f"plot:{coop.plot.id}"}


def test_the_service_numbers_the_deliveries_of_a_producers_day(coop: Cooperative) -> None:
    assert [coop.weigh().number for _ in range(2)] == ["260320-0001", "260320-0002"]
    assert coop.weigh(weighed_at=MORNING + timedelta(days=1)).number == "260321-0001"
    assert coop.weigh(number="J00017").number == "J00017"
    assert coop.weigh().number == "260320-0003"


def test_a_number_is_given_once(coop: Cooperative) -> None:
    coop.weigh(number="J1")
    assert refusal(coop, number="j1") == ("duplicate", "number")


def test_a_time_without_a_zone_is_shanghais(coop: Cooperative) -> None:
    assert coop.weigh(weighed_at="2026-03-20 06:30").weighed_at == MORNING


def test_what_was_not_certified_is_refused_and_uses_nothing(coop: Cooperative) -> None:
    assert refusal(coop, gross="300", household="NOBODY")[0] == "unknown-household"
    for _ in range(4):
        coop.weigh(gross="250", unit="公斤")
    assert refusal(coop, gross="200.001", unit="kg") == ("yield-exceeded", "gross")
    assert coop.weigh(gross="200", unit="kg").net_g == 200_000
    assert coop.grams(certified(coop.plot.id, SEASON)) == 0


def test_little_left_is_warned_of(coop: Cooperative) -> None:
    deliveries = [coop.weigh(gross="230", unit="kg") for _ in range(5)]
    outcomes = [{f.code: f.outcome for f in findings_of(one)}["certified-yield"] for one in deliveries]
    assert outcomes == [Outcome.PASS] * 4 + [Outcome.WARN]


def test_a_failing_delivery_is_recorded(coop: Cooperative) -> None:
    assert coop.weigh(cover="covered").failing == "cover-record season"
    make_record(coop.store, coop.plot, started_on="2026-03-15", ended_on="2026-03-18")
    delivery = coop.weigh()
    assert delivery.failing == "pre-harvest-interval"
    assert coop.grams(delivered(delivery.id)) == 50_000


def test_without_a_plot_those_of_the_cover_are_debited_in_order(coop: Cooperative) -> None:
    second = make_plot(coop.store, coop.household, certified="20")
    covered = make_plot(coop.store, coop.household)
    make_record(coop.store, covered, kind=InputKind.COVER)
    first = min((coop.plot, second), key=lambda plot: plot.number)
    coop.weigh(gross="250", unit="kg")
    assert coop.grams(certified(first.id, SEASON)) in (950_000, 0)
    assert coop.grams(certified(covered.id, SEASON)) == 1_200_000


def test_the_named_plot_alone_is_debited(coop: Cooperative) -> None:
    other = make_plot(coop.store, coop.household)
    assert coop.weigh(plot=other.number).plot_id == other.id
    assert coop.grams(certified(other.id, SEASON)) == 1_150_000
    assert refusal(coop, plot="NONE-1") == ("unknown-plot", "plot")
    assert refusal(coop, plot=make_plot(coop.store).number) == ("unknown-plot", "plot")


def test_a_dealers_load_is_weighed_and_fails(coop: Cooperative) -> None:
    delivery = coop.weigh(household=None)
    assert delivery.failing == "no-household"
    assert coop.grams(unattributed(SEASON)) == -50_000
    assert refusal(coop, household=None, plot=coop.plot.number) == ("unknown-plot", "plot")


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"scale": "NONE"}, "unknown-scale", "scale"),
        ({"gross": "508斤"}, "invalid-weight", "gross"),
        ({"tare": "100"}, "invalid-weight", "gross"),
        ({"unit": "箱"}, "invalid-unit", "unit"),
        ({"cover": "half"}, "invalid-cover", "cover"),
        ({"grade": "best"}, "invalid-grade", "grade"),
        ({"gross": "601"}, "over-scale-capacity", "gross"),
        ({"weighed_at": datetime(2090, 3, 1, tzinfo=UTC)}, "future-date", "weighed_at"),
    ],
)
def test_what_cannot_be_a_fact_is_refused(coop: Cooperative, said: dict[str, object], code: str, field: str) -> None:
    assert refusal(coop, **said) == (code, field)


def test_another_producer_weighs_on_its_own_scale_alone(coop: Cooperative) -> None:
    rival = make_producer(coop.store)
    assert refusal(coop, clerk_of(rival))[0] == "not-yours"
    assert refusal(coop, scale=make_scale(coop.store, rival).number) == ("unknown-scale", "scale")
    assert coop.weigh(clerk_of(coop.producer)).producer_id == coop.producer.id


def test_the_scale_says_the_unit_unless_the_clerk_does(coop: Cooperative) -> None:
    metric = make_scale(coop.store, coop.producer, display_unit="kg").number
    assert coop.weigh(gross="20").unit == "jin"
    assert coop.weigh(gross="20", scale=metric).net_g == 20_000
    assert coop.weigh(gross="20", scale=metric, unit="斤").net_g == 10_000


def test_the_day_of_digging_is_kept_if_somebody_asked(coop: Cooperative) -> None:
    assert coop.weigh().dug_on is None
    assert coop.weigh(dug="today").dug_on == date(2026, 3, 20)
    assert coop.weigh(dug="yesterday").dug_on == date(2026, 3, 19)


def test_a_price_is_kept_beside_the_delivery_and_not_in_the_log(coop: Cooperative) -> None:
    delivery = coop.weigh(price="18.5")
    with reading(coop.store) as session:
        assert prices_of(session, [delivery.id, coop.weigh().id]) == {delivery.id: 1850}
        annexes = session.connection().execute(tables.annex.select()).all()
    assert all("fen_per_jin" not in (annex.body or "") for annex in annexes)
    assert amount_fen(delivery.net_g, 1850) == 185_000


@pytest.mark.parametrize("price", ["0", "-1", "18.555", "1e3", "贵", "1000.01"])
def test_a_price_is_yuan_for_a_jin(coop: Cooperative, price: str) -> None:
    assert refusal(coop, price=price) == ("invalid-price", "price")


def test_what_leaves_unpoured_is_debited(coop: Cooperative) -> None:
    delivery = coop.weigh()
    with writing(coop.store, clerk_of(coop.producer)) as work:
        draw_delivery(work, DrawDelivery(to="loose-sale", weight="60", unit="斤"), delivery=delivery)
    assert coop.grams(delivered(delivery.id)) == 20_000
    with pytest.raises(Refusal, match="只剩 20 公斤"), writing(coop.store, SYSTEM) as work:
        draw_delivery(work, DrawDelivery(to="loss", weight="20.001", unit="kg"), delivery=delivery)
    with writing(coop.store, SYSTEM) as work:
        draw_delivery(work, DrawDelivery(to="loss"), delivery=delivery)
    assert coop.grams(delivered(delivery.id)) == 0
