"""Tiles: addresses of the specification's own examples, one way of writing each, and bundles."""

import pytest
from anyrow import CLERK, Noted
from hypothesis import given
from hypothesis import strategies as st

from gitrace.ledger.tiles import LONGEST_ENTRY, Tile, bundle, parse_tile
from gitrace.storage import Store
from gitrace.work import writing


def test_an_index_is_written_in_groups_of_three_digits() -> None:
    assert Tile(0, 1234067).place == "x001/x234/067"
    assert Tile(0, 999).place == "999"
    assert Tile(0, 0, 112).place == "000.p/112"


@given(st.integers(0, 63), st.integers(0, 10**18 - 1), st.integers(1, 256))
def test_every_address_leads_back_to_its_tile(level: int, index: int, width: int) -> None:
    tile = Tile(level, index, width)
    assert parse_tile(str(level), tile.place) == tile


@pytest.mark.parametrize(
    ("level", "place"),
    [
        ("0", "0"),
        ("0", "x000/000"),
        ("0", "001/002"),
        ("0", "x001"),
        ("0", "000.p/0"),
        ("0", "000.p/07"),
        ("0", "000.p/256"),
        ("0", "000\n"),
        ("0", "٠٠٠"),
        ("00", "000"),
        ("64", "000"),
        ("-1", "000"),
    ],
)
def test_nothing_else_is_an_address(level: str, place: str) -> None:
    assert parse_tile(level, place) is None


def test_the_specifications_tree_of_70000_has_these_tiles() -> None:
    there = [Tile(0, 272), Tile(0, 273, 112), Tile(1, 0), Tile(1, 1, 17), Tile(2, 0, 1)]
    beyond = [Tile(0, 273, 113), Tile(1, 1, 18), Tile(2, 0, 2), Tile(3, 0, 1)]
    assert all(tile.is_within(70_000) for tile in there)
    assert not any(tile.is_within(70_000) for tile in beyond)


def test_a_bundle_says_each_length_in_two_bytes() -> None:
    assert bundle([b"ab", b"", b"c" * 258]) == b"\x00\x02ab\x00\x00\x01\x02" + b"c" * 258


def test_an_entry_that_fits_in_no_bundle_is_not_written(store: Store) -> None:
    with pytest.raises(ValueError, match="nobody could be shown"), writing(store, CLERK) as work:
        work.record(Noted(text="笋" * (LONGEST_ENTRY // 3)), subject="lot:CY260312A001")
