"""Where a row lies while it is judged: its cells, the records it refers to, the profile, the day it is judged as of."""

from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from gitrace.errors import Refusal
from gitrace.importing.cells import Cell, is_blank, plain_text
from gitrace.importing.columns import Column
from gitrace.importing.records import Records
from gitrace.profile import Finding, Profile

Value = TypeVar("Value")


@dataclass(frozen=True)
class Line:
    """One row's cells by header. Columns are read one by one, from left to right, so that the first fault is told."""

    cells: dict[str, Cell]

    def read(self, column: Column[Value]) -> Value:
        """The value of a column. Raises Refusal("missing") for an empty required cell, and what its reader raises."""
        cell = self.cells[column.header]
        if column.required and is_blank(cell):
            raise Refusal("missing", "“{header}”不能为空。", column.field, header=column.header)
        return column.read(cell, column.field)

    def peek(self, column: Column[str]) -> str:
        """The text of a column further right that an earlier one needs; its own faults wait for its turn."""
        return plain_text(self.cells[column.header])

    def has(self, column: Column[Value]) -> bool:
        """Whether the cell holds anything."""
        return not is_blank(self.cells[column.header])


@dataclass(frozen=True)
class Desk:
    """What all rows of an import are judged with.

    `ahead`: keys of the sheet's rows that no record has been met for yet in this run.
    """

    records: Records
    profile: Profile
    as_of: date
    ahead: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Settled:
    """What the checks found, and what a delivery uses: plot codes with grams, in a season (0 for other rows)."""

    season: int = 0
    debits: tuple[tuple[str, int], ...] = ()
    findings: tuple[Finding, ...] = ()
