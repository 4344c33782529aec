"""Labels named by scan, by serial and by number: which pack and which numbers they are, and what names nothing."""

import pytest
from cast import REGULATOR, issue, make_trade_item, refused
from label_lots import Bench, another_lot, make_bench

from gitrace.identifiers.digital_link import DigitalLink
from gitrace.identifiers.serial import label_serial
from gitrace.labels.naming import NamedRange, numbers_of
from gitrace.storage import Store
from gitrace.work import writing


@pytest.fixture
def bench(store: Store) -> Bench:
    made = make_bench(store, ahead=100_000)
    issue(store, made.lot, made.gtin, 20)
    return made


def serial(store: Store, bench: Bench, number: int, gtin: str = "") -> str:
    return label_serial(store.keys.labels[1], gtin or bench.gtin, bench.lot, number)


def scan(store: Store, bench: Bench, number: int, gtin: str = "") -> str:
    link = DigitalLink(gtin or bench.gtin, bench.lot, serial(store, bench, number, gtin))
    return link.address("label.example", upper_case=True)


def numbers(store: Store, bench: Bench, first: str, last: str, **fields: str) -> tuple[object, ...]:
    with writing(store, REGULATOR) as work:
        found = numbers_of(work, NamedRange(lot=bench.lot, first=first, last=last, **fields))
    return found["gtin"], found["first"], found["last"]


def test_scan_serial_and_number_name_the_same_label(store: Store, bench: Bench) -> None:
    typed = f"{serial(store, bench, 7)[:10]}-{serial(store, bench, 7)[10:]}".lower()
    for seven in ("7", "00007", " ７ ", typed, scan(store, bench, 7), scan(store, bench, 7).lower()):
        assert numbers(store, bench, "3", seven) == (bench.gtin, 3, 7)


def test_among_several_packs_the_scan_says_which(store: Store, bench: Bench) -> None:
    other = make_trade_item(store, bench.producer)
    issue(store, bench.lot, other.gtin, 5)
    assert numbers(store, bench, scan(store, bench, 2, other.gtin), "4") == (other.gtin, 2, 4)
    assert numbers(store, bench, "2", "4", gtin=other.gtin) == (other.gtin, 2, 4)

    def answer(first: str, last: str, **fields: str) -> tuple[str, str | None]:
        form = NamedRange(lot=bench.lot, first=first, last=last, **fields)
        return refused(store, REGULATOR, lambda work: numbers_of(work, form))

    assert answer("2", "4") == ("pack-unknown", "gtin")
    assert answer(scan(store, bench, 2), scan(store, bench, 4, other.gtin)) == ("other-pack", "last")
    assert answer(scan(store, bench, 2), "4", gtin=other.gtin) == ("other-pack", "gtin")


def test_what_this_lot_never_issued_names_nothing(store: Store, bench: Bench) -> None:
    neighbour = another_lot(store, bench, grams=1_000)
    issue(store, neighbour.lot, neighbour.gtin, 5)
    genuine = scan(store, bench, 2)
    for first, code in (
        (scan(store, neighbour, 2), "other-lot"),
        (scan(store, bench, 21), "label-not-issued"),
        (genuine[:-1] + ("1" if genuine.endswith("0") else "0"), "label-not-issued"),
        ("0", "label-not-issued"),
        ("99999999", "label-not-issued"),
        ("https://example.com/01/", "label-unreadable"),
        ("竹笋", "label-unreadable"),
    ):
        form = NamedRange(lot=bench.lot, first=first, last="5")
        assert refused(store, REGULATOR, lambda work, form=form: numbers_of(work, form)) == (code, "first"), first
