"""A backup is verified when it is made, and restored only whole, recent and into an empty place."""

import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import anyrow
import pytest
import sqlalchemy as sa
from anyrow import CLERK, Noted
from outsider import attack

from gitrace.backup.archive import read_manifest
from gitrace.backup.keys import back_up_keys
from gitrace.backup.making import Backup
from gitrace.backup.manifest import BadBackup
from gitrace.backup.restoring import Restoration
from gitrace.errors import Refusal
from gitrace.ledger import tables
from gitrace.ledger.opening import open_home
from gitrace.settings import Settings
from gitrace.storage import Store
from gitrace.work import SYSTEM, writing

Elsewhere = Callable[..., Settings]
PASSPHRASE = "correct horse battery"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backups" / "gitrace.tar"


def back_up(store: Store, file: Path) -> Backup:
    file.parent.mkdir(exist_ok=True)
    backup = Backup(store.settings, file)
    for _ in backup.run():
        pass
    return backup


def restore(file: Path, settings: Settings, keys: str | None = None) -> Restoration:
    restoration = Restoration(file, settings, keys, PASSPHRASE)
    for _ in restoration.run():
        pass
    return restoration


def checkpoint(store: Store) -> str:
    with store.engine.connect() as connection:
        return str(connection.execute(sa.select(tables.head.c.checkpoint)).scalar_one())


def note(store: Store) -> None:
    with writing(store, CLERK) as work:
        work.record(Noted(text="后来"), subject="lot:CY260312A001")


def test_a_backup_restored_elsewhere_is_the_same_log_and_serves(full: Store, file: Path, elsewhere: Elsewhere) -> None:
    back_up_keys(full, SYSTEM, file.parent.parent / "keys.json", PASSPHRASE)
    assert back_up(full, file).sound
    settings = elsewhere()
    restoration = restore(file, settings, (file.parent.parent / "keys.json").read_text())
    assert restoration.report.findings == []
    restored = open_home(settings)
    assert checkpoint(restored) == checkpoint(full)
    note(restored)
    restored.close()


def test_stored_files_come_along(full: Store, file: Path, elsewhere: Elsewhere) -> None:
    stored = full.settings.home / "files" / "ab" / "abcdef.pdf"
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"%PDF-1.7")
    back_up(full, file)
    settings = elsewhere()
    restore(file, settings)
    assert (settings.home / "files" / "ab" / "abcdef.pdf").read_bytes() == b"%PDF-1.7"


def test_no_key_is_in_a_backup(full: Store, file: Path) -> None:
    back_up(full, file)
    content = file.read_bytes()
    assert not any(key.read_bytes().strip() in content for key in (full.settings.home / "keys").iterdir())
    assert full.keys.logs[1] not in content


def test_the_manifest_tells_the_log_and_every_member(full: Store, file: Path) -> None:
    back_up(full, file)
    manifest = read_manifest(file)
    assert manifest.checkpoint == checkpoint(full)
    databases = ["gitrace.db", "scans.db"] if full.is_sqlite else ["database.dump"]
    assert [member.name for member in manifest.members] == databases
    assert file.stat().st_mode & 0o077 == 0


def test_what_could_not_be_verified_is_said(full: Store, file: Path) -> None:
    backup = back_up(full, file)
    assert bool(backup.unproved) is not full.is_sqlite


def test_nothing_but_the_backup_is_left_behind(full: Store, file: Path) -> None:
    back_up(full, file)
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_is_there_is_not_written_over(full: Store, file: Path) -> None:
    back_up(full, file)
    with pytest.raises(FileExistsError):
        back_up(full, file)


def test_a_backup_of_a_home_that_was_tampered_with_says_so(full: Store, file: Path, elsewhere: Elsewhere) -> None:
    table = anyrow.audited_tables()[0]
    with attack(full) as connection:
        anyrow.make_row(connection, table, [])
    backup = back_up(full, file)
    assert backup.sound is not full.is_sqlite
    assert backup.path.name == ("gitrace.tar.unsound" if full.is_sqlite else "gitrace.tar")
    restoration = restore(backup.path, elsewhere())
    assert [finding.code for finding in restoration.report.findings] == ["row-unrecorded"]


