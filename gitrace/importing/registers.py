"""Producers, households, plots, scales and production records: read from left to right, then settled as a whole.

A `read_…` refuses at the first wrong column; a `settle_…` judges what needs several columns or the other rows.
"""

from decimal import Decimal

from gitrace.deliveries.weight import unit_grams, whole_grams
from gitrace.errors import Refusal
from gitrace.growers import rules
from gitrace.growers.rules import INPUT_WORDS, InputKind, InputRecord
from gitrace.identifiers.days import refuse_backward, refuse_future
from gitrace.identifiers.uscc import parse_uscc
from gitrace.importing.columns import Column, Household, Input, Plot, Producer, Scale
from gitrace.importing.desk import Desk, Line, Settled
from gitrace.importing.rows import HouseholdRow, InputRow, PlotRow, ProducerRow, ScaleRow
from gitrace.profile.rules import refuse_growing_township, refuse_township

PRODUCER_WORDS = {
    "合作社": "cooperative",
    "农民专业合作社": "cooperative",
    "企业": "company",
    "公司": "company",
    "家庭农场": "farm",
}


def read_producer(line: Line, desk: Desk) -> ProducerRow:
    """A producer sits in the county and has a code whose check character is right."""
    uscc = parse_uscc(line.read(Producer.USCC))
    name = line.read(Producer.NAME)
    kind = _producer_kind(line.read(Producer.KIND))
    township = line.read(Producer.TOWNSHIP)
    refuse_township(township, desk.profile)
    address, contact, phone = line.read(Producer.ADDRESS), line.read(Producer.CONTACT), line.read(Producer.PHONE)
    since = line.read(Producer.AUTHORISED_FROM)
    refuse_future(since, desk.as_of, Producer.AUTHORISED_FROM.field)
    until = line.read(Producer.AUTHORISED_UNTIL)
    refuse_backward(since, until, Producer.AUTHORISED_UNTIL.field)
    return ProducerRow(uscc, name, kind, township, address, contact, phone, since, until)


def read_household(line: Line, desk: Desk) -> HouseholdRow:
    """A household lives in a township of origin."""
    number, head, village = line.read(Household.NUMBER), line.read(Household.HEAD), line.read(Household.VILLAGE)
    township = line.read(Household.TOWNSHIP)
    refuse_growing_township(township, desk.profile)
    contract = line.read(Household.CONTRACT)
    rules.refuse_area(contract, Household.CONTRACT.field)
    assert contract is not None
    return HouseholdRow(number, head, village, township, contract)


def read_plot(line: Line, desk: Desk) -> PlotRow:
    """A plot belongs to a household that is listed, has a parcel number of its own and lies in the area."""
    code = line.read(Plot.CODE)
    household = line.read(Plot.HOUSEHOLD)
    if desk.records.contract_mu(household) is None:
        raise Refusal("unknown-household", "没有登记户号 {household}。", Plot.HOUSEHOLD.field, household=household)
    parcel = line.read(Plot.PARCEL)
    holder = desk.records.parcel_holder(parcel)
    if holder not in (None, code) and holder not in desk.ahead:
        raise Refusal("duplicate-parcel", "宗地号 {parcel} 已登记在另一地块。", Plot.PARCEL.field, parcel=parcel)
    township = line.read(Plot.TOWNSHIP)
    refuse_growing_township(township, desk.profile)
    area = line.read(Plot.AREA)
    rules.refuse_area(area)
    planted = _planted(line, desk)
    kg_per_mu = line.read(Plot.YIELD)
    rules.refuse_certified_yield(kg_per_mu, desk.profile)
    assert area is not None
    assert kg_per_mu is not None
    longitude, latitude = _point(line, desk)
    return PlotRow(code, household, parcel, township, area, planted, kg_per_mu, longitude, latitude)


def settle_plot(row: PlotRow, desk: Desk) -> Settled:
    """A household's plots together stay within its contract area; an unusual yield is warned of."""
    others = [plot.area_mu for plot in desk.records.plots_of(row.household) if plot.code != row.code]
    contract = desk.records.contract_mu(row.household)
    assert contract is not None
    rules.refuse_beyond_contract(contract, sum(others, Decimal(0)), row.area_mu)
    return Settled(findings=(rules.plausible_yield(row.certified_kg_per_mu, desk.profile),))


