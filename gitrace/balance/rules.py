"""Rules of grams on their way out: where they may go, and that no more goes than is there."""

from gitrace.balance.tables import WITHOUT_LABEL, AccountKind
from gitrace.errors import Refusal

DESTINATIONS = {
    AccountKind.LOOSE_SALE: "散卖",
    AccountKind.PROCESSING: "转加工",
    AccountKind.TRANSFER: "调出",
    AccountKind.SAMPLE: "抽样留样",
    AccountKind.OWN_USE: "自用",
    AccountKind.LOSS: "损耗",
}
"""Where shoots go that leave without a label, in the words of the trade."""


def destination(code: str, field: str = "to") -> AccountKind:
    """Where shoots may go without a label. Raises Refusal("unknown-destination")."""
    if code not in WITHOUT_LABEL:
        raise Refusal("unknown-destination", "请从所列选项中选择一项。", field)
    return AccountKind(code)


def refuse_beyond(grams: int, free_g: int, field: str) -> None:
    """No more leaves than is there; both in grams. Raises Refusal("not-enough")."""
    if grams > free_g:
        raise Refusal("not-enough", "只剩 {free} 公斤，不够 {asked} 公斤。", field, free=kg(free_g), asked=kg(grams))


def kg(grams: int) -> str:
    """Grams in kilograms, grouped, without trailing zeros: 1,200.5."""
    return f"{grams // 1000:,}.{grams % 1000:03}".rstrip("0").rstrip(".")
