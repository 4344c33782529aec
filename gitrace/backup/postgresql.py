"""PostgreSQL's own tools, found, checked and run so that no password shows in the list of processes."""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from gitrace.backup.manifest import BadBackup
from gitrace.errors import Refusal

_DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Server:
    """A database on a server, and what its tools need to find it."""

    url: str
    environment: dict[str, str]
    database: str
    version: int
    """Major version."""


def find_server(database_url: str) -> Server:
    """Ask the server its version. Raises psycopg.OperationalError."""
    url = sa.make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        return Server(url, _environment(url), connection.info.dbname, connection.info.server_version // 10_000)


def _environment(url: str) -> dict[str, str]:
    # An environment is read by its owner and root alone; arguments are read by everybody.
    environment = dict(os.environ)
    for option in Conninfo.parse(url.encode()):
        if option.val is None:
            continue
        if option.envvar is None:
            raise Refusal("database-url", "数据库地址中的参数 {name} 不能用于备份。", name=option.keyword.decode())
        environment[option.envvar.decode()] = option.val.decode()
    return environment


def find_tool(name: str, least: int) -> Path:
    """A pg_dump or pg_restore on PATH or in Debian's places: the oldest that is not older than `least`, since what
    a newer one writes may be more than the server understands.

    Raises Refusal("tool-missing") or, when all are older, Refusal("tool-old").
    """
    places = [Path(folder) for folder in os.get_exec_path()] + sorted(_DEBIAN.glob("*/bin"))
    tools = [place / name for place in places if os.access(place / name, os.X_OK)]
    found = {version_of(tool): tool for tool in reversed(tools)}  # of two alike, the one that comes first on PATH
    if not found:
        raise Refusal(
            "tool-missing", "没有找到 {name}：请安装 PostgreSQL {least} 的客户端工具。", name=name, least=least
        )
    fitting = [version for version in found if version >= least]
    if not fitting:
        sentence = "{path} 的版本是 {version}，比服务器的 {least} 旧：请安装 PostgreSQL {least} 的客户端工具。"
        raise Refusal("tool-old", sentence, path=found[max(found)], version=max(found), least=least)
    return found[min(fitting)]


def version_of(tool: Path) -> int:
    """Its major version, from `pg_dump (PostgreSQL) 17.2`; 0 when it does not say."""
    said = subprocess.run([tool, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    match = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(match[1]) if match else 0


@contextmanager
def snapshot(server: Server) -> Iterator[tuple[str, psycopg.Connection]]:
    """A snapshot's name, for pg_dump to look at the very state that this connection sees."""
    with psycopg.connect(server.url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        (name,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        yield name, connection


def dump(server: Server, snapshot_name: str, target: Path) -> None:
    """Write the database, as of the snapshot, in pg_dump's custom format. Raises BadBackup, Refusal."""
    tool = find_tool("pg_dump", server.version)
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot_name}", f"--file={target}"]
    _run([str(tool), *options], server.environment)


def require_listable(path: Path, server: Server) -> None:
    """Have pg_restore read the dump's table of contents. Raises BadBackup, Refusal."""
    _run([str(find_tool("pg_restore", server.version)), "--list", str(path)], dict(os.environ))


def load(server: Server, source: Path) -> None:
    """Restore a dump into an empty database, all of it or nothing. Raises BadBackup, Refusal."""
    tool = find_tool("pg_restore", server.version)
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run([str(tool), *options, f"--dbname={make_conninfo(dbname=server.database)}", str(source)], server.environment)


def _run(command: Sequence[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise BadBackup(f"{Path(command[0]).name} failed: {said[-1]}")


def require_empty(server: Server) -> None:
    """Raises Refusal("database-not-empty")."""
    with psycopg.connect(server.url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
    if tables:
        raise Refusal("database-not-empty", "数据库 {name} 不是空的；恢复只能放进空的数据库。", name=server.database)


def empty(server: Server) -> None:
    """Take away what a refused restore put into a database that was empty before."""
    with psycopg.connect(server.url) as connection:
        (name,) = connection.execute("SELECT current_schema()").fetchone() or ("public",)
        connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
