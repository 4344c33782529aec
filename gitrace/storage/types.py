"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""A surrogate key. SQLite numbers rows by itself only under the exact type INTEGER."""


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC with microseconds.

    SQLite has no such type and would hand back a naive datetime; PostgreSQL would keep the session's zone. Here a
    naive value is refused on the way in and every value is UTC on the way out.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """Refuse a naive datetime; hand SQLite a naive UTC value, PostgreSQL an aware one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must be aware")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        """Always aware, always UTC."""
        if value is None:
            return None
        assert isinstance(value, datetime)
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
