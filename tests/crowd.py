"""Many who ask a service at the same time."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager


@contextmanager
def crowd(asks: Sequence[Callable[[], None]]) -> Iterator[None]:
    """Each is called again and again in a thread of its own, for as long as the block lasts."""
    over = threading.Event()

    def go_on(ask: Callable[[], None]) -> None:
        while not over.is_set():
            ask()

    threads = [threading.Thread(target=go_on, args=(ask,)) for ask in asks]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
