"""Cartons: what the scale shows is taken of the lot and given back; packs come in use with the carton around them."""

from datetime import timedelta

import pytest
from cast import REGULATOR, issue, make_report, make_trade_item, put_in_use, refused, tags_of
from label_lots import Bench, lay_deficit, make_bench
from standing_clock import Clock

from gitrace import clock
from gitrace.balance.commands import deficit, in_lot, in_use
from gitrace.identifiers.gtin import check_digit
from gitrace.labels.carton_queries import CartonSheet, carton_sheet
from gitrace.labels.cartons import FillCarton, WeighCarton, fill_carton, weigh_carton
from gitrace.labels.ending import VoidKind, VoidLabels, void_labels
from gitrace.labels.lots import balance_of
from gitrace.labels.ranges import Span
from gitrace.labels.records import rolls_of
from gitrace.labels.reweighing import reweigh_carton
from gitrace.labels.rolls import tally
from gitrace.storage import Store, reading
from gitrace.supervision.labels import runs_of
from gitrace.work import writing

WEIGHED = "9690123400001"
CARTON = WEIGHED + check_digit(WEIGHED)
"""A made-up GTIN of a product sold by real weight."""


@pytest.fixture
def bench(store: Store) -> Bench:
    """A lot of 100 kg under a report, and ten labels for cartons of about 20 kg."""
    made = make_bench(store, grams=100_000, ahead=900_000, gtin=CARTON, shoot_g=20_000, net_content="以实重为准")
    make_report(store, made.producer)
    issue(store, made.lot, made.gtin, 10)
    return made


def weigh(store: Store, bench: Bench, label: int, weight: str, unit: str = "公斤") -> None:
    with writing(store, bench.actor) as work:
        weigh_carton(work, weighing(bench, label, weight, unit))


def weighing(bench: Bench, label: int, weight: str, unit: str = "公斤", gtin: str = "") -> WeighCarton:
    return WeighCarton(lot=bench.lot, gtin=gtin or bench.gtin, label=str(label), weight=weight, unit=unit)


def void(store: Store, bench: Bench, span: Span, kind: VoidKind, **fields: str) -> None:
    form = {"lot": bench.lot, "gtin": bench.gtin, "first": span[0], "last": span[1], "kind": kind}
    with writing(store, REGULATOR) as work:
        void_labels(work, VoidLabels.model_validate(form | fields))


def grams(store: Store, bench: Bench, gtin: str = "") -> tuple[int, int]:
    """In the lot, and in use."""
    with reading(store) as session:
        batch = bench.batch.id
        return balance_of(session, in_lot(batch)), balance_of(session, in_use(batch, gtin or bench.gtin))


def test_a_weighed_carton_takes_what_the_scale_showed(store: Store, bench: Bench) -> None:
    weigh(store, bench, 1, "19.6")
    weigh(store, bench, 2, "41.3", "斤")
    assert grams(store, bench) == (59_750, 40_250)
    with reading(store) as session:
        assert carton_sheet(session, bench.batch.id, bench.gtin, 2) == CartonSheet(2, 20_650, None)
        assert runs_of(session, bench.batch.id)[0].in_use_g == 40_250
    assert tags_of(store, f"lot:{bench.lot}")[-2:] == ["labels.put-in-use/1", "carton.weighed/1"]


def test_a_voided_carton_gives_back_what_it_took(store: Store, bench: Bench) -> None:
    for label, weight in ((1, "19.6"), (2, "15"), (3, "21")):
        weigh(store, bench, label, weight)
    void(store, bench, (1, 2), VoidKind.OPENED)
    assert grams(store, bench) == (79_000, 21_000)
    void(store, bench, (3, 3), VoidKind.GONE)
    assert grams(store, bench) == (79_000, 0)


def test_a_deficit_is_settled_carton_by_carton(store: Store, bench: Bench) -> None:
    for label, weight in ((1, "12"), (2, "30"), (3, "20")):
        weigh(store, bench, label, weight)
    lay_deficit(store, bench, 15_000)
    void(store, bench, (1, 2), VoidKind.OPENED)
    with reading(store) as session:
        assert balance_of(session, deficit(bench.batch.id)) == 0
    assert grams(store, bench) == (38_000 + 27_000, 20_000)


