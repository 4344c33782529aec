"""Rules of certificates: for which goods, on which grounds, how long kept, and what state one is in. Plain values."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from gitrace.certificates.tables import Basis
from gitrace.deliveries.weight import jin
from gitrace.errors import Refusal


class CertificateState(StrEnum):
    """What a certificate is worth now, the worst first."""

    RECALLED = "recalled"
    FAILED = "failed"
    """A test that covers the lot found fault."""
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    HELD = "held"
    STANDING = "standing"


def state_of(*, recalled: bool, failed: bool, withdrawn: bool, corrected: bool, held: bool) -> CertificateState:
    """The worst that is so. Nothing is written when a recall or a report comes, so that nothing can be forgotten."""
    found = {
        CertificateState.RECALLED: recalled,
        CertificateState.FAILED: failed,
        CertificateState.WITHDRAWN: withdrawn,
        CertificateState.CORRECTED: corrected,
        CertificateState.HELD: held,
    }
    return next((state for state, is_so in found.items() if is_so), CertificateState.STANDING)


def require_standing(state: CertificateState) -> None:
    """Only a certificate that stands is printed or corrected. Raises Refusal("certificate-not-standing")."""
    if state is not CertificateState.STANDING:
        raise Refusal("certificate-not-standing", "这份合格证现在不是有效状态，不能打印或更正。")


def require_conformity_goods(*, needed: bool, form: str) -> None:
    """The order is about fresh produce. Raises Refusal("certificate-not-for-form")."""
    if not needed:
        raise Refusal(
            "certificate-not-for-form", "承诺达标合格证只用于鲜活农产品，{form}是加工食品，不开具。", form=form
        )


def require_none_standing(number: str | None) -> None:
    """A lot has one certificate at a time. Raises Refusal("certificate-standing")."""
    if number is not None:
        raise Refusal("certificate-standing", "本批次已有合格证 {number}；内容有变的，请更正。", number=number)


def require_covered(grams: int, most: int) -> None:
    """Nobody answers for more than is there. Raises Refusal("lot-empty" | "certificate-over-lot")."""
    if most <= 0:
        raise Refusal("lot-empty", "本批次还没有投料，不能开具合格证。")
    if grams > most:
        raise Refusal("certificate-over-lot", "本批次只有 {most} 斤，不能多开。", "weight", most=jin(most))


def require_basis(basis: Collection[Basis], tested: Collection[Basis]) -> None:
    """A test that the commitment rests on is on record. Raises Refusal("basis-missing" | "basis-not-on-record")."""
    if not basis:
        raise Refusal("basis-missing", "请至少选择一项承诺依据。", "rests_on")
    unproved = {
        Basis.COMMISSIONED: "没有覆盖本批次、结论符合的检验报告，不能以委托检测为依据。",
        Basis.OWN_TEST: "没有本单位录入的、覆盖本批次的速测，不能以自行检测为依据。",
    }
    for one, sentence in unproved.items():
        if one in basis and one not in tested:
            raise Refusal("basis-not-on-record", sentence, "rests_on")


def require_free_name(goods: str, indication: str, *, may_bear: bool) -> None:
    """The protected name stands on no certificate of a seller who may not use it. Raises Refusal("name-protected")."""
    if indication in goods and not may_bear:
        raise Refusal(
            "name-protected", "“{name}”是地理标志名称，本单位现在不能用在合格证上。", "goods", name=indication
        )


def kept_until(issued_on: date, months: int) -> date:
    """The last day to which a certificate must be kept: the same day so many months on, or the month's last."""
    year, month = divmod(issued_on.month - 1 + months, 12)
    day = issued_on.day
    while True:
        try:
            return date(issued_on.year + year, month + 1, day)
        except ValueError:
            day -= 1
