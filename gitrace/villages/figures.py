"""面积与定额: what the county knows of a season's bearing area and norms, by county, township and village."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.growers.rules import refuse_area
from gitrace.identifiers.entries import Exact, Line, Words, decimal_text
from gitrace.people.acting import require_overseer
from gitrace.profile.commands import profile_on
from gitrace.profile.rules import refuse_growing_township
from gitrace.villages import events
from gitrace.villages.tables import AreaFigure
from gitrace.work import Work

_NORM_HINT = "公斤；县实测或上年核定的定额，没有就留空。"


class RecordFigure(BaseModel):
    """Figures of a place as they shall read; what is left empty is not recorded."""

    season: int = Field(title="产季", description="以结束的年份命名。", ge=2000, le=2100)
    township: str = Field(default="", title="乡镇", description="不选为全县。", max_length=9)
    village: Line | None = Field(default=None, title="村", description="不填为全乡镇。")
    bearing_mu: Exact | None = Field(default=None, title="投产面积", description="亩。", max_digits=12)
    norm_natural: Exact | None = Field(default=None, title="自然笋亩产定额", description=_NORM_HINT, max_digits=12)
    norm_covered: Exact | None = Field(default=None, title="覆盖笋亩产定额", description=_NORM_HINT, max_digits=12)
    source: Words = Field(title="出处", description="文件名称和年份，如“某年统计年报”。")


@dataclass(frozen=True)
class Norms:
    """Norms of a village in a season by cover, kg per mu; a village's own before its township's before the county's.

    A cover without a norm has none recorded anywhere.
    """

    by_cover: dict[str, Decimal]
    village_mu: Decimal | None
    township_mu: Decimal | None


def record_figure(work: Work, form: RecordFigure) -> AreaFigure:
    """Enter or change what is known of a place in a season.

    Raises Refusal("regulator-only" | "missing" | "outside-area" | "invalid-area" | "invalid-yield").
    """
    require_overseer(work.actor)
    _refuse(work, form)
    row = figure_of(work.session, form.season, form.township, form.village or "") or AreaFigure(
        season=form.season, township=form.township, village=form.village or "", source=form.source
    )
    row.bearing_mu, row.source = _text(form.bearing_mu), form.source
    row.norm_natural, row.norm_covered = _text(form.norm_natural), _text(form.norm_covered)
    work.session.add(row)
    work.session.flush()
    told = events.AreaFigureRecorded(season=row.season, township=row.township, village=row.village)
    work.record(told, subject=f"figure:{row.id}", rows=[row])
    return row


def figure_of(session: Session, season: int, township: str, village: str) -> AreaFigure | None:
    """The row of exactly this place; empty township: the county."""
    return session.exec(
        select(AreaFigure).where(
            AreaFigure.season == season, AreaFigure.township == township, AreaFigure.village == village
        )
    ).one_or_none()


def figures_of(session: Session, season: int) -> Sequence[AreaFigure]:
    """All figures of a season, from the county to its villages."""
    order = col(AreaFigure.township), col(AreaFigure.village)
    return session.exec(select(AreaFigure).where(AreaFigure.season == season).order_by(*order)).all()


def norms_of(session: Session, season: int, township: str, village: str) -> Norms:
    """What claims of a village are held against."""
    rows = [figure_of(session, season, *place) for place in ((township, village), (township, ""), ("", ""))]
    found: dict[str, Decimal] = {}
    for row in reversed([row for row in rows if row is not None]):
        for cover, norm in (("natural", row.norm_natural), ("covered", row.norm_covered)):
            if norm is not None:
                found[cover] = Decimal(norm)
    return Norms(found, *(Decimal(row.bearing_mu) if row and row.bearing_mu else None for row in rows[:2]))


def _refuse(work: Work, form: RecordFigure) -> None:
    if form.village and not form.township:
        raise Refusal("missing", "填了村，也要选乡镇。", "township")
    if form.township:
        refuse_growing_township(form.township, profile_on(work.session, shanghai_day(work.now)))
    if form.bearing_mu is not None:
        refuse_area(form.bearing_mu, "bearing_mu")
    for field in ("norm_natural", "norm_covered"):
        norm = getattr(form, field)
        if norm is not None and norm <= 0:
            raise Refusal("invalid-yield", "亩产定额应是大于 0 的数，单位为公斤。", field)
    if form.bearing_mu is None and form.norm_natural is None and form.norm_covered is None:
        raise Refusal("missing", "面积和定额至少填一项。", "bearing_mu")


def _text(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value)
