"""The regulator's pages about households, plots, yields and production records."""

import re
from decimal import Decimal

import pytest
from browsers import Cast
from cast import make_household, make_plot, make_producer, make_record
from flask.testing import FlaskClient
from visiting import send, sign_in_for, sign_in_regulator, sign_in_regulator_of, text

from gitrace.growers.queries import household_by_number, plots_of, records_of, yields_of
from gitrace.storage import Store, reading

LIST = "/regulator/households"


@pytest.fixture
def warden(cast: Cast) -> FlaskClient:
    return sign_in_regulator(cast)


def test_an_empty_register_says_what_to_do(warden: FlaskClient) -> None:
    assert "还没有登记农户" in text(warden, LIST)


def test_households_are_found_by_number_name_township_and_village(store: Store, warden: FlaskClient) -> None:
    make_household(store, number="N1", name="演示甲", phone="07150000001")
    make_household(store, number="N2", name="演示乙", township="421223100", village="演示村")
    assert "共 2 户" in text(warden, LIST)
    for query, name in (
        ("text=n1", "甲"),
        ("text=乙", "乙"),
        ("text=07150000001", "甲"),
        ("text=ysy", "乙"),
        ("village=演示村", "乙"),
    ):
        page = text(warden, f"{LIST}?{query}")
        assert "共 1 户" in page
        assert f"演示{name}" in page
    assert "没有符合条件的农户" in text(warden, f"{LIST}?township=421223107")


def test_a_column_head_sorts_the_register_and_keeps_the_filter(store: Store, warden: FlaskClient) -> None:
    for number, mu in (("N1", "9.5"), ("N2", "10"), ("N3", "2")):
        make_household(store, number=number, contract_mu=Decimal(mu))
    page = text(warden, f"{LIST}?village=&sort=largest&page=1")
    assert page.index("N2</a>") < page.index("N1</a>") < page.index("N3</a>")
    assert f'href="{LIST}?village=&amp;sort=smallest">承包面积' in page


def test_an_office_takes_out_the_households_of_its_place_and_no_others(store: Store, cast: Cast) -> None:
    make_household(store, number="N1", name="演示甲")
    make_household(store, number="N2", name="演示乙", township="421223100", village="演示村")
    town = sign_in_regulator_of(cast, "421223103")
    assert "/regulator/exports/households/csv?township=421223103" in text(town, LIST)
    taken = text(town, "/regulator/exports/households/csv?township=421223100")  # whatever place the address asks for
    assert "N1" in taken
    assert "N2" not in taken
    assert town.get("/regulator/exports/lots/csv").status_code == 404
    offered = text(town, "/regulator/exports")
    assert "/regulator/exports/yields/xlsx" in offered
    assert "/regulator/exports/messages/xlsx" not in offered


def test_a_long_list_comes_in_pages(store: Store, warden: FlaskClient) -> None:
    for number in range(51):
        make_household(store, number=f"N{number:03}")
    assert "第 1 页，共 2 页" in text(warden, LIST)
    assert "N050" in text(warden, f"{LIST}?page=2")


def test_a_household_is_listed_then_its_plot_then_its_yield(store: Store, warden: FlaskClient) -> None:
    entry = {"number": "n0001", "name": "演示户", "township": "421223103", "village": "官庄村", "contract_mu": "6.6"}
    page = text(warden, send(warden, f"{LIST}/new", **entry).location)
    assert "还没有登记地块" in page
    with reading(store) as session:
        household = household_by_number(session, "N0001")
    assert household is not None
    plot_page = send(
        warden, f"{LIST}/{household.id}/plots/new", parcel="DEM1", township="421223103", area_mu="3.3"
    ).location.split("?")[0]
    assert "还没有核定产量" in text(warden, plot_page)
    unfounded = send(warden, f"{plot_page}/certify", season="2026", kg_per_mu="600")
    assert 'id="error-reason"' in unfounded.get_data(as_text=True)
    founded = {"season": "2026", "kg_per_mu": "600", "reason": "演示：名册以外新竹园"}
    assert send(warden, f"{plot_page}/certify", **founded).status_code == 303
    assert "演示：名册以外新竹园" in text(warden, plot_page)
    assert "3,960" in text(warden, plot_page)


