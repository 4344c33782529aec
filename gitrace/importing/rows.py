"""A row that was read: what the rooms' commands need, in plain values. Two rows are equal when they say the same."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from gitrace.clock import shanghai_day
from gitrace.deliveries.facts import ScaleFacts
from gitrace.deliveries.weight import Weighing
from gitrace.growers.rules import InputRecord, PlotFacts


@dataclass(frozen=True)
class ProducerRow:
    """A producer with its authorisation to use the mark; `kind` is one of the values of `PRODUCER_WORDS`."""

    uscc: str
    name: str
    kind: str
    township: str
    address: str
    contact: str
    phone: str
    authorised_from: date
    authorised_until: date


@dataclass(frozen=True)
class HouseholdRow:
    """A household; `contract_mu` is its contract area in mu."""

    number: str
    head: str
    village: str
    township: str
    contract_mu: Decimal


@dataclass(frozen=True)
class PlotRow:
    """A plot; its point in millionths of a degree (WGS-84), if taken."""

    code: str
    household: str
    parcel: str
    township: str
    area_mu: Decimal
    planted_year: int | None
    certified_kg_per_mu: Decimal
    longitude_e6: int | None
    latitude_e6: int | None

    @property
    def facts(self) -> PlotFacts:
        """The plot as the rules see it."""
        return PlotFacts(
            self.code,
            self.household,
            self.township,
            self.area_mu,
            self.certified_kg_per_mu,
            degrees(self.longitude_e6),
            degrees(self.latitude_e6),
        )


@dataclass(frozen=True)
class ScaleRow:
    """A scale; `unit_g` is the grams of the unit it shows."""

    number: str
    producer: str
    certificate: str
    verified_on: date
    valid_until: date
    unit_g: int
    capacity_g: int

    @property
    def facts(self) -> ScaleFacts:
        """The scale as the rules see it."""
        return ScaleFacts(self.number, self.producer, self.verified_on, self.valid_until, self.capacity_g)


@dataclass(frozen=True)
class InputRow:
    """A production record, and the dose as written, which no rule reads."""

    record: InputRecord
    dose: str


@dataclass(frozen=True)
class DeliveryRow:
    """A weighing; `plot` is empty where it is not known, `cover` and `grade` are the profile's codes."""

    number: str
    producer: str
    household: str
    plot: str
    weighed_at: datetime
    cover: str
    weighing: Weighing
    unit_g: int
    grade: str
    scale: str

    @property
    def day(self) -> date:
        """The day of the weighing in Shanghai."""
        return shanghai_day(self.weighed_at)


Row = ProducerRow | HouseholdRow | PlotRow | ScaleRow | InputRow | DeliveryRow


def degrees(e6: int | None) -> Decimal | None:
    """Degrees of a coordinate kept in millionths."""
    return None if e6 is None else Decimal(e6).scaleb(-6)
