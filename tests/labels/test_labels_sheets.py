"""Stock is data: whatever the table holds must fit its page and a desk printer."""

import itertools

import pytest

from gitrace.errors import Refusal
from gitrace.labels.sheets import STOCKS, Stock, stock_named
from gitrace.symbols.sizes import module_that_fits, require_scannable

UNPRINTABLE = 4_300  # the edge that desk printers cannot reach, in micrometres

every_stock = pytest.mark.parametrize("stock", STOCKS.values(), ids=list(STOCKS))


@every_stock
def test_labels_lie_on_their_page_side_by_side(stock: Stock) -> None:
    places = list(stock.places())
    assert len(places) == stock.per_page
    assert min(places) == (stock.left, stock.top)
    for x, y in places:
        assert 0 <= x <= stock.page[0] - stock.width
        assert 0 <= y <= stock.page[1] - stock.height
    for (x, y), (other_x, other_y) in itertools.combinations(places, 2):
        assert abs(x - other_x) >= stock.width or abs(y - other_y) >= stock.height


@every_stock
def test_a_sheet_keeps_clear_of_the_edge_that_printers_cannot_reach(stock: Stock) -> None:
    if stock.per_page > 1:
        assert min(stock.left, stock.top) >= UNPRINTABLE


def test_the_a4_sheet_of_forty_has_the_margins_of_its_die() -> None:
    stock = stock_named("a4-4x10")
    assert (stock.per_page, stock.left, stock.top) == (40, 8_000, 21_500)


def test_numbers_run_along_the_rows() -> None:
    first, second, *_ = stock_named("a4-4x10").places()
    assert first[1] == second[1]
    assert second[0] == first[0] + 48_500


def test_an_unknown_stock_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        stock_named("a4-9x99")
    assert (refused.value.code, refused.value.field) == ("stock-unknown", "stock")


def test_a_symbol_takes_the_room_it_has_up_to_the_largest_module() -> None:
    assert module_that_fits(33, 41 * 495) == 495
    assert module_that_fits(33, 41 * 900) == 743


def test_a_module_under_the_smallest_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        module_that_fits(33, 41 * 396 - 1)
    assert refused.value.code == "symbol-too-small"
    assert "0.395 毫米" in str(refused.value)


def test_a_quiet_zone_under_four_modules_is_refused() -> None:
    require_scannable(396, 4 * 396)
    with pytest.raises(Refusal) as refused:
        require_scannable(396, 4 * 396 - 1)
    assert refused.value.code == "quiet-zone-too-small"
