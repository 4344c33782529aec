"""Passwords: Argon2id, computed where it stops nobody.

One hash takes some 40 ms and 46 MiB. Under gevent it goes to the hub's thread pool, for in the loop six sign-ins at
once would hold every page of the worker; and never while a database session is open, for it would hold that as well.
"""

import sys
from collections.abc import Callable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

Result = TypeVar("Result")

# OWASP Password Storage Cheat Sheet, first of its equally strong settings: m = 46 MiB, t = 1, p = 1.
_HASHER = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1)

# The hash of no password that anybody has: an unknown login takes as long as a known one.
_NOBODY = _HASHER.hash("nobody has this password")


def hash_password(password: str) -> str:
    """The encoded Argon2id hash, with a fresh salt."""
    return beside_the_loop(lambda: _HASHER.hash(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one hashed. None, for an unknown login, takes as long and is never right."""
    right = beside_the_loop(lambda: _verify(password_hash or _NOBODY, password))
    return right and password_hash is not None


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def beside_the_loop(work: Callable[[], Result]) -> Result:
    """Run something slow in gevent's thread pool when gevent drives this process, else here."""
    gevent = sys.modules.get("gevent")
    if gevent is None or not sys.modules["gevent.monkey"].is_module_patched("socket"):
        return work()
    result: Result = gevent.get_hub().threadpool.apply(work)
    return result
