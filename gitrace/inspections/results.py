"""What a laboratory writes as a result, and whether it keeps a limit. Decimals as text; never a float.

未检出, ND, ＜0.01 and ＜LOD are results: they say that the value lies below a detection limit, and are judged by it.
阳性, of a rapid test, says that it lies above one.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from gitrace.identifiers.decimals import plain_decimal
from gitrace.inspections.tables import Verdict
from gitrace.profile.goods import Limit

_NOT_DETECTED = re.compile(r"(未检出|ND|N\.D\.?|阴性|<LO[DQ])(\(?<([0-9.]+)\)?)?")
_BELOW = re.compile(r"<([0-9.]+)")
_POSITIVE = "阳性"
_NONE_ADDED = frozenset({"未添加", "未使用", "未加入"})

# Shares of mass, the only units that can be turned into one another without knowing the sample.
_SHARES = {
    "g/kg": Decimal("1e-3"),
    "mg/kg": Decimal("1e-6"),
    "μg/kg": Decimal("1e-9"),
    "ug/kg": Decimal("1e-9"),
    "g/100g": Decimal("1e-2"),
    "%": Decimal("1e-2"),
}


@dataclass(frozen=True)
class Reading:
    """A result read: a measured `value`, or `below` or `above` a figure; all None where nothing was found and no
    figure given.
    """

    value: Decimal | None = None
    below: Decimal | None = None
    above: Decimal | None = None

    def scaled(self, factor: Decimal) -> "Reading":
        """The same in another unit."""
        return Reading(*(None if one is None else one * factor for one in (self.value, self.below, self.above)))


def read_result(result: str, detection_limit: str | None = None) -> Reading | None:
    """A result as printed, in half or full width; None for one that says nothing we can judge."""
    text = _plain(result)
    if text in _NONE_ADDED:
        return Reading()
    if text == _POSITIVE:
        return Reading(above=plain_decimal(_plain(detection_limit or "").lstrip("<")) or Decimal(0))
    if match := _NOT_DETECTED.fullmatch(text):
        return Reading(below=plain_decimal(match[3] or _plain(detection_limit or "").lstrip("<")))
    if match := _BELOW.fullmatch(text):
        below = plain_decimal(match[1])
        return None if below is None else Reading(below=below)
    value = plain_decimal(text)
    return None if value is None or value < 0 else Reading(value=value)


def judge_item(limit: Limit | None, *, result: str, unit: str, detection_limit: str | None = None) -> Verdict:
    """One item against the profile's limit; OPEN without a limit, for a result that cannot be read or turned into the
    limit's unit, and for a detection limit that lies beyond the limit.
    """
    reading = read_result(result, detection_limit)
    factor = _factor(unit, limit.unit) if limit else None
    if limit is None or reading is None or factor is None:
        return Verdict.OPEN
    reading = reading.scaled(factor)
    if not limit.may_be_added:
        return Verdict.FAIL if reading.value or reading.above is not None else Verdict.PASS
    sides = (_at_most(reading, limit.most), _at_least(reading, limit.least))
    if Verdict.FAIL in sides:
        return Verdict.FAIL
    return Verdict.OPEN if Verdict.OPEN in sides else Verdict.PASS


def _at_most(reading: Reading, most: Decimal | None) -> Verdict:
    if most is None:
        return Verdict.PASS
    if reading.value is not None:
        return Verdict.PASS if reading.value <= most else Verdict.FAIL
    if reading.above is not None:
        return Verdict.FAIL if reading.above >= most else Verdict.OPEN
    return Verdict.PASS if reading.below is not None and reading.below <= most else Verdict.OPEN


def _at_least(reading: Reading, least: Decimal | None) -> Verdict:
    if least is None:
        return Verdict.PASS
    if reading.value is not None:
        return Verdict.PASS if reading.value >= least else Verdict.FAIL
    if reading.above is not None:
        return Verdict.PASS if reading.above >= least else Verdict.OPEN
    return Verdict.FAIL if reading.below is not None and reading.below <= least else Verdict.OPEN


def _factor(unit: str, into: str) -> Decimal | None:
    unit, into = _plain(unit).lower(), _plain(into).lower()
    if unit == into:
        return Decimal(1)
    return _SHARES[unit] / _SHARES[into] if unit in _SHARES and into in _SHARES else None


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
