"""A real PostgreSQL server for the tests, started from the system's binaries in a temporary folder."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from memory import folder_in_memory

REQUIRE = set(os.environ.get("GITRACE_TESTS_REQUIRE", "").split(","))
"""What must be there rather than be skipped: postgresql, browser, poppler."""


def find_binaries() -> Path | None:
    """The folder with initdb and postgres, from PATH or Debian's places; None without a server."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    places += [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    return next((place for place in places if (place / "postgres").exists() and (place / "pg_dump").exists()), None)


class Cluster:
    """One server on a socket of its own, without TCP. PostgreSQL refuses to run as root: then it runs as nobody.

    Tests need no disk to be sure of; a measurement does, and asks for a durable one.
    """

    def __init__(self, binaries: Path, *, durable: bool = False) -> None:
        self.binaries = binaries
        self._durable = durable
        self.folder = Path(tempfile.mkdtemp(prefix="gitrace-pg-", dir=None if durable else folder_in_memory()))
        self._as_other = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
        if self._as_other:
            shutil.chown(self.folder, "nobody", "nogroup")
        self.folder.chmod(0o755)
        self._run("initdb", "-D", self._data, "-U", "gitrace", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        self.process = self._start()

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, name: str, *arguments: str) -> None:
        command = [*self._as_other, str(self.binaries / name), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder)

    def _start(self) -> "subprocess.Popen[bytes]":
        command = [*self._as_other, str(self.binaries / "postgres"), "-D", self._data, "-k", str(self.folder)]
        chosen = ["listen_addresses=", "max_connections=200"]
        if not self._durable:
            chosen += ["fsync=off", "full_page_writes=off"]
        command += [part for setting in chosen for part in ("-c", setting)]
        with (self.folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)
        for _ in range(200):
            try:
                psycopg.connect(self.url()).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return process
        process.kill()
        process.wait()
        raise RuntimeError((self.folder / "log").read_text())

    def url(self, database: str = "postgres") -> str:
        """A libpq address of one database."""
        return f"postgresql://gitrace@/{database}?host={self.folder}"

    def go_down(self) -> None:
        """End the server at once, with its clients' connections, and keep its files."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)

    def come_back(self) -> None:
        """Start the server again over the same files."""
        self.process = self._start()

    def stop(self) -> None:
        """End the server and take its files away."""
        self.process.terminate()
        self.process.wait(timeout=30)
        shutil.rmtree(self.folder)
