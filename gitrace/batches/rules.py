"""Rules of lots: plain values in, refusals out. Days are days in Shanghai, weights whole grams."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from gitrace.batches.tables import BatchState, Hold
from gitrace.deliveries.checks import age_finding
from gitrace.deliveries.weight import jin
from gitrace.errors import Refusal
from gitrace.people.roles import Level
from gitrace.profile import Outcome, Profile

FRESH = "fresh"
"""The one form that shoots have before anything is made of them."""


def refuse_form(form: str, profile: Profile) -> None:
    """Raises Refusal("unknown-form") for what is no form of the profile."""
    if form not in {one.code for one in profile.forms}:
        raise Refusal("unknown-form", "请从所列选项中选择一项。", "form")


def refuse_grade(grade: str | None, profile: Profile) -> None:
    """A pack has a grade or says none; 统货 is no grade of a pack. Raises Refusal("invalid-grade")."""
    if grade is not None and grade not in {one.code for one in profile.grades if one.for_packs}:
        raise Refusal("invalid-grade", "包装的等级应为 特级、一级 或 二级。", "grade")


def refuse_packing_day(packed_on: date, today: date, profile: Profile) -> None:
    """A lot is opened at most so many days ahead of packing, and not once its shoots would be too old to pour.

    Raises Refusal("packing-too-far-ahead" | "packing-past").
    """
    ahead, late = profile.labels.open_ahead_days.value, _days(profile)
    if packed_on > today + timedelta(days=ahead):
        raise Refusal("packing-too-far-ahead", "批次最多提前 {days} 天开立。", "packed_on", days=ahead)
    if packed_on < today - timedelta(days=late):
        raise Refusal("packing-past", "包装日期最多补到 {days} 天前。", "packed_on", days=late)


def refuse_best_before(best_before: date | None, packed_on: date) -> None:
    """Raises Refusal("invalid-date") for a date before packing."""
    if best_before is not None and best_before < packed_on:
        raise Refusal("invalid-date", "保质期至不能早于包装日期。", "best_before")


def refuse_closed(state: str) -> None:
    """Raises Refusal("lot-closed")."""
    if state != BatchState.OPEN:
        raise Refusal("lot-closed", "本批次已结批。")


def refuse_held(hold: str, recall_notice: str | None) -> None:
    """Nothing goes into or out of a lot that is held or recalled. Raises Refusal("lot-recalled" | "lot-held")."""
    if recall_notice is not None:
        raise Refusal("lot-recalled", "这个批次正在召回。")
    if hold != Hold.NONE:
        raise Refusal("lot-held", "这个批次暂停标签使用，正在核实。")


def refuse_before_packing(form: str, packed_on: date, today: date) -> None:
    """Fresh shoots are poured from the packing day on; what is processed takes days and is begun before it.

    Raises Refusal("packing-day-ahead").
    """
    if form == FRESH and today < packed_on:
        raise Refusal("packing-day-ahead", "包装日期 {day} 还没有到，不能投料。", day=packed_on.isoformat())


def refuse_other_cover(delivery_cover: str, lot_cover: str, number: str) -> None:
    """Natural and covered shoots are never mixed. Raises Refusal("cover-differs")."""
    if delivery_cover != lot_cover:
        raise Refusal("cover-differs", "交售单 {number} 的方式与批次不同，不能混装。", "deliveries", number=number)


def refuse_after_packing(form: str, weighed_on: date, packed_on: date, number: str) -> None:
    """What was weighed after the packing day was not packed on it. Raises Refusal("weighed-after-packing")."""
    if form == FRESH and weighed_on > packed_on:
        raise Refusal("weighed-after-packing", "交售单 {number} 在包装日期之后过磅。", "deliveries", number=number)


def refuse_uncovered(uncovered_g: int, number: str) -> None:
    """What a lowered certification no longer covers must not come under a label. Raises Refusal("yield-uncovered")."""
    if uncovered_g:
        sentence = "交售单 {number} 超过调低后的核定产量 {over} 斤，不能投料（以产定标：核定产量）。"
        raise Refusal("yield-uncovered", sentence, "deliveries", number=number, over=jin(uncovered_g))


def hours_old(weighed_at: datetime, dug_on: date | None, poured_at: datetime, number: str, profile: Profile) -> int:
    """Whole hours from weighing, or from the day of digging before it, to pouring. Raises Refusal("too-old")."""
    finding = age_finding(weighed_at, poured_at, profile, dug_on=dug_on)
    if finding.outcome is Outcome.FAIL:
        facts = {"number": number, **finding.facts}
        sentence = "交售单 {number} 从过磅（前一天挖的从那天零时）算起已 {hours} 小时，超过 {most} 小时。"
        raise Refusal("too-old", sentence, "deliveries", **facts)
    return int(finding.facts["hours"])


def product_grams(fresh_g: int, recovery: Decimal) -> int:
    """What is made of fresh shoots, in grams of product; a fraction of a gram is dropped, no label could use it."""
    return int(fresh_g * recovery)


def fresh_within(product_g: int, poured_g: int, recovery: Decimal) -> int:
    """The most grams of a pour that can be taken back while its product shrinks by `product_g` at most."""
    most = min(poured_g, int(product_g / recovery) + 1)
    while product_grams(poured_g, recovery) - product_grams(poured_g - most, recovery) > product_g:
        most -= 1
    return most


def refuse_carry(source: tuple[str, str, date], target: tuple[str, str, date], profile: Profile) -> None:
    """What is left goes over into a later lot of the same form and cover; fresh shoots soon.

    Each lot as (form, cover, packing day). Raises Refusal("carry-unlike" | "carry-not-later" | "carry-too-late").
    """
    if source[:2] != target[:2]:
        raise Refusal("carry-unlike", "只能结转到同品类、同方式的批次。", "to_lot")
    if target[2] <= source[2]:
        raise Refusal("carry-not-later", "只能结转到包装日期更晚的批次。", "to_lot")
    if source[0] == FRESH and (target[2] - source[2]).days > _days(profile):
        raise Refusal("carry-too-late", "鲜笋最多结转到 {days} 天后的批次。", "to_lot", days=_days(profile))


def _days(profile: Profile) -> int:
    return -(-profile.labels.pour_within_hours.value // 24)


def require_other_eyes(*, proposer: int, confirmer: int, level: Level) -> None:
    """A hold ends by two people, the second one of the county. Raises Refusal("same-eyes" | "county-only")."""
    if proposer == confirmer:
        raise Refusal("same-eyes", "建议是您提出的，须由另一位县级监管人员确认。")
    if level is not Level.COUNTY:
        raise Refusal("county-only", "恢复标签使用须由县级监管人员确认。")
