"""Ranges against the naive way: a mark for each number."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gitrace.labels.ranges import Mark, Piece, count, inside, joined, laid, outside, unmarked
from gitrace.labels.tables import Ending, RangeState

MORNING = datetime(2026, 3, 12, 1, 0, tzinfo=UTC)
MARKS = [
    Mark(RangeState.IN_USE, in_use_at=MORNING),
    Mark(RangeState.IN_USE, in_use_at=MORNING + timedelta(days=1)),
    Mark(RangeState.VOID, in_use_at=MORNING, ended_at=MORNING, reason=Ending.OPENED),
    Mark(RangeState.VOID, ended_at=MORNING, reason=Ending.SPOILED, note="卷边"),
    Mark(RangeState.RETURNED, ended_at=MORNING, reason=Ending.RETURNED),
]
SIZE = 40
numbers = st.integers(1, SIZE)


@st.composite
def pieces(draw: st.DrawFn) -> Piece:
    first, last = sorted((draw(numbers), draw(numbers)))
    return Piece(first, last, draw(st.sampled_from(MARKS)))


def written(pieces: list[Piece]) -> dict[int, Mark]:
    return {number: one.mark for one in pieces for number in range(one.first, one.last + 1)}


@given(st.lists(pieces(), max_size=12))
def test_laying_ranges_says_the_same_as_marking_each_number(added: list[Piece]) -> None:
    whole: list[Piece] = []
    naive: dict[int, Mark] = {}
    for one in added:
        whole = laid(whole, [one])
        naive |= written([one])
    assert written(whole) == naive
    assert sum(one.count for one in whole) == len(naive)


@given(st.lists(pieces(), max_size=12))
def test_ranges_are_in_order_apart_and_as_few_as_can_be(added: list[Piece]) -> None:
    whole = laid([], added)
    for before, after in itertools.pairwise(whole):
        assert before.last < after.first
        assert before.last + 1 < after.first or before.mark != after.mark


@given(st.lists(pieces(), max_size=8), numbers, numbers)
def test_inside_outside_and_unmarked_share_all_numbers(added: list[Piece], one: int, other: int) -> None:
    first, last = sorted((one, other))
    whole = laid([], added)
    within, without = written(inside(whole, first, last)), written(outside(whole, first, last))
    gaps = {number for low, high in unmarked(whole, first, last) for number in range(low, high + 1)}
    assert within.keys() | gaps == set(range(first, last + 1))
    assert not within.keys() & gaps
    assert within | without == written(whole)
    assert not within.keys() & without.keys()


def test_a_roll_put_in_use_in_one_morning_is_one_range() -> None:
    later = Mark(RangeState.IN_USE, in_use_at=MORNING + timedelta(hours=2))
    assert laid([Piece(1, 10, MARKS[0])], [Piece(11, 20, later)]) == [Piece(1, 20, MARKS[0])]


def test_the_next_day_is_another_range() -> None:
    assert len(laid([Piece(1, 10, MARKS[0])], [Piece(11, 20, MARKS[1])])) == 2


def test_a_void_in_the_middle_cuts_in_three() -> None:
    whole = laid([Piece(1, 10, MARKS[0])], [Piece(4, 5, MARKS[2])])
    assert whole == [Piece(1, 3, MARKS[0]), Piece(4, 5, MARKS[2]), Piece(6, 10, MARKS[0])]


def test_spans_that_touch_are_one() -> None:
    assert joined([(5, 9), (1, 4), (11, 11)]) == [[1, 9], [11, 11]]
    assert count([(1, 4), (11, 11)]) == 5
