"""One refusal for each row, in the order of the columns; runs that can be repeated."""

from datetime import date

import pytest

from gitrace.importing.columns import KINDS
from gitrace.importing.desk import Desk
from gitrace.importing.judge import Verdict, judge_folder
from gitrace.importing.records import RecordsInMemory
from gitrace.importing.sheets import read_folder
from gitrace.profile import seed_profile

COOP = "93421223DEM000014H"
GOOD = {
    "producers": f"{COOP},演示合作社,合作社,421223103,,,,2025-10-01,2030-09-30",
    "households": "N1,演示户,演示村,421223103,2",
    "plots": "N1-1,N1,P1,421223103,1,2010,300,,",
    "scales": f"C1,{COOP},演示检字1,2025-10-05,2026-10-04,公斤,300",
    "inputs": "R1,N1-1,肥料,复合肥,,,2025-09-18,,",
    "deliveries": f"J1,{COOP},N1,,2026-03-05 06:00,自然,100,,,公斤,统货,C1",
}


class Season:
    """Records that good rows have been brought into, and a way to bring in more."""

    def __init__(self) -> None:
        self.records = RecordsInMemory()
        self.desk = Desk(self.records, seed_profile(), date(2026, 11, 1))
        for kind in KINDS:
            (verdict,) = self.bring(kind.name, GOOD[kind.name])
            assert verdict.outcome == "accepted", (verdict, verdict.refusal)

    def bring(self, sheet: str, *lines: str) -> list[Verdict]:
        (kind,) = (kind for kind in KINDS if kind.name == sheet)
        content = "\n".join([",".join(kind.headers), *lines]).encode()
        return list(judge_folder(read_folder([(sheet, content)]), self.desk, self.records))

    def codes(self, sheet: str, *lines: str) -> list[str]:
        return [" ".join(verdict.codes) or verdict.outcome for verdict in self.bring(sheet, *lines)]


@pytest.mark.parametrize(
    ("sheet", "line", "code"),
    [
        ("producers", ",演示,企业,421223103,,,,2025-10-01,2030-09-30", "missing"),
        ("producers", "91421223DEM000014P,,企业,421221100,,,,2025-10-01,2030-09-30", "missing"),
        ("producers", "91421223DEM000014P,演示,企业,421221100,,,,2027-10-01,x", "outside-area"),
        ("producers", "91421223DEM000014P,演示,企业,421223570,,,,2027-10-01,x", "future-date"),
        ("producers", "91421223DEM000014P,演示,企业,421223570,,,,2025-10-01,2025-09-30", "invalid-date"),
        ("producers", "91421223DEM000014P,演示,商店,421223570,,,,2027-10-01,x", "invalid-kind"),
        ("households", "N2,演示户,演示村,421223570,0", "outside-area"),
        ("households", "N2,演示户,演示村,421223103,0", "invalid-area"),
        ("plots", "N1-2,N9,P1,421221100,0,,0,,", "unknown-household"),
        ("plots", "N1-2,N1,p1,421221100,0,,0,,", "duplicate-parcel"),
        ("plots", "N1-2,N1,P2,421223103,x,,0,,", "invalid-area"),
        ("plots", "N1-2,N1,P2,421223103,0.5,2027,0,,", "future-date"),
        ("plots", "N1-2,N1,P2,421223103,0.5,,0,,", "invalid-yield"),
        ("plots", "N1-2,N1,P2,421223103,0.5,,约300,,", "invalid-yield"),
        ("plots", "N1-2,N1,P2,421223103,0.5,,3000.1,,", "yield-implausible"),
        ("plots", "N1-2,N1,P2,421223103,0.5,,300,114,", "missing"),
        ("plots", "N1-2,N1,P2,421223103,0.5,,300,东经114度,29.5", "invalid-point"),
        ("plots", "N1-2,N1,P2,421223103,5,,300,112,29.5", "outside-area"),
        ("plots", "N1-2,N1,P2,421223103,1.01,,300,114,29.5", "area-exceeds-contract"),
        ("scales", f"C2,{COOP},演示,2025-10-05,2025-10-04,公斤,300", "invalid-date"),
        ("scales", f"C2,{COOP},演示,2025-10-05,2099-10-04,磅,300", "invalid-unit"),
        ("scales", f"C2,{COOP},演示,2025-10-05,2099-10-04,斤,300公斤", "invalid-weight"),
        ("inputs", "R2,N1-9,药,,,,2027-01-01,,", "unknown-plot"),
        ("inputs", "R2,N1-1,药,,,,2027-01-01,,", "invalid-kind"),
        ("inputs", "R2,N1-1,农药,,,,2027-01-01,,", "missing"),
        ("inputs", "R2,N1-1,农药,苦参碱,,,2026-01-02,2026-01-01,", "invalid-date"),
        ("inputs", "R2,N1-1,农药,苦参碱,,,2026-01-02,2026-12-01,", "future-date"),
        ("inputs", "R2,N1-1,农药,苦参碱,,,2026-01-02,2026-01-02,七天", "invalid-number"),
        ("deliveries", f"J2,{COOP},N1,N1-9,26.3.5,大棚,x,x,x,箱,顶级,C9", "unknown-plot"),
        ("deliveries", f"J2,{COOP},N1,N1-1,26.3.5,大棚,x,x,x,箱,顶级,C9", "invalid-date"),
        ("deliveries", f"J2,{COOP},N1,N1-1,2026-03-05,大棚,x,x,x,箱,顶级,C9", "invalid-cover"),
        ("deliveries", f"J2,{COOP},N1,N1-1,2026-03-05,自然,1e3,x,x,箱,顶级,C9", "invalid-weight"),
        ("deliveries", f"J2,{COOP},N1,N1-1,2026-03-05,自然,0.0001,,,箱,顶级,C9", "invalid-unit"),
        ("deliveries", f"J2,{COOP},N1,N1-1,2026-03-05,自然,0.0001,,,公斤,顶级,C9", "invalid-weight"),
        ("deliveries", f"J2,{COOP},N1,N1-1,2026-03-05,自然,1,9,,公斤,顶级,C9", "invalid-grade"),
        ("deliveries", f"J2,{COOP},N1,N1-1,2026-03-05,自然,999,999,,公斤,统货,C9", "unknown-scale"),
        ("deliveries", f"J2,{COOP},N1,N1-1,2026-03-05,自然,999,999,,公斤,统货,C1", "invalid-weight"),
        ("deliveries", f"J2,{COOP},N1,N1-1,2026-03-05,自然,300.001,,,公斤,统货,C1", "over-scale-capacity"),
        ("deliveries", f"J2,{COOP},N1,N1-1,2026-03-05,自然,200.001,,,公斤,统货,C1", "yield-exceeded"),
        ("deliveries", f"J2,{COOP},N1,N1-1,2026-07-05,自然,200,,,kG,统货,c1", "season"),
    ],
)
def test_the_first_fault_from_the_left_is_told(sheet: str, line: str, code: str) -> None:
    assert Season().codes(sheet, line) == [code]


