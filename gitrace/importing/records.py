"""What judging a row needs to know of the rows saved before it; in memory here, queries where there is a database."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from gitrace.deliveries.facts import ScaleFacts
from gitrace.growers.rules import InputRecord, PlotFacts
from gitrace.importing.rows import HouseholdRow, InputRow, PlotRow, Row, ScaleRow


@dataclass(frozen=True)
class Saved:
    """A record as it stands now: what it says, the codes of its failing findings, and a delivery's net grams."""

    row: Row
    codes: tuple[str, ...] = ()
    grams: int | None = None


class Records(Protocol):
    """The lookups. Each answers for what is saved at that moment, rows of the running import included."""

    def saved(self, sheet: str, key: str) -> Saved | None:
        """The record with this key among those that a sheet brings in."""

    def has_producer(self, uscc: str) -> bool:
        """Whether the producer is registered."""

    def contract_mu(self, household: str) -> Decimal | None:
        """The household's contract area in mu; None: no such household."""

    def plot(self, code: str) -> PlotFacts | None:
        """The plot, or None."""

    def plots_of(self, household: str) -> Sequence[PlotFacts]:
        """The household's plots, in any order."""

    def parcel_holder(self, parcel: str) -> str | None:
        """The code of the plot that has taken a parcel number."""

    def scale(self, number: str) -> ScaleFacts | None:
        """The scale, or None."""

    def inputs_of(self, plot: str) -> Sequence[InputRecord]:
        """The plot's production records of all seasons."""

    def left_g(self, plot: PlotFacts, season: int) -> int:
        """Grams of the plot's certified yield of a season that no delivery has used, ≥ 0."""


@dataclass
class RecordsInMemory:
    """Records kept in dictionaries: for trying an import without saving it, and for tests."""

    _saved: dict[tuple[str, str], Saved] = field(default_factory=dict)
    _plots_of: dict[str, list[PlotFacts]] = field(default_factory=lambda: defaultdict(list))
    _holders: dict[str, str] = field(default_factory=dict)
    _inputs_of: dict[str, list[InputRecord]] = field(default_factory=lambda: defaultdict(list))
    _used_g: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))

    def save(self, sheet: str, key: str, record: Saved, season: int, debits: Sequence[tuple[str, int]]) -> None:
        """Keep a judged row, and what it debits (plot code, grams) in a season."""
        self._saved[sheet, key] = record
        match record.row:
            case PlotRow() as plot:
                self._plots_of[plot.household].append(plot.facts)
                self._holders[plot.parcel] = plot.code
            case InputRow(taken, _):
                self._inputs_of[taken.plot].append(taken)
            case _:
                pass
        for plot_code, grams in debits:
            self._used_g[plot_code, season] += grams

    def saved(self, sheet: str, key: str) -> Saved | None:
        """See `Records`."""
        return self._saved.get((sheet, key))

    def has_producer(self, uscc: str) -> bool:
        """See `Records`."""
        return ("producers", uscc) in self._saved

    def contract_mu(self, household: str) -> Decimal | None:
        """See `Records`."""
        row = self._row("households", household)
        return row.contract_mu if isinstance(row, HouseholdRow) else None

    def plot(self, code: str) -> PlotFacts | None:
        """See `Records`."""
        row = self._row("plots", code)
        return row.facts if isinstance(row, PlotRow) else None

    def plots_of(self, household: str) -> Sequence[PlotFacts]:
        """See `Records`."""
        return self._plots_of.get(household, ())

    def parcel_holder(self, parcel: str) -> str | None:
        """See `Records`."""
        return self._holders.get(parcel)

    def scale(self, number: str) -> ScaleFacts | None:
        """See `Records`."""
        row = self._row("scales", number)
        return row.facts if isinstance(row, ScaleRow) else None

    def inputs_of(self, plot: str) -> Sequence[InputRecord]:
        """See `Records`."""
        return self._inputs_of.get(plot, ())

    def left_g(self, plot: PlotFacts, season: int) -> int:
        """See `Records`."""
        return plot.certified_g - self._used_g.get((plot.code, season), 0)

    def _row(self, sheet: str, key: str) -> Row | None:
        record = self._saved.get((sheet, key))
        return None if record is None else record.row
