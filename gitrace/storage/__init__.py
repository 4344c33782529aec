"""Engines, transactions, change notes, column types and migrations. Knows no room."""

from gitrace.storage.faults import UnrecordedChange
from gitrace.storage.keys import BadKeys, Keys
from gitrace.storage.store import Store, keeping, make_home, open_store, reading
from gitrace.storage.tables import Content, Keeping, audited, operational
from gitrace.storage.types import Instant, Key

__all__ = [
    "BadKeys",
    "Content",
    "Instant",
    "Keeping",
    "Key",
    "Keys",
    "Store",
    "UnrecordedChange",
    "audited",
    "keeping",
    "make_home",
    "open_store",
    "operational",
    "reading",
]
