"""Weights of yields as growers and offices read them: 斤, grouped, with a sign where two are compared."""

from decimal import Decimal


def jin(grams: int) -> str:
    """Grams in 斤: 1,200.5."""
    return f"{_jin(grams):,f}"


def jin_change(grams: int) -> str:
    """More or less, in 斤: +200, −35.5; 0 for no change."""
    if not grams:
        return "0"
    return f"{'+' if grams > 0 else '−'}{jin(abs(grams))}"


def _jin(grams: int) -> Decimal:
    weight = Decimal(grams) / 500
    return weight.quantize(Decimal(1)) if weight == weight.to_integral_value() else weight.normalize()
