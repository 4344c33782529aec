"""Checks before labels (出标前检查) of a delivery: one function and one finding for each clause.

`sprayed` is always the pesticide records of the candidate plots that were begun on or before the day.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from gitrace.clock import SHANGHAI, shanghai_day
from gitrace.deliveries.facts import Candidate, ScaleFacts
from gitrace.deliveries.weight import jin
from gitrace.growers.rules import InputRecord, PlotFacts, banned_name, cover_laid
from gitrace.profile import Finding, Outcome, Profile

Facts = dict[str, str | int]


def household_finding() -> Finding:
    """Of a load that no household is named for: what nobody grew is certified for nobody, and bears no label."""
    return Finding("no-household", Outcome.FAIL, "没有农户来源的收购货，不能投入包装批次。", "以产定标：农户交售")


def area_finding(plots: Sequence[PlotFacts], profile: Profile) -> Finding:
    """Every candidate plot lies in a township of origin, and its point, if taken, in the county's extent."""
    clause = "产品档案：产地范围"
    outside = [plot.code for plot in plots if not _inside(plot, profile)]
    if outside:
        return Finding(
            "outside-area", Outcome.FAIL, "地块 {plots} 不在产地范围内。", clause, {"plots": "、".join(outside)}
        )
    return Finding("outside-area", Outcome.PASS, "地块在产地范围内。", clause)


def season_finding(cover: str, day: date, profile: Profile) -> Finding:
    """The day lies in the cover type's window, both ends included."""
    kind = profile.cover(cover)
    facts: Facts = {"day": day.isoformat(), "name": kind.name, "begins": kind.begins, "ends": kind.ends}
    if kind.in_window(day):
        return Finding("season", Outcome.PASS, "{day} 在{name}采收期内。", "产品档案：采收期", facts)
    sentence = "{day} 不在{name}采收期（{begins} 至 {ends}）内。"
    return Finding("season", Outcome.FAIL, sentence, "产品档案：采收期", facts)


def cover_finding(among: Sequence[Candidate], cover: str, day: date, profile: Profile) -> Finding:
    """Covered shoots come from plots with a cover record of the season, begun by that day; natural ones need none."""
    clause = "产品档案：覆盖记录"
    if not profile.cover(cover).needs_cover_record:
        return Finding("cover-record", Outcome.PASS, "自然笋不需要覆盖记录。", clause)
    bare = [one.plot.code for one in among if cover_laid(one.inputs, day, profile) is None]
    if bare:
        sentence = "地块 {plots} 在 {day} 之前没有本季的覆盖记录。"
        return Finding(
            "cover-record", Outcome.FAIL, sentence, clause, {"plots": "、".join(bare), "day": day.isoformat()}
        )
    return Finding("cover-record", Outcome.PASS, "有本季的覆盖记录。", clause)


def record_finding(sprayed: Sequence[InputRecord]) -> Finding:
    """Every pesticide record begun by that day, of any season, has registration number, end and interval."""
    clause = "农产品质量安全法：生产记录"
    gaps = [record.number for record in sprayed if not record.complete]
    if gaps:
        sentence = "农药记录 {records} 缺登记证号、结束日期或安全间隔期。"
        return Finding("production-record", Outcome.FAIL, sentence, clause, {"records": "、".join(gaps)})
    return Finding("production-record", Outcome.PASS, "农药记录完整。", clause)


def interval_finding(sprayed: Sequence[InputRecord], day: date) -> Finding:
    """Day − last day of use ≥ the interval on the pesticide's label; never while it is being used."""
    clause = "农药标签：安全间隔期"
    soon = [record.number for record in sprayed if _too_soon(record, day)]
    if soon:
        sentence = "{day} 未满农药记录 {records} 的安全间隔期。"
        facts: Facts = {"day": day.isoformat(), "records": "、".join(soon)}
        return Finding("pre-harvest-interval", Outcome.FAIL, sentence, clause, facts)
    return Finding("pre-harvest-interval", Outcome.PASS, "已满各次用药的安全间隔期。", clause)


def banned_finding(sprayed: Sequence[InputRecord], day: date, profile: Profile) -> Finding:
    """No pesticide whose name contains a banned one was begun on that day or in the 365 days before."""
    clause = "产品档案：蔬菜禁用农药"
    recent = [one for one in sprayed if (day - one.started).days <= profile.inputs.banned_for_days.value]
    banned = [record for record in recent if banned_name(record.name, profile)]
    if banned:
        facts: Facts = {
            "records": "、".join(record.number for record in banned),
            "names": "、".join(record.name for record in banned),
        }
        return Finding("banned-input", Outcome.FAIL, "农药记录 {records} 用了禁用农药：{names}。", clause, facts)
    return Finding("banned-input", Outcome.PASS, "没有禁用农药的记录。", clause)


