"""The cast of the tests is made by the real commands and stands as it says."""

from cast import (
    REGULATOR,
    SEASON,
    fresh_gtin,
    fresh_uscc,
    make_plot,
    make_producer,
    make_profile,
    make_record,
    make_scale,
    make_trade_item,
)

from gitrace.balance.commands import Books, certified
from gitrace.identifiers.gtin import parse_gtin14
from gitrace.identifiers.uscc import is_valid
from gitrace.storage import Store
from gitrace.work import writing


def test_the_cast_can_be_made(store: Store) -> None:
    profile = make_profile(store)
    assert profile.may_bear_name("dried")
    assert make_profile(store).version == profile.version
    first, second = make_producer(store), make_producer(store)
    assert first.uscc != second.uscc
    make_scale(store, first)
    make_trade_item(store, first)
    plot = make_plot(store)
    make_record(store, plot)
    with writing(store, REGULATOR) as work:
        assert Books(work, "nothing").balance(certified(plot.id, SEASON)) == 1_200_000


def test_made_up_codes_are_valid_ones() -> None:
    assert all(is_valid(fresh_uscc(kind)) for kind in ("91", "92", "93"))
    assert parse_gtin14(fresh_gtin())
