"""A lot's code for film and inkjet: the lot's own address, refused as labels are, and on record."""

import io

import pytest
import zxingcpp
from cast import REGULATOR, make_producer, manager_of, refused, tags_of
from label_lots import Bench, make_bench
from PIL import Image

from gitrace.batches.holds import HoldBatch, hold_batch
from gitrace.batches.tables import Hold
from gitrace.printing.lot_codes import Drawn, TakeLotCode, lot_code_of, take_lot_code
from gitrace.settings import Settings
from gitrace.storage import Store, open_store
from gitrace.work import writing


@pytest.fixture
def store(settings: Settings) -> Store:
    opened = open_store(settings.model_copy(update={"label_host": "label.example.gov.cn"}))
    yield opened
    opened.close()


@pytest.fixture
def bench(store: Store) -> Bench:
    return make_bench(store)


def asked(bench: Bench) -> TakeLotCode:
    return TakeLotCode(lot=bench.lot, gtin=bench.gtin, drawn_as=Drawn.PNG)


def test_the_symbol_holds_the_lots_address(store: Store, bench: Bench) -> None:
    code = lot_code_of(store.settings, bench.batch, bench.gtin)
    picture = Image.open(io.BytesIO(code.drawn(Drawn.PNG)))
    (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    assert found.text == f"HTTPS://LABEL.EXAMPLE.GOV.CN/01/{bench.gtin}/10/{bench.lot}"
    assert code.drawn(Drawn.SVG).startswith(b"<svg")
    assert code.drawn(Drawn.PDF) == code.drawn(Drawn.PDF)
    assert code.texts[0] == f"(01) {bench.gtin} (10) {bench.lot}"


def test_taking_it_out_is_on_record(store: Store, bench: Bench) -> None:
    with writing(store, bench.actor) as work:
        assert take_lot_code(work, asked(bench)) == bench.gtin
    assert tags_of(store, f"lot:{bench.lot}")[-1] == "lot-code.taken-out/1"


def test_it_is_refused_as_labels_are(store: Store, bench: Bench) -> None:
    rival = manager_of(make_producer(store))
    assert refused(store, rival, lambda work: take_lot_code(work, asked(bench)))[0] == "not-yours"
    with writing(store, REGULATOR) as work:
        hold_batch(work, HoldBatch(kind=Hold.CHECK, reason="演示"), lot=bench.lot)
    assert refused(store, bench.actor, lambda work: take_lot_code(work, asked(bench)))[0] == "hold"
