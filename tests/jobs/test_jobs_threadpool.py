"""Computing C code leaves a gevent worker's other requests alone."""

import subprocess
import sys

import pytest

from gitrace.jobs.threadpool import off_the_loop


def test_outside_a_worker_it_is_a_plain_call() -> None:
    assert off_the_loop(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        off_the_loop(divmod, 7, 0)


_IN_A_WORKER = """
import gevent.monkey; gevent.monkey.patch_all()
import gevent, hashlib, time
from gitrace.jobs.threadpool import off_the_loop

naps = []
def nap():
    while True:
        before = time.monotonic()
        time.sleep(0.005)
        naps.append(time.monotonic() - before)

gevent.spawn(nap)
slow = lambda salt: hashlib.pbkdf2_hmac("sha256", b"secret", salt, 300_000)
assert off_the_loop(slow, b"salt") == slow(b"salt") and len(naps) > 5, naps
try:
    off_the_loop(int, "x")
except ValueError:
    print("well")
"""


def test_in_a_worker_the_loop_goes_on() -> None:
    done = subprocess.run([sys.executable, "-c", _IN_A_WORKER], capture_output=True, text=True, check=True)
    assert done.stdout == "well\n"
