"""What the open figures are made of: whole tonnes and shares, each with what it counts and out of what."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_TONNE = 1_000_000  # grams


@dataclass(frozen=True)
class OpenFigure:
    """One figure. `code`: its name for programs; `value`: None is not shown or not to be reckoned, which is not 0."""

    code: str
    words: str
    value: int | Decimal | None
    unit: str
    definition: str


def tonnes(grams: int) -> int:
    """Whole tonnes, the half upwards."""
    return (grams + _TONNE // 2) // _TONNE


def percent(part: int | None, of: int | None) -> Decimal | None:
    """To one place; None of nothing or of what is not shown."""
    return ratio(part, of, 100)


def ratio(part: int | None, of: int | None, times: int) -> Decimal | None:
    """So many of each `times`, as `percent`."""
    if part is None or not of:
        return None
    return (Decimal(part * times) / of).quantize(Decimal("0.1"), ROUND_HALF_UP)
