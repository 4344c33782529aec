"""A report and those that it corrects: both stay, and each correction shows what it changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from gitrace.batches.tables import Batch
from gitrace.growers.tables import Plot
from gitrace.inspections.commands import EnterReport, ReportedItem
from gitrace.inspections.tables import Report, ReportCoverage, ReportItem

_LINE_TITLES = {
    "result": "结果",
    "unit": "单位",
    "printed_limit": "限量",
    "detection_limit": "检出限",
    "method": "方法",
    "verdict": "单项判定",
}
_NOT_COMPARED = ("items", "plots", "replaces", "correction_reason", "laboratory_id", "producer_id")


@dataclass(frozen=True)
class Difference:
    """One field, before and after: of the report, or of the tested item that `item` names. None: was not there."""

    field: str
    title: str
    before: str | None
    after: str | None
    item: str = ""


@dataclass(frozen=True)
class Correction:
    """A report that took another's place. `reason` None: a laboratory's own entry of what was uploaded."""

    report_id: int
    number: str
    former_id: int
    former_number: str
    reason: str | None
    corrected_at: datetime
    differences: tuple[Difference, ...]


def as_entered(session: Session, report: Report) -> EnterReport:
    """The command that a report's rows came from, for its correction to start with and to be compared with."""
    items = session.exec(select(ReportItem).where(ReportItem.report_id == report.id).order_by(col(ReportItem.id)))
    coverage = session.exec(select(ReportCoverage).where(ReportCoverage.report_id == report.id)).all()
    lots = select(Batch.lot).where(col(Batch.id).in_([one.batch_id for one in coverage]))
    plots = select(Plot.number).where(col(Plot.id).in_([one.plot_id for one in coverage])).order_by(Plot.number)
    told = {name: getattr(report, name) for name in EnterReport.model_fields if name in Report.model_fields}
    return EnterReport(
        **told,
        items=tuple(_item(one) for one in items),
        lot=session.exec(lots).first(),
        from_day=coverage[0].from_day,
        until_day=coverage[0].until_day,
        plots=tuple(session.exec(plots)),
        replaces=report.replaces_id,
    )


def corrections_behind(session: Session, report: Report) -> list[Correction]:
    """What was corrected until it came to this report, oldest first."""
    found, present = [], report
    while present.replaces_id is not None:
        former = session.get_one(Report, present.replaces_id)
        found.append(_correction(session, former, present))
        present = former
    return found[::-1]


def correction_of(session: Session, report: Report) -> Correction | None:
    """The correction by which a report lost its place."""
    newer = session.exec(select(Report).where(Report.replaces_id == report.id)).first()
    return None if newer is None else _correction(session, report, newer)


def differences(before: EnterReport, after: EnterReport) -> Iterator[Difference]:
    """What differs between two reports, in the order of the form; items are told apart by code or printed name."""
    for name, field in EnterReport.model_fields.items():
        was, now = getattr(before, name), getattr(after, name)
        if was != now and name not in _NOT_COMPARED:
            yield Difference(name, str(field.title), _text(was), _text(now))
    if before.plots != after.plots:
        yield Difference("plots", "只限这些地块", _text("、".join(before.plots)), _text("、".join(after.plots)))
    yield from _of_items(before.items, after.items)


def _of_items(before: Sequence[ReportedItem], after: Sequence[ReportedItem]) -> Iterator[Difference]:
    was, now = _by_item(before), _by_item(after)
    for key in [*was, *(key for key in now if key not in was)]:
        old, new = was.get(key), now.get(key)
        name = (new or old).name  # type: ignore[union-attr]
        for field, title in _LINE_TITLES.items():
            values = [None if one is None else _text(getattr(one, field)) for one in (old, new)]
            if values[0] != values[1]:
                yield Difference(field, title, values[0], values[1], name)


def _by_item(items: Iterable[ReportedItem]) -> dict[tuple[str, int], ReportedItem]:
    found: dict[tuple[str, int], ReportedItem] = {}
    for one in items:
        again = sum(item == one.item for item, _ in found)
        found[one.item, again] = one
    return found


def _correction(session: Session, former: Report, newer: Report) -> Correction:
    changed = differences(as_entered(session, former), as_entered(session, newer))
    return Correction(
        report_id=newer.id,
        number=newer.number,
        former_id=former.id,
        former_number=former.number,
        reason=newer.correction_reason,
        corrected_at=newer.entered_at,
        differences=tuple(changed),
    )


def _item(row: ReportItem) -> ReportedItem:
    told = {name: getattr(row, name) for name in ReportedItem.model_fields if name != "verdict"}
    return ReportedItem(**told, verdict=row.printed_verdict)  # type: ignore[arg-type]


def _text(value: object) -> str | None:
    if value in (None, ""):
        return None
    return value.isoformat() if isinstance(value, date) else str(value)