def read_scale(line: Line, desk: Desk) -> ScaleRow:
    """A scale belongs to a producer; one whose verification has lapsed is a fact like any other."""
    number = line.read(Scale.NUMBER)
    producer = read_producer_code(line, Scale.PRODUCER, desk)
    certificate = line.read(Scale.CERTIFICATE)
    verified = line.read(Scale.VERIFIED)
    refuse_future(verified, desk.as_of, Scale.VERIFIED.field)
    valid = line.read(Scale.VALID)
    refuse_backward(verified, valid, Scale.VALID.field)
    unit_g = unit_grams(line.read(Scale.UNIT), Scale.UNIT.field)
    return ScaleRow(number, producer, certificate, verified, valid, unit_g, _capacity(line))


def read_input(line: Line, desk: Desk) -> InputRow:
    """A production record tells of a plot that is listed and of what has happened."""
    number, plot = line.read(Input.NUMBER), line.read(Input.PLOT)
    if desk.records.plot(plot) is None:
        raise Refusal("unknown-plot", "没有登记地块 {plot}。", Input.PLOT.field, plot=plot)
    kind = _input_kind(line.read(Input.KIND))
    name, registration, dose = line.read(Input.NAME), line.read(Input.REGISTRATION), line.read(Input.DOSE)
    started = line.read(Input.STARTED)
    refuse_future(started, desk.as_of, Input.STARTED.field)
    ended = line.read(Input.ENDED)
    if ended is not None:
        refuse_backward(started, ended, Input.ENDED.field)
        refuse_future(ended, desk.as_of, Input.ENDED.field)
    interval = line.read(Input.INTERVAL)
    return InputRow(InputRecord(number, plot, kind, name, registration, started, ended, interval), dose)


def read_producer_code(line: Line, column: Column[str], desk: Desk) -> str:
    """A reference to a registered producer. Raises Refusal("unknown-producer")."""
    uscc = line.read(column)
    if not desk.records.has_producer(uscc):
        raise Refusal("unknown-producer", "没有登记生产者 {uscc}。", column.field, uscc=uscc)
    return uscc


def _input_kind(word: str) -> InputKind:
    kind = INPUT_WORDS.get(word)
    if kind is None:
        raise Refusal("invalid-kind", "类别应为 肥料、覆盖 或 农药。", Input.KIND.field)
    return kind


def _capacity(line: Line) -> int:
    kilograms = line.read(Scale.CAPACITY)
    if kilograms is None or kilograms <= 0:
        raise Refusal("invalid-weight", "最大秤量应是大于 0 的数，单位为公斤。", Scale.CAPACITY.field)
    return whole_grams(kilograms, 1000, Scale.CAPACITY.field)


def _producer_kind(word: str) -> str:
    kind = PRODUCER_WORDS.get(word)
    if kind is None:
        raise Refusal("invalid-kind", "类型应为 合作社、企业 或 家庭农场。", Producer.KIND.field)
    return kind


def _planted(line: Line, desk: Desk) -> int | None:
    year = line.read(Plot.PLANTED)
    if year is not None and year > desk.as_of.year:
        raise Refusal("future-date", "栽植年份 {year} 还没有到。", Plot.PLANTED.field, year=year)
    return year


def _point(line: Line, desk: Desk) -> tuple[int | None, int | None]:
    """Longitude and latitude in millionths of a degree, or neither; judged exactly before they are rounded."""
    if not line.has(Plot.LONGITUDE) and not line.has(Plot.LATITUDE):
        return None, None
    longitude = _degrees(line, Plot.LONGITUDE)
    rules.refuse_longitude(longitude, desk.profile)
    latitude = _degrees(line, Plot.LATITUDE)
    rules.refuse_latitude(latitude, desk.profile)
    return round(longitude.scaleb(6)), round(latitude.scaleb(6))


def _degrees(line: Line, column: Column[Decimal | None]) -> Decimal:
    if not line.has(column):
        raise Refusal("missing", "“{header}”不能为空：经度和纬度要一起填写。", column.field, header=column.header)
    degrees = line.read(column)
    if degrees is None:
        raise Refusal("invalid-point", "经纬度应写成小数形式的度，如 113.93145。", column.field)
    return degrees
