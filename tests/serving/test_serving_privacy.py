"""A thousand shoppers' addresses and browsers pass through a whole service and are found nowhere afterwards."""

import http.client
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv6Address
from itertools import chain

import pytest
import sqlalchemy as sa
from market import Market, open_market
from service import PATIENCE, Service, environment

from gitrace.scans.place import scans_of
from gitrace.scans.tables import scan
from gitrace.settings import Settings
from gitrace.storage import open_store

OLD = [IPv4Address("198.18.0.0") + 131 * n + 7 for n in range(500)]
NEW = [IPv6Address("2001:db8::") + (((n * 7919 + 1) << 64) | (n * 104729 + 17)) for n in range(500)]
AGENT = "PlantedBrowser/{} (nobody's phone)"
REGIONS = "198.18.0.0/15,湖北武汉\n2001:db8::/32,广东广州\n"
CLIENTS = 8

AS_TEXT = (rb"198\.1[89]\.", rb"2001:0?db8", rb"PlantedBrowser")
PACKED_NEW, PACKED_OLD = (
    re.compile(rb"\x20\x01\x0d\xb8.{12}", re.DOTALL),
    re.compile(rb"(?=(\xc6[\x12\x13]..))", re.DOTALL),
)
HEX_NEW, HEX_OLD = (
    re.compile(rb"20010db8[0-9a-f]{24}", re.IGNORECASE),
    re.compile(rb"(?=(c61[23][0-9a-f]{4}))", re.IGNORECASE),
)
BY_CHANCE = 20
"""Of 500 values of four bytes, how many may be met in some millions of digests; were they kept, it would be all 500."""


@pytest.fixture
def market(home: Settings) -> Iterator[Market]:
    prefixes = home.home.parent / "prefixes.csv"
    prefixes.write_text(REGIONS, encoding="utf-8")
    store = open_store(home.model_copy(update={"region_prefixes": prefixes, "proxies": 1, "workers": 1}))
    opened = open_market(store)
    opened.put_in_use(1, 300)
    yield opened
    store.close()


def look(port: int, paths: list[tuple[str, str, str]]) -> list[int]:
    """Status of each (path, address, User-Agent)."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    statuses = []
    for path, address, agent in paths:
        client.request("GET", path, headers={"X-Forwarded-For": address, "User-Agent": agent})
        answer = client.getresponse()
        answer.read()
        statuses.append(answer.status)
    client.close()
    return statuses


def plant(service: Service, market: Market) -> list[int]:
    """Each address looks at a label; every tenth also at one that nobody issued, and at an address that is none."""
    asked = []
    for number, address in enumerate([*OLD, *NEW], start=1):
        visitor = str(address), AGENT.format(number)
        asked.append((market.label(number % 300 + 1), *visitor))
        if number % 10 == 0:
            asked += [(market.label(number % 300 + 1, key=b"x" * 32), *visitor), ("/01/%00<no-code>", *visitor)]
    shares = [asked[first::CLIENTS] for first in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as clients:
        return [*chain.from_iterable(clients.map(look, [service.port] * CLIENTS, shares))]


def take_out(settings: Settings, *command: str) -> subprocess.Popen[bytes]:
    """A command that writes the file of its last word beside the home."""
    *words, file = command
    made = [sys.executable, "-m", "gitrace", *words, str(settings.home.parent / file), "--quiet"]
    return subprocess.Popen(made, env=environment(settings), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_nothing_of_a_thousand_shoppers_is_kept(market: Market) -> None:
    settings = market.store.settings
    folder = settings.home.parent
    with Service(settings) as service:
        statuses = plant(service, market)
        made = take_out(settings, "backup", "home.tar"), take_out(settings, "audit", "export", "--full", "log.jsonl")
        assert [one.wait(PATIENCE) for one in made] == [0, 0]
        shutil.copytree(settings.home, folder / "running")  # with what stands in the write-ahead logs still
    with scans_of(market.store).reading() as connection:
        devices = sa.select(sa.func.count(scan.c.device.distinct()), sa.func.count(scan.c.network.distinct()))
        assert min(connection.execute(devices).one()) > 900  # a page in a hurry is answered without counting its scan
        assert set(connection.execute(sa.select(scan.c.region).distinct()).scalars()) == {"湖北武汉", "广东广州"}
    assert statuses.count(200) == 1000
    assert (folder / "running" / "scans.db-wal").stat().st_size > 0
    said = "\n".join([*service.lines, *service.errors]).encode()
    files = [path for path in folder.rglob("*") if path.is_file() and path != settings.region_prefixes]
    assert {"home.tar", "log.jsonl", "scans.db", "gitrace.db"} <= {path.name for path in files}
    assert_nothing_planted([said, *(path.read_bytes() for path in files)])


def assert_nothing_planted(kept: list[bytes]) -> None:
    old, new = {one.packed for one in OLD}, {one.packed for one in NEW}
    for text in kept:
        assert [found for word in AS_TEXT for found in re.findall(word, text)] == []
        assert not {*PACKED_NEW.findall(text), *map(bytes.fromhex, map(bytes.decode, HEX_NEW.findall(text)))} & new
        assert len(set(PACKED_OLD.findall(text)) & old) < BY_CHANCE
        assert len(set(map(bytes.fromhex, map(bytes.decode, HEX_OLD.findall(text)))) & old) < BY_CHANCE


@pytest.mark.parametrize(
    "kept",
    [
        str(OLD[3]).encode(),
        str(NEW[3]).encode(),
        NEW[3].packed,
        NEW[3].packed.hex().encode(),
        b" ".join(one.packed for one in OLD),
        b" ".join(one.packed.hex().encode() for one in OLD),
        AGENT.encode(),
    ],
)
def test_whatever_were_kept_would_be_found(kept: bytes) -> None:
    with pytest.raises(AssertionError):
        assert_nothing_planted([b"something", b"before " + kept + b" after"])
