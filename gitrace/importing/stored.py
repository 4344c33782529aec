"""The records of the house as an import looks them up: queries in the transaction that is open at the moment."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from gitrace.balance.commands import certified
from gitrace.balance.tables import Account
from gitrace.deliveries.facts import ScaleFacts
from gitrace.growers.rules import InputRecord, PlotFacts
from gitrace.growers.tables import CertifiedYield, Household, Plot, PlotPlace, ProductionRecord
from gitrace.importing.records import Saved
from gitrace.importing.rows import (
    degrees,
)
from gitrace.importing.saved_rows import input_record, saved_record, scale_row
from gitrace.producers.tables import Producer
from gitrace.storage.tables import table_of

_household, _plot, _place = table_of(Household), table_of(Plot), table_of(PlotPlace)
_yield, _record, _account = table_of(CertifiedYield), table_of(ProductionRecord), table_of(Account)

# Prepared once: a row of a sheet asks for all of these.
_FIRST_CERTIFICATION = (
    sa.select(sa.func.min(_yield.c.id)).where(_yield.c.plot_id == _plot.c.id).correlate(_plot).scalar_subquery()
)
_CONTRACT = sa.select(_household.c.contract_mu).where(_household.c.number == sa.bindparam("household"))
_HOLDER = sa.select(_plot.c.number).join(_place).where(_place.c.parcel == sa.bindparam("parcel"))
_HOUSEHOLD_OF = sa.select(_household.c.number).join(_plot).where(_plot.c.number == sa.bindparam("plot"))
_PLOTS = (
    sa.select(
        _plot.c.id,
        _plot.c.number,
        _plot.c.township,
        _plot.c.area_mu,
        _yield.c.kg_per_mu,
        _place.c.longitude_e6,
        _place.c.latitude_e6,
    )
    .join(_household, _household.c.id == _plot.c.household_id)
    .join(_place, _place.c.plot_id == _plot.c.id)
    .outerjoin(_yield, _yield.c.id == _FIRST_CERTIFICATION)
    .where(_household.c.number == sa.bindparam("household"))
    .order_by(_plot.c.number)
)
_INPUTS = (
    sa.select(
        _plot.c.number.label("plot_number"),
        _record.c.number,
        _record.c.kind,
        _record.c.product,
        _record.c.registration,
        _record.c.started_on,
        _record.c.ended_on,
        _record.c.interval_days,
    )
    .join(_plot, _plot.c.id == _record.c.plot_id)
    .join(_household, _household.c.id == _plot.c.household_id)
    .where(_household.c.number == sa.bindparam("household"))
    .order_by(_record.c.number)
)
_SEASONS = sa.select(_yield.c.season).where(_yield.c.plot_id == sa.bindparam("plot_id"))
_BALANCE = sa.select(_account.c.balance_g).where(
    _account.c.kind == sa.bindparam("kind"), _account.c.owner == sa.bindparam("owner")
)


@dataclass
class Holding:
    """A household's plots by code, each with its key, and their production records."""

    plots: dict[str, tuple[int, PlotFacts]]
    inputs: dict[str, list[InputRecord]]


