"""What a weighing is judged on and debits, as the records have it now: scale, household, plots, production records.

Four statements, prepared once, for weighing in is the busiest command of the house; a fifth where a plot is used up.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any, Self

import sqlalchemy as sa
from sqlmodel import Session

from gitrace.balance.commands import Books, Place, certified, unattributed
from gitrace.balance.tables import Account, AccountKind
from gitrace.clock import SHANGHAI
from gitrace.deliveries import rules
from gitrace.deliveries.facts import Candidate, ScaleFacts
from gitrace.errors import Refusal
from gitrace.growers.queries import yield_uses
from gitrace.growers.rules import InputKind, InputRecord, PlotFacts, season_of
from gitrace.growers.tables import CertifiedYield, Household, Plot, PlotPlace, PlotTransfer, ProductionRecord
from gitrace.producers.scales import DISPLAY_UNITS
from gitrace.producers.tables import Scale
from gitrace.profile import Profile
from gitrace.storage import Instant
from gitrace.storage.tables import table_of

_household, _plot, _place = table_of(Household), table_of(Plot), table_of(PlotPlace)
_record, _yield = table_of(ProductionRecord), table_of(CertifiedYield)
_account, _scale, _transfer = table_of(Account), table_of(Scale), table_of(PlotTransfer)
_number, _season = sa.bindparam("household", type_=sa.String), sa.bindparam("season", type_=sa.Integer)

_SCALE = sa.select(
    _scale.c.id,
    _scale.c.producer_id,
    _scale.c.verified_on,
    _scale.c.valid_until,
    _scale.c.capacity_g,
    _scale.c.display_unit,
).where(_scale.c.number == sa.bindparam("scale"))

# The household's own plots; where some passed to another since, those too that were its own on the day.
_OWN = _plot.c.household_id == _household.c.id
_OWN_THEN = sa.or_(_OWN, _plot.c.id.in_(sa.bindparam("former", expanding=True)))


def _plots(held: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            _household.c.id,
            _plot.c.id,
            _plot.c.number,
            _plot.c.township,
            _plot.c.area_mu,
            _place.c.longitude_e6,
            _place.c.latitude_e6,
            _yield.c.kg_per_mu,
            _yield.c.grams,
            _account.c.id,
            _account.c.balance_g,
        )
        .select_from(_household)
        .outerjoin(_plot, held)
        .outerjoin(_place, _place.c.plot_id == _plot.c.id)
        .outerjoin(_yield, (_yield.c.plot_id == _plot.c.id) & (_yield.c.season == _season))
        .outerjoin(
            _account,
            (_account.c.kind == sa.literal(AccountKind.CERTIFIED.value))
            & (
                _account.c.owner
                == sa.literal("plot:") + sa.cast(_plot.c.id, sa.String) + sa.literal("/") + sa.cast(_season, sa.String)
            ),
        )
        .where(_household.c.number == _number)
    )


def _records(held: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            _record.c.plot_id,
            _plot.c.number,
            _record.c.number,
            _record.c.kind,
            _record.c.product,
            _record.c.registration,
            _record.c.started_on,
            _record.c.ended_on,
            _record.c.interval_days,
        )
        .join(_plot, _plot.c.id == _record.c.plot_id)
        .join(_household, held)
        .where(_household.c.number == _number, _record.c.kind != InputKind.FERTILISER.value)
        .order_by(_record.c.started_on, _record.c.number)
    )


_PLOTS, _RECORDS = _plots(_OWN), _records(_OWN)
_PLOTS_THEN, _RECORDS_THEN = _plots(_OWN_THEN), _records(_OWN_THEN)
_FORMER = (
    sa.select(_transfer.c.plot_id)
    .join(_household, _household.c.id == _transfer.c.from_household_id)
    .where(_household.c.number == _number, _transfer.c.moved_at >= sa.bindparam("day", type_=Instant))
)


@dataclass(frozen=True)
class Ground:
    """One plot: its key, what it is judged by, its certified grams of the season, and its account, if it has one."""

    plot_id: int
    candidate: Candidate
    certified_g: int
    place: Place
    account_id: int | None


@dataclass(frozen=True)
class Debit:
    """Grams taken from an account, which is a plot's unless the load is a dealer's."""

    place: Place
    plot_id: int | None
    grams: int


@dataclass(frozen=True)
class Grounds:
    """Where shoots came from, as far as is known: one plot, the plots they may have come from, or, of a dealer's load,
    no household at all.
    """

    season: int
    household_id: int | None = None
    plot_id: int | None = None
    plots: tuple[Ground, ...] = ()

    @property
    def among(self) -> tuple[Candidate, ...]:
        """The candidate plots, in the order in which they are debited."""
        return tuple(ground.candidate for ground in self.plots)

    @property
    def certified_g(self) -> int:
        """Grams certified for the candidates together."""
        return sum(ground.certified_g for ground in self.plots)

    @property
    def accounts(self) -> Iterator[tuple[Place, int, int]]:
        """The candidates' accounts as they were read: place, key, balance."""
        for ground in self.plots:
            if ground.account_id is not None:
                yield ground.place, ground.account_id, ground.candidate.left_g

    def as_in(self, books: Books) -> Self:
        """The same with what the accounts hold in a command's books."""
        plots = [
            replace(ground, candidate=replace(ground.candidate, left_g=books.balance(ground.place)))
            for ground in self.plots
        ]
        return replace(self, plots=tuple(plots))

    def debits(self, grams: int) -> tuple[Debit, ...]:
        """What a weight takes from where. A dealer's load takes it from nobody's yield.

        Raises Refusal("yield-exceeded").
        """
        if grams == 0:
            return ()
        if self.household_id is None:
            return (Debit(unattributed(self.season), None, grams),)
        named = {ground.candidate.plot.code: ground for ground in self.plots}
        taken = rules.debits(self.among, grams)
        return tuple(Debit(named[code].place, named[code].plot_id, part) for code, part in taken)


