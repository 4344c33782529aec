"""Households and plots: unique in the county, and nothing of a person in the events."""

import json
from decimal import Decimal

import pytest
import sqlalchemy as sa
from cast import REGULATOR, TODAY, clerk_of, make_household, make_plot, make_producer, refused, tags_of

from gitrace.errors import Refusal
from gitrace.growers.households import ChangeHousehold, RegisterHousehold, change_household, register_household
from gitrace.growers.identity import id_digest, parse_id_number
from gitrace.growers.plots import RegisterPlot, register_plot
from gitrace.growers.queries import household_by_number, person_of, places_of, plot_by_number, plots_of
from gitrace.ledger import tables
from gitrace.storage import Keys, Store, reading
from gitrace.work import writing

NOBODY = "421223189912310017"
"""A number with a right check character; nobody born in 1899 was ever given one."""


def entry(**fields: object) -> RegisterHousehold:
    told = {"number": "n 0001", "name": "演示户", "township": "421223103", "village": "官庄村", "contract_mu": "6.60"}
    return RegisterHousehold.model_validate(told | fields)


def change(household_id: int, **fields: object) -> ChangeHousehold:
    told = {"name": "演示户", "township": "421223103", "village": "桂花村", "contract_mu": "8"}
    told["reason"] = "演示：登记有误"
    return ChangeHousehold.model_validate(told | {"household_id": household_id} | fields)


def plot_form(household_id: int, **fields: object) -> RegisterPlot:
    told = {"parcel": "dem 000001", "township": "421223103", "area_mu": "3.3"}
    return RegisterPlot.model_validate(told | {"household_id": household_id} | fields)


def test_a_household_is_found_by_its_number_however_it_is_typed(store: Store) -> None:
    with writing(store, REGULATOR) as work:
        made = register_household(work, entry())
    with reading(store) as session:
        found = household_by_number(session, " n0001")
        assert found is not None
        assert (found.id, found.number, found.contract_mu) == (made.id, "N0001", "6.6")
    assert refused(store, REGULATOR, lambda work: register_household(work, entry())) == ("duplicate", "number")


def test_households_grow_in_the_county_on_some_land(store: Store) -> None:
    park, none = entry(township="421223570"), entry(contract_mu="0")
    assert refused(store, REGULATOR, lambda work: register_household(work, park)) == ("outside-area", "township")
    assert refused(store, REGULATOR, lambda work: register_household(work, none)) == ("invalid-area", "contract_mu")


def test_only_the_county_lists_households_and_plots(store: Store) -> None:
    clerk = clerk_of(make_producer(store))
    home = make_household(store)
    assert refused(store, clerk, lambda work: register_household(work, entry()))[0] == "regulator-only"
    assert refused(store, clerk, lambda work: register_plot(work, plot_form(home.id)))[0] == "regulator-only"
    assert refused(store, clerk, lambda work: change_household(work, change(home.id)))[0] == "regulator-only"


def test_one_person_is_listed_once_and_her_number_is_not_kept(store: Store) -> None:
    with writing(store, REGULATOR) as work:
        first = register_household(work, entry(id_number=NOBODY))
    again = entry(number="N0002", id_number=" " + NOBODY)
    answer = refused(store, REGULATOR, lambda work: register_household(work, again))
    assert answer == ("duplicate-person", "id_number")
    with writing(store, REGULATOR) as work:
        change_household(work, change(first.id, id_number=NOBODY))
    with reading(store) as session:
        person = person_of(session, first.id)
        assert person is not None
        assert person.id_digest == id_digest(store.keys, NOBODY)
        kept = "".join(session.connection().execute(sa.select(tables.annex.c.body)).scalars())
    assert NOBODY not in kept


def test_a_digest_depends_on_the_label_key_alone() -> None:
    keys, others = (Keys(session=b"s", labels={1: byte * 32, 2: b"x" * 32}, logs={}) for byte in (b"1", b"2"))
    known = "206a2dbb57afbaf9a2b8dc297e887b3cfb35a57f2b8f487dfec3f0e346d9226f"
    assert id_digest(keys, NOBODY) == id_digest(Keys(session=b"t", labels={1: b"1" * 32}, logs={}), NOBODY)
    assert id_digest(keys, NOBODY) != id_digest(others, NOBODY)
    assert id_digest(keys, NOBODY) == known


