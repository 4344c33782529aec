"""Rules of households, plots and production records. They take plain values; `today` is passed.

Areas are decimals in mu (亩, 1/15 ha), yields decimals in kilograms per mu and season, weights whole grams.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from gitrace.errors import Refusal
from gitrace.profile import Finding, Outcome, Profile
from gitrace.profile.values import month_day


class InputKind(StrEnum):
    """What a production record tells of: 肥料, 覆盖, 农药. Only pesticides are judged for intervals and bans."""

    FERTILISER = "fertiliser"
    COVER = "cover"
    PESTICIDE = "pesticide"


INPUT_WORDS = {"肥料": InputKind.FERTILISER, "覆盖": InputKind.COVER, "农药": InputKind.PESTICIDE}


@dataclass(frozen=True)
class PlotFacts:
    """What rules need to know of a plot; the point in degrees (WGS-84), if one was taken."""

    code: str
    household: str
    township: str
    area_mu: Decimal
    certified_kg_per_mu: Decimal
    longitude: Decimal | None = None
    latitude: Decimal | None = None

    @property
    def certified_g(self) -> int:
        """Certified yield of a season, whole grams."""
        return certified_grams(self.area_mu, self.certified_kg_per_mu)


@dataclass(frozen=True)
class InputRecord:
    """One production record (生产记录): what was put on a plot, from when to when.

    `name` and `registration` are empty, `ended` and `interval_days` are None, where the record does not say.
    """

    number: str
    plot: str
    kind: InputKind
    name: str
    registration: str
    started: date
    ended: date | None
    interval_days: int | None

    @property
    def complete(self) -> bool:
        """Whether a pesticide record can be judged: name, registration number, end and interval are there."""
        return bool(self.name and self.registration) and self.ended is not None and self.interval_days is not None


def season_of(day: date, profile: Profile) -> int:
    """The season `day` lies in, named after the year it ends in (2025-09-01 to 2026-08-31 is 2026)."""
    begins = month_day(profile.season.begins.value)
    return day.year + ((day.month, day.day) >= begins)


def season_days(season: int, profile: Profile) -> tuple[date, date]:
    """First and last day of a season."""
    month, day = month_day(profile.season.begins.value)
    return date(season - 1, month, day), date(season, month, day) - timedelta(days=1)


def certified_grams(area_mu: Decimal, kg_per_mu: Decimal) -> int:
    """mu × kg/mu in whole grams. A fraction of a gram is dropped: no delivery could use it."""
    return int(area_mu * kg_per_mu * 1000)


def refuse_area(area_mu: Decimal | None, field: str = "area_mu") -> None:
    """An area is a number above zero (None: it was not a number). Raises Refusal("invalid-area")."""
    if area_mu is None or area_mu <= 0:
        raise Refusal("invalid-area", "面积应是大于 0 的数，单位为亩，如 3.5。", field)


def refuse_certified_yield(kg_per_mu: Decimal | None, profile: Profile, field: str = "kg_per_mu") -> None:
    """0 < kg/mu ≤ the profile's greatest. Raises Refusal("invalid-yield" | "yield-implausible")."""
    if kg_per_mu is None or kg_per_mu <= 0:
        raise Refusal("invalid-yield", "核定亩产应是大于 0 的数，单位为公斤。", field)
    greatest = profile.yields.refuse_above.value
    if kg_per_mu > greatest:
        raise Refusal(
            "yield-implausible", "核定亩产超过 {greatest} 公斤，不予登记，请核对。", field, greatest=str(greatest)
        )


def plausible_yield(kg_per_mu: Decimal, profile: Profile) -> Finding:
    """Warns above the yield that a well kept grove may reach; the certifying officer decides."""
    usual = profile.yields.warn_above.value
    facts: dict[str, str | int] = {"kg_per_mu": str(kg_per_mu), "usual": str(usual)}
    if kg_per_mu > usual:
        sentence = "核定亩产 {kg_per_mu} 公斤高于 {usual} 公斤，请附实测样方。"
        return Finding("yield-high", Outcome.WARN, sentence, "产品档案：核定产量", facts)
    return Finding("yield-high", Outcome.PASS, "核定亩产 {kg_per_mu} 公斤。", "产品档案：核定产量", facts)


def refuse_longitude(degrees: Decimal, profile: Profile, field: str = "longitude") -> None:
    """A plot's point lies in the county's extent, widened. Raises Refusal("outside-area")."""
    if not profile.county.extent.holds_longitude(degrees):
        raise Refusal("outside-area", "经度 {degrees} 不在本县范围内，请核对（WGS-84）。", field, degrees=str(degrees))


def refuse_latitude(degrees: Decimal, profile: Profile, field: str = "latitude") -> None:
    """A plot's point lies in the county's extent, widened. Raises Refusal("outside-area")."""
    if not profile.county.extent.holds_latitude(degrees):
        raise Refusal("outside-area", "纬度 {degrees} 不在本县范围内，请核对（WGS-84）。", field, degrees=str(degrees))


def refuse_beyond_contract(contract_mu: Decimal, others_mu: Decimal, area_mu: Decimal, field: str = "area_mu") -> None:
    """A household's plots together stay within its contract area, to the last decimal.

    `others_mu`: its other plots. Raises Refusal("area-exceeds-contract").
    """
    if others_mu + area_mu > contract_mu:
        raise Refusal(
            "area-exceeds-contract",
            "该户已登记 {others} 亩，加上本地块 {area} 亩，超过承包面积 {contract} 亩。",
            field,
            others=str(others_mu),
            area=str(area_mu),
            contract=str(contract_mu),
        )


def cover_laid(records: Iterable[InputRecord], day: date, profile: Profile) -> InputRecord | None:
    """The cover record of the day's season, begun on or before the day, on one plot; None when there is none."""
    season = season_of(day, profile)
    laid = (record for record in records if record.kind is InputKind.COVER and record.started <= day)
    return next((record for record in laid if season_of(record.started, profile) == season), None)


def banned_name(name: str, profile: Profile) -> str | None:
    """The banned name that a pesticide's name contains, or None; width and spaces are no disguise."""
    bare = "".join(unicodedata.normalize("NFKC", name).split())
    return next((banned for banned in profile.inputs.banned.value if banned in bare), None)


def refuse_smaller_contract(contract_mu: Decimal, plots_mu: Decimal, field: str = "contract_mu") -> None:
    """A contract is not smaller than the plots already registered. Raises Refusal("area-exceeds-contract")."""
    if plots_mu > contract_mu:
        raise Refusal(
            "area-exceeds-contract",
            "该户已登记地块 {plots} 亩，承包面积不能小于此数。",
            field,
            plots=str(plots_mu),
        )


def point_e6(longitude: Decimal | None, latitude: Decimal | None, profile: Profile) -> tuple[int | None, int | None]:
    """A point in millionths of a degree (WGS-84), or neither; judged exactly before it is rounded.

    Raises Refusal("missing" | "outside-area").
    """
    if longitude is None or latitude is None:
        if longitude is not latitude:
            raise Refusal("missing", "经度和纬度要一起填写。", "latitude" if latitude is None else "longitude")
        return None, None
    refuse_longitude(longitude, profile)
    refuse_latitude(latitude, profile)
    return round(longitude.scaleb(6)), round(latitude.scaleb(6))


def refuse_season(season: int, today: date, profile: Profile, field: str = "season") -> None:
    """Yields are certified for the present season, one past, or at most the next. Raises Refusal("season-ahead")."""
    newest = season_of(today, profile) + 1
    if season > newest:
        raise Refusal("season-ahead", "最多提前核定到 {newest} 产季。", field, newest=newest)