def used_g(session: Session, grounds: Grounds) -> int:
    """Grams that deliveries took of the candidates; more than is certified where a certification was lowered since.

    Only a plot with nothing left can have delivered too much, so that the books of the others are not asked.
    """
    spent = [ground.plot_id for ground in grounds.plots if ground.account_id and not ground.candidate.left_g]
    uses = yield_uses(session, spent, grounds.season) if spent else {}
    used = {plot_id: use.delivered_g for plot_id, use in uses.items()}
    return sum(used.get(ground.plot_id, ground.certified_g - ground.candidate.left_g) for ground in grounds.plots)


@dataclass(frozen=True)
class KnownScale:
    """A scale's key, what rules need to know of it, and the unit that it displays, 斤 or 公斤."""

    key: int
    facts: ScaleFacts
    displays: str


def read_scale(session: Session, number: str, producer_id: int) -> KnownScale:
    """The scale of this producer with this number. Raises Refusal("unknown-scale")."""
    row = session.connection().execute(_SCALE, {"scale": number}).one_or_none()
    if row is None or row.producer_id != producer_id:
        raise Refusal("unknown-scale", "该生产者没有登记衡器 {scale}。", "scale", scale=number)
    facts = ScaleFacts(number, str(producer_id), row.verified_on, row.valid_until, row.capacity_g)
    return KnownScale(row.id, facts, DISPLAY_UNITS[row.display_unit])


def read_grounds(session: Session, *, household: str, plot: str, cover: str, day: date, profile: Profile) -> Grounds:
    """The grounds of a weighing on a day; `household` and `plot` are numbers, empty where they are not known.

    Raises Refusal("unknown-household" | "unknown-plot").
    """
    season = season_of(day, profile)
    if not household:
        if plot:
            raise Refusal("unknown-plot", "填了地块编号，也要填户号。", "plot")
        return Grounds(season)
    plots_held, records_held, former = _held_on(session, household, day)
    rows = session.connection().execute(plots_held, {"household": household, "season": season, **former}).all()
    if not rows:
        raise Refusal("unknown-household", "没有登记户号 {household}。", "household", household=household)
    inputs = _inputs(session.connection().execute(records_held, {"household": household, **former}).all())
    plots = {row[2]: _ground(row, household, season, inputs) for row in rows if row[1] is not None}
    if plot:
        one = _named(plots, plot)
        return Grounds(season, rows[0][0], one.plot_id, (one,))
    fitting = rules.candidates([ground.candidate for ground in plots.values()], cover, day, profile)
    return Grounds(season, rows[0][0], None, tuple(plots[candidate.plot.code] for candidate in fitting))


def _held_on(session: Session, household: str, day: date) -> tuple[Any, Any, dict[str, list[int]]]:
    """The statements for plots and records, and the plots among theirs that the household has passed on since."""
    begins = datetime.combine(day, time(), SHANGHAI)
    former = list(session.connection().execute(_FORMER, {"household": household, "day": begins}).scalars())
    return (_PLOTS_THEN, _RECORDS_THEN, {"former": former}) if former else (_PLOTS, _RECORDS, {})


def _named(plots: Mapping[str, Ground], plot: str) -> Ground:
    if plot not in plots:
        raise Refusal("unknown-plot", "该户没有登记地块 {plot}。", "plot", plot=plot)
    return plots[plot]


def _ground(row: Sequence[Any], household: str, season: int, inputs: Mapping[int, list[InputRecord]]) -> Ground:
    _, plot_id, number, township, area, longitude, latitude, kg_per_mu, grams, account_id, balance = row
    plot = PlotFacts(
        number, household, township, _decimal(area), _decimal(kg_per_mu or "0"), _degrees(longitude), _degrees(latitude)
    )
    records = tuple(inputs.get(plot_id, ()))
    candidate = Candidate(plot, records, balance or 0)
    return Ground(plot_id, candidate, grams or 0, certified(plot_id, season), account_id)


def _inputs(rows: Sequence[Any]) -> dict[int, list[InputRecord]]:
    found: dict[int, list[InputRecord]] = defaultdict(list)
    for plot_id, plot, number, kind, product, registration, started, ended, interval in rows:
        found[plot_id].append(
            InputRecord(number, plot, InputKind(kind), product, registration or "", started, ended, interval)
        )
    return found


@lru_cache(maxsize=4096)
def _decimal(text: str) -> Decimal:
    return Decimal(text)


def _degrees(e6: int | None) -> Decimal | None:
    return None if e6 is None else Decimal(e6).scaleb(-6)
