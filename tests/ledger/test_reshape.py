"""The next release: a populated home is carried through migrations of every kind and stays verifiable."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import anyrow
import pytest
import sqlalchemy as sa
from outsider import attack

from gitrace.ledger import reshape, tables
from gitrace.ledger.readers import evidence, evidence_engine
from gitrace.ledger.shapes import read_shapes
from gitrace.ledger.timeline import timeline
from gitrace.ledger.verify import Report, Verification
from gitrace.storage import BadKeys, Store
from gitrace.storage.migrate import migrate, newest_revision
from gitrace.storage.store import SHAPES_FILE

NEXT = '''
"""Laboratories get a title for a name, households a note, plots their area in square metres."""

from alembic import op

from gitrace.ledger.reshape import reshaping

revision = "next"
down_revision = "{before}"


def upgrade() -> None:
    with reshaping("laboratory", to=2, revision=revision):
        op.execute("ALTER TABLE laboratory RENAME COLUMN name TO title")
    op.execute("ALTER TABLE household ADD COLUMN note VARCHAR NOT NULL DEFAULT ''")
    with reshaping("plot", to=2, revision=revision):
        op.execute("ALTER TABLE plot ADD COLUMN area_m2 BIGINT NOT NULL DEFAULT 0")
        op.execute("UPDATE plot SET area_m2 = id * 667")
'''


@pytest.fixture
def next_release(tmp_path: Path) -> Path:
    """A folder of migrations with one more, and the shapes that go with it."""
    folder = tmp_path / "migrations"
    shutil.copytree(SHAPES_FILE.parent, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "next.py").write_text(NEXT.format(before=newest_revision()))
    shapes = json.loads(SHAPES_FILE.read_text())
    laboratory = [["title" if n == "name" else n, kind] for n, kind in shapes["laboratory"][-1]["columns"]]
    shapes["laboratory"].append({"columns": laboratory})
    household = [*shapes["household"][-1]["columns"], ["note", "text"]]
    shapes["household"].append({"columns": household, "defaults": {"note": ""}})
    shapes["plot"].append({"columns": [*shapes["plot"][-1]["columns"], ["area_m2", "integer"]]})
    (folder / "shapes.json").write_text(json.dumps(shapes))
    return folder


def upgrade(store: Store, release: Path) -> None:
    store.engine.dispose()
    migrate(store.settings, store.keys, release)


def verify(store: Store, release: Path) -> Report:
    engine = evidence_engine(store.settings)
    with evidence(engine, read_shapes(release / "shapes.json")) as reader:
        verification = Verification(reader)
        for _ in verification.run():
            pass
    engine.dispose()
    return verification.report


def key_of(store: Store, table: str) -> int:
    with store.engine.connect() as connection:
        return int(connection.exec_driver_sql(f"SELECT min(id) FROM {table}").scalar_one())


def test_an_honest_home_is_sound_after_the_migration(full: Store, next_release: Path) -> None:
    upgrade(full, next_release)
    report = verify(full, next_release)
    assert report.findings == []
    with full.engine.connect() as connection:
        laboratory, plot = timeline(connection, "ledger")[-2:]
        leaves = connection.execute(sa.select(tables.entry.c.leaf).order_by(tables.entry.c.entry_index.desc()).limit(2))
        assert all('"tag":"restricted"' in leaf for leaf in leaves.scalars())
    told = laboratory.fields
    assert (told["table"], told["old_shape"], told["new_shape"]) == ("laboratory", 1, 2)
    assert int(str(plot.fields["rows"])) > 0


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("laboratory", "UPDATE laboratory SET name = 'x' WHERE id = {key}"),
        ("household", "UPDATE household SET village = 'x' WHERE id = {key}"),
        ("plot", "UPDATE plot SET area_mu = 'x' WHERE id = {key}"),
        ("laboratory", "INSERT INTO laboratory (id, name, cma_number) VALUES (987654, 'x', 'x')"),
        ("laboratory", "DELETE FROM laboratory WHERE id = {key}"),
    ],
)
def test_a_tampered_row_is_not_laundered_by_the_migration(
    full: Store, next_release: Path, table: str, statement: str
) -> None:
    key = anyrow.add_row(full, next(t for t in anyrow.audited_tables() if t.name == table))
    with attack(full) as connection:
        connection.exec_driver_sql(statement.format(key=key))
    upgrade(full, next_release)
    (finding,) = verify(full, next_release).findings
    assert f"of {table} " in finding.sentence


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE laboratory SET title = 'x' WHERE id = {laboratory}",
        "UPDATE household SET note = 'x' WHERE id = {household}",
        "UPDATE plot SET area_m2 = 1 WHERE id = {plot}",
    ],
)
def test_a_row_tampered_with_after_the_migration_is_named(full: Store, next_release: Path, statement: str) -> None:
    upgrade(full, next_release)
    keys = {table: key_of(full, table) for table in ("laboratory", "household", "plot")}
    with attack(full) as connection:
        connection.exec_driver_sql(statement.format(**keys))
    assert [finding.code for finding in verify(full, next_release).findings] == ["row-changed"]


def test_rewritten_row_digests_do_not_launder_a_row(full: Store, next_release: Path) -> None:
    """The attacker also changes what the log kept of the row; the leaf remembers."""
    key = anyrow.add_row(full, next(t for t in anyrow.audited_tables() if t.name == "laboratory"))
    shape = read_shapes(SHAPES_FILE)["laboratory"][-1]
    digest = shape.digest({"id": key, "name": "x", "cma_number": "x"})
    with attack(full) as connection:
        connection.exec_driver_sql(f"UPDATE laboratory SET name = 'x', cma_number = 'x' WHERE id = {key}")
        newest = connection.execute(sa.select(sa.func.max(tables.annex.c.entry_index))).scalar_one()
        body = json.dumps([["laboratory", key, 1, digest]], separators=(",", ":"))
        where = sa.and_(tables.annex.c.entry_index == newest, tables.annex.c.part == 0)
        connection.execute(tables.annex.update().where(where).values(body=body))
    upgrade(full, next_release)
    codes = {finding.code for finding in verify(full, next_release).findings}
    assert codes == {"part-changed", "row-unrecorded"}


def test_a_large_table_takes_several_entries(full: Store, next_release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        anyrow.add_row(full, next(t for t in anyrow.audited_tables() if t.name == "laboratory"))
    monkeypatch.setattr(reshape, "ROWS_AN_ENTRY", 2)
    upgrade(full, next_release)
    assert verify(full, next_release).findings == []


def test_another_log_key_does_not_sign_a_migration(full: Store, next_release: Path) -> None:
    full.engine.dispose()
    with pytest.raises(BadKeys, match=r"log\.key"):
        migrate(full.settings, replace(full.keys, logs={1: bytes(32)}), next_release)


def test_upgrading_twice_records_nothing_more(full: Store, next_release: Path) -> None:
    upgrade(full, next_release)
    size = verify(full, next_release).size
    upgrade(full, next_release)
    assert verify(full, next_release).size == size
