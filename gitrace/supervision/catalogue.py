"""Every list of the house, by the name under which it is taken out."""

from typing import Any

from gitrace.supervision.accounts import ACCOUNTS
from gitrace.supervision.applications import APPLICATIONS
from gitrace.supervision.certificates import CERTIFICATES
from gitrace.supervision.deliveries import DELIVERIES
from gitrace.supervision.entries import ENTRIES
from gitrace.supervision.listing import Listing
from gitrace.supervision.lots import LOTS
from gitrace.supervision.registers import REGISTERS
from gitrace.supervision.statement import STATEMENT

LISTS: dict[str, Listing[Any, Any]] = {
    one.name: one for one in (DELIVERIES, LOTS, CERTIFICATES, ACCOUNTS, STATEMENT, ENTRIES, APPLICATIONS, *REGISTERS)
}

OF_PLACES = {name: one for name, one in LISTS.items() if {"township", "village"} <= one.asks.model_fields.keys()}
"""Those that can be narrowed to a township and to a village of it, so that their offices may take them out too."""
