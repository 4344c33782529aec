"""A field laid row by row, for benchmarks and campaigns that need more of it than commands would make in time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from gitrace.balance.commands import Books, certification, certified
from gitrace.growers.rules import InputKind
from gitrace.growers.tables import CertifiedYield, Household, Plot, ProductionRecord
from gitrace.ledger.events import Event, event
from gitrace.producers.tables import Producer, ProducerKind, Scale
from gitrace.storage import Store
from gitrace.work import SYSTEM, writing

SEASON = 2026
MORNING = datetime(2026, 3, 19, 22, 30, tzinfo=UTC)
"""Half past six on 20 March 2026 in Shanghai."""


@event("test.field-laid", 1, zh="布置 {households} 户", en="{households} households laid")
class FieldLaid(Event):
    households: int


@dataclass(frozen=True)
class Field:
    """One producer with its scale, and households with two plots each, the second one covered since autumn."""

    producer_id: int
    scale: str
    households: tuple[str, ...]


def lay_field(store: Store, name: str = "1", households: int = 5, certified_kg: int = 1000) -> Field:
    with writing(store, SYSTEM) as work:
        session = work.session
        producer = Producer(
            uscc=f"93421223FIELD{name:0>5}",
            name=f"演示合作社{name}",
            kind=ProducerKind.COOPERATIVE,
            township="421223103",
        )
        session.add(producer)
        session.flush()
        scale = Scale(
            producer_id=producer.id,
            number=f"C{name}",
            certificate="演示检字",
            verified_on=date(2025, 10, 5),
            valid_until=date(2026, 10, 4),
            display_unit="kg",
            capacity_g=3_000_000,
        )
        rows: list[Any] = [producer, scale]
        homes = [
            Household(number=f"F{name}-{n:04}", township="421223103", village="演示村", contract_mu="9")
            for n in range(1, households + 1)
        ]
        session.add_all([scale, *homes])
        session.flush()
        plots = [
            Plot(household_id=home.id, number=f"{home.number}-{n}", township="421223103", area_mu="2")
            for home in homes
            for n in (1, 2)
        ]
        session.add_all(plots)
        session.flush()
        books = Books(work, "field:1")
        for plot in plots:
            rows.append(
                CertifiedYield(
                    plot_id=plot.id, season=SEASON, kg_per_mu=str(certified_kg // 2), grams=certified_kg * 1000
                )
            )
            books.opening(certified(plot.id, SEASON))
            books.move(certification(SEASON), certified(plot.id, SEASON), certified_kg * 1000, "certify")
            if plot.number.endswith("-2"):
                rows.append(
                    ProductionRecord(
                        plot_id=plot.id,
                        number=f"R{plot.number}",
                        kind=InputKind.COVER,
                        product="稻草",
                        started_on=date(2025, 11, 10),
                        entered_at=work.now,
                    )
                )
            rows.append(
                ProductionRecord(
                    plot_id=plot.id,
                    number=f"P{plot.number}",
                    kind=InputKind.PESTICIDE,
                    product="苦参碱水剂",
                    registration="演示PD0001",
                    started_on=date(2026, 1, 9),
                    ended_on=date(2026, 1, 10),
                    interval_days=7,
                    entered_at=work.now,
                )
            )
        session.add_all(rows)
        session.flush()
        work.record(FieldLaid(households=households), subject="field:1", rows=[*rows, *homes, *plots, *books.rows])
    return Field(producer.id, scale.number, tuple(home.number for home in homes))