@pytest.mark.parametrize(
    ("label", "weight", "no"),
    [
        (1, "196", ("weight-unusual", "weight")),
        (1, "9.9", ("weight-unusual", "weight")),
        (1, "二十", ("invalid-weight", "weight")),
        (0, "20", ("label-not-issued", "label")),
        (99_999_999, "20", ("label-not-issued", "label")),
        (11, "20", ("range-not-issued", "label")),
        (5, "20", ("label-in-use", "label")),
        (1, "31", ("lot-overdrawn", "weight")),
    ],
)
def test_a_carton_that_is_refused(store: Store, bench: Bench, label: int, weight: str, no: tuple[str, str]) -> None:
    for heavy in (5, 6, 7):
        weigh(store, bench, heavy, "25")
    assert refused(store, bench.actor, lambda work: weigh_carton(work, weighing(bench, label, weight))) == no


def test_a_weight_typed_wrong_is_put_right(store: Store, bench: Bench) -> None:
    weigh(store, bench, 1, "16.9")
    with writing(store, bench.actor) as work:
        reweigh_carton(work, weighing(bench, 1, "19.6"))
    assert grams(store, bench) == (80_400, 19_600)
    lay_deficit(store, bench, 500)
    with writing(store, bench.actor) as work:
        reweigh_carton(work, weighing(bench, 1, "19"))
    assert grams(store, bench) == (80_500, 19_000)
    for label, weight, code in (
        (1, "19", "nothing-changed"),
        (2, "19", "label-not-in-use"),
        (1, "196", "weight-unusual"),
    ):
        form = weighing(bench, label, weight)
        assert refused(store, bench.actor, lambda work, form=form: reweigh_carton(work, form))[0] == code


def test_a_weight_goes_down_on_the_day_of_weighing_alone(store: Store, bench: Bench, the_clock: Clock) -> None:
    weigh(store, bench, 1, "16.9")
    the_clock.set(clock.now() + timedelta(days=1))
    less, more = (weighing(bench, 1, weight) for weight in ("15", "17"))
    no = refused(store, bench.actor, lambda work: reweigh_carton(work, less))
    assert no == ("weighed-before-today", "weight")
    with writing(store, bench.actor) as work:
        reweigh_carton(work, more)
    assert grams(store, bench) == (83_000, 17_000)


def test_what_is_sold_by_weight_is_put_in_use_on_the_scale_alone(store: Store, bench: Bench) -> None:
    pack = make_trade_item(store, bench.producer)
    issue(store, bench.lot, pack.gtin, 5)
    with pytest.raises(Exception, match="逐件称重"):
        put_in_use(store, bench.lot, bench.gtin, 1, 3)
    no = refused(store, bench.actor, lambda work: weigh_carton(work, weighing(bench, 1, "0.5", gtin=pack.gtin)))
    assert no[0] == "not-weighed"


def test_no_carton_takes_unweighed_ones_around_the_scale(store: Store, bench: Bench) -> None:
    box = make_trade_item(store, bench.producer, shoot_g=40_000)
    issue(store, bench.lot, box.gtin, 1)
    form = FillCarton(lot=bench.lot, carton="1", gtin=box.gtin, first="1", last="2", packs=bench.gtin)
    assert refused(store, bench.actor, lambda work: fill_carton(work, form)) == ("weigh-each", "first")
    weigh(store, bench, 1, "19")
    weigh(store, bench, 2, "21")
    with writing(store, bench.actor) as work:
        fill_carton(work, form)
    assert (grams(store, bench), grams(store, bench, box.gtin)[1]) == ((60_000, 40_000), 0)


def test_packs_on_both_sides_of_some_in_use_come_in_use_with_their_carton(store: Store, bench: Bench) -> None:
    pack, box = make_trade_item(store, bench.producer), make_trade_item(store, bench.producer, shoot_g=10_000)
    for count in (15, 15):
        issue(store, bench.lot, pack.gtin, count)
    issue(store, bench.lot, box.gtin, 1)
    put_in_use(store, bench.lot, pack.gtin, 5, 6)
    put_in_use(store, bench.lot, pack.gtin, 18, 18)
    form = FillCarton(lot=bench.lot, carton="1", gtin=box.gtin, first="1", last="20", packs=pack.gtin)
    with writing(store, bench.actor) as work:
        fill_carton(work, form)
    with reading(store) as session:
        assert tally(rolls_of(session, bench.batch.id, pack.gtin)).in_use == 20
    assert grams(store, bench, pack.gtin) == (90_000, 10_000)


@pytest.fixture
def boxes(store: Store, bench: Bench) -> tuple[str, str]:
    """GTIN of packs and of boxes of twenty; box 1 holds 1 to 20, box 2 holds 21 to 40."""
    pack, box = make_trade_item(store, bench.producer), make_trade_item(store, bench.producer, shoot_g=10_000)
    issue(store, bench.lot, pack.gtin, 60)
    issue(store, bench.lot, box.gtin, 3)
    for number, first, last in (("1", "1", "20"), ("2", "21", "40")):
        form = FillCarton(lot=bench.lot, carton=number, gtin=box.gtin, first=first, last=last, packs=pack.gtin)
        with writing(store, bench.actor) as work:
            fill_carton(work, form)
    return pack.gtin, box.gtin


