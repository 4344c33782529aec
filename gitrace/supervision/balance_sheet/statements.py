"""The statements on record, and making the next one: counted in one look at everything, told in one entry."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.growers.rules import season_days, season_of
from gitrace.jobs import Job
from gitrace.jobs.tables import OPEN_STATES
from gitrace.ledger import tables as ledger
from gitrace.profile.commands import profile_on
from gitrace.scans.counting import subject_of as subject_of_scans
from gitrace.storage import Store, reading
from gitrace.supervision.balance_sheet.events import WeekTold
from gitrace.supervision.balance_sheet.goods import call_lines, label_lines, lot_lines, lots_by_township
from gitrace.supervision.balance_sheet.harvest import Span, Sum, certified_sums, delivered_sums
from gitrace.supervision.balance_sheet.rules import townships_to_tell
from gitrace.supervision.balance_sheet.sheet import GATED, OPEN, SCANNED, TOLD, Fields, Sheet, sheets_of
from gitrace.supervision.balance_sheet.unlabelled import LOOSE, OTHER, deficit_sums, unlabelled_sums
from gitrace.supervision.open_figures.season import seasons_on_record
from gitrace.work import KEEPER, Work, writing

COUNTY_IS_KNOWN = frozenset({"certified", "delivered"})
"""Of which the open figures tell the county's sum."""


TELL_WEEK = "balance.tell-week"
"""Kind of the job."""


def is_due(session: Session, week: date) -> bool:
    """Whether a week is still to be told and nobody was asked to: its season is on record, and not told so far."""
    known = seasons_on_record(session)
    if not known or (season := _season_of(session, week)) not in known:
        return False
    asked = sa.select(col(Job.id)).where(col(Job.kind) == TELL_WEEK, col(Job.state).in_(OPEN_STATES))
    if session.execute(asked.limit(1)).first() is not None:
        return False
    return all(one["week"] < week.isoformat() for _, _, one in _told(session, season))


def _season_of(session: Session, week: date) -> int:
    """Of the week that begins on this Monday, by its Sunday."""
    sunday = week + timedelta(days=6)
    return season_of(sunday, profile_on(session, sunday))


def subject_of(season: int) -> str:
    """Of a season's statements."""
    return f"season:{season}"


def seasons_told(session: Session) -> list[int]:
    """Seasons of which there is a statement."""
    entry = ledger.entry.c
    subjects = session.execute(sa.select(entry.subject).where(entry.tag == TOLD).distinct()).scalars()
    return sorted(int(one.removeprefix("season:")) for one in subjects)


def sheet_of(session: Session, season: int) -> Sheet | None:
    """The season as told so far; None before its first statement. Two statements, over the season's entries alone."""
    told = list(_told(session, season))
    if not told:
        return None
    last = told[-1][2]
    first_day, last_day = subject_of_scans(last["first_day"]), subject_of_scans(last["last_day"])
    touched = ledger.subject.c
    days = _entries(session, SCANNED, touched.subject >= first_day, touched.subject <= last_day)
    return sheets_of([*told, *days])[season]


def tell_weeks(store: Store, week: date) -> None:
    """Tell the week that begins on this Monday, of its season and of the one before if anything of that changed."""
    with reading(store) as session:
        season, known = _season_of(session, week), seasons_on_record(session)
        statements = [_statement(session, one, week) for one in (season - 1, season) if one in known]
    due = [one for one in statements if one is not None]
    if not due:
        return
    with writing(store, KEEPER) as work:
        for one in due:
            if not _is_told(work, one):
                work.record(one, subject=subject_of(one.season))


def _is_told(work: Work, statement: WeekTold) -> bool:
    """Whether another keeper told it meanwhile."""
    return any(one["week"] >= statement.week for _, _, one in _told(work.session, statement.season))


