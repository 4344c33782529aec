"""A scan: one look at one label, and its number among the label's scans."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class Label(NamedTuple):
    """A label that was issued: its lot, its GTIN, its number in both."""

    lot: str
    gtin: str
    number: int


class Scan(NamedTuple):
    """One look at one label. `key`: what makes two requests the same scan; `device`, `network`: keyed digests; `at`:
    aware; `region`: empty where it is not known.
    """

    label: Label
    key: str
    device: str
    at: datetime
    network: str = ""
    region: str = ""

    @property
    def name(self) -> "Name":
        """What no other scan has."""
        return *self.label, self.key


@dataclass(frozen=True)
class Counted:
    """The scan's number among its label's scans, from 1, and the time of the first of them."""

    count: int
    first_at: datetime


Name = tuple[str, str, int, str]
"""Of a scan: lot, GTIN, number, key."""
