"""Making a backup: copy, pack, read back, verify; only then does the file get its name."""

import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

from gitrace import __version__, clock
from gitrace.backup import postgresql
from gitrace.backup.archive import add_file, add_manifest, extract, read_manifest, stored_files, sync
from gitrace.backup.manifest import BadBackup, Manifest, Member
from gitrace.backup.sqlite import copy_sqlite, require_intact
from gitrace.errors import Unavailable
from gitrace.ledger.readers import evidence, evidence_engine, key_of_home
from gitrace.ledger.shapes import canonical_value
from gitrace.ledger.verify import Progress, Report, Verification
from gitrace.settings import Settings

SQLITE_FILES = ("gitrace.db", "scans.db")
DUMP = "database.dump"
_HEAD = "SELECT size, checkpoint, (SELECT version_num FROM alembic_version) FROM ledger_head"


class Backup:
    """A backup in the making.

        for progress in (backup := Backup(settings, path)).run():
            ...
        backup.report, backup.unproved

    On a home whose evidence does not verify the file is kept as `PATH.unsound`: a faithful copy of something wrong.
    """

    def __init__(self, settings: Settings, path: Path) -> None:
        """`path`: the file to make."""
        self.path = path
        self.report: Report | None = None
        """What the verifier said of the copy; None where the copy cannot be opened without restoring it."""
        self.unproved: list[str] = []
        self.size = 0
        self._settings = settings

    def run(self) -> Iterator[Progress]:
        """Make it. Raises FileExistsError, BadBackup, Refusal, Unavailable; then nothing is left behind."""
        if self.path.exists():
            raise FileExistsError(f"{self.path} is there already")
        with tempfile.TemporaryDirectory(dir=self.path.parent, prefix=f".{self.path.name}-") as folder:
            work = Path(folder)
            draft = work / "draft.tar"
            yield Progress("copying the database", 0)
            manifest = self._pack(draft, work)
            yield Progress("reading the backup again", 0)
            yield from self._check(draft, manifest, work / "again")
            sync(draft)
            self.path = self.path if self.sound else self.path.with_name(f"{self.path.name}.unsound")
            draft.rename(self.path)
            sync(self.path.parent)

    @property
    def sound(self) -> bool:
        """Whether nothing wrong was found in the copy, as far as it could be looked at."""
        return self.report is None or self.report.sound

    def _pack(self, draft: Path, work: Path) -> Manifest:
        # Files come after the database: each is stored before the row that names it and changed never, so that every
        # file that the copied rows name is there by now.
        with tarfile.open(draft, "x:", format=tarfile.PAX_FORMAT) as tar:
            draft.chmod(0o600)
            pack = self._pack_sqlite if self._settings.is_sqlite else self._pack_postgresql
            members, (size, checkpoint, revision) = pack(tar, work)
            members += [add_file(tar, name, path) for name, path in stored_files(self._settings.home / "files")]
            manifest = Manifest(
                release=__version__,
                made_at=str(canonical_value(clock.now())),
                kind="sqlite" if self._settings.is_sqlite else "postgresql",
                revision=revision,
                size=size,
                checkpoint=checkpoint,
                members=tuple(members),
            )
            add_manifest(tar, manifest)
        self.size = size
        return manifest

    def _pack_sqlite(self, tar: tarfile.TarFile, work: Path) -> tuple[list[Member], tuple[int, str, str]]:
        members = []
        for name in SQLITE_FILES:
            if (self._settings.home / name).exists():
                copy_sqlite(self._settings.home / name, work / name)
                members.append(add_file(tar, name, work / name))
        engine = evidence_engine(home_in(work, self._settings))
        try:
            with engine.connect() as connection:
                size, checkpoint, revision = connection.exec_driver_sql(_HEAD).one()
        finally:
            engine.dispose()
        for name in SQLITE_FILES:
            (work / name).unlink(missing_ok=True)
        return members, (size, checkpoint, revision)

    def _pack_postgresql(self, tar: tarfile.TarFile, work: Path) -> tuple[list[Member], tuple[int, str, str]]:
        try:
            server = postgresql.find_server(self._settings.database_url)
            with postgresql.snapshot(server) as (name, connection):
                head = connection.execute(_HEAD).fetchone()
                postgresql.dump(server, name, work / DUMP)
        except psycopg.OperationalError as fault:
            raise Unavailable(f"the database does not answer: {fault}") from fault
        assert head is not None
        postgresql.require_listable(work / DUMP, server)
        member = add_file(tar, DUMP, work / DUMP)
        (work / DUMP).unlink()
        return [member], (head[0], head[1], head[2])

    def _check(self, draft: Path, manifest: Manifest, again: Path) -> Iterator[Progress]:
        if read_manifest(draft) != manifest:
            raise BadBackup("the manifest does not read back as it was written")
        again.mkdir(mode=0o700)
        extract(draft, manifest, again, only=SQLITE_FILES)
        if not self._settings.is_sqlite:
            self.unproved.append(
                "the rows and entries inside the database dump: pg_restore could list it and its hash is right, but "
                "only restoring it (gitrace restore, into another database) verifies them"
            )
            return
        for name in SQLITE_FILES:
            if (again / name).exists():
                require_intact(again / name)
        yield from self._verify(home_in(again, self._settings))
        assert self.report is not None
        if (self.report.size, self.report.checkpoint) != (manifest.size, manifest.checkpoint):
            raise BadBackup("the copy of the database is not the one that the manifest speaks of")

    def _verify(self, copy: Settings) -> Iterator[Progress]:
        engine = evidence_engine(copy)
        try:
            with evidence(engine, home=self._settings.home) as reader:
                key = key_of_home(reader, self._settings.home / "keys")
                verification = Verification(reader, trusted_key=key)
                yield from verification.run()
        finally:
            engine.dispose()
        self.report = verification.report


def home_in(folder: Path, settings: Settings) -> Settings:
    """Settings of a copy of an embedded database that lies in a folder of its own."""
    return settings.model_copy(update={"home": folder, "database_url": ""})