def test_packs_give_nothing_back_while_a_cartons_label_stands_on_them(
    store: Store, bench: Bench, boxes: tuple[str, str]
) -> None:
    pack, box = boxes
    asked = VoidLabels(lot=bench.lot, gtin=pack, first=30, last=30, kind=VoidKind.OPENED)
    assert refused(store, REGULATOR, lambda work: void_labels(work, asked)) == ("pack-in-carton", "first")
    void(store, bench, (2, 2), VoidKind.UNPACKED, gtin=box)
    assert grams(store, bench, pack) == (80_000, 20_000)
    void(store, bench, (30, 30), VoidKind.OPENED, gtin=pack)
    assert grams(store, bench, pack) == (80_500, 19_500)


@pytest.mark.parametrize(("kind", "in_lot_g"), [(VoidKind.OPENED, 99_500), (VoidKind.GONE, 80_000)])
def test_a_voided_carton_takes_its_packs_with_it(
    store: Store, bench: Bench, boxes: tuple[str, str], kind: VoidKind, in_lot_g: int
) -> None:
    pack, box = boxes
    void(store, bench, (20, 20), VoidKind.GONE, gtin=pack)
    void(store, bench, (1, 2), kind, gtin=box)
    assert (grams(store, bench, pack), grams(store, bench, box)[1]) == ((in_lot_g, 0), 0)
    with reading(store) as session:
        assert tally(rolls_of(session, bench.batch.id)).void == 42
    assert tags_of(store, f"lot:{bench.lot}")[-2:] == ["labels.voided/1", "labels.voided/1"]


def test_only_a_carton_of_packs_is_unpacked(store: Store, bench: Bench) -> None:
    weigh(store, bench, 1, "19.6")
    form = VoidLabels(lot=bench.lot, gtin=bench.gtin, first=1, last=1, kind=VoidKind.UNPACKED)
    assert refused(store, bench.actor, lambda work: void_labels(work, form)) == ("not-filled", "kind")


def test_packs_come_in_use_with_their_carton(store: Store, bench: Bench) -> None:
    pack, box = make_trade_item(store, bench.producer), make_trade_item(store, bench.producer, shoot_g=10_000)
    issue(store, bench.lot, pack.gtin, 60)
    issue(store, bench.lot, box.gtin, 3)
    put_in_use(store, bench.lot, pack.gtin, 1, 5)
    form = FillCarton(lot=bench.lot, carton="1", gtin=box.gtin, first="1", last="20", packs=pack.gtin)
    with writing(store, bench.actor) as work:
        assert fill_carton(work, form) == 1
    assert grams(store, bench, pack.gtin) == (90_000, 10_000)
    assert grams(store, bench, box.gtin)[1] == 0
    void(store, bench, (20, 20), VoidKind.GONE, gtin=pack.gtin)
    with reading(store) as session:
        assert tally(rolls_of(session, bench.batch.id, box.gtin)).in_use == 1
        sheet = carton_sheet(session, bench.batch.id, box.gtin, 1)
    assert sheet is not None
    assert sheet.packs is not None
    assert (sheet.grams, sheet.packs.item.gtin, sheet.packs.count, sheet.packs.ended) == (0, pack.gtin, 20, 1)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"last": "39"}, "carton-content"),
        ({"first": "1", "last": "20"}, "pack-in-carton"),
        ({"carton": "1"}, "label-in-use"),
        ({"first": "42", "last": "61"}, "range-not-issued"),
    ],
)
def test_a_carton_that_cannot_hold_these_packs(store: Store, bench: Bench, fields: dict[str, str], code: str) -> None:
    pack, box = make_trade_item(store, bench.producer), make_trade_item(store, bench.producer, shoot_g=10_000)
    issue(store, bench.lot, pack.gtin, 60)
    issue(store, bench.lot, box.gtin, 3)
    asked = {"lot": bench.lot, "gtin": box.gtin, "packs": pack.gtin}
    with writing(store, bench.actor) as work:
        fill_carton(work, FillCarton.model_validate(asked | {"carton": "1", "first": "1", "last": "20"}))
    form = FillCarton.model_validate(asked | {"carton": "2", "first": "21", "last": "40"} | fields)
    assert refused(store, bench.actor, lambda work: fill_carton(work, form))[0] == code
