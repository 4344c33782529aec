"""The same service on PostgreSQL."""

import pytest
from service import Service, comes_true

from gitrace.settings import Settings
from gitrace.storage import open_store
from gitrace.storage.store import Store


@pytest.mark.parametrize("settings", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_it_serves_keeps_and_ends(settings: Settings) -> None:
    with Service(settings) as service:
        assert service.get("/readyz")[0] == 200
        store = open_store(settings)
        assert comes_true(lambda: keepers(store) == 1)
        store.close()
        assert service.end() == 0
        assert service.survivors() == []


def keepers(store: Store) -> int:
    with store.engine.connect() as connection:
        database = "(SELECT oid FROM pg_database WHERE datname = current_database())"
        held = f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = {database}"
        return int(connection.exec_driver_sql(held).scalar_one())
