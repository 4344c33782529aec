"""How often a copied label is put before a person, and how often an honest one.

    python tests/bench/copying.py [--quick] [--json FILE]

No shop is watched: shoppers are made up, with fixed seeds, and judged by the rule and the bounds that gitrace comes
with. **Power** is the share of copied labels that are flagged: one label's copies are sold as so many packs in so many
regions over so many days, and a share of the packs is scanned, from one network or two. **False alarms** are the
flagged labels among 10,000 honest ones, in the mix of `HONEST`: households, shelves where strangers look, gifts by
courier, groups of a messenger with its checkers, travellers, market stalls where hundreds look, a broadcast that
thousands see on one evening. Of every look's region one in twenty is wrong, as address files are. The **plain count**
that ours is compared with flags a label looked at ten times or more. Exits 1 when a target is missed.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from figures import Figure, report

from gitrace.profile.copying import COPYING
from gitrace.scans.judgement import Lifetime, Look, judge

BEGINNING = datetime(2026, 3, 20, tzinfo=UTC)
IN_USE = Lifetime(BEGINNING - timedelta(days=1))
VOID = Lifetime(BEGINNING - timedelta(days=9), BEGINNING - timedelta(days=2))
REGIONS = tuple(f"region {number}" for number in range(31))
MISPLACED = 0.05
PLAIN_COUNT = 10
SCANNED = 0.15
"""Of packs that are sold, scanned at all."""


class World:
    """Chance, and networks that nobody had before."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self._networks = 0

    def network(self) -> str:
        self._networks += 1
        return f"{self._networks}"

    def look(self, day: float, region: str, network: str = "") -> Look:
        """At some hour of shops; a phone on the road has another network each time."""
        at = BEGINNING + timedelta(days=int(day), seconds=self.chance.randrange(12 * 3600))
        seen = self.chance.choice(REGIONS) if self.chance.random() < MISPLACED else region
        return Look(at, network or self.network(), seen)


def at_home(world: World, day: float, region: str) -> Iterator[Look]:
    """One to four looks within ten days: at home, and with the phone outside."""
    home = world.network()
    for _ in range(world.chance.randint(1, 4)):
        network = home if world.chance.random() < 0.5 else ""
        yield world.look(day + world.chance.random() * 10, region, network)


def household(world: World) -> Iterator[Look]:
    yield from at_home(world, 0, world.chance.choice(REGIONS))


def shelf(world: World) -> Iterator[Look]:
    """Up to eight strangers in a week, then the one who buys it."""
    region = world.chance.choice(REGIONS)
    for _ in range(world.chance.randint(0, 8)):
        yield world.look(world.chance.random() * 7, region)
    yield from at_home(world, 7, region)


def gift(world: World) -> Iterator[Look]:
    for day in (0, 3):
        yield from at_home(world, day, world.chance.choice(REGIONS))


def group(world: World) -> Iterator[Look]:
    """Sent around: each look is followed by the messenger's own within seconds, from where its machines are."""
    for _ in range(world.chance.randint(3, 12)):
        look = world.look(world.chance.random() * 2, world.chance.choice(REGIONS))
        yield look
        yield Look(look.at + timedelta(seconds=world.chance.randint(1, 20)), world.network(), REGIONS[0])


def traveller(world: World) -> Iterator[Look]:
    for day in range(world.chance.randint(2, 6)):
        yield world.look(day, world.chance.choice(REGIONS))


def stall(world: World) -> Iterator[Look]:
    """The pack on show, on one to three market days, mostly by people of the place."""
    region = world.chance.choice(REGIONS)
    for day in range(world.chance.randint(1, 3)):
        for _ in range(world.chance.randint(50, 300)):
            yield world.look(day * 3, region if world.chance.random() < 0.9 else world.chance.choice(REGIONS))


def broadcast(world: World) -> Iterator[Look]:
    """Thousands on one evening and the next morning, everywhere."""
    for _ in range(world.chance.randint(500, 3000)):
        yield world.look(world.chance.random() < 0.1, world.chance.choice(REGIONS))


Life = Callable[[World], Iterator[Look]]
HONEST: dict[Life, float] = {
    household: 0.70,
    shelf: 0.20,
    gift: 0.06,
    traveller: 0.02,
    group: 0.015,
    stall: 0.0045,
    broadcast: 0.0005,
}
"""Shares of labels."""


def copied(world: World, packs: int, regions: int, days: int, scanned: float = SCANNED) -> list[Look]:
    """The looks at one label's copies."""
    sold_in = world.chance.sample(REGIONS, regions)
    looks = []
    for _ in range(packs):
        if world.chance.random() < scanned:
            region, day = world.chance.choice(sold_in), world.chance.random() * days
            looks += [world.look(day, region) for _ in range(world.chance.randint(1, 2))]
    return looks


def flagged(looks: list[Look], lifetime: Lifetime = IN_USE) -> bool:
    return judge(looks, lifetime, COPYING).flagged


def share(found: list[bool]) -> float:
    return sum(found) / len(found)


def honest_labels(labels: int) -> list[list[Look]]:
    world = World(1)
    return [list(life(world)) for life in world.chance.choices(list(HONEST), list(HONEST.values()), k=labels)]


def power_of(trials: int, packs: int, regions: int, days: int, scanned: float = SCANNED) -> tuple[float, float]:
    """Ours and the plain count's."""
    world = World(2)
    tried = [copied(world, packs, regions, days, scanned) for _ in range(trials)]
    return share([flagged(looks) for looks in tried]), share([len(looks) >= PLAIN_COUNT for looks in tried])


def measure(quick: bool) -> list[Figure]:
    labels, trials = (30_000, 300) if quick else (300_000, 3_000)
    honest = honest_labels(labels)
    alarms = share([flagged(looks) for looks in honest]) * 10_000
    plain_alarms = share([len(looks) >= PLAIN_COUNT for looks in honest]) * 10_000
    ours, plain = power_of(trials, 150, 8, 21)
    nowhere = [[Look(look.at, look.network) for look in looks] for looks in honest[: labels // 10]]
    world = World(3)
    voided = [copied(world, 20, 1, 7) for _ in range(trials)]
    return [
        Figure("false alarms of 10,000 honest labels", alarms, most=1),
        Figure(f"  of the plain count (looked at {PLAIN_COUNT} times)", plain_alarms),
        Figure("power: 150 copies, 8 regions, 3 weeks, 15 % scanned", ours, least=0.9),
        Figure("  of the plain count", plain),
        Figure("  30 copies, 6 regions, 2 weeks, 15 % scanned", power_of(trials, 30, 6, 14)[0]),
        Figure("power: 30 copies, 6 regions, 2 weeks, 60 % scanned", power_of(trials, 30, 6, 14, 0.6)[0], least=0.9),
        Figure("  1,000 copies, 3 regions, 8 weeks, 15 % scanned", power_of(trials // 10, 1000, 3, 56)[0]),
        Figure(
            "power: 20 packs under a voided label, 15 % scanned", share([flagged(x, VOID) for x in voided]), least=0.9
        ),
        Figure("flagged without any region, honest", share([flagged(looks) for looks in nowhere]), most=0),
    ]


if __name__ == "__main__":
    report("copying", __doc__, measure)
