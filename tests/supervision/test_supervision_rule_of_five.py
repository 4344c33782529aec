"""What is published by township tells of no household, neither by itself nor by what is left of the county."""

from hypothesis import given
from hypothesis import strategies as st

from gitrace.supervision.open_figures.rule_of_five import FEWEST, Line, Share, lines_by_township

MANY = Share(20, 1000)


def households(lines: tuple[Line, ...]) -> dict[str, tuple[int, int]]:
    return {"+".join(one.townships): (one.certified.households, one.delivered.households) for one in lines}


def test_large_townships_stand_by_themselves() -> None:
    assert households(lines_by_township({"b": MANY, "a": MANY}, {"a": Share(5, 9)})) == {"a": (20, 5), "b": (20, 0)}


def test_small_ones_stand_together() -> None:
    certified = {"a": MANY, "b": MANY, "c": MANY}
    delivered = {"a": Share(3, 9), "b": Share(2, 9), "c": Share(9, 9)}
    assert households(lines_by_township(certified, delivered)) == {"c": (20, 9), "a+b": (40, 5)}


def test_a_single_small_one_takes_the_next_smallest_with_it() -> None:
    certified = {"a": MANY, "b": MANY, "c": MANY}
    delivered = {"a": Share(1, 9), "b": Share(8, 9), "c": Share(9, 9)}
    assert households(lines_by_township(certified, delivered)) == {"c": (20, 9), "a+b": (40, 9)}


def test_of_too_few_households_in_all_there_is_no_table() -> None:
    assert lines_by_township({"a": Share(2, 9), "b": Share(2, 9)}, {}) == ()
    assert lines_by_township({}, {}) == ()


_SHARES = st.dictionaries(st.sampled_from("abcdefgh"), st.builds(Share, st.integers(1, 12), st.integers(0, 99)))


@given(_SHARES, _SHARES)
def test_no_line_and_no_remainder_is_of_fewer_than_five(
    certified: dict[str, Share], delivered: dict[str, Share]
) -> None:
    lines = lines_by_township(certified, delivered)
    for kind, every in (("certified", certified), ("delivered", delivered)):
        counts = [getattr(one, kind).households for one in lines]
        assert all(not count or count >= FEWEST for count in counts)
        assert not lines or sum(counts) == sum(one.households for one in every.values())
