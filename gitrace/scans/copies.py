"""What was found of a label that may have been copied (疑似复制), as it is kept and as a person reads it."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date

from gitrace.scans.judgement import Facts, Kind


@dataclass(frozen=True)
class Seen:
    """So many networks on a day in one region, whose name is empty where it is not known."""

    day: date
    region: str
    networks: int


@dataclass(frozen=True)
class Findings:
    """The facts as a person reads them: no network has a name in them."""

    kinds: tuple[Kind, ...]
    networks: int
    regions: int
    days: int
    seen: tuple[Seen, ...]

    @property
    def first_day(self) -> date:
        """Of the evidence."""
        return self.seen[0].day

    @property
    def last_day(self) -> date:
        """Of the evidence."""
        return self.seen[-1].day


def write_facts(facts: Facts) -> str:
    """As JSON, the networks counted."""
    places = Counter((unit.day.isoformat(), unit.region) for unit in facts.units)
    seen = [[day, region, networks] for (day, region), networks in sorted(places.items())]
    counted = {"networks": facts.networks, "regions": facts.regions, "days": facts.days}
    return json.dumps({"kinds": facts.kinds, **counted, "seen": seen}, ensure_ascii=False)


def read_facts(text: str) -> Findings:
    """What `write_facts` wrote."""
    told = json.loads(text)
    seen = tuple(Seen(date.fromisoformat(day), region, networks) for day, region, networks in told["seen"])
    return Findings(tuple(map(Kind, told["kinds"])), told["networks"], told["regions"], told["days"], seen)
