"""Passwords: Argon2id, computed where it stops nobody.

One hash takes some 40 ms and 46 MiB. In a worker's loop six sign-ins at once would hold every page, so each process
computes one at a time beside it; and never while a database session is open, for it would hold that as well.
"""

import threading
from collections.abc import Callable
from functools import cache
from secrets import token_urlsafe
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from gitrace.jobs.threadpool import off_the_loop

# OWASP Password Storage Cheat Sheet, first of its equally strong settings: m = 46 MiB, t = 1, p = 1.
_HASHER = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1)
_TURN = threading.Lock()

R = TypeVar("R")


def hash_password(password: str) -> str:
    """The encoded Argon2id hash, with a fresh salt."""
    return _in_turn(_HASHER.hash, password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one hashed. None, for an unknown login, takes as long and is never right."""
    right = _in_turn(_verify, password_hash or _nobody(), password)
    return right and password_hash is not None


@cache
def _nobody() -> str:
    """The hash of no password that anybody has: an unknown login takes as long as a known one."""
    return hash_password(token_urlsafe(16))


def _in_turn(compute: Callable[..., R], *plain: str) -> R:
    with _TURN:
        return off_the_loop(compute, *plain)


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
