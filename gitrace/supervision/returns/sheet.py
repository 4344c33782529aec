"""What a return is made of: figures, each with its definition, and tables, each with what it counts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from gitrace.supervision.listing import Cell, Column, Look
from gitrace.supervision.phrases import Phrase
from gitrace.supervision.words import UNKNOWN

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Behind:
    """The list whose lines make up a figure: its name in the catalogue, and its filter."""

    listing: str
    asked: Mapping[str, str]


@dataclass(frozen=True)
class Figure:
    """One figure. `value`: None is 未记录, which is not 0; `definition`: what was counted, for whoever asks."""

    words: str
    value: int | Decimal | None
    definition: str
    behind: Behind | None = None

    @property
    def shown(self) -> Cell:
        """The value as a page and a spreadsheet show it."""
        return Phrase(UNKNOWN) if self.value is None else self.value


@dataclass(frozen=True)
class Table:
    """A table. `note`: what it counts; `total`: its last line, whose cells are None where sums would mislead;
    `lines_in_all`: how many lines there are, of which `lines` may hold the first.
    """

    title: str
    note: str
    columns: tuple[Column[Any], ...]
    lines: list[Any]
    total: Row | None = None
    lines_in_all: int = 0

    @property
    def is_cut(self) -> bool:
        """Whether lines are left out here."""
        return len(self.lines) < self.lines_in_all


@dataclass(frozen=True)
class Return:
    """A return of the days from `from_day` to `until_day`, both included."""

    title: str
    from_day: date
    until_day: date
    figures: Sequence[Figure] = ()
    tables: Sequence[Table] = field(default_factory=tuple)


def sheets_of(one: Return) -> Iterator[tuple[str, tuple[Column[Any], ...], Iterable[Any]]]:
    """(title, columns, lines) of each sheet of its spreadsheet: the figures with all definitions, then the tables."""
    period = {"words": Phrase("期间"), "value": f"{one.from_day} – {one.until_day}", "definition": one.title}
    figures = [{"words": each.words, "value": each.shown, "definition": each.definition} for each in one.figures]
    notes = [{"words": each.title, "value": None, "definition": each.note} for each in one.tables]
    yield "指标", FIGURES, [period, *figures, *notes]
    for each in one.tables:
        yield each.title, each.columns, [*each.lines, *([each.total] if each.total else ())]


def words(key: str, header: str, width: int = 16) -> Column[Row]:
    """A column of texts."""
    return Column(key, header, lambda one: one[key], width=width)


def code(key: str, header: str, width: int = 20) -> Column[Row]:
    """A column of numbers that name something."""
    return Column(key, header, lambda one: one[key], Look.CODE, width)


def number(key: str, header: str) -> Column[Row]:
    """A column of figures."""
    return Column(key, header, lambda one: one[key], Look.NUMBER, 14)


def moment(key: str, header: str) -> Column[Row]:
    """A column of days or instants."""
    return Column(key, header, lambda one: one[key], Look.TIME)


def table(title: str, note: str, columns: tuple[Column[Row], ...], lines: Iterable[Row], *summed: str) -> Table:
    """A table of rows, with a total of the columns named in `summed`."""
    rows = list(lines)
    sums = {column.key: sum(row[column.key] for row in rows) if column.key in summed else None for column in columns}
    total = sums | {columns[0].key: Phrase("合计")} if summed and rows else None
    return Table(title, note, columns, rows, total, len(rows))


FIGURES = (words("words", "指标", 28), words("value", "数值", 24), words("definition", "口径", 80))
