"""Figures, days and instants as this county writes them: Shanghai time, the figure and its unit together."""

from datetime import date, datetime
from decimal import Decimal

from flask import Flask

from gitrace.balance.rules import kg
from gitrace.clock import SHANGHAI
from gitrace.deliveries.weight import jin


def write_figures(app: Flask) -> None:
    """Give templates the filters `day`, `instant`, `machine_time`, `count`, `yuan`, `jin` and `kg`."""
    filters = {"day": day, "instant": instant, "machine_time": machine_time, "count": count, "yuan": yuan}
    app.jinja_env.filters.update(filters, jin=jin, kg=kg)


def day(value: date) -> str:
    """A calendar day: 2026-03-09."""
    return value.isoformat()


def instant(value: datetime) -> str:
    """An aware instant, to the minute, in Shanghai: 2026-03-09 06:15."""
    return value.astimezone(SHANGHAI).isoformat(" ", "minutes")[:16]


def machine_time(value: datetime) -> str:
    """The same for `<time datetime>`: ISO 8601 with offset, to the second."""
    return value.astimezone(SHANGHAI).isoformat(timespec="seconds")


def count(value: int) -> str:
    """A whole number with groups of three: 12,000."""
    return f"{value:,}"


def yuan(fen: int) -> str:
    """An amount of money, grouped: 76,443.85."""
    return f"{Decimal(fen) / 100:,.2f}"
