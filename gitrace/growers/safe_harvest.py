"""The next safe day of harvest on a plot (下次安全采收日): what the checks before labels will ask, told beforehand."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from gitrace.growers.queries import input_record, plots_of
from gitrace.growers.rules import InputKind, InputRecord, banned_name
from gitrace.growers.tables import Plot, ProductionRecord
from gitrace.profile import Profile


@dataclass(frozen=True)
class SafeHarvest:
    """What the pesticide records of a plot say. `gaps`: numbers of those that leave it open; `banned`: names of
    forbidden ones that are not over yet.
    """

    safe_from: date | None = None
    """The first day on which every interval has passed; None: no record asks for any."""
    gaps: tuple[str, ...] = ()
    banned: tuple[str, ...] = ()

    def waits(self, day: date) -> bool:
        """Whether it is known that the day is too early."""
        return self.safe_from is not None and day < self.safe_from

    def allows(self, day: date) -> bool:
        """Whether the records are whole and every interval has passed on the day."""
        return not self.gaps and not self.waits(day)


@dataclass(frozen=True)
class PlotHarvest:
    """A plot with its next safe day."""

    plot: Plot
    harvest: SafeHarvest


def safe_harvest(records: Iterable[InputRecord], today: date, profile: Profile) -> SafeHarvest:
    """As the checks judge a day: not on a day of use, not within the interval, not within a year of a banned one."""
    sprayed = [one for one in records if one.kind is InputKind.PESTICIDE]
    over = timedelta(days=profile.inputs.banned_for_days.value + 1)
    banned = [one for one in sprayed if banned_name(one.name, profile) and today < one.started + over]
    days = [one.started + over for one in banned]
    days += [one.ended + timedelta(days=max(1, one.interval_days or 0)) for one in sprayed if one.ended is not None]
    gaps = tuple(one.number for one in sprayed if not one.complete)
    return SafeHarvest(max(days, default=None), gaps, tuple(one.name for one in banned))


def safe_harvests(session: Session, plots: Collection[Plot], today: date, profile: Profile) -> dict[int, SafeHarvest]:
    """The next safe day of each plot, by key; one statement."""
    numbers = {plot.id: plot.number for plot in plots}
    inputs: dict[int, list[InputRecord]] = {plot_id: [] for plot_id in numbers}
    sprayed = select(ProductionRecord).where(
        col(ProductionRecord.plot_id).in_(list(numbers)), ProductionRecord.kind == InputKind.PESTICIDE
    )
    for row in session.exec(sprayed.order_by(col(ProductionRecord.number))):
        inputs[row.plot_id].append(input_record(row, numbers[row.plot_id]))
    return {plot_id: safe_harvest(records, today, profile) for plot_id, records in inputs.items()}


def household_harvests(session: Session, household_id: int, today: date, profile: Profile) -> list[PlotHarvest]:
    """The plots of a household with their next safe days, by number; two statements."""
    plots = plots_of(session, household_id)
    harvests = safe_harvests(session, plots, today, profile)
    return [PlotHarvest(plot, harvests[plot.id]) for plot in plots]
