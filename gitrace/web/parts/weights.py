"""Weights of yields as offices compare them: 斤, with a sign."""

from gitrace.deliveries.weight import jin


def jin_change(grams: int) -> str:
    """More or less, in 斤: +200, −35.5; 0 for no change."""
    if not grams:
        return "0"
    return f"{'+' if grams > 0 else '−'}{jin(abs(grams))}"
