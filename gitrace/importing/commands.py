"""An import from files to records: judged row by row, saved in short commits, so that the service goes on meanwhile.

An interrupted import is run again and finishes: rows that were saved are told as they stand.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from gitrace.errors import Refusal
from gitrace.importing.desk import Desk
from gitrace.importing.judge import SheetJudge, Verdict, judge_folder
from gitrace.importing.overlay import Overlay
from gitrace.importing.saving import Saver
from gitrace.importing.sheets import Folder, SheetRow
from gitrace.importing.stored import StoredRecords
from gitrace.profile.commands import profile_on
from gitrace.storage import Store, reading
from gitrace.work import Actor, Work, writing

ROWS_A_COMMIT = 50
"""At most 200 are agreed; fifty hold the write lock for about a tenth of a second."""
REPORT_COLUMNS = ("file", "key", "outcome", "codes", "grams")

Told = Callable[[int, int], None]
"""(rows done, rows in all), after each commit."""


@dataclass
class Outcome:
    """What an import did. `counts`: how many rows of each sheet were new, present, failing, refused."""

    verdicts: list[Verdict] = field(default_factory=list)
    skipped: int = 0
    ignored: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, Counter[str]]:
        """By sheet: `new` and `present` of the rows on record, `failing` among them, and `refused`."""
        counts: dict[str, Counter[str]] = {}
        for verdict in self.verdicts:
            of_sheet = counts.setdefault(verdict.sheet, Counter())
            if verdict.outcome == "refused":
                of_sheet["refused"] += 1
                continue
            of_sheet["present" if verdict.present else "new"] += 1
            of_sheet["failing"] += verdict.outcome == "failing"
        return counts

    def report(self) -> str:
        """Every row's outcome as CSV with BOM, so that a spreadsheet opens it right."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(REPORT_COLUMNS)
        writer.writerows(verdict.report_row for verdict in self.verdicts)
        return "\ufeff" + text.getvalue()


def bring_in(store: Store, actor: Actor, folder: Folder, as_of: date, told: Told | None = None) -> Outcome:
    """Import the sheets. `as_of`: the day as of which rows are judged; later days are the future.

    Raises Unavailable in the middle when the store stays busy; what was committed stays, and running again finishes.
    """
    outcome = Outcome(skipped=sum(sheet.skipped for sheet in folder.sheets), ignored=folder.ignored)
    total = sum(len(sheet.rows) for sheet in folder.sheets)
    saver = _saver(store, as_of)
    for sheet in folder.sheets:
        if sheet.kind.name == "plots":
            saver.plots_file = sheet.file
        judge = SheetJudge(sheet, Desk(saver.records, saver.profile, as_of))
        for first in range(0, len(sheet.rows), ROWS_A_COMMIT):
            with writing(store, actor) as work:
                saver.records.attend(work.session)
                rows = sheet.rows[first : first + ROWS_A_COMMIT]
                outcome.verdicts += [_settle(work, judge, saver, row) for row in rows]
            if told is not None:
                told(len(outcome.verdicts), total)
    return outcome


def try_in(store: Store, folder: Folder, as_of: date) -> Outcome:
    """What `bring_in` would report, with nothing saved."""
    outcome = Outcome(skipped=sum(sheet.skipped for sheet in folder.sheets), ignored=folder.ignored)
    with reading(store) as session:
        stored = StoredRecords()
        stored.attend(session)
        overlay = Overlay(stored)
        desk = Desk(overlay, profile_on(session, as_of), as_of)
        outcome.verdicts += judge_folder(folder, desk, overlay.above)
    return outcome


def _saver(store: Store, as_of: date) -> Saver:
    with reading(store) as session:
        return Saver(StoredRecords(), profile_on(session, as_of), as_of)


def _settle(work: Work, judge: SheetJudge, saver: Saver, row: SheetRow) -> Verdict:
    verdict = judge.judge(row)
    if verdict.saved is None:
        return verdict
    if not verdict.present:
        try:
            saver.save(work, verdict.saved.row)
        except Refusal as refusal:
            return replace(verdict, outcome="refused", codes=(refusal.code,), grams=None, refusal=refusal, saved=None)
    if verdict.sheet == "plots":
        saver.certified.add(verdict.key)
    return verdict
