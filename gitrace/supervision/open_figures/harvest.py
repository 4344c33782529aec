"""What was certified and delivered in a season, by township as far as that tells of no single household."""

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.growers.tables import CertifiedYield, Household, Plot
from gitrace.supervision.open_figures.figure import OpenFigure, percent, tonnes
from gitrace.supervision.open_figures.rule_of_five import Share
from gitrace.supervision.returns.period import Days
from gitrace.supervision.returns.sums import delivered


def certified_by_township(session: Session, season: int) -> dict[str, Share]:
    """By the township of the household, as deliveries are."""
    township = col(Household.township)
    rows = session.execute(
        sa.select(township, sa.func.count(sa.distinct(col(Plot.household_id))), sa.func.sum(col(CertifiedYield.grams)))
        .select_from(CertifiedYield)
        .join(Plot, col(Plot.id) == col(CertifiedYield.plot_id))
        .join(Household, col(Household.id) == col(Plot.household_id))
        .where(col(CertifiedYield.season) == season)
        .group_by(township)
    )
    return {code: Share(households, int(grams)) for code, households, grams in rows}


def delivered_by_township(session: Session, days: Days) -> dict[str, Share]:
    """A dealer's load names no household and is left out."""
    weighed = delivered(session, days).townships
    return {code: Share(one.households, one.net_g) for code, one in weighed.items() if code}


def harvest_figures(certified: Share, gathered: Share) -> tuple[OpenFigure, ...]:
    """Of the county as a whole, unless even that is fewer than five households."""
    certified_t = tonnes(certified.grams) if certified.may_be_shown else None
    gathered_t = tonnes(gathered.grams) if gathered.may_be_shown else None
    return (
        OpenFigure("certified", "核定产量", certified_t, "吨", "本产季各地块核定产量之和，按更改后的数。"),
        OpenFigure(
            "delivered",
            "交售量",
            gathered_t,
            "吨",
            "分户过磅的净重之和，按更正后的数；没有分户的收购不计，也不能出标。",
        ),
        OpenFigure("delivered-share", "交售占核定", percent(gathered_t, certified_t), "%", "交售量 ÷ 核定产量。"),
        OpenFigure(
            "households",
            "交售农户",
            gathered.households if gathered.may_be_shown else None,
            "户",
            "至少交售一次的不同农户。",
        ),
    )
