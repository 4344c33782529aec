"""What the law, or work that is not done, keeps for the present: plain values in, reasons out."""

from collections.abc import Sequence
from datetime import date

from gitrace.certificates.rules import kept_until
from gitrace.errors import Refusal, Refusals


def require_nothing_kept(reasons: Sequence[Refusal]) -> None:
    """Nothing is erased half: one reason keeps all of it. Raises Refusals."""
    if reasons:
        raise Refusals(reasons)


def kept_season(seasons: Sequence[int], present: int, *, closed: bool) -> Refusal | None:
    """A household that may still deliver is not erased: its buyers have to know from whom they buy."""
    running = [season for season in seasons if season >= present]
    if closed or not running:
        return None
    sentence = "这户 {season} 产季有核定产量，仍可交售；先办理转户或注销，或等这个产季结束。"
    return Refusal("may-still-deliver", sentence, season=max(running))


def kept_certificates(last: date | None, months: int, today: date) -> Refusal | None:
    """收购者收取、保存合格证明: kept from the last delivery on."""
    if last is None or today > kept_until(last, months):
        return None
    sentence = "最近一次交售在 {day}，收购凭证和合格证明须保存 {months} 个月，到 {until}。"
    return Refusal("purchase-kept", sentence, day=last, months=months, until=kept_until(last, months))


def kept_records(last: date | None, years: int, today: date) -> Refusal | None:
    """农产品质量安全法: production records are kept so many years."""
    if last is None or today > kept_until(last, 12 * years):
        return None
    sentence = "生产记录至少保存 {years} 年（农产品质量安全法），到 {until}。"
    return Refusal("records-kept", sentence, years=years, until=kept_until(last, 12 * years))


def kept_issued(until: date | None, today: date) -> Refusal | None:
    """A certificate that buyers must keep names whom they ask."""
    if until is None or today > until:
        return None
    return Refusal("certificate-kept", "开具的承诺达标合格证须保存，到 {until}。", until=until)


def kept_authorised(until: date | None, today: date) -> Refusal | None:
    """Who may use the mark can be reached: a recall begins with a call."""
    if until is None or today > until:
        return None
    return Refusal("authorised", "用标核准有效期到 {until}；在此之前须能联系到生产者。", until=until)


def kept_open(count: int, code: str, sentence: str) -> Refusal | None:
    """Something about her waits for an answer."""
    return Refusal(code, sentence, count=count) if count else None