@dataclass
class StoredRecords:
    """`Records` over the tables. `attend` tells it the session of each transaction in turn.

    What it has found of producers, scales and holdings it keeps while that transaction lasts: the same household
    delivers again and again. `forget` is for the one who changes a holding meanwhile.
    """

    _session: Session | None = None
    _producers: dict[str, int] = field(default_factory=dict)
    _scales: dict[str, ScaleFacts] = field(default_factory=dict)
    _holdings: dict[str, Holding] = field(default_factory=dict)
    _households: dict[str, str] = field(default_factory=dict)

    def attend(self, session: Session) -> None:
        """Look up in this session from now on."""
        self._session = session
        for kept in (self._producers, self._scales, self._holdings, self._households):
            kept.clear()

    def forget(self, household: str) -> None:
        """Read a household's plots and records again when next asked."""
        self._holdings.pop(household, None)

    @property
    def session(self) -> Session:
        """The session of the open transaction."""
        assert self._session is not None
        return self._session

    def saved(self, sheet: str, key: str) -> Saved | None:
        """See `Records`."""
        return saved_record(self.session, sheet, key)

    def producer_id(self, uscc: str) -> int | None:
        """The producer's key."""
        if uscc not in self._producers:
            found = self.session.exec(select(Producer.id).where(Producer.uscc == uscc)).one_or_none()
            if found is None:
                return None
            self._producers[uscc] = found
        return self._producers[uscc]

    def has_producer(self, uscc: str) -> bool:
        """See `Records`."""
        return self.producer_id(uscc) is not None

    def contract_mu(self, household: str) -> Decimal | None:
        """See `Records`."""
        found = self._one(_CONTRACT, household=household)
        return None if found is None else Decimal(found)

    def plot(self, code: str) -> PlotFacts | None:
        """See `Records`."""
        household = self._households.get(code) or self._one(_HOUSEHOLD_OF, plot=code)
        if household is None:
            return None
        self._households[code] = household
        return self._holding(household).plots[code][1]

    def plots_of(self, household: str) -> Sequence[PlotFacts]:
        """See `Records`."""
        return [plot for _, plot in self._holding(household).plots.values()]

    def parcel_holder(self, parcel: str) -> str | None:
        """See `Records`."""
        holder: str | None = self._one(_HOLDER, parcel=parcel)
        return holder

    def scale(self, number: str) -> ScaleFacts | None:
        """See `Records`."""
        if number not in self._scales:
            row = scale_row(self.session, number)
            if row is None:
                return None
            self._scales[number] = row.facts
        return self._scales[number]

    def inputs_of(self, plot: str) -> Sequence[InputRecord]:
        """See `Records`."""
        found = self.plot(plot)
        return [] if found is None else self._holding(found.household).inputs.get(plot, [])

    def left_g(self, plot: PlotFacts, season: int) -> int:
        """See `Records`. A season that the plot is not certified for yet has the whole of its yield left: bringing
        in a delivery of that season certifies it first.
        """
        plot_id, _ = self._holding(plot.household).plots[plot.code]
        place = certified(plot_id, season)
        balance = self._one(_BALANCE, kind=place.kind.value, owner=place.owner)
        if balance is None and season not in self._seasons(plot_id):
            return plot.certified_g
        return int(balance or 0)

    def uncertified_plots(self, household: str, season: int) -> Sequence[tuple[int, PlotFacts]]:
        """Key and facts of the household's plots without a certified yield of the season."""
        plots = self._holding(household).plots.values()
        return [(plot_id, plot) for plot_id, plot in plots if season not in self._seasons(plot_id)]

    def _holding(self, household: str) -> Holding:
        if household not in self._holdings:
            connection = self.session.connection()
            plots = {
                row.number: (row.id, _plot_facts(row, household))
                for row in connection.execute(_PLOTS, {"household": household})
            }
            inputs: dict[str, list[InputRecord]] = defaultdict(list)
            for row in connection.execute(_INPUTS, {"household": household}):
                inputs[row.plot_number].append(input_record(row, row.plot_number))
            self._holdings[household] = Holding(plots, inputs)
        return self._holdings[household]

    def _seasons(self, plot_id: int) -> set[int]:
        return set(self.session.connection().execute(_SEASONS, {"plot_id": plot_id}).scalars())

    def _one(self, statement: sa.Select[Any], **asked: str) -> Any:
        return self.session.connection().execute(statement, asked).scalar_one_or_none()


def _plot_facts(row: Any, household: str) -> PlotFacts:
    return PlotFacts(
        row.number,
        household,
        row.township,
        Decimal(row.area_mu),
        Decimal(row.kg_per_mu or "0"),
        degrees(row.longitude_e6),
        degrees(row.latitude_e6),
    )
