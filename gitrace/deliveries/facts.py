"""What the rules of deliveries need to know of a scale and of a plot: plain values, whatever they are read from."""

from dataclasses import dataclass
from datetime import date

from gitrace.growers.rules import InputRecord, PlotFacts


@dataclass(frozen=True)
class ScaleFacts:
    """What rules need to know of a scale; its capacity (最大秤量) in whole grams."""

    number: str
    producer: str
    verified_on: date
    valid_until: date
    capacity_g: int


@dataclass(frozen=True)
class Candidate:
    """A plot the shoots may have come from, its production records, and its grams still free in the season, ≥ 0."""

    plot: PlotFacts
    inputs: tuple[InputRecord, ...]
    left_g: int
