"""A writer that waits for the lock leaves its gevent worker's other requests alone."""

import subprocess
import sys
import time

from service import environment

from gitrace.settings import Settings
from gitrace.storage.locks import WriteLock

# The real application in a patched interpreter: one greenlet writes, another asks for pages meanwhile.
_A_WORKER = """
import gevent.monkey; gevent.monkey.patch_all()
import gevent, sys, time
from gitrace.app import create_app
from gitrace.settings import load_settings
from gitrace.storage import keeping, open_store

store = open_store(load_settings())
client = create_app(store).test_client()
client.get("/readyz")

def write():
    with keeping(store):
        pass

print("begin", flush=True)
sys.stdin.readline()
begun = time.monotonic()
writer = gevent.spawn(write)
slowest = pages = 0
while not writer.ready():
    asked = time.monotonic()
    assert client.get("/readyz").status_code == 200
    slowest, pages = max(slowest, time.monotonic() - asked), pages + 1
    time.sleep(0.005)
writer.get()
print(time.monotonic() - begun, slowest, pages)
"""


def test_a_lock_held_for_two_seconds_stops_no_page(home: Settings) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", _A_WORKER],
        env=environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "begin\n"
    with WriteLock(home.home / "write.lock", 1).held():
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
        time.sleep(2)
    waited, slowest, pages = worker.communicate(timeout=10)[0].split()
    assert float(waited) > 1.8
    assert float(slowest) < 0.5
    assert int(pages) > 50
