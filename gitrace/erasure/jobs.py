"""What the keeper does after an erasure."""

from datetime import datetime
from typing import Any

from gitrace.erasure import clearing, commands, listing
from gitrace.jobs.registry import effect
from gitrace.storage import Store


@effect(commands.CLEAR)
def clear(store: Store, payload: Any, now: datetime) -> None:
    """See `gitrace.erasure.clearing`; first of all the erasure is listed outside the database."""
    listing.keep_list(store)
    clearing.clear(store, payload["erasure"], now)
