"""A producer's own label stock: kept by its measures, refused at the field that cannot be."""

import pytest
from cast import make_producer
from label_lots import Bench, make_bench

from gitrace.errors import Refusal
from gitrace.labels.issuing import IssueLabels, issue_labels
from gitrace.labels.sheets import own_code, stock_named
from gitrace.people.roles import Role
from gitrace.printing.own_stock import KeepStock, keep_stock, measured, own_stocks, retire_stock
from gitrace.storage import Store, reading
from gitrace.work import Actor, writing

THIRTY = {
    "name": "库房 30 枚",
    "page_width": "210",
    "page_height": "297",
    "columns": 3,
    "rows": 10,
    "width": "64",
    "height": "26.7",
    "gap_across": "2",
}


def kept(store: Store, actor: Actor, producer_id: int, **values: object) -> str:
    with writing(store, actor) as work:
        form = KeepStock.model_validate(THIRTY | values)
        return keep_stock(work, form, producer_id=producer_id).code


@pytest.fixture
def bench(store: Store) -> Bench:
    return make_bench(store, ahead=100_000)


def test_a_stock_is_known_by_its_measures_for_ever(store: Store, bench: Bench) -> None:
    code = kept(store, bench.actor, bench.producer.id)
    assert code == "own:210000x297000:3x10:64000x26700:7000x15000:2000x0"
    stock = stock_named(code)
    assert (stock.per_page, stock.left, stock.top, stock.right, stock.bottom) == (30, 7_000, 15_000, 7_000, 15_000)
    assert own_code(stock) == code


def test_labels_are_issued_for_it_and_it_may_be_retired(store: Store, bench: Bench) -> None:
    code = kept(store, bench.actor, bench.producer.id)
    with writing(store, bench.actor) as work:
        run = issue_labels(work, IssueLabels(lot=bench.lot, gtin=bench.gtin, count=3, stock=code))
        assert run.stock == code
    with writing(store, bench.actor) as work:
        [one] = own_stocks(work.session, bench.producer.id)
        retire_stock(work, one.id, producer_id=bench.producer.id)
    with reading(store) as session:
        assert own_stocks(session, bench.producer.id) == []


def test_a_rival_neither_sees_nor_retires_it(store: Store, bench: Bench) -> None:
    kept(store, bench.actor, bench.producer.id)
    rival = make_producer(store)
    actor = Actor("rival", role=Role.PACKER, producer_id=rival.id)
    with reading(store) as session:
        assert own_stocks(session, rival.id) == []
        [one] = own_stocks(session, bench.producer.id)
    with pytest.raises(Refusal) as refused, writing(store, actor) as work:
        retire_stock(work, one.id, producer_id=rival.id)
    assert refused.value.code == "no-such-stock"


def test_a_name_stands_once(store: Store, bench: Bench) -> None:
    kept(store, bench.actor, bench.producer.id)
    with pytest.raises(Refusal) as refused:
        kept(store, bench.actor, bench.producer.id)
    assert (refused.value.code, refused.value.field) == ("duplicate", "name")


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"width": "70"}, "labels-off-page", "width"),
        ({"rows": 12}, "labels-off-page", "height"),
        ({"left": "20"}, "labels-off-page", "width"),
        ({"width": "11", "height": "10", "columns": 16, "rows": 20, "gap_across": "0"}, "labels-too-many", "columns"),
        ({"height": "15"}, "symbol-too-small", "height"),
        ({"width": "30", "gap_across": "0"}, "label-too-small", "height"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(values: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        measured(KeepStock.model_validate(THIRTY | values))
    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize(
    "code",
    [
        "own:210000x297000:0x10:64000x26700:7000x15000:0x0",
        "own:210000x297000:4x10:64000x26700:7000x15000:0x0",
        "own:1x1",
        "own:900000x900000:1x1:900000x900000:0x0:0x0",
        "own:" + "9" * 90,
    ],
)
def test_a_made_up_code_is_refused(code: str) -> None:
    with pytest.raises(Refusal) as refused:
        stock_named(code)
    assert refused.value.code == "stock-unknown"
