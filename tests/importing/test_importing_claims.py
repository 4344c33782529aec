"""A sheet of claims: tried, drafted, certified, and what is claimed twice."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from cast import REGULATOR, SEASON, TOWNSHIP, VILLAGE, make_household, make_list, make_plot
from sqlmodel import select
from standing_clock import Clock

from gitrace import clock
from gitrace.clock import shanghai_day
from gitrace.growers.queries import household_by_number
from gitrace.growers.tables import CertifiedYield, Household
from gitrace.importing.claiming import Carried, carry_out, try_claims
from gitrace.importing.sheets import Sheet, read_folder
from gitrace.importing.template import EXPLAINED, template
from gitrace.importing.village_sheet import CLAIMS, EXAMPLE
from gitrace.storage import Store, reading
from gitrace.villages.objections import RecordObjection, record_objection
from gitrace.villages.queries import claimed, list_of
from gitrace.villages.steps import PublishList, check_list, publish_list
from gitrace.villages.tables import ListState
from gitrace.work import Actor, writing

BEGINNING = datetime(2026, 1, 10, 4, tzinfo=UTC)
PLACE = {"乡镇代码": "421223103", "村": "官庄村"}
ID_NUMBER = "421223189912310017"


@pytest.fixture(autouse=True)
def january(the_clock: Clock) -> Clock:
    the_clock.set(BEGINNING)
    return the_clock


def sheet(*rows: dict[str, str]) -> Sheet:
    """Rows of different households and plots, with what they say differently."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [column.header for column in CLAIMS.columns])
    writer.writeheader()
    for number, row in enumerate(rows, 1):
        usual = {"宗地号": f"DEMZ{number}", "户号": f"DEMH{number}", "户主": f"演示户{number}", "承包面积(亩)": "5"}
        usual |= {"面积(亩)": "2", "方式": "自然", "核定亩产(公斤)": "600"}
        writer.writerow(PLACE | usual | row)
    return read_folder([("名册.csv", text.getvalue().encode())], (CLAIMS,)).sheets[0]


def carry(store: Store, rows: Sheet, actor: Actor = VILLAGE) -> Carried:
    return carry_out(store, actor, rows, SEASON, lambda _done, _total: None)


def outcomes(carried: Carried) -> list[str]:
    return [one.refusal.code if one.refusal else one.deed.value for one in carried.judged]


def check_after_notice(store: Store, january: Clock, meanwhile: Callable[[int], Any] = lambda _key: None) -> None:
    with writing(store, VILLAGE) as work:
        listed = list_of(work.session, SEASON, "421223103", "官庄村")
        assert listed is not None
        form = PublishList(list_id=listed.id, from_day=shanghai_day(work.now), object_to="演示村委会")
        publish_list(work, form)
    meanwhile(listed.id)
    january.set(BEGINNING + timedelta(days=7))
    with writing(store, TOWNSHIP) as work:
        check_list(work, listed.id)


def test_a_trial_saves_nothing(store: Store) -> None:
    assert outcomes(try_claims(store, VILLAGE, sheet({}, {}), SEASON)) == ["draft", "draft"]
    with reading(store) as session:
        assert session.exec(select(Household.id)).first() is None


def test_the_same_sheet_drafts_first_and_certifies_once_it_is_checked(store: Store, january: Clock) -> None:
    rows = sheet({"公民身份号码": ID_NUMBER}, {"实测样方": "演示样方"})
    assert outcomes(carry(store, rows)) == ["draft", "draft"]
    assert outcomes(carry(store, rows)) == ["present", "present"]
    check_after_notice(store, january)
    assert outcomes(try_claims(store, TOWNSHIP, rows, SEASON)) == ["present", "present"]
    done = carry(store, rows, REGULATOR)
    assert (outcomes(done), done.finished) == (["certify", "certify"], ["官庄村"])
    with reading(store) as session:
        assert sum(session.exec(select(CertifiedYield.grams))) == 2_400_000
        listed = list_of(session, SEASON, "421223103", "官庄村")
        assert listed is not None
        assert listed.state == ListState.CERTIFIED


def test_a_plot_claimed_twice_in_one_sheet_is_taken_for_neither(store: Store) -> None:
    rows = sheet({"宗地号": "DEMSAME"}, {"宗地号": "DEMSAME", "村": "桂花村"}, {})
    assert outcomes(try_claims(store, TOWNSHIP, rows, SEASON)) == ["claimed-twice", "claimed-twice", "draft"]


def test_a_person_claimed_twice_is_found_across_villages(store: Store) -> None:
    rows = sheet({"公民身份号码": ID_NUMBER}, {"公民身份号码": ID_NUMBER, "村": "桂花村"})
    carried = carry(store, rows, TOWNSHIP)
    assert outcomes(carried) == ["claimed-twice", "claimed-twice"]
    assert "第 3 行户号 DEMH2" in carried.report()
    assert ID_NUMBER not in carried.report()


