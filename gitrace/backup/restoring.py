"""The way back from a backup: into an empty home and an empty database, or not at all."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg

from gitrace.backup import postgresql
from gitrace.backup.archive import extract, read_manifest, sync
from gitrace.backup.keys import restore_keys
from gitrace.backup.making import DUMP, home_in
from gitrace.backup.manifest import BadBackup, Manifest
from gitrace.backup.sqlite import require_intact
from gitrace.errors import Refusal, Unavailable
from gitrace.ledger.exported import NEWEST, size_of
from gitrace.ledger.readers import evidence, evidence_engine, key_of_home
from gitrace.ledger.verify import Claim, Progress, Report, Verification
from gitrace.settings import Settings


class Restoration:
    """A backup on its way into a new home.

    for progress in (restoration := Restoration(path, settings, sealed_keys, passphrase)).run():
        ...
    restoration.report
    """

    def __init__(self, path: Path, settings: Settings, key_backup: str | None = None, passphrase: str = "") -> None:
        """`settings`: of the new home; `key_backup`: the text of the encrypted keys."""
        self.report = Report()
        self.kept: Path | None = None
        """The newest checkpoint that was found in GITRACE_CHECKPOINT_DIR."""
        self._path = path
        self._settings = settings
        self._key_backup = key_backup
        self._passphrase = passphrase

    def run(self) -> Iterator[Progress]:
        """Restore. Raises BadBackup, BadKeyFile, Refusal, Unavailable; then home and database are as empty as before.

        What the verifier finds wrong in a whole, recent backup is reported, and the home is there to be looked at.
        """
        manifest = read_manifest(self._path)
        self._require_fitting(manifest)
        self.kept = newest_kept(self._settings.checkpoint_dir)
        if self.kept is not None and size_of(self.kept) > manifest.size:
            raise _too_old(self.kept, size_of(self.kept), manifest.size)
        home = self._settings.home
        staging = home.with_name(f".{home.name}.restoring")
        staging.mkdir(mode=0o700, parents=True)
        try:
            yield from self._fill(staging, manifest)
            sync(staging)
            os.replace(staging, home)  # noqa: PTH105 - onto an empty folder, which Path.rename may refuse
            sync(home.parent)
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def _require_fitting(self, manifest: Manifest) -> None:
        home, url = self._settings.home, self._settings.database_url
        if home.exists() and any(home.iterdir()):
            raise Refusal("home-not-empty", "{home} 不是空文件夹；恢复只能放进空的文件夹。", "home", home=home)
        if manifest.kind == "postgresql" and not url:
            raise Refusal("database-url-missing", "这份备份来自 PostgreSQL，请用 --database-url 指定一个空的数据库。")
        if manifest.kind == "sqlite" and url:
            raise Refusal("database-url-extra", "这份备份来自内嵌数据库（SQLite），不能恢复到 PostgreSQL。")

    def _fill(self, staging: Path, manifest: Manifest) -> Iterator[Progress]:
        yield Progress("reading the backup", 0)
        extract(self._path, manifest, staging)
        if self._key_backup is not None:
            restore_keys(staging / "keys", self._key_backup, self._passphrase)
        if manifest.kind == "sqlite":
            for path in staging.glob("*.db"):
                require_intact(path)
            yield from self._verify(home_in(staging, self._settings), staging, manifest)
        else:
            yield from self._fill_postgresql(staging, manifest)

    def _fill_postgresql(self, staging: Path, manifest: Manifest) -> Iterator[Progress]:
        try:
            server = postgresql.find_server(self._settings.database_url)
        except psycopg.OperationalError as fault:
            raise Unavailable(f"the database does not answer: {fault}") from fault
        postgresql.require_empty(server)
        yield Progress("restoring the database", 0)
        postgresql.load(server, staging / DUMP)
        (staging / DUMP).unlink()
        try:
            yield from self._verify(self._settings, staging, manifest)
        except BaseException:
            postgresql.empty(server)
            raise

    def _verify(self, settings: Settings, staging: Path, manifest: Manifest) -> Iterator[Progress]:
        kept = self.kept.read_text(encoding="utf-8") if self.kept else None
        engine = evidence_engine(settings)
        try:
            with evidence(engine, home=staging) as reader:
                verification = Verification(reader, kept=kept, trusted_key=key_of_home(reader, staging / "keys"))
                yield from verification.run()
        finally:
            engine.dispose()
        self.report = verification.report
        against = [finding for finding in self.report.findings if finding.claim is Claim.KEPT]
        if against:
            raise BadBackup(f"this backup must not be restored here: {against[0].sentence} ({self.kept})")
        if (self.report.size, self.report.checkpoint) != (manifest.size, manifest.checkpoint):
            raise BadBackup("the database in the backup is not the one that its manifest speaks of")


def newest_kept(folder: Path | None) -> Path | None:
    """The file with the greatest checkpoint in the folder that receives every published one."""
    if folder is None:
        return None
    found = [path for path in sorted(folder.glob(f"{NEWEST}*")) if size_of(path) > 0]
    return max(found, key=size_of, default=None)


def _too_old(kept: Path, size_then: int, size: int) -> BadBackup:
    return BadBackup(
        f"this backup holds {size} entries of the log, but {kept} shows that it had {size_then} once: what came after "
        "would be lost unseen. Restore a newer backup, or take that folder out of the settings if you mean it"
    )