def scale_finding(scale: ScaleFacts, day: date, profile: Profile) -> Finding:
    """The day lies between verification and validity, both included, and within a year of the verification."""
    clause = "计量器具强制检定"
    until = verified_until(scale, profile)
    facts: Facts = {"scale": scale.number, "until": until.isoformat()}
    facts |= {"day": day.isoformat(), "verified": scale.verified_on.isoformat()}
    if scale.verified_on <= day <= until:
        return Finding("scale-lapsed", Outcome.PASS, "衡器 {scale} 检定有效期至 {until}。", clause, facts)
    sentence = "{day} 不在衡器 {scale} 的检定有效期（{verified} 至 {until}）内。"
    return Finding("scale-lapsed", Outcome.FAIL, sentence, clause, facts)


def verified_until(scale: ScaleFacts, profile: Profile) -> date:
    """The last day on which a scale's verification holds: its certificate's, at most a year after it."""
    return min(scale.valid_until, scale.verified_on + timedelta(days=profile.scales.verification_days.value))


def yield_finding(certified_g: int, used_g: int, profile: Profile) -> Finding:
    """What is left of the plots' certified yield of the season, this delivery counted.

    Warns when less than the profile's share is left. Fails only where a certification was lowered afterwards:
    overdrawing itself is refused.
    """
    left = certified_g - used_g
    facts: Facts = {"left": jin(abs(left))}
    clause = "以产定标：核定产量"
    if left < 0:
        return Finding("certified-yield", Outcome.FAIL, "已超过调低后的核定产量 {left} 斤。", clause, facts)
    if left < certified_g * profile.yields.warn_below_share_left.value:
        return Finding("certified-yield", Outcome.WARN, "核定产量只剩 {left} 斤。", clause, facts)
    return Finding("certified-yield", Outcome.PASS, "核定产量还剩 {left} 斤。", clause, facts)


def fresh_since(weighed_at: datetime, dug_on: date | None) -> datetime:
    """The instant from which shoots age: their weighing, or, dug on an earlier day, the first moment of that day, so
    that none are taken for fresher than they may be.
    """
    if dug_on is None or dug_on == shanghai_day(weighed_at):
        return weighed_at
    return datetime.combine(dug_on, time(), SHANGHAI)


def age_finding(weighed_at: datetime, poured_at: datetime, profile: Profile, *, dug_on: date | None = None) -> Finding:
    """Shoots are poured at most so many hours after `fresh_since`; both instants aware."""
    most = profile.labels.pour_within_hours.value
    since = fresh_since(weighed_at, dug_on)
    hours = (poured_at - since) / timedelta(hours=1)
    outcome = Outcome.PASS if 0 <= hours <= most else Outcome.FAIL
    sentence = (
        "过磅后 {hours} 小时投料（最长 {most} 小时）。"
        if since == weighed_at
        else "过磅前一天挖的笋，从那天零时算起 {hours} 小时投料（最长 {most} 小时）。"
    )
    return Finding("too-old", outcome, sentence, "产品档案：投料时限", {"hours": int(hours), "most": most})


def mixing_finding(cover: str, lots: Sequence[tuple[str, str]]) -> Finding:
    """A poured delivery's cover is that of the lots, (lot, cover), it was poured into; a correction may part them."""
    clause = "产品档案：覆盖与自然不混装"
    others = [lot for lot, lot_cover in lots if lot_cover != cover]
    if others:
        facts: Facts = {"lots": "、".join(others)}
        return Finding("cover-mixed", Outcome.FAIL, "方式与已投入的批次 {lots} 不同。", clause, facts)
    return Finding("cover-mixed", Outcome.PASS, "方式与已投入的批次相同。", clause)


def _too_soon(record: InputRecord, day: date) -> bool:
    if record.ended is None or record.interval_days is None:
        return False
    return day <= record.ended or (day - record.ended).days < record.interval_days


def _inside(plot: PlotFacts, profile: Profile) -> bool:
    extent = profile.county.extent
    return (
        profile.county.grows_in(plot.township)
        and (plot.longitude is None or extent.holds_longitude(plot.longitude))
        and (plot.latitude is None or extent.holds_latitude(plot.latitude))
    )
