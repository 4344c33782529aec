"""Column types mean the same on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from gitrace.storage import Instant, Store

MOMENT = datetime(2026, 3, 12, 1, 2, 3, 4, tzinfo=UTC)


@pytest.fixture
def moments(store: Store) -> sa.Table:
    table = sa.Table("moment", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("at", Instant))
    with store.engine.begin() as connection:
        table.create(connection)
    return table


@pytest.mark.parametrize("given", [MOMENT, MOMENT.astimezone(timezone(timedelta(hours=8))), None])
def test_an_instant_comes_back_aware_and_in_utc(store: Store, moments: sa.Table, given: datetime | None) -> None:
    with store.engine.begin() as connection:
        connection.execute(moments.insert().values(id=1, at=given))
        found = connection.execute(sa.select(moments.c.at)).scalar_one()
    assert found == given
    assert found is None or found.tzinfo is UTC


def test_a_naive_instant_is_refused(store: Store, moments: sa.Table) -> None:
    naive = MOMENT.replace(tzinfo=None)
    with pytest.raises(sa.exc.StatementError, match="aware"), store.engine.begin() as connection:
        connection.execute(moments.insert().values(id=1, at=naive))


def test_instants_are_compared_as_instants(store: Store, moments: sa.Table) -> None:
    later = MOMENT + timedelta(microseconds=1)
    with store.engine.begin() as connection:
        connection.execute(moments.insert(), [{"id": 1, "at": MOMENT}, {"id": 2, "at": later}])
        shanghai = later.astimezone(timezone(timedelta(hours=8)))
        found = connection.execute(sa.select(moments.c.id).where(moments.c.at >= shanghai)).scalars().all()
    assert found == [2]
