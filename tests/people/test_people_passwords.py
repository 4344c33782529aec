"""Hashing stops nobody else, and tells nobody anything."""

import subprocess
import sys

from gitrace.people.passwords import hash_password, matches

UNDER_GEVENT = """
import gevent.monkey; gevent.monkey.patch_all()
import gevent
from gitrace.people.passwords import hash_password

hashing = [gevent.spawn(hash_password, "a long password") for _ in range(3)]
ticks = 0
while not all(job.ready() for job in hashing):
    gevent.sleep(0.001)
    ticks += 1
assert all(job.value.startswith("$argon2id$") for job in hashing)
print(ticks)
"""


def test_a_hash_fits_its_password_alone() -> None:
    hashed = hash_password("春天的雷竹笋真好吃呀")
    assert hashed.startswith("$argon2id$")
    assert matches(hashed, "春天的雷竹笋真好吃呀")
    assert not matches(hashed, "春天的雷竹笋真好吃")
    assert not matches(None, "nobody has this password")
    assert not matches("damaged", "春天的雷竹笋真好吃呀")


def test_under_gevent_other_requests_go_on_meanwhile() -> None:
    done = subprocess.run([sys.executable, "-c", UNDER_GEVENT], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 3
