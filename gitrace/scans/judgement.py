"""疑似复制: when the looks at one label are worth a person's while, and why. Pure.

A count proves nothing: an open code is scanned in the shop, at home and by whoever is shown it. What one pack cannot
do is to be looked at in many places over many days. So evidence is a network on a day, counted once however often it
looks, and a label is put before a person when networks, regions and days are all many, and still are without its two
busiest days, which may have been a market stall's or a television broadcast's. Looks that no pack in a shop can have
are evidence of their own kind. No rule finds a copy of which few were sold in one place; none says that one was.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from gitrace.clock import shanghai_day
from gitrace.profile.copying import Copying
from gitrace.scans.devices import KEY_DAYS


class Kind(StrEnum):
    """What speaks for a copy."""

    SPREAD = "spread"
    """Many networks, in many regions, on many days."""
    EARLY = "early"
    """Looked at on a day before the label was in use."""
    LATE = "late"
    """Looked at on a day after it was voided or returned."""
    ELSEWHERE = "elsewhere"
    """Looked at in regions that its lot was never shipped to."""
    PIN_AGAIN = "pin-again"
    """Its scratch-off PIN was used, and used again in another network."""


@dataclass(frozen=True, order=True)
class Look:
    """One scan. `network`: keyed digest, empty for one from before it was kept; `region`: empty where not known."""

    at: datetime
    network: str
    region: str = ""


@dataclass(frozen=True)
class Lifetime:
    """When a label was put in use, and when it was voided or returned; None for never."""

    in_use_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, order=True)
class Unit:
    """A piece of evidence: a network on a day in Shanghai, where it was then."""

    day: date
    network: str
    region: str


@dataclass(frozen=True)
class Facts:
    """What a person is told. `networks`: at least so many, since the name of a network lasts for one key's days."""

    kinds: tuple[Kind, ...]
    networks: int
    regions: int
    days: int
    units: tuple[Unit, ...]

    @property
    def flagged(self) -> bool:
        """Whether a person should look into it."""
        return bool(self.kinds)


def judge(
    looks: Iterable[Look],
    lifetime: Lifetime,
    bounds: Copying,
    *,
    shipped_to: frozenset[str] | None = None,
    pin_uses: Sequence[Look] = (),
) -> Facts:
    """One label. `shipped_to`: the regions that its lot was sent to, None where it may be anywhere (by courier, or not
    recorded); `pin_uses`: the times that its right PIN was entered. The order of looks does not matter.
    """
    units = evidence(looks, timedelta(seconds=bounds.checker_seconds.value))
    found = {
        Kind.SPREAD: is_spread(units, bounds),
        Kind.EARLY: _networks([one for one in units if _is_early(lifetime, one.day)]) >= bounds.early_networks.value,
        Kind.LATE: _networks([one for one in units if _is_late(lifetime, one.day)]) >= bounds.late_networks.value,
        Kind.ELSEWHERE: _networks(_elsewhere(units, shipped_to)) >= bounds.elsewhere_networks.value,
        Kind.PIN_AGAIN: _used_again(pin_uses) >= bounds.pin_networks.value,
    }
    kinds = tuple(kind for kind, speaks in found.items() if speaks)
    return Facts(kinds, _networks(units), _regions(units), _days(units), tuple(units))


def evidence(looks: Iterable[Look], checker: timedelta) -> list[Unit]:
    """A network counts once a day, in order of time. Another network's look within `checker` of one that counts is the
    messenger's own: it opens what people send each other, to see whether it may be shown.
    """
    first: dict[tuple[date, str], Unit] = {}
    last: Look | None = None
    for look in sorted(look for look in looks if look.network):
        if last is not None and look.network != last.network and look.at - last.at <= checker:
            continue
        last, day = look, shanghai_day(look.at)
        first.setdefault((day, look.network), Unit(day, look.network, look.region))
    return sorted(first.values())


def is_out_of_use(lifetime: Lifetime, day: date) -> bool:
    """Whether no pack in a shop could be looked at on a day: the label was not in use yet, or no more."""
    return _is_early(lifetime, day) or _is_late(lifetime, day)


def is_spread(units: Sequence[Unit], bounds: Copying) -> bool:
    """Whether networks, regions and days are still many without the busiest days. Of two days alike the earlier one is
    left out first.
    """
    crowd = Counter(unit.day for unit in units)
    busiest = set(sorted(crowd, key=lambda day: (-crowd[day], day))[: bounds.busiest_days.value])
    rest = [unit for unit in units if unit.day not in busiest]
    return (
        _networks(rest) >= bounds.networks.value
        and _regions(rest) >= bounds.regions.value
        and _days(rest) >= bounds.days.value
    )


def _is_early(lifetime: Lifetime, day: date) -> bool:
    # By the day: a packing house tries its labels out the morning it puts them in use, and ranges put in use in the
    # course of one day are kept as one.
    if lifetime.in_use_at is None:
        return not _is_late(lifetime, day)
    return day < shanghai_day(lifetime.in_use_at)


def _is_late(lifetime: Lifetime, day: date) -> bool:
    return lifetime.ended_at is not None and day > shanghai_day(lifetime.ended_at)


def _elsewhere(units: Sequence[Unit], shipped_to: frozenset[str] | None) -> list[Unit]:
    if shipped_to is None:
        return []
    return [unit for unit in units if unit.region and unit.region not in shipped_to]


def _used_again(pin_uses: Sequence[Look]) -> int:
    networks = [use.network for use in sorted(pin_uses)]
    return len({network for network in networks if network != networks[0]})


def _networks(units: Sequence[Unit]) -> int:
    """At least so many: under the next key one network has another name, so the period that saw most of them counts."""
    periods = Counter(
        period for period, _network in {(unit.day.toordinal() // KEY_DAYS, unit.network) for unit in units}
    )
    return max(periods.values(), default=0)


def _regions(units: Sequence[Unit]) -> int:
    return len({unit.region for unit in units if unit.region})


def _days(units: Sequence[Unit]) -> int:
    return len({unit.day for unit in units})
