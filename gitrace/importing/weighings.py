"""Deliveries: read from left to right, then settled against the scale, the plots and what they may still yield."""

from decimal import Decimal

from gitrace.deliveries import rules as deliveries
from gitrace.deliveries import weight
from gitrace.deliveries.facts import Candidate, ScaleFacts
from gitrace.deliveries.weight import UNITS, Weighing
from gitrace.errors import Refusal
from gitrace.growers import rules as growers
from gitrace.growers.rules import PlotFacts
from gitrace.identifiers.days import refuse_future
from gitrace.importing.columns import Column, Delivery
from gitrace.importing.desk import Desk, Line, Settled
from gitrace.importing.registers import read_producer_code
from gitrace.importing.rows import DeliveryRow
from gitrace.profile import Profile


def read_delivery(line: Line, desk: Desk) -> DeliveryRow:
    """A delivery names a producer, a household, perhaps one of its plots, and one of the producer's scales."""
    number = line.read(Delivery.NUMBER)
    producer = read_producer_code(line, Delivery.PRODUCER, desk)
    household = line.read(Delivery.HOUSEHOLD)
    if desk.records.contract_mu(household) is None:
        raise Refusal("unknown-household", "没有登记户号 {household}。", Delivery.HOUSEHOLD.field, household=household)
    plot = _plot(line, household, desk)
    weighed_at = line.read(Delivery.WEIGHED)
    refuse_future(weighed_at.date(), desk.as_of, Delivery.WEIGHED.field)
    cover = _cover(line.read(Delivery.COVER), desk.profile)
    weighing = _weighing(line)
    unit_g = weight.unit_grams(line.read(Delivery.UNIT))
    grade = _grade(line.read(Delivery.GRADE), desk.profile)
    scale = _scale(line.read(Delivery.SCALE), producer, desk)
    return DeliveryRow(number, producer, household, plot, weighed_at, cover, weighing, unit_g, grade, scale.number)


def settle_delivery(row: DeliveryRow, desk: Desk) -> Settled:
    """Net and capacity, then the yield, then the findings.

    Raises Refusal("invalid-weight" | "over-scale-capacity" | "yield-exceeded").
    """
    scale = desk.records.scale(row.scale)
    assert scale is not None
    weight.refuse_empty(row.weighing)
    weight.refuse_over_capacity(row.weighing.gross_g, scale.capacity_g)
    among = delivery_candidates(row, desk)
    debits = deliveries.debits(among, row.weighing.net_g)
    findings = deliveries.judge_delivery(among=among, cover=row.cover, day=row.day, scale=scale, profile=desk.profile)
    return Settled(growers.season_of(row.day, desk.profile), debits, findings)


def delivery_candidates(row: DeliveryRow, desk: Desk) -> tuple[Candidate, ...]:
    """The plot that the row names, or the household's plots of its cover."""
    if row.plot:
        plot = desk.records.plot(row.plot)
        assert plot is not None
        return (_candidate(plot, row, desk),)
    plots = [_candidate(plot, row, desk) for plot in desk.records.plots_of(row.household)]
    return deliveries.candidates(plots, row.cover, row.day, desk.profile)


def _candidate(plot: PlotFacts, row: DeliveryRow, desk: Desk) -> Candidate:
    season = growers.season_of(row.day, desk.profile)
    return Candidate(plot, tuple(desk.records.inputs_of(plot.code)), desk.records.left_g(plot, season))


def _plot(line: Line, household: str, desk: Desk) -> str:
    code = line.read(Delivery.PLOT)
    plot = desk.records.plot(code) if code else None
    if code and (plot is None or plot.household != household):
        raise Refusal("unknown-plot", "该户没有登记地块 {plot}。", Delivery.PLOT.field, plot=code)
    return code


def _cover(word: str, profile: Profile) -> str:
    code = {cover.word: cover.code for cover in profile.covers}.get(word)
    if code is None:
        raise Refusal("invalid-cover", "方式应为 自然 或 覆盖。", Delivery.COVER.field)
    return code


def _grade(word: str, profile: Profile) -> str:
    code = {grade.name: grade.code for grade in profile.grades}.get(word)
    if code is None:
        raise Refusal("invalid-grade", "等级应为 特级、一级、二级 或 统货。", Delivery.GRADE.field)
    return code


def _scale(number: str, producer: str, desk: Desk) -> ScaleFacts:
    scale = desk.records.scale(number)
    if scale is None or scale.producer != producer:
        raise Refusal("unknown-scale", "该生产者没有登记衡器 {scale}。", Delivery.SCALE.field, scale=number)
    return scale


def _weighing(line: Line) -> Weighing:
    """The three weights. Their unit stands further right: an unknown one is told at its own column, after these."""
    per_unit = UNITS.get(line.peek(Delivery.UNIT).lower())
    gross = _grams(weight.gross_decimal(line.read(Delivery.GROSS)), per_unit, Delivery.GROSS)
    tare = _grams(weight.lesser_decimal(line.read(Delivery.TARE), "tare"), per_unit, Delivery.TARE)
    deduction = _grams(weight.lesser_decimal(line.read(Delivery.DEDUCTION), "deduction"), per_unit, Delivery.DEDUCTION)
    return Weighing(gross, tare, deduction)


def _grams(shown: Decimal, per_unit: int | None, column: Column[str]) -> int:
    return 0 if per_unit is None else weight.whole_grams(shown, per_unit, column.field)