def test_what_is_registered_elsewhere_is_found_and_not_named_to_strangers(store: Store) -> None:
    other = make_household(store, village="桂花村", id_number=ID_NUMBER)
    make_plot(store, other, parcel="DEMTAKEN", certified=None)
    rows = sheet({"宗地号": "DEMTAKEN"}, {"公民身份号码": ID_NUMBER})
    seen = {}
    for actor in (VILLAGE, TOWNSHIP):
        carried = try_claims(store, actor, rows, SEASON)
        assert outcomes(carried) == ["duplicate-parcel", "duplicate-person"]
        seen[actor.area] = carried.report()
    assert other.number in seen["421223103"]
    assert other.number not in seen["421223103200"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"村": "桂花村"}, "outside-remit"),
        ({"乡镇代码": "421223570"}, "outside-area"),
        ({"方式": "半覆盖"}, "invalid-cover"),
        ({"面积(亩)": "零"}, "invalid-area"),
        ({"面积(亩)": "5.1"}, "area-exceeds-contract"),
        ({"核定亩产(公斤)": "3001"}, "yield-implausible"),
        ({"核定亩产(公斤)": "1501"}, "sample-missing"),
        ({"公民身份号码": "123"}, "invalid-id-number"),
        ({"户主": ""}, "missing"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_code(store: Store, row: dict[str, str], code: str) -> None:
    assert outcomes(try_claims(store, VILLAGE, sheet(row), SEASON)) == [code]


def test_rows_that_differ_from_the_register_are_refused(store: Store) -> None:
    known = make_household(store, number="DEMH1", name="演示户1", contract_mu=Decimal(5))
    make_plot(store, known, parcel="DEMZ1", certified=None)
    same = {"户号": "DEMH1", "户主": "演示户1", "宗地号": "DEMZ1"}
    for change, code in (
        ({}, "draft"),
        ({"户主": "演示别人"}, "household-differs"),
        ({"承包面积(亩)": "6"}, "contract-differs"),
        ({"面积(亩)": "3"}, "area-differs"),
    ):
        assert outcomes(try_claims(store, VILLAGE, sheet(same | change), SEASON)) == [code]


def test_a_list_on_notice_is_not_changed_by_a_sheet(store: Store) -> None:
    rows = sheet({})
    carry(store, rows)
    with writing(store, VILLAGE) as work:
        listed = list_of(work.session, SEASON, "421223103", "官庄村")
        assert listed is not None
        publish_list(work, PublishList(list_id=listed.id, from_day=date(2026, 1, 10), object_to="演示村委会"))
    assert outcomes(carry(store, rows)) == ["present"]
    assert outcomes(carry(store, sheet({"核定亩产(公斤)": "700"}))) == ["differs-from-list"]


def test_an_open_objection_holds_every_row_of_its_list(store: Store, january: Clock) -> None:
    rows = sheet({}, {})
    carry(store, rows)

    def object_to(list_id: int) -> None:
        with writing(store, VILLAGE) as work:
            record_objection(work, RecordObjection(list_id=list_id, raised_on=date(2026, 1, 10), words="演示"))

    check_after_notice(store, january, object_to)
    assert outcomes(carry(store, rows, REGULATOR)) == ["objection-open", "objection-open"]


def test_households_of_the_sheet_are_registered_in_their_village(store: Store) -> None:
    carry(store, sheet({"电话": "07150000009", "地块编号": "DEMP9"}))
    with reading(store) as session:
        household = household_by_number(session, "DEMH1")
        listed = list_of(session, SEASON, "421223103", "官庄村")
        assert household is not None
        assert listed is not None
        assert [one.plot for one in claimed(session, listed)] == ["DEMP9"]
        assert (household.village, household.contract_mu) == ("官庄村", "5")


def test_the_template_is_read_back_and_its_example_passed_over(store: Store) -> None:
    (filled,) = read_folder([("名册.xlsx", template())], (CLAIMS,)).sheets
    assert [row.cells["宗地号"] for row in filled.rows] == [EXAMPLE[0]]
    assert set(EXPLAINED) == {column.field for column in CLAIMS.columns}
    assert try_claims(store, VILLAGE, filled, SEASON).judged == []


def test_a_line_claimed_by_hand_is_known_to_the_sheet(store: Store) -> None:
    known = make_household(store, number="DEMH1", name="演示户1", contract_mu=Decimal(5))
    make_list(store, make_plot(store, known, parcel="DEMZ1", certified=None))
    assert outcomes(try_claims(store, VILLAGE, sheet({}), SEASON)) == ["present"]
    assert clock.now() == BEGINNING
