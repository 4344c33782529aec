"""One row after another, in the order of the file: accepted, failing, or refused with one code.

A row that was saved before is told as it stands now and adds nothing, so that an import can be run again. What a later
row of the same file holds does not count against an earlier one: with that, a second run gives each row the answer of
the first, also to a row that was refused before its correction was saved.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from gitrace.errors import Refusal
from gitrace.importing import registers, weighings
from gitrace.importing.cells import plain_text
from gitrace.importing.desk import Desk, Line, Settled
from gitrace.importing.records import RecordsInMemory, Saved
from gitrace.importing.rows import DeliveryRow, Row
from gitrace.importing.sheets import Folder, Sheet, SheetRow
from gitrace.profile import failures

Reader = Callable[[Line, Desk], Row]
Settler = Callable[[Any, Desk], Settled]


@dataclass(frozen=True)
class Verdict:
    """How a row came out. `label` is its key as reports have it: with `#2` for the second row of that key.

    `outcome`: accepted, failing (recorded, its findings `codes` fail) or refused (with one code). `grams`: net, of
    recorded deliveries. `present`: saved before this run. `saved` and `settled` are what there is to save.
    """

    sheet: str
    key: str
    label: str
    outcome: str
    codes: tuple[str, ...] = ()
    grams: int | None = None
    present: bool = False
    refusal: Refusal | None = None
    saved: Saved | None = None
    settled: Settled = field(default_factory=Settled)

    @property
    def report_row(self) -> tuple[str, str, str, str, str]:
        """file, key, outcome, codes, grams: the columns of the report."""
        grams = "" if self.grams is None else str(self.grams)
        return self.sheet, self.label, self.outcome, " ".join(self.codes), grams


@dataclass
class SheetJudge:
    """Judges the rows of one sheet in order; the caller saves each new record before it asks for the next."""

    sheet: Sheet
    desk: Desk
    _met: set[str] = field(default_factory=set)
    _times: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.desk = replace(self.desk, ahead={self._key(row) for row in self.sheet.rows})

    def judge(self, row: SheetRow) -> Verdict:
        """The verdict on the next row."""
        key = self._key(row)
        self._times[key] += 1
        label = key if self._times[key] == 1 else f"{key}#{self._times[key]}"
        try:
            verdict = self._accept(key, label, row)
        except Refusal as refusal:
            return Verdict(self.sheet.kind.name, key, label, "refused", (refusal.code,), refusal=refusal)
        self._met.add(key)
        self.desk.ahead.discard(key)
        return verdict

    def _accept(self, key: str, label: str, row: SheetRow) -> Verdict:
        name = self.sheet.kind.name
        if key in self._met:
            raise Refusal("duplicate", "“{key}”在前面的行已经登记。", self.sheet.kind.key.field, key=key)
        read, settle = _JUDGES[name]
        before = self.desk.records.saved(name, key)
        found = read(Line(row.cells), self.desk)
        if before is not None and before.row == found:
            return _recorded(name, key, label, before, present=True)
        settled = settle(found, self.desk)
        if before is not None:
            # Asked last: a row that has faults of its own is refused for them in every run.
            raise Refusal("changed-record", "与已登记的记录不同；更正请在系统内办理。", None)
        grams = found.weighing.net_g if isinstance(found, DeliveryRow) else None
        saved = Saved(found, tuple(failures(settled.findings)), grams)
        return _recorded(name, key, label, saved, settled=settled)

    def _key(self, row: SheetRow) -> str:
        column = self.sheet.kind.key
        cell = row.cells[column.header]
        try:
            return str(column.read(cell, column.field))
        except Refusal:
            return plain_text(cell)


def judge_folder(folder: Folder, desk: Desk, records: RecordsInMemory) -> Iterator[Verdict]:
    """Every row's verdict, sheet by sheet, each new record kept in `records`, which `desk` looks up in: a dry run."""
    for sheet in folder.sheets:
        judge = SheetJudge(sheet, desk)
        for row in sheet.rows:
            verdict = judge.judge(row)
            if verdict.saved is not None and not verdict.present:
                settled = verdict.settled
                records.save(sheet.kind.name, verdict.key, verdict.saved, settled.season, settled.debits)
            yield verdict


def _recorded(
    name: str, key: str, label: str, saved: Saved, *, settled: Settled | None = None, present: bool = False
) -> Verdict:
    outcome = "failing" if saved.codes else "accepted"
    return Verdict(
        name,
        key,
        label,
        outcome,
        saved.codes,
        saved.grams,
        present=present,
        saved=saved,
        settled=settled or Settled(),
    )


def _settle_alone(_row: Row, _desk: Desk) -> Settled:
    """For rows that need nothing beyond their columns."""
    return Settled()


_JUDGES: dict[str, tuple[Reader, Settler]] = {
    "producers": (registers.read_producer, _settle_alone),
    "households": (registers.read_household, _settle_alone),
    "plots": (registers.read_plot, registers.settle_plot),
    "scales": (registers.read_scale, _settle_alone),
    "inputs": (registers.read_input, _settle_alone),
    "deliveries": (weighings.read_delivery, weighings.settle_delivery),
}
