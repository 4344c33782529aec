"""Test reports of the demo: passed, failed, under review, and one that a producer uploaded."""

from datetime import date, timedelta
from typing import Any

from fpdf import FPDF

from gitrace import clock
from gitrace.demo.seasons import Harvest
from gitrace.demo.stage import Stage
from gitrace.demo.trade import TRADERS
from gitrace.inspections.commands import EnterReport, ReportedItem, enter_report
from gitrace.inspections.files import keep_pdf
from gitrace.inspections.tables import ReportKind, Verdict

_STANDARD = "GB 2762-2022、GB 2763"


def season_report(stage: Stage, producer: str, form: str, harvest: Harvest) -> None:
    """The laboratory's report on all of a producer's packs of a form in a harvest: passed."""
    _enter(stage, "lab", producer, form, from_day=harvest.begins, until_day=harvest.ends, items=items(form))


def uploaded_report(stage: Stage, login: str, producer: str, harvest: Harvest) -> None:
    """A passed report that the producer uploads itself, with its PDF."""
    form: dict[str, Any] = {"from_day": harvest.begins, "until_day": harvest.ends, "items": items("fresh")}
    _enter(stage, login, producer, "fresh", **form)


def failed_report(stage: Stage, key: tuple[str, object]) -> None:
    """A report on one lot whose lead lies above the limit."""
    failed = {"items": items("fresh", lead="0.14", verdict=Verdict.FAIL), "conclusion": Verdict.FAIL}
    _enter(stage, "lab", key[0], "fresh", lot=stage.lots[key].lot, **failed)


def differing_report(stage: Stage, key: tuple[str, object]) -> None:
    """A report on one lot that its laboratory passed and our reckoning does not: 待复核."""
    told = {"sampled_on": _today(), "items": items("boiled", lead="0.35")}
    _enter(stage, "lab", key[0], "boiled", lot=stage.lots[key].lot, **told)


def rapid_test(stage: Stage, key: tuple[str, object]) -> None:
    """A rapid test of one lot, 速测."""
    line = ReportedItem(
        item="chlorpyrifos",
        name="毒死蜱",
        result="未检出",
        unit="mg/kg",
        method="演示速测卡",
        detection_limit="0.01",
        verdict=Verdict.PASS,
    )
    told: dict[str, Any] = {"kind": ReportKind.RAPID, "sampled_on": _today(), "items": (line,)}
    _enter(stage, "lab", key[0], "fresh", lot=stage.lots[key].lot, **told)


def items(form: str, lead: str = "0.02", verdict: Verdict = Verdict.PASS) -> tuple[ReportedItem, ...]:
    """What was tested; every limit is the one of the profile."""
    limit = {"fresh": "0.1", "boiled": "0.3"}[form]
    first = ReportedItem(
        item="lead",
        name="铅（以 Pb 计）",
        result=lead,
        unit="mg/kg",
        method="GB 5009.12",
        printed_limit=limit,
        verdict=verdict,
    )
    second = ReportedItem(
        item="sulphur-dioxide",
        name="二氧化硫残留量",
        result="未检出",
        unit="g/kg",
        method="GB 5009.34",
        detection_limit="0.003",
        verdict=Verdict.PASS,
    )
    return first, second


def _enter(stage: Stage, login: str, producer: str, form: str, **more: Any) -> None:
    today = _today()
    told: dict[str, Any] = {
        "laboratory_id": stage.laboratory,
        "producer_id": stage.producers[producer].id,
        "form": form,
        "number": f"YS-{today:%y%m%d}-{stage.chance.randrange(1000):03d}",
        "client": TRADERS[producer].name,
        "sample": {"fresh": "雷竹笋", "boiled": "清水雷竹笋"}[form],
        "sample_quantity": "2 kg",
        "sampled_on": today - timedelta(days=6),
        "issued_on": today,
        "standard": _STANDARD,
        "conclusion": Verdict.PASS,
    }
    report = EnterReport(**told | more)
    file = keep_pdf(stage.store, _pdf(report.number, today))
    stage.act(login, lambda work: enter_report(work, report, file))


def _today() -> date:
    return clock.shanghai_day(clock.now())


def _pdf(number: str, day: date) -> bytes:
    """A page that says what it is; no font beyond the standard ones, hence in English."""
    document = FPDF()
    document.set_creation_date(clock.now())
    document.add_page()
    document.set_font("Helvetica", size=20)
    document.cell(text=f"Demonstration report {number}", new_x="LMARGIN", new_y="NEXT")
    document.set_font("Helvetica", size=12)
    document.cell(text=f"{day.isoformat()}. Fictional: no laboratory made it, no sample was taken.")
    return bytes(document.output())