@pytest.mark.parametrize("place", [0.02, 0.5, 0.9])
def test_a_damaged_backup_is_refused(full: Store, file: Path, elsewhere: Elsewhere, place: float) -> None:
    back_up(full, file)
    content = bytearray(file.read_bytes())
    content[int(len(content) * place)] ^= 0xFF
    file.write_bytes(content)
    settings = elsewhere()
    with pytest.raises(BadBackup):
        restore(file, settings)
    assert not settings.home.exists()


@pytest.mark.parametrize("part", [0.0, 0.5, 0.999])
def test_a_backup_cut_off_is_refused(full: Store, file: Path, elsewhere: Elsewhere, part: float) -> None:
    back_up(full, file)
    content = file.read_bytes().rstrip(b"\0")
    file.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(BadBackup):
        restore(file, elsewhere())


@pytest.mark.parametrize("name", ["files/../../evil", "/etc/evil", "keys/log.key"])
def test_a_member_that_leads_elsewhere_is_refused(
    full: Store, file: Path, elsewhere: Elsewhere, tmp_path: Path, name: str
) -> None:
    back_up(full, file)
    other = tmp_path / "other.tar"
    with tarfile.open(file) as old, tarfile.open(other, "w") as new:
        evil = tarfile.TarInfo(name)
        evil.size = 4
        new.addfile(evil, io.BytesIO(b"evil"))
        for info in old:
            new.addfile(info, old.extractfile(info))
    settings = elsewhere()
    with pytest.raises(BadBackup, match="does not name"):
        restore(other, settings)
    assert not settings.home.exists()


def test_a_home_that_is_not_empty_is_refused(full: Store, file: Path, elsewhere: Elsewhere) -> None:
    back_up(full, file)
    settings = elsewhere()
    settings.home.mkdir()
    (settings.home / "mine").touch()
    with pytest.raises(Refusal, match="不是空文件夹"):
        restore(file, settings)
    (settings.home / "mine").unlink()
    assert restore(file, settings).report.sound


def test_a_database_that_is_not_empty_is_refused(full: Store, file: Path, elsewhere: Elsewhere) -> None:
    back_up(full, file)
    settings = elsewhere()
    if full.is_sqlite:
        settings = settings.model_copy(update={"database_url": "postgresql://nobody@localhost/none"})
    else:
        settings = settings.model_copy(update={"database_url": full.settings.database_url})
    with pytest.raises(Refusal):
        restore(file, settings)
    assert not settings.home.exists()


def publish(store: Store, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "checkpoint").write_text(checkpoint(store))
    (folder / "checkpoint-2026-03-12").write_text(checkpoint(store))


def test_a_log_older_than_the_newest_checkpoint_kept_elsewhere_is_refused(
    full: Store, file: Path, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    back_up(full, file)
    note(full)
    publish(full, tmp_path / "kept")
    settings = elsewhere(checkpoint_dir=tmp_path / "kept")
    with pytest.raises(BadBackup, match=r"had \d+ once"):
        restore(file, settings)
    assert not settings.home.exists()


def test_a_log_that_continues_the_checkpoint_kept_elsewhere_is_restored(
    full: Store, file: Path, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    publish(full, tmp_path / "kept")
    note(full)
    back_up(full, file)
    restoration = restore(file, elsewhere(checkpoint_dir=tmp_path / "kept"))
    assert restoration.report.findings == []
    assert restoration.kept == tmp_path / "kept" / "checkpoint"


def test_a_log_that_parted_from_the_checkpoint_kept_elsewhere_is_refused(
    full: Store, file: Path, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    back_up(full, file)
    keys = file.parent.parent / "keys.json"
    back_up_keys(full, SYSTEM, keys, PASSPHRASE)
    publish(full, tmp_path / "kept")  # one history: the keys were backed up
    settings = elsewhere()
    restore(file, settings, keys.read_text())
    other = open_home(settings)
    note(other)  # another: something else was noted
    note(other)
    back_up(other, file.with_name("other.tar"))
    other.close()
    third = elsewhere(checkpoint_dir=tmp_path / "kept")
    with pytest.raises(BadBackup, match="rewritten"):
        restore(file.with_name("other.tar"), third)
    assert not third.home.exists()
    (tmp_path / "kept" / "checkpoint").unlink()
    (tmp_path / "kept" / "checkpoint-2026-03-12").unlink()
    assert restore(file.with_name("other.tar"), third).report.sound
