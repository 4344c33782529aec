"""Where labels come to lie: every label once a copy, on the page, no two on one place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitrace.errors import Refusal
from gitrace.labels.sheets import A4, STOCKS, Stock
from gitrace.printing.imposition import Imposition, Placed
from gitrace.printing.wishes import Order, Wishes

SHEET, ROLL = STOCKS["a4-4x10"], STOCKS["60x40"]
GAPPED = Stock("gapped", A4, 2, 3, 80_000, 60_000, 5_000, 7_000, (12_000, 30_000))


@st.composite
def impositions(draw: st.DrawFn) -> Imposition:
    stock = draw(st.sampled_from([SHEET, ROLL, GAPPED]))
    room = (stock.left, stock.top, stock.right, stock.bottom)
    left, top, right, bottom = (500,) * 4 if stock.is_roll else (min(one, 5_000) for one in room)
    wishes = Wishes(
        start=draw(st.integers(1, stock.per_page)),
        order=draw(st.sampled_from(Order)),
        copies=draw(st.integers(1, 10)),
        right=str(draw(st.integers(-left // 10, right // 10)) / 100),
        down=str(draw(st.integers(-top // 10, bottom // 10)) / 100),
    )
    first = draw(st.integers(1, 33_000_000))
    return Imposition(stock, wishes, first, first + draw(st.integers(0, 200)))


def laid(imposition: Imposition) -> list[tuple[Placed, ...]]:
    return [imposition.page(index) for index in range(imposition.pages)]


@given(impositions())
def test_every_label_lies_there_in_its_order_as_often_as_it_was_wished(imposition: Imposition) -> None:
    numbers = [placed.number for page in laid(imposition) for placed in page]
    asked = range(imposition.first, imposition.last + 1)
    assert numbers == [number for number in asked for _ in range(imposition.wishes.copies)]


@given(impositions())
def test_no_two_share_a_place_and_none_leaves_its_sheet(imposition: Imposition) -> None:
    stock = imposition.stock
    slack = 500 if stock.is_roll else 0
    for page in laid(imposition):
        assert page
        assert len({(placed.x, placed.y) for placed in page}) == len(page)
        for placed in page:
            assert -slack <= placed.x <= stock.page[0] - stock.width + slack
            assert -slack <= placed.y <= stock.page[1] - stock.height + slack


@given(impositions())
def test_only_the_first_page_begins_late_and_only_the_last_ends_early(imposition: Imposition) -> None:
    pages = laid(imposition)
    full = imposition.stock.per_page
    assert all(len(page) == full for page in pages[1:-1])
    first = min(imposition.pieces, full - imposition.wishes.start + 1)
    assert len(pages[0]) == first


def test_a_part_used_sheet_is_begun_at_its_first_free_label() -> None:
    page = Imposition(SHEET, Wishes(start=6), 1, 3).page(0)
    assert page[0] == Placed(1, *SHEET.corner(1, 1))


def test_numbers_run_down_the_columns_where_that_is_wished() -> None:
    page = Imposition(GAPPED, Wishes(order=Order.DOWN, start=3), 7, 8).page(0)
    assert page == (Placed(7, *GAPPED.corner(0, 2)), Placed(8, *GAPPED.corner(1, 0)))


def test_a_nudge_moves_every_label_alike() -> None:
    still, moved = (Imposition(SHEET, wishes, 1, 40) for wishes in (Wishes(), Wishes(right="0.5", down="-1.25")))
    for one, other in zip(still.page(0), moved.page(0), strict=True):
        assert (other.x - one.x, other.y - one.y) == (500, -1_250)


def test_cut_marks_stand_in_the_margins_at_every_cut() -> None:
    marks = list(Imposition(GAPPED, Wishes(marks=True), 1, 1).marks())
    assert {mark.x for mark in marks if mark.x == mark.to_x} == {12_000, 92_000, 97_000, 177_000}
    assert len(marks) == 2 * 4 + 2 * 6
    block = (12_000, 30_000, 177_000, 30_000 + 3 * 60_000 + 2 * 7_000)
    for mark in marks:
        assert mark.to_x < block[0] or mark.to_y < block[1] or mark.x > block[2] or mark.y > block[3]


def test_a_margin_too_narrow_for_a_cut_mark_has_none() -> None:
    narrow = Stock("narrow", A4, 2, 2, 103_000, 60_000, 0, 0)
    assert {mark.x == mark.to_x for mark in Imposition(narrow, Wishes(marks=True), 1, 1).marks()} == {True}


@pytest.mark.parametrize(
    ("stock", "wishes", "code", "field"),
    [
        (SHEET, {"start": 41}, "start-beyond-sheet", "start"),
        (ROLL, {"marks": True}, "marks-on-roll", "marks"),
        (ROLL, {"right": "0.51"}, "nudged-off-page", "right"),
        (Stock("wide", A4, 4, 10, 52_000, 25_000, 0, 0), {"right": "-1.5"}, "nudged-off-page", "right"),
        (GAPPED, {"down": "-5", "start": 7}, "start-beyond-sheet", "start"),
    ],
)
def test_a_wish_that_the_stock_cannot_meet_is_refused_at_its_field(
    stock: Stock, wishes: dict[str, object], code: str, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        Imposition(stock, Wishes.model_validate(wishes), 1, 1)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_pages_need_not_be_reckoned_in_order() -> None:
    imposition = Imposition(SHEET, Wishes(start=11), 1, 1_000_000)
    assert imposition.pages == 25_001
    assert [placed.number for placed in imposition.page(25_000)] == list(range(999_991, 1_000_001))
    assert imposition.page(0)[0].number == 1