@pytest.mark.parametrize("sheet", GOOD)
def test_the_same_row_again_is_present_and_its_twin_a_duplicate(sheet: str) -> None:
    again, twin = Season().bring(sheet, GOOD[sheet], GOOD[sheet])
    assert (again.outcome, again.present) == ("accepted", True)
    assert (twin.label, twin.codes) == (f"{again.key}#2", ("duplicate",))


def test_a_changed_row_is_refused_and_the_record_stays() -> None:
    season = Season()
    assert season.codes("deliveries", GOOD["deliveries"].replace(",100,", ",99,")) == ["changed-record"]
    assert season.bring("deliveries", GOOD["deliveries"])[0].grams == 100_000


def test_a_refused_row_takes_neither_its_key_nor_its_parcel() -> None:
    wrong, right = "N1-2,N1,P2,421221100,0.5,,300,,", "N1-3,N1,P2,421223103,0.5,,300,,"
    season = Season()
    first = season.codes("plots", wrong, right, wrong)
    assert first == ["outside-area", "accepted", "duplicate-parcel"]
    assert season.codes("plots", wrong, right, wrong) == first


def test_a_smaller_delivery_may_follow_one_that_was_too_large() -> None:
    large, small = (f"J2,{COOP},N1,,2026-03-06,自然,{kg},,,公斤,统货,C1" for kg in (201, 200))
    season = Season()
    assert season.codes("deliveries", large, small) == ["yield-exceeded", "accepted"]
    assert season.codes("deliveries", large, small) == ["yield-exceeded", "accepted"]


def test_an_unusual_yield_is_accepted_with_a_warning() -> None:
    (verdict,) = Season().bring("plots", "N1-2,N1,P2,421223103,0.5,,1501,,")
    assert verdict.outcome == "accepted"
    assert [(finding.code, finding.outcome) for finding in verdict.settled.findings] == [("yield-high", "warn")]


def test_each_season_has_its_own_yield() -> None:
    lines = [
        f"J{n},{COOP},N1,,{day},自然,{kg},,,公斤,统货,C1"
        for n, day, kg in ((2, "2026-08-31", 200), (3, "2026-09-01", 300))
    ]
    assert Season().codes("deliveries", *lines) == ["season", "season"]


def test_rows_of_any_key_left_empty_are_told_apart() -> None:
    verdicts = Season().bring("households", ",演示户,演示村,421223103,2", ",演示户,演示村,421223103,2")
    assert [(verdict.label, verdict.codes) for verdict in verdicts] == [("", ("missing",)), ("#2", ("missing",))]
