"""`gitrace audit`: what it prints and how it exits."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from anyrow import CLERK, Noted
from click.testing import CliRunner, Result
from outsider import attack

from gitrace.cli import house
from gitrace.errors import Refusal
from gitrace.ledger import tables
from gitrace.ledger.tree import peak_places
from gitrace.storage import Store
from gitrace.work import writing


def audit(store: Store, *arguments: str) -> Result:
    settings = store.settings
    home = {"GITRACE_HOME": str(settings.home), "GITRACE_DATABASE_URL": settings.database_url}
    return CliRunner(env=home).invoke(house, ["audit", *arguments])


def test_a_sound_home_exits_0_and_says_what_was_proved_and_what_not(full: Store) -> None:
    result = audit(full, "verify")
    assert result.exit_code == 0
    assert "Nothing wrong was found" in result.stdout
    assert "is trusted" in result.stdout
    assert "Not proved:" in result.stdout


def test_a_tampered_home_exits_1_with_the_first_thing_wrong(full: Store) -> None:
    with attack(full) as connection:
        connection.execute(tables.entry.update().where(tables.entry.c.entry_index == 2).values(actor="user:9"))
    result = audit(full, "verify", "--quiet")
    assert result.exit_code == 1
    assert result.stdout.startswith("WRONG: Entry 2: its column actor was changed")


def test_a_kept_checkpoint_shows_a_truncation(full: Store, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    before = audit(full, "checkpoint").stdout
    with writing(full, CLERK) as work:
        work.record(Noted(text="要删掉的"), subject="lot:CY260312A001")
    kept.write_text(audit(full, "checkpoint").stdout)
    with attack(full) as connection:
        cut_off_last(connection, before)
    assert audit(full, "verify").exit_code == 0
    result = audit(full, "verify", "--checkpoint", str(kept))
    assert result.exit_code == 1
    assert "The log was cut off" in result.stdout


def cut_off_last(connection: sa.Connection, checkpoint: str) -> None:
    """What somebody with the database, an older checkpoint and patience would do."""
    size = int(checkpoint.split("\n")[1])
    for table in (tables.annex, tables.subject, tables.entry):
        connection.execute(table.delete().where(table.c.entry_index >= size))
    node = tables.node.c
    found = connection.execute(sa.select(node.level, node.position, node.hash)).all()
    for level, position, _ in found:
        if (position + 1) << level > size:
            connection.execute(tables.node.delete().where(node.level == level, node.position == position))
    hashes = {(level, position): value for level, position, value in found}
    peaks = b"".join(hashes[place] for place in peak_places(0, size)).hex()
    time = connection.execute(sa.select(sa.func.max(tables.entry.c.time))).scalar_one()
    connection.execute(tables.head.update().values(size=size, checkpoint=checkpoint, peaks=peaks, time=time))


def test_the_checkpoint_is_printed_as_it_is_signed(full: Store) -> None:
    result = audit(full, "checkpoint")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{full.settings.log_origin}\n")


@pytest.mark.parametrize("full_scope", [False, True])
def test_an_export_is_written_and_verifies(full: Store, tmp_path: Path, full_scope: bool) -> None:
    file = str(tmp_path / "log.jsonl.gz")
    assert audit(full, "export", file, *["--full"] * full_scope).exit_code == 0
    assert audit(full, "verify-export", file).exit_code == 0
    assert isinstance(audit(full, "export", file).exception, Refusal)


def test_a_home_without_a_database_is_refused_and_not_made(tmp_path: Path) -> None:
    result = CliRunner(env={"GITRACE_HOME": str(tmp_path / "none")}).invoke(house, ["audit", "verify"])
    assert isinstance(result.exception, Refusal)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("name", ["verify", "checkpoint", "export"])
def test_help_has_an_example(name: str) -> None:
    assert f"Example: gitrace audit {name}" in CliRunner().invoke(house, ["audit", name, "--help"]).stdout


@pytest.mark.parametrize("content", [b"no database at all" * 1000, None])
def test_a_damaged_database_is_named(full: Store, content: bytes | None) -> None:
    if not full.is_sqlite:
        return
    full.engine.dispose()
    path = full.settings.home / "gitrace.db"
    whole = path.read_bytes()
    path.write_bytes(content or whole[:8192] + b"\xff" * 65536 + whole[8192 + 65536 :])
    result = audit(full, "verify")
    assert result.exit_code == 1
    assert result.stdout.startswith("WRONG: ")


def test_a_table_that_was_dropped_is_named_and_the_others_are_still_checked(full: Store) -> None:
    with attack(full) as connection:
        connection.exec_driver_sql("DROP TABLE posting")
        connection.exec_driver_sql("UPDATE scale SET model = 'x'")
    result = audit(full, "verify")
    assert result.exit_code == 1
    assert "posting" in result.stdout
    assert "of scale is not as" in result.stdout