def test_what_does_not_fit_is_said_at_its_field(store: Store, warden: FlaskClient) -> None:
    household = make_household(store, contract_mu=Decimal(3))
    answer = send(warden, f"{LIST}/{household.id}/plots/new", parcel="DEM1", township="421223103", area_mu="3.01")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="error-area_mu"' in page
    assert 'value="3.01"' in page
    answer = send(warden, f"{LIST}/{household.id}/plots/new", parcel="DEM1", township="421223103", area_mu="三亩")
    assert "请填数字。" in answer.get_data(as_text=True)


def test_an_entry_changes_and_its_id_number_is_never_shown(store: Store, warden: FlaskClient) -> None:
    household = make_household(store)
    at = f"{LIST}/{household.id}"
    number = "421223189912310017"
    entry = {"name": "演示继承户", "township": "421223103", "village": "桂花村", "contract_mu": "9"}
    assert send(warden, f"{at}/change", **entry, id_number=number).status_code == 422
    assert send(warden, f"{at}/change", **entry, id_number=number, reason="户主变更").status_code == 303
    page = text(warden, at)
    assert "已更正 1 次" in page
    assert "户主变更" in page
    assert "<td>桂花村</td>" in page
    assert "演示继承户" in page
    assert "已核对，只存短码" in page
    assert number not in page + text(warden, f"{at}/change")


def test_a_yield_is_changed_with_a_reason(store: Store, warden: FlaskClient) -> None:
    plot = make_plot(store)
    address = f"/regulator/plots/{plot.id}/yields/2026"
    assert send(warden, address, kg_per_mu="500").status_code == 422
    assert send(warden, address, kg_per_mu="500", reason="复核").status_code == 303
    with reading(store) as session:
        assert yields_of(session, plot.id)[0].given.kg_per_mu == "500"
    assert warden.get(f"/regulator/plots/{plot.id}/yields/2020").status_code == 404


def test_records_are_entered_completed_and_corrected(store: Store, warden: FlaskClient) -> None:
    plot = make_plot(store)
    at = f"/regulator/plots/{plot.id}"
    told = {"kind": "pesticide", "product": "演示药剂", "started_on": "2025-09-10"}
    assert "有空缺" in text(warden, send(warden, f"{at}/records/new", **told).location)
    with reading(store) as session:
        record = records_of(session, [plot.id])[0]
    gaps = {"registration": "PD0", "ended_on": "2025-09-11", "interval_days": "7", "source": "演示农资店"}
    assert (
        send(warden, f"/regulator/records/{record.id}/complete", **gaps, dose="1 升", purpose="蚜").status_code == 303
    )
    assert "有空缺" not in text(warden, at)
    assert "没有空缺" in text(warden, f"/regulator/records/{record.id}/complete")
    told |= gaps | {"product": "演示改药", "reason": "写错"}
    assert send(warden, f"/regulator/records/{record.id}/correct", **told).status_code == 303
    assert "演示改药" in text(warden, f"{LIST}/{plot.household_id}")


@pytest.mark.parametrize(
    "address",
    [f"{LIST}/999", f"{LIST}/999/plots/new", "/regulator/plots/999", "/regulator/records/999/correct"],
)
def test_what_is_not_there_is_a_404(warden: FlaskClient, address: str) -> None:
    assert warden.get(address).status_code == 404


def test_a_producers_people_do_not_enter(store: Store, cast: Cast) -> None:
    plot = make_plot(store)
    record = make_record(store, plot)
    manager = sign_in_for(cast, make_producer(store))
    tails = (f"plots/{plot.id}", f"plots/{plot.id}/certify", f"records/{record.id}/correct", "households")
    for tail in tails:
        assert manager.get(f"/regulator/{tail}").status_code == 403
    with reading(store) as session:
        assert len(plots_of(session, plot.household_id)) == 1


def test_a_plots_page_stands_under_households_in_the_menu(store: Store, warden: FlaskClient) -> None:
    plot = make_plot(store, make_household(store))
    menu = text(warden, f"/regulator/plots/{plot.id}").split('class="menu"')[1].split("</nav>")[0]
    assert re.findall(r'aria-current="page">([^<]+)<', menu) == ["农户"]
