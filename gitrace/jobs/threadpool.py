"""Keeping a gevent worker's loop free while C code computes."""

import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def off_the_loop(compute: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function that holds the processor for over 20 ms (argon2, image decoding) and return what it returns.

    In a gevent worker it runs in the hub's threadpool while the worker's other requests go on; elsewhere it is a plain
    call. Give it plain values: never a database session, and nothing of the request, which has no meaning there.
    """
    if not _in_a_gevent_worker():
        return compute(*args, **kwargs)
    from gevent import get_hub  # type: ignore[import-untyped]  # the command line does without

    answer: R = get_hub().threadpool.apply(compute, args, kwargs)
    return answer


def _in_a_gevent_worker() -> bool:
    monkey = sys.modules.get("gevent.monkey")
    return monkey is not None and monkey.is_module_patched("threading")
