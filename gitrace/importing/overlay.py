"""A trial import: what is stored, with the rows of this run laid over it, and nothing saved."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gitrace.deliveries.facts import ScaleFacts
from gitrace.growers.rules import InputRecord, PlotFacts
from gitrace.importing.records import Records, RecordsInMemory, Saved


@dataclass
class Overlay:
    """`Records` that finds a row of this run in `above`, else a stored one in `below`."""

    below: Records
    above: RecordsInMemory = field(default_factory=RecordsInMemory)

    def saved(self, sheet: str, key: str) -> Saved | None:
        """See `Records`."""
        return self.above.saved(sheet, key) or self.below.saved(sheet, key)

    def has_producer(self, uscc: str) -> bool:
        """See `Records`."""
        return self.above.has_producer(uscc) or self.below.has_producer(uscc)

    def contract_mu(self, household: str) -> Decimal | None:
        """See `Records`."""
        above = self.above.contract_mu(household)
        return self.below.contract_mu(household) if above is None else above

    def plot(self, code: str) -> PlotFacts | None:
        """See `Records`."""
        return self.above.plot(code) or self.below.plot(code)

    def plots_of(self, household: str) -> Sequence[PlotFacts]:
        """See `Records`."""
        return [*self.below.plots_of(household), *self.above.plots_of(household)]

    def parcel_holder(self, parcel: str) -> str | None:
        """See `Records`."""
        return self.above.parcel_holder(parcel) or self.below.parcel_holder(parcel)

    def scale(self, number: str) -> ScaleFacts | None:
        """See `Records`."""
        return self.above.scale(number) or self.below.scale(number)

    def inputs_of(self, plot: str) -> Sequence[InputRecord]:
        """See `Records`."""
        return [*self.below.inputs_of(plot), *self.above.inputs_of(plot)]

    def left_g(self, plot: PlotFacts, season: int) -> int:
        """See `Records`."""
        stored = self.below.plot(plot.code)
        if stored is None:
            return self.above.left_g(plot, season)
        used_above = plot.certified_g - self.above.left_g(plot, season)
        return self.below.left_g(stored, season) - used_above
