"""How fast each page of producers, laboratories, regulators and the public is in a county of full size.

    python tests/bench/lists.py [--quick] [--json FILE]

The county has 14,000 households, 30,000 plots, 200,000 deliveries of one season, 5,000 lots (`--quick`: a fortieth, on
SQLite alone). Every page that the routes offer is asked for as each role that may enter, through the application, and
every list also as its filters are used; the figure is the median of its requests, in milliseconds, with the queries
that it sent. The baseline is the same page in a hamlet of 14 households. Exits 1 when a page takes over 300 ms or over
25 queries.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from bare import without_notes
from browsers import Cast
from cluster import Cluster, find_binaries
from county import COUNTY, FORTIETH, HAMLET, Size, lay_county
from figures import Figure, report

from gitrace.app import create_app
from gitrace.batches.tables import Batch
from gitrace.home import found_home
from gitrace.people.roles import Role
from gitrace.settings import Settings
from gitrace.storage import Store, open_store, reading
from gitrace.storage.tables import table_of
from gitrace.supervision.returns.catalogue import RETURNS
from gitrace.web.doors import EVERYONE, declared

ROLES = (Role.REGULATOR, Role.MANAGER, Role.LAB)
"""Who asks: a manager may enter whatever her clerks and packers may."""

MILLISECONDS, QUERIES = 300, 25

ASKED = {
    "/regulator/deliveries": (
        "?text=H00007",
        "?household=H00007",
        "?township=421223103",
        "?producer=演示第3",
        "?state=failing",
        "?page=40",
        "?first_day=2026-01-01&last_day=2026-12-31&text=演示00009",
        "?text=wys",
        "?household=wys",
        "?sort=heaviest",
    ),
    "/regulator/lots": ("?text=CY", "?household=H00007", "?township=421223103", "?state=open", "?page=40", "?text=ylz"),
    "/regulator/households": ("?text=H00123", "?text=演示00009", "?text=wys", "?sort=largest", "?page=40"),
    "/regulator/producers": ("?text=ylz", "?sort=expiring"),
    "/regulator/accounts": ("?household=H00007", "?household=wys", "?sort=fullest", "?page=40"),
    "/regulator/events": ("?text=CY", "?page=40"),
    "/regulator/reports": ("?page=20", "?text=ylz", "?sort=producer"),
    "/producer/deliveries": ("?first_day=2020-01-01&last_day=2030-12-31", "?household=H00007", "?page=2"),
    "/producer/lots": ("?page=2",),
}
"""Lists as people ask them, besides as they open."""


@dataclass(frozen=True)
class Tried:
    """One page as one role: how long, median, and how many queries."""

    milliseconds: float
    queries: int


@dataclass
class County:
    """A home of this size with its application, and a browser for each role."""

    store: Store
    app: Flask
    browsers: dict[Role, FlaskClient]
    samples: dict[str, str]
    _queries: list[int] = field(default_factory=lambda: [0])

    @classmethod
    def laid(cls, settings: Settings, size: Size) -> "County":
        store = found_home(settings)
        cast = Cast(create_app(store), store)
        for role in ROLES:
            cast.joined(role.value, role)
        store.close()
        bare = without_notes(settings)
        lay_county(bare, size)
        bare.close()
        store = open_store(settings)
        cast.store, cast.app = store, create_app(store)
        browsers = {role: cast.browser_of(role.value) for role in ROLES}
        county = cls(store, cast.app, browsers, samples(store, size))
        sa.event.listen(store.engine, "before_cursor_execute", county._count)
        return county

    def _count(self, _connection: object, _cursor: object, statement: str, *_more: object) -> None:
        self._queries[0] += statement != "BEGIN"

    def pages(self) -> Iterator[tuple[Role, str]]:
        """Every page with its asked forms, as each role that may enter."""
        for rule in self.app.url_map.iter_rules():
            who = declared(self.app.view_functions[rule.endpoint])
            if "GET" not in (rule.methods or ()) or not rule.arguments <= self.samples.keys():
                continue
            for role in ROLES:
                if role in who or (EVERYONE in who and role is ROLES[0]):
                    address = self._filled(rule)
                    yield from ((role, address + query) for query in ("", *ASKED.get(address, ())))
        yield from ((Role.REGULATOR, f"/regulator/returns/{paper}") for paper in RETURNS)

    def _filled(self, rule: Rule) -> str:
        built = rule.build({name: self.samples[name] for name in rule.arguments})
        assert built is not None
        return built[1]

    def try_page(self, role: Role, address: str, times: int) -> Tried | None:
        """None where there is no page to show: a file, a way elsewhere, nothing of the kind."""
        taken = []
        for _ in range(times):
            self._queries[0] = 0
            self.app.extensions.pop("gitrace_figures", None)  # a day's are kept; what is measured is the reckoning
            begun = time.perf_counter()
            answer = self.browsers[role].get(address)
            answer.get_data()
            taken.append((time.perf_counter() - begun) * 1000)
            if answer.status_code >= 500:
                raise SystemExit(f"{role} got {answer.status_code} at {address}; nothing was measured")
            if answer.status_code != 200 or answer.mimetype != "text/html":
                return None
        return Tried(statistics.median(taken), self._queries[0])


def samples(store: Store, size: Size) -> dict[str, str]:
    """What stands in addresses: things of producer 1 in the middle of the season."""
    delivery = size.deliveries // 2 // 20 * 20 + 1
    with reading(store) as session:
        batch = size.lots // 2 // 20 * 20 + 1
        lot = session.connection().execute(sa.select(table_of(Batch).c.lot).where(table_of(Batch).c.id == batch))
        found = lot.scalar_one()
    return {
        "delivery_id": str(delivery),
        "household_id": "7",
        "number": "H00007",
        "plot_id": "15",
        "producer_id": "1",
        "lot": found,
        "certificate": f"{found}-1",
        "run_id": str(batch),
        "report_id": "1",
        "account_id": "15",
        "index": str(size.deliveries // 2),
    }


@contextmanager
def homes(folder: Path, *, postgresql: bool) -> Iterator[dict[str, Settings]]:
    """Settings of an empty home for the county and one for the hamlet."""
    if not postgresql:
        yield {name: Settings(home=folder / name, demo=True) for name in ("county", "hamlet")}
        return
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("PostgreSQL's binaries were not found: nothing was measured on it")
    server = Cluster(binaries)
    try:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            for name in ("county", "hamlet"):
                connection.execute(f'CREATE DATABASE "{name}"')
        yield {
            name: Settings(home=folder / f"pg-{name}", database_url=server.url(name), demo=True)
            for name in ("county", "hamlet")
        }
    finally:
        server.stop()


def measure_one(folder: Path, size: Size, *, postgresql: bool, times: int) -> list[Figure]:
    database = "PostgreSQL" if postgresql else "SQLite"
    figures: list[Figure] = []
    with homes(folder, postgresql=postgresql) as settings:
        county, hamlet = (County.laid(settings[name], of) for name, of in (("county", size), ("hamlet", HAMLET)))
        tried = {page: county.try_page(*page, times) for page in county.pages()}
        small = {page: hamlet.try_page(*page, times) for page in hamlet.pages()}
        shown = {page: one for page, one in tried.items() if one is not None}
        for (role, address), one in sorted(shown.items(), key=lambda pair: -pair[1].milliseconds):
            figures.append(Figure(f"{database}, {role}: {address}", one.milliseconds, "ms", most=MILLISECONDS))
        ratios = [
            one.milliseconds / beside.milliseconds
            for page, one in shown.items()
            for beside in [small.get(page)]
            if beside is not None
        ]
        busiest = max(shown, key=lambda page: shown[page].queries)
        figures.append(
            Figure(f"{database}: most queries of a page, {busiest[1]}", shown[busiest].queries, most=QUERIES)
        )
        figures.append(Figure(f"{database}: median page ÷ the same in a hamlet", statistics.median(ratios), "×"))
        for one in (county, hamlet):
            one.store.close()
    return figures


def measure(quick: bool) -> list[Figure]:
    size, times = (FORTIETH, 1) if quick else (COUNTY, 7)
    with tempfile.TemporaryDirectory(prefix="gitrace-bench-") as folder:
        figures = measure_one(Path(folder), size, postgresql=False, times=times)
        return figures if quick else figures + measure_one(Path(folder), size, postgresql=True, times=times)


if __name__ == "__main__":
    report("lists", __doc__, measure)
