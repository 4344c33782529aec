"""A stretch of days in Shanghai as instants, for columns that hold instants."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from gitrace.clock import SHANGHAI


def begins(day: date) -> datetime:
    """The first instant of a day in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def instants_within(
    column: sa.SQLColumnExpression[datetime], from_day: date | None, until_day: date | None
) -> list[sa.ColumnElement[bool]]:
    """Conditions that keep an instant within days, both included; None is no bound."""
    found = [column >= begins(from_day)] if from_day else []
    return found + ([column < begins(until_day + timedelta(days=1))] if until_day else [])


def days_within(
    column: sa.SQLColumnExpression[date], from_day: date | None, until_day: date | None
) -> list[sa.ColumnElement[bool]]:
    """The same for a column of days."""
    found = [column >= from_day] if from_day else []
    return found + ([column <= until_day] if until_day else [])
