"""From what the scale shows to whole grams: 净重 = 毛重 − 皮重 − 扣杂, exact decimals, never a float."""

from dataclasses import dataclass
from decimal import Decimal

from gitrace.errors import Refusal
from gitrace.identifiers.decimals import plain_decimal

UNITS = {"斤": 500, "公斤": 1000, "千克": 1000, "kg": 1000}


@dataclass(frozen=True)
class Weighing:
    """One weighing, each figure in whole grams."""

    gross_g: int
    tare_g: int
    deduction_g: int

    @property
    def net_g(self) -> int:
        """What is delivered; may be zero or less until `refuse_empty` has looked."""
        return self.gross_g - self.tare_g - self.deduction_g


def unit_grams(unit: str, field: str = "unit") -> int:
    """Grams in one 斤, 公斤, 千克 or kg (any case). Raises Refusal("invalid-unit")."""
    grams = UNITS.get(unit.lower())
    if grams is None:
        raise Refusal("invalid-unit", "单位应为 斤、公斤、千克 或 kg。", field)
    return grams


def gross_decimal(text: str, field: str = "gross") -> Decimal:
    """A gross weight as shown, in any unit, above zero. Raises Refusal("invalid-weight")."""
    shown = plain_decimal(text)
    if shown is None or shown <= 0:
        raise Refusal("invalid-weight", "毛重应是大于 0 的数，不带单位，如 50.5。", field)
    return shown


def lesser_decimal(text: str, field: str) -> Decimal:
    """A tare or deduction as shown, zero or more; empty is zero. Raises Refusal("invalid-weight")."""
    shown = plain_decimal(text or "0")
    if shown is None or shown < 0:
        raise Refusal("invalid-weight", "皮重和扣杂应是不小于 0 的数，不带单位，如 1.5。", field)
    return shown


def whole_grams(shown: Decimal, grams_per_unit: int, field: str) -> int:
    """A shown weight in grams, which must come out whole. Raises Refusal("invalid-weight")."""
    grams = shown * grams_per_unit
    if grams != grams.to_integral_value():
        raise Refusal("invalid-weight", "重量 {shown} 折合不到整克，请核对小数位。", field, shown=str(shown))
    return int(grams)


def weigh(gross: str, tare: str, deduction: str, unit: str) -> Weighing:
    """The figures of a form in whole grams; net above zero.

    Raises Refusal("invalid-weight" | "invalid-unit") at the field.
    """
    per_unit = unit_grams(unit)
    weighing = Weighing(
        whole_grams(gross_decimal(gross), per_unit, "gross"),
        whole_grams(lesser_decimal(tare, "tare"), per_unit, "tare"),
        whole_grams(lesser_decimal(deduction, "deduction"), per_unit, "deduction"),
    )
    refuse_empty(weighing)
    return weighing


def refuse_empty(weighing: Weighing) -> None:
    """Something must be left after tare and deduction. Raises Refusal("invalid-weight")."""
    if weighing.net_g <= 0:
        raise Refusal("invalid-weight", "净重（毛重－皮重－扣杂）应大于 0，请核对。", "gross")


def refuse_over_capacity(gross_g: int, capacity_g: int) -> None:
    """A scale cannot show more than its maximum; both in whole grams. Raises Refusal("over-scale-capacity")."""
    if gross_g > capacity_g:
        raise Refusal(
            "over-scale-capacity", "毛重超过这台衡器的最大秤量 {capacity} 斤。", "gross", capacity=jin(capacity_g)
        )


def jin(grams: int) -> str:
    """Grams in 斤, as growers count, grouped, without trailing zeros: 1,200.5."""
    return f"{(Decimal(grams) / 500).normalize():,f}"


def shown_grams(text: str, unit: str, field: str) -> int:
    """A weight above zero that a form holds, in whole grams. Raises Refusal("invalid-weight" | "invalid-unit")."""
    return whole_grams(gross_decimal(text, field), unit_grams(unit), field)
