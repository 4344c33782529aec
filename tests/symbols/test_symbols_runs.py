"""The symbols of a run: bit for bit those of `qrcode`, whatever stands before the serial, and drawn alike."""

import random

import numpy as np
import pytest
from label_faces import opened

from gitrace.errors import Refusal
from gitrace.identifiers.serial import ALPHABET
from gitrace.identifiers.serial_runs import Codes
from gitrace.symbols import runs as symbols
from gitrace.symbols.masks import Words
from gitrace.symbols.runs import symbols_of
from gitrace.symbols.symbol import Level, matrix, pdf_path, symbol_png, symbol_svg
from gitrace.symbols.xor import SymbolTable

UPPER = "HTTPS://LABEL.EXAMPLE.GOV.CN/01/06901234000016/10/CY260312A001/21/"
LOWER = UPPER.replace("HTTPS://LABEL.EXAMPLE.GOV.CN", "https://label.example.gov.cn")
PREFIXES = {
    "upper": UPPER,
    "upper, odd": UPPER.replace("LABEL", "L"),
    "lower": LOWER,
    "lower, odd": LOWER.replace("A001", "A0010"),
    "short": "HTTPS://X.CN/01/06901234000016/10/A/21/",
}


def random_serials(count: int) -> list[str]:
    chosen = random.Random(5)
    return ["".join(chosen.choices(ALPHABET, k=20)) for _ in range(count)]


SERIALS = [*random_serials(60), "0" * 20, "Z" * 20, "12345678901234567890"]


def addresses(prefix: str = UPPER) -> list[str]:
    return [prefix + serial for serial in SERIALS]


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("prefix", PREFIXES.values(), ids=list(PREFIXES))
def test_symbols_of_a_run_are_those_of_qrcode(prefix: str, level: Level) -> None:
    made = list(symbols_of(addresses(prefix), level).matrices())
    for number in (*range(12), -3, -2, -1):
        assert made[number] == matrix(prefix + SERIALS[number], level)


@pytest.mark.parametrize("version", range(3, 11))
def test_a_version_may_be_asked_for(version: int) -> None:
    prefix, level = (PREFIXES["short"], Level.M) if version == 3 else (UPPER, Level.M)
    made = list(symbols_of(addresses(prefix), level, version).matrices())
    assert made[0].size == 17 + 4 * version
    assert made[:3] == [matrix(prefix + serial, level, version) for serial in SERIALS[:3]]


def test_the_few_symbols_of_a_small_print_are_the_same() -> None:
    few, many = symbols_of(addresses()[:5]), symbols_of(addresses())
    assert list(few.matrices()) == list(many.matrices())[:5]


def test_a_table_that_differs_from_qrcode_is_told_and_not_used(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole = SymbolTable.rows

    def spoiled(self: SymbolTable, codes: Codes) -> Words:
        return whole(self, codes) ^ np.uint64(1 << 63)

    monkeypatch.setattr(symbols, "_tables", {})
    monkeypatch.setattr(SymbolTable, "rows", spoiled)
    made = list(symbols_of(addresses()).matrices())
    assert "differs from qrcode" in caplog.text
    assert made[:3] == [matrix(UPPER + serial) for serial in SERIALS[:3]]


def test_an_address_that_no_symbol_or_not_the_asked_one_holds_is_refused() -> None:
    for prefix, version in (("A" * 4_000, None), (UPPER, 3)):
        with pytest.raises(Refusal) as refused:
            symbols_of(addresses(prefix), version=version)
        assert refused.value.code == "symbol-overflow"


@pytest.mark.parametrize("prefix", [UPPER, LOWER], ids=["upper", "lower"])
def test_symbols_of_a_run_are_drawn_as_each_alone(prefix: str) -> None:
    made = symbols_of(addresses(prefix))
    alone = list(made.matrices())
    assert list(made.svgs()) == [symbol_svg(one) for one in alone]
    assert list(made.pdf_paths()) == [pdf_path(one) for one in alone]


@pytest.mark.parametrize("scale", [1, 3, 8])
def test_pngs_of_a_run_show_the_same_pixels_as_each_alone(scale: int) -> None:
    made = symbols_of(addresses()[:50])
    for png, symbol in zip(made.pngs(scale), made.matrices(), strict=True):
        ours, plain = opened(png), opened(symbol_png(symbol, scale))
        assert (ours.mode, ours.size, ours.tobytes()) == (plain.mode, plain.size, plain.tobytes())


def test_what_differs_elsewhere_or_has_more_behind_the_serial_is_drawn_by_qrcode() -> None:
    other = UPPER.replace("A001", "A002") + SERIALS[0]
    weighed = [address + "?3103=019600" for address in addresses()]
    for texts in ([*addresses(), other], weighed):
        assert next(reversed(list(symbols_of(texts).matrices()))) == matrix(texts[-1])


def test_a_run_of_none_draws_nothing() -> None:
    assert list(symbols_of([]).svgs()) == []
