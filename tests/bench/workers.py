"""What disturbs the web workers, and what shoppers feel of it: a long write, sign-ins, sockets that say nothing.

    python tests/bench/workers.py [--quick] [--json FILE]

The baseline of each figure is the same page, asked the same way, in the calm before. Pages are asked for at a steady
pace by a few shoppers over connections that they keep; a disturbance is repeated, and its figure is taken over all of
its requests. Exits 1 when a target is missed.
"""

import http.client
import itertools
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "campaigns"))

from crowd import crowd
from desk import PASSWORD, Desk
from figures import Figure, report
from market import LABELS, Market, open_market
from service import Service, comes_true

from gitrace.home import found_home
from gitrace.settings import Settings
from gitrace.storage import Store
from gitrace.work import SYSTEM, writing

SHOPPERS, PAUSE = 3, 0.01
"""Who asks all the time, and seconds between two pages of each."""
IDLE, HELD, SIGN_INS = 200, 2.0, 6
_AGENT = {"User-Agent": "Mozilla/5.0 Bench"}


@dataclass
class Shopper:
    """Asks for one page after another over a connection that is kept; milliseconds of each page."""

    port: int
    pages: Iterator[str]
    took: list[float]
    _connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def ask(self) -> None:
        """One page, and a pause. An answer that is not 200 ends the measurement."""
        begun = time.perf_counter()
        nonce = f"bench-{time.time_ns():020d}-{threading.get_ident() % 1000}"
        self._connection.request("GET", next(self.pages), headers=_AGENT | {"Scan-Nonce": nonce})
        answer = self._connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"a page was answered with {answer.status}")
        self.took.append((time.perf_counter() - begun) * 1000)
        time.sleep(PAUSE)


def measure(quick: bool) -> list[Figure]:
    times = 1 if quick else 10
    with tempfile.TemporaryDirectory(prefix="gitrace-bench-") as folder:
        settings = Settings(home=Path(folder) / "home", workers=2, label_host="label.example")
        store = found_home(settings)
        market = open_market(store)
        market.put_in_use(1, LABELS)
        with Service(settings) as service:
            come_in(service)
            disturbed(service, market, lambda: time.sleep(1), 1)  # warms up
            calm = disturbed(service, market, lambda: time.sleep(HELD), times)
            held = disturbed(service, market, lambda: hold_a_write(store), times, page=market.lot_page)
            entering = disturbed(service, market, lambda: sign_in_together(service), 3 * times)
            with idle_sockets(service.port):
                beside_idle = disturbed(service, market, lambda: time.sleep(HELD), times)
        store.close()
    return [
        Figure("calm: a label's page, p99", percentile(calm, 99), "ms"),
        Figure(f"a lot's page while a write is held open {HELD:g} s, slowest", max(held), "ms", most=50),
        Figure(f"{SIGN_INS} sign-ins at once: a label's page, p99", percentile(entering, 99), "ms", most=100),
        Figure(f"{IDLE} idle sockets: pages under 300 ms", 100 * share_under(beside_idle, 300), "%", least=99),
        Figure(f"{IDLE} idle sockets: a label's page, p99", percentile(beside_idle, 99), "ms"),
    ]


def come_in(service: Service) -> None:
    """The first administrator joins, who later signs in again and again."""
    link = next(line for line in service.lines if "/account/join/" in line).split()[-1]
    Desk(service.address).come_in(link, "head")


def disturbed(
    service: Service, market: Market, disturb: Callable[[], None], times: int, page: str | None = None
) -> list[float]:
    """Milliseconds of every page that was asked for during a disturbance, repeated so many times."""
    pages = [page] if page else [market.label(number) for number in range(1, LABELS + 1)]
    took: list[float] = []
    shoppers = [Shopper(service.port, itertools.cycle(pages), took) for _ in range(SHOPPERS)]
    with crowd([shopper.ask for shopper in shoppers]):
        for _ in range(times):
            disturb()
    return took


def hold_a_write(store: Store) -> None:
    """A transaction of another process that takes its time."""
    with writing(store, SYSTEM):
        time.sleep(HELD)


def sign_in_together(service: Service) -> None:
    """Right passwords, all sent at the same moment."""
    with ThreadPoolExecutor(SIGN_INS) as crowd:
        for entering in [crowd.submit(_sign_in, service.address) for _ in range(SIGN_INS)]:
            entering.result()


def _sign_in(address: str) -> None:
    Desk(address).post("/account/sign-in", login="head", password=PASSWORD)


@contextmanager
def idle_sockets(port: int) -> Iterator[None]:
    """Clients that begin a request and never end it; who is shut out comes again."""
    idle: list[socket.socket] = []
    over = threading.Event()

    def linger() -> None:
        while not over.is_set():
            while len(idle) < IDLE:
                one = socket.create_connection(("127.0.0.1", port))
                one.sendall(b"GET / HTTP/1.1\r\nHost: lo")
                idle.append(one)
            over.wait(0.2)
            shut = [one for one in idle if _is_shut(one)]
            for one in shut:
                idle.remove(one)
                one.close()

    lingering = threading.Thread(target=linger)
    lingering.start()
    comes_true(lambda: len(idle) == IDLE)
    try:
        yield
    finally:
        over.set()
        lingering.join()
        for one in idle:
            one.close()


def _is_shut(one: socket.socket) -> bool:
    one.setblocking(False)
    try:
        return one.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def percentile(took: list[float], part: int) -> float:
    return statistics.quantiles(took, n=100)[part - 1]


def share_under(took: list[float], most: float) -> float:
    return sum(one < most for one in took) / len(took)


if __name__ == "__main__":
    report("workers", __doc__, measure)
