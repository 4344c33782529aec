"""Finding a household by what is typed or scanned."""

import pytest
from cast import make_household

from gitrace.growers.finding import find_growers, scanned_household
from gitrace.growers.tables import Household
from gitrace.storage import Store, reading


def found(store: Store, typed: str, first: tuple[int, ...] = ()) -> list[str]:
    with reading(store) as session:
        return [one.number for one in find_growers(session, typed, first=first)]


@pytest.fixture
def village(store: Store) -> list[Household]:
    names = {"GZ-001": "演示王小明", "GZ-002": "演示吴秀梅", "GZ-003": "演示李桂花"}
    return [make_household(store, number=number, name=name) for number, name in names.items()]


def test_initials_name_and_part_of_the_number_find_it(store: Store, village: list[Household]) -> None:
    assert found(store, "yswx") == ["GZ-001", "GZ-002"]
    assert found(store, "YS WXM") == ["GZ-001", "GZ-002"]
    assert found(store, "yanshilgh") == ["GZ-003"]
    assert found(store, "桂花") == ["GZ-003"]
    assert found(store, "gz") == ["GZ-001", "GZ-002", "GZ-003"]
    assert found(store, "-００2") == ["GZ-002"]
    assert found(store, "zzz") == []


def test_those_that_come_often_come_first(store: Store, village: list[Household]) -> None:
    assert found(store, "ys", (village[2].id, village[1].id)) == ["GZ-003", "GZ-002", "GZ-001"]
    assert found(store, "", (village[2].id, village[0].id)) == ["GZ-003", "GZ-001"]
    assert found(store, "") == []


def test_the_number_in_full_comes_before_all(store: Store, village: list[Household]) -> None:
    make_household(store, number="GZ-0010")
    assert found(store, "GZ-001", (village[1].id,))[0] == "GZ-001"


@pytest.mark.parametrize(
    "text", ["gz-001", " GZ-001 ", "https://label.example/households/GZ-001", "HTTPS://LABEL.EXAMPLE/H/GZ-001/?x=1"]
)
def test_a_card_says_the_number_or_an_address_that_ends_with_it(
    store: Store, village: list[Household], text: str
) -> None:
    with reading(store) as session:
        household = scanned_household(session, text)
    assert household is not None
    assert household.number == "GZ-001"


@pytest.mark.parametrize("text", ["", "wxm", "GZ-00", "https://label.example/", "https://label.example/01/x"])
def test_anything_else_is_no_scan(store: Store, village: list[Household], text: str) -> None:
    with reading(store) as session:
        assert scanned_household(session, text) is None
