"""What the deeds of the demo share: the open store, the agenda, and who and what there is by short names."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import TypeVar

from gitrace.batches.tables import Batch
from gitrace.clock import shanghai_day
from gitrace.demo.agenda import Agenda
from gitrace.demo.seasons import Harvest
from gitrace.producers.tables import Producer, TradeItem
from gitrace.storage import Store
from gitrace.work import Actor, Work, writing

Done = TypeVar("Done")


@dataclass(frozen=True)
class Grower:
    """A household: its number, its natural and its covered plot (None: it covers nothing), who buys from it."""

    household: str
    natural: str
    covered: str | None
    buyer: str

    def plot(self, cover: str) -> str | None:
        """The plot that shoots of a cover come from."""
        return self.covered if cover == "covered" else self.natural


@dataclass
class Stage:
    """`actors` by login, `producers` and `items` by short name, `lots` by (short name, day or occasion)."""

    store: Store
    agenda: Agenda
    earlier: Harvest
    latest: Harvest
    chance: Random
    actors: dict[str, Actor] = field(default_factory=dict)
    producers: dict[str, Producer] = field(default_factory=dict)
    items: dict[str, TradeItem] = field(default_factory=dict)
    growers: list[Grower] = field(default_factory=list)
    lots: dict[tuple[str, object], Batch] = field(default_factory=dict)
    laboratory: int = 0

    def act(self, login: str, deed: Callable[[Work], Done]) -> Done:
        """One recorded write by somebody of the cast."""
        with writing(self.store, self.actors[login]) as work:
            return deed(work)

    def growers_of(self, buyer: str, cover: str) -> list[Grower]:
        """Who sells shoots of a cover to a buyer."""
        return [one for one in self.growers if one.buyer == buyer and one.plot(cover)]

    @property
    def today(self) -> date:
        """The day on which the demo is made, in Shanghai."""
        return shanghai_day(self.agenda.until)

    @property
    def story(self) -> Harvest:
        """The harvest, up to yesterday, with more in it than the daily round: the latest, once it is old enough."""
        past = tuple(day for day in self.latest.days if day < self.today)
        return replace(self.latest, days=past) if len(past) >= _DAYS_OF_A_STORY else self.earlier


_DAYS_OF_A_STORY = 5