@pytest.mark.parametrize("text", ["", "42122318991231001", "421223189912310018", "4212231899123100XX"])
def test_an_id_number_is_checked_and_never_repeated(text: str) -> None:
    with pytest.raises(Refusal) as no:
        parse_id_number(text)
    assert no.value.code == "invalid-id-number"
    assert not text or text not in str(no.value)


def test_events_of_households_hold_nothing_of_a_person(store: Store) -> None:
    with writing(store, REGULATOR) as work:
        home = register_household(work, entry(name="演示某某", phone="07150000009"))
        register_plot(work, plot_form(home.id, longitude="113.93145", latitude="29.53685"))
    with reading(store) as session:
        leaves = "".join(session.connection().execute(sa.select(tables.entry.c.leaf)).scalars())
        parts = session.connection().execute(sa.select(tables.annex.c.name, tables.annex.c.body)).all()
    secrets = ("演示某某", "07150000009", "DEM000001", "113931450")
    assert not any(secret in leaves for secret in secrets)
    mine = [json.dumps(body, ensure_ascii=False) for name, body in parts if name.startswith("person/household:")]
    rest = [body for name, body in parts if not name.startswith("person/")]
    assert all(any(secret in body for body in mine) for secret in secrets)
    assert not any(secret in body for secret in secrets for body in rest)


def test_an_entry_changes_and_a_contract_covers_its_plots(store: Store) -> None:
    home = make_household(store, contract_mu=Decimal(7))
    make_plot(store, home, area_mu=Decimal("6.6"))
    small = change(home.id, contract_mu="6.5")
    answer = refused(store, REGULATOR, lambda work: change_household(work, small))
    assert answer == ("area-exceeds-contract", "contract_mu")
    with writing(store, REGULATOR) as work:
        changed = change_household(work, change(home.id, contract_mu="6.6", name="演示继承户"))
    assert (changed.village, changed.contract_mu) == ("桂花村", "6.6")
    with reading(store) as session:
        person = person_of(session, home.id)
        assert person is not None
        assert person.name == "演示继承户"
    assert tags_of(store, f"household:{home.id}") == [
        "household.registered/1",
        "plot.registered/1",
        "yield.certified/2",
        "household.changed/2",
    ]


def test_plots_number_themselves_and_keep_their_place_apart(store: Store) -> None:
    home = make_household(store)
    with writing(store, REGULATOR) as work:
        register_plot(work, plot_form(home.id, number=f"{home.number}-2"))
        plot = register_plot(work, plot_form(home.id, parcel="D2", longitude="113.93145", latitude="29.53685"))
    assert plot.number == f"{home.number}-3"
    with reading(store) as session:
        place = places_of(session, home.id)[plot.id]
        assert (place.parcel, place.longitude_e6, place.latitude_e6) == ("D2", 113_931_450, 29_536_850)
        assert [one.number for one in plots_of(session, home.id)] == [f"{home.number}-2", f"{home.number}-3"]
        assert plot_by_number(session, plot.number.lower()) is not None


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"parcel": "DEM TAKEN"}, ("duplicate-parcel", "parcel")),
        ({"township": "421223570"}, ("outside-area", "township")),
        ({"area_mu": "0"}, ("invalid-area", "area_mu")),
        ({"area_mu": "8.01"}, ("area-exceeds-contract", "area_mu")),
        ({"planted_year": 2027}, ("future-date", "planted_year")),
        ({"longitude": "113.9"}, ("missing", "latitude")),
        ({"longitude": "112.9", "latitude": "29.5"}, ("outside-area", "longitude")),
        ({"longitude": "113.9", "latitude": "30.5"}, ("outside-area", "latitude")),
    ],
)
def test_a_plot_that_cannot_be_is_refused(store: Store, fields: dict[str, object], answer: tuple[str, str]) -> None:
    home = make_household(store)
    plot = make_plot(store, home, parcel="DEMTAKEN")
    form = plot_form(home.id, **fields)
    assert refused(store, REGULATOR, lambda work: register_plot(work, form, today=TODAY)) == answer
    taken = plot_form(home.id, number=plot.number)
    assert refused(store, REGULATOR, lambda work: register_plot(work, taken)) == ("duplicate", "number")