def _statement(session: Session, season: int, week: date) -> WeekTold | None:
    """The next one; None where the week was told, or nothing changed of a season that is over."""
    sheet = sheet_of(session, season) or Sheet(season)
    if sheet.week >= week.isoformat():
        return None
    first, last = season_days(season, profile_on(session, week))
    span = Span(season, first - timedelta(days=first.weekday()), week)
    size = int(session.execute(sa.select(ledger.head.c.size)).scalar_one())
    lots = lots_by_township(session, (first, last))
    gated, waiting = _gated(session, sheet, span, (first, last))
    told = WeekTold(
        season=season,
        first_day=first.isoformat(),
        last_day=last.isoformat(),
        week=week.isoformat(),
        entries=size,
        labels=label_lines(session, lots, (first, last)),
        lots=lot_lines(session, lots),
        calls=call_lines(session, season),
        waiting=waiting,
        **gated,
    )
    return told if week <= last or _tells_anything(sheet, told) else None


def _gated(session: Session, sheet: Sheet, span: Span, packed: tuple[date, date]) -> tuple[dict[str, Any], list[str]]:
    """The lines that are told now, by figure, and what waits."""
    when = _times(session, {size for _, size in sheet.told_last.values()})
    times: dict[str, dict[str, datetime]] = {}
    for (code, township), (_, size) in sheet.told_last.items():
        times.setdefault(code, {})[township] = when[size]
    sums = {
        "certified": certified_sums(session, span.season, times.get("certified", {})),
        "delivered": delivered_sums(session, span, sheet.weeks, times.get("delivered", {})),
        "loose": unlabelled_sums(session, span.season, LOOSE, times.get("loose", {})),
        "other": unlabelled_sums(session, span.season, OTHER, times.get("other", {})),
        "deficit": deficit_sums(session, packed, times.get("deficit", {})),
    }
    gated: dict[str, Any] = {}
    waiting: list[str] = []
    for code, townships in sums.items():
        due = {township: one for township, one in townships.items() if _is_due(sheet, code, township, one)}
        stirred = {township: one.stir for township, one in due.items()}
        last = {township: index for (figure, township), (index, _) in sheet.told_last.items() if figure == code}
        now = townships_to_tell(stirred, last, county_is_known=code in COUNTY_IS_KNOWN)
        gated[code] = [_line(township, due[township]) for township in sorted(now)]
        waiting += [f"{code}:{township}" for township in sorted(due.keys() - now)]
    return gated, waiting


def _is_due(sheet: Sheet, code: str, township: str, one: Sum) -> bool:
    """Whether there is anything to tell: deliveries of new weeks, or another sum than was told."""
    if code == "delivered":
        return bool(one.since)
    told = sheet.figure(code, township) if (code, township) in sheet.told_last else 0
    return one.grams != told


def _line(township: str, one: Sum) -> list[str | int]:
    return [township, *([one.since] if one.since else []), one.households, one.grams]


def _tells_anything(sheet: Sheet, told: WeekTold) -> bool:
    """Whether a statement says anything that is not in the sheet."""
    now, fields = Sheet(sheet.season), told.fields()
    now.tell(0, fields)
    figures = [code for codes in OPEN.values() for code in codes]
    return any(fields[code] for code in GATED) or any(now.county(code) != sheet.county(code) for code in figures)


def _times(session: Session, sizes: set[int]) -> dict[int, datetime]:
    """When a log of so many entries got its last one."""
    entry = ledger.entry.c
    last = entry.entry_index.in_({size - 1 for size in sizes})
    return {index + 1: time for index, time in session.execute(sa.select(entry.entry_index, entry.time).where(last))}


def _told(session: Session, season: int) -> Iterator[tuple[int, str, Fields]]:
    return _entries(session, TOLD, ledger.subject.c.subject == subject_of(season))


def _entries(session: Session, tag: str, *subjects: sa.ColumnElement[bool]) -> Iterator[tuple[int, str, Fields]]:
    entry = ledger.entry.c
    rows = session.execute(
        sa.select(entry.entry_index, entry.leaf)
        .join(ledger.subject, ledger.subject.c.entry_index == entry.entry_index)
        .where(*subjects, entry.tag == tag)
        .order_by(entry.entry_index)
    )
    for index, leaf in rows:
        yield index, tag, json.loads(leaf)["fields"]
