"""Rules of printing and of putting in use. Plain values in; days are days in Shanghai."""

from datetime import date, datetime, timedelta

from gitrace.deliveries.weight import jin
from gitrace.errors import Refusal
from gitrace.identifiers.gtin import is_variable_measure
from gitrace.identifiers.serial import GREATEST_NUMBER
from gitrace.labels.ranges import Span
from gitrace.profile import Profile

PRINT_DAYS = 3
"""Days after an issue or a reprint during which its labels may be fetched for printing."""


def next_numbers(last: int, asked: int) -> Span:
    """The numbers after `last` (0: none so far). Raises Refusal("numbers-exhausted")."""
    if last + asked > GREATEST_NUMBER:
        left = GREATEST_NUMBER - last
        raise Refusal("numbers-exhausted", "本批次这种商品的序号只剩 {left} 个。", "count", left=left)
    return last + 1, last + asked


def require_open(*, is_open: bool) -> None:
    """Raises Refusal("lot-closed")."""
    if not is_open:
        raise Refusal("lot-closed", "本批次已结批。")


def require_packing_day(packed_on: date, today: date, profile: Profile) -> None:
    """Labels come on packs, and a pack is not packed further ahead than lots are opened.

    Raises Refusal("packed-too-far-ahead").
    """
    most = profile.labels.open_ahead_days.value
    if packed_on > today + timedelta(days=most):
        raise Refusal("packed-too-far-ahead", "包装日期在 {most} 天以后，不能启用。", most=most)


def require_not_weighed(gtin: str, field: str = "first") -> None:
    """Raises Refusal("weigh-each") of a pack that has no weight until it was on the scale."""
    if is_variable_measure(gtin):
        raise Refusal("weigh-each", "按实重出售的整件要逐件称重启用。", field)


def require_left(grams: int, left_g: int) -> None:
    """Raises Refusal("lot-overdrawn")."""
    if grams > left_g:
        raise Refusal("lot-overdrawn", "批次里只剩 {left} 斤，不够这一件。", "weight", left=jin(left_g))


def require_usual_weight(grams: int, usual_g: int, profile: Profile) -> None:
    """A carton weighs about what its product is entered with: a wrong unit, or an extra digit, is told at once.

    Raises Refusal("weight-unusual").
    """
    least = int(usual_g * profile.labels.carton_least_share.value)
    most = int(usual_g * profile.labels.carton_most_share.value)
    if not least <= grams <= most:
        sentence = "这种商品每件应在 {least} 至 {most} 斤之间，现为 {now} 斤，请核对重量和单位。"
        raise Refusal("weight-unusual", sentence, "weight", least=jin(least), most=jin(most), now=jin(grams))


def require_weighed_today(weighed_on: date, today: date, *, overseer: bool) -> None:
    """Grams go back to a lot while the carton still stands by the scale: later it is sold, and labels for what it held
    would be labels for nothing. Raises Refusal("weighed-before-today").
    """
    if weighed_on != today and not overseer:
        sentence = "净重只能在称重当天往少里更正；确有错误的，请由监管人员作废这枚标签，再重新称重启用。"
        raise Refusal("weighed-before-today", sentence, "weight")


def is_printable(printed_at: datetime, now: datetime) -> bool:
    """Whether labels may still be fetched for printing."""
    return now <= printed_at + timedelta(days=PRINT_DAYS)


def require_printable(printed_at: datetime, now: datetime) -> None:
    """Raises Refusal("printing-over"): a later copy of the same labels is a reprint, which has a reason."""
    if not is_printable(printed_at, now):
        raise Refusal("printing-over", "签发已过 {days} 天，再次打印请先登记补打原因。", days=PRINT_DAYS)


def require_host(host: str, *, demo: bool) -> None:
    """A label without the official domain could never be answered. Raises Refusal("label-host-unset")."""
    if not host and not demo:
        raise Refusal("label-host-unset", "还没有设定标签域名（GITRACE_LABEL_HOST），二维码印出来查不到，不能打印。")


def within_run(run_first: int, run_last: int, first: int | None, last: int | None) -> Span:
    """The asked part of a run, or all of it. Raises Refusal("range-outside-run")."""
    begin, end = first or run_first, last or run_last
    if not run_first <= begin <= end <= run_last:
        raise Refusal(
            "range-outside-run", "这次签发的序号是 {first} 至 {last}。", "first", first=run_first, last=run_last
        )
    return begin, end
