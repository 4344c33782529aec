"""Labels for the own printer, drawn in parts by the keeper: what they hold, and that it is the same bytes."""

import io
from typing import Any

import pytest
from cast import clerk_of, make_producer
from label_lots import Bench, make_bench

from gitrace import clock
from gitrace.errors import Refusal
from gitrace.identifiers.serial import label_serial
from gitrace.jobs.running import run_next
from gitrace.labels.issuing import IssueLabels, issue_labels
from gitrace.printing import drawing, prints
from gitrace.printing import jobs as label_jobs  # noqa: F401 - the keeper's handler
from gitrace.printing.orders import OrderPrint, order_print
from gitrace.printing.tables import PrintOrder
from gitrace.storage import Store, open_store
from gitrace.work import writing


@pytest.fixture
def demo_store(store: Store) -> Store:
    opened = open_store(store.settings.model_copy(update={"demo": True}))
    yield opened
    opened.close()


@pytest.fixture
def bench(demo_store: Store) -> Bench:
    made = make_bench(demo_store, ahead=100_000)
    with writing(demo_store, made.actor) as work:
        issue_labels(work, IssueLabels(lot=made.lot, gtin=made.gtin, count=100, stock="60x40"))
    return made


def order(store: Store, bench: Bench, form: str, **more: Any) -> PrintOrder:
    with writing(store, bench.actor) as work:
        return order_print(work, OrderPrint.model_validate({"run_id": 1, "format": form, **more}))


def drawn(store: Store, ordered: PrintOrder) -> bytes:
    assert run_next(store, clock.now())
    return drawing.file_of(store.settings, ordered).read_bytes()


@pytest.mark.parametrize("form", ["pdf", "tspl", "zpl"])
def test_a_print_in_many_parts_is_the_print_in_one(
    demo_store: Store, bench: Bench, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = drawn(demo_store, order(demo_store, bench, form))
    monkeypatch.setattr(prints, "_A_PART", 7)
    assert drawn(demo_store, order(demo_store, bench, form)) == whole


@pytest.mark.parametrize("form", ["tspl", "zpl"])
def test_a_roll_printer_is_sent_every_label_once(demo_store: Store, bench: Bench, form: str) -> None:
    told = drawn(demo_store, order(demo_store, bench, form, first=11, last=20))
    numbers = [
        n for n in range(1, 101) if label_serial(demo_store.keys.labels[1], bench.gtin, bench.lot, n).encode() in told
    ]
    assert numbers == list(range(11, 21))


def test_a_document_counts_its_pages_with_the_wishes_and_the_cover(demo_store: Store, bench: Bench) -> None:
    content = drawn(demo_store, order(demo_store, bench, "pdf", stock="a4-4x10", start=40, copies=2))
    assert io.BytesIO(content).read(5) == b"%PDF-"
    assert b"/Type/Pages/Count 7/" in content  # 200 pieces after 39 places, and the cover


def test_what_cannot_come_out_of_the_printer_is_refused_at_its_field(demo_store: Store, bench: Bench) -> None:
    for wish, field in (({"stock": "a4-4x10"}, "format"), ({"start": 2}, "start"), ({"first": 101}, "first")):
        with pytest.raises(Refusal) as no:
            order(demo_store, bench, "zpl", **wish)
        assert no.value.field == field
    with pytest.raises(Refusal, match="交外部印制"):
        order(demo_store, bench, "csv")


def test_another_producer_orders_nothing(demo_store: Store, bench: Bench) -> None:
    rival = clerk_of(make_producer(demo_store))
    with pytest.raises(Refusal, match="不是本单位"), writing(demo_store, rival) as work:
        order_print(work, OrderPrint(run_id=1))
