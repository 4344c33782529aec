"""The answer for one label, from plain values: which of eleven verdicts, worst first.

A state that cannot be read has no verdict here: the door says 暂时无法核实 and never "genuine".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property, lru_cache

from gitrace.identifiers.digital_link import DigitalLink
from gitrace.identifiers.lot import check_addressable, lot_from_typed
from gitrace.identifiers.serial import LotKey, parse_serial, serial_from_typed, split
from gitrace.labels.tables import RangeState


class Verdict(StrEnum):
    """In order of precedence."""

    MALFORMED = "malformed"
    UNKNOWN_LOT = "unknown-lot"
    FORGED = "forged"
    NOT_ISSUED = "not-issued"
    RECALLED = "recalled"
    ON_HOLD = "on-hold"
    VOID = "void"
    RETURNED = "returned"
    NOT_IN_USE = "not-in-use"
    PAST_DATE = "past-date"
    GENUINE = "genuine"


STATUS = {Verdict.MALFORMED: 400, Verdict.UNKNOWN_LOT: 404, Verdict.FORGED: 404, Verdict.NOT_ISSUED: 404}
"""HTTP status of the first four, which name no producer and show no lot data; the others are 200."""


@dataclass(frozen=True)
class Asked:
    """What was scanned or typed, well formed. By hand lot and serial suffice: `gtin` is then None."""

    gtin: str | None
    lot: str
    serial: str

    @cached_property
    def number(self) -> int:
        """The label's number in its lot and GTIN, if the serial is ours; 0 is no label's."""
        return split(self.serial)[0]


def asked_by_link(link: DigitalLink) -> Asked | None:
    """From an address that names a label; None for one of a product or a lot."""
    if link.lot is None or link.serial is None:
        return None
    return Asked(link.gtin, link.lot, parse_serial(link.serial))


def asked_by_hand(lot: str, serial: str) -> Asked:
    """As typed: O is 0, I and L are 1; case, spaces and hyphens are ignored.

    Raises Refusal("lot-length" | "lot-characters" | "serial-length" | "serial-characters"): malformed.
    """
    return Asked(None, check_addressable(lot_from_typed(lot)), serial_from_typed(serial))


@dataclass(frozen=True)
class Standing:
    """How a number stands under one GTIN of the lot. `key_number`: of the run that holds it, None outside every run;
    `state`: None while it is printed and not in use.
    """

    gtin: str
    key_number: int | None = None
    state: RangeState | None = None
    in_use_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class LotFacts:
    """What the lot says of all its labels, and how the asked number stands under the asked GTIN, or under each."""

    lot: str
    recalled: bool
    held: bool
    best_before: date | None
    standings: tuple[Standing, ...]


@dataclass(frozen=True)
class Answer:
    """A verdict and whose: GTIN, number and standing are None unless the label is one of ours."""

    verdict: Verdict
    gtin: str | None = None
    number: int | None = None
    standing: Standing | None = None

    @property
    def status(self) -> int:
        """The HTTP status."""
        return STATUS.get(self.verdict, 200)

    @property
    def ended_at(self) -> datetime | None:
        """When the label was voided or returned."""
        return self.standing.ended_at if self.standing else None

    @property
    def shows_goods(self) -> bool:
        """Whether producer and lot may be shown with it."""
        return self.verdict not in STATUS


def judge(asked: Asked | None, facts: LotFacts | None, keys: Mapping[int, bytes], today: date) -> Answer:
    """The answer. `asked` None: malformed; `facts` None: no such lot. `keys`: label master keys by number, every one
    that was ever active; `today`: in Shanghai.
    """
    if asked is None:
        return Answer(Verdict.MALFORMED)
    if facts is None:
        return Answer(Verdict.UNKNOWN_LOT)
    standing = _issued(asked, facts, keys)
    if standing is None:
        not_issued = any(_not_issued(asked, one, keys) for one in facts.standings)
        return Answer(Verdict.NOT_ISSUED if not_issued else Verdict.FORGED)
    return Answer(_verdict_of(facts, standing, today), standing.gtin, asked.number, standing)


def _issued(asked: Asked, facts: LotFacts, keys: Mapping[int, bytes]) -> Standing | None:
    """Inside a run only that run's key counts."""
    for one in facts.standings:
        if one.key_number is not None and _made(keys[one.key_number], asked, one.gtin):
            return one
    return None


def _not_issued(asked: Asked, standing: Standing, keys: Mapping[int, bytes]) -> bool:
    """Outside every run, a serial that any key of ours makes was never issued; it was not made up either."""
    return standing.key_number is None and any(_made(key, asked, standing.gtin) for key in keys.values())


def _made(master_key: bytes, asked: Asked, gtin: str) -> bool:
    return _lot_key(master_key, gtin, asked.lot).made(asked.serial)


_lot_key = lru_cache(maxsize=1000)(LotKey.derive)


def _verdict_of(facts: LotFacts, standing: Standing, today: date) -> Verdict:
    if facts.recalled:
        return Verdict.RECALLED
    if facts.held:
        return Verdict.ON_HOLD
    if standing.state is RangeState.VOID:
        return Verdict.VOID
    if standing.state is RangeState.RETURNED:
        return Verdict.RETURNED
    if standing.state is None:
        return Verdict.NOT_IN_USE
    return Verdict.PAST_DATE if facts.best_before is not None and facts.best_before < today else Verdict.GENUINE
