"""A county as large as the real one, laid row by row: its registers, a season's deliveries, lots, labels and reports.

Commands would take an hour. The rows are such as commands leave; the log has an entry for every delivery and lot, but
these claim no rows, so a verification would not be content with this home.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlmodel import SQLModel

from gitrace import clock
from gitrace.balance.tables import Account, AccountKind, Posting
from gitrace.batches.events import BatchOpened
from gitrace.batches.tables import Batch, BatchState, Pour
from gitrace.certificates.tables import Certificate
from gitrace.deliveries.events import DeliveryWeighed
from gitrace.deliveries.tables import Delivery
from gitrace.growers.rules import InputKind, season_of
from gitrace.growers.tables import CertifiedYield, Household, HouseholdPerson, Plot, PlotPlace, ProductionRecord
from gitrace.identifiers.lot import LotNumber
from gitrace.inspections.tables import EnteredBy, Laboratory, Report, ReportCoverage, ReportItem, ReportKind, Verdict
from gitrace.jobs.upkeep import study_tables
from gitrace.labels.tables import LabelRange, RangeState, Run
from gitrace.ledger.append import Draft, append, take_head
from gitrace.ledger.signing import log_signer
from gitrace.producers.tables import Authorisation, Producer, ProducerKind, Scale, TradeItem
from gitrace.profile.product import seed_profile
from gitrace.storage import Store
from gitrace.storage.tables import table_of

Row = dict[str, Any]

PRODUCERS = 20
SEASON_DAYS = 60
TOWNSHIPS = [f"421223{code}" for code in (100, 101, 102, 103, 104, 105, 106, 107, 200, 201, 202, 203)]
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
VILLAGES = 16
"""A township."""
YIELD_G = 2_000_000
DELIVERY_G = 20_000
PACK_G = 2_500
_CHUNK = 5000


@dataclass(frozen=True)
class Size:
    """How many of what."""

    households: int
    plots: int
    deliveries: int
    lots: int


COUNTY = Size(14_000, 30_000, 200_000, 5_000)
FORTIETH = Size(350, 750, 5_000, 125)
HAMLET = Size(14, 30, 200, 20)
"""What the large one is compared with."""


def lay_county(store: Store, size: Size) -> None:
    """Fill an empty home, whose tables must not be under notes; the season's last day is today."""
    now = clock.now()
    with store.engine.connect().execution_options(gitrace_write=True) as connection:
        Surveyor(connection, size, now).lay()
        log_everything(connection, store, size, now)
        connection.commit()
        if not store.is_sqlite:  # as the server does by itself in time
            connection.exec_driver_sql("SET lock_timeout = 0")
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
    study_tables(store, now)


@dataclass
class Surveyor:
    """Lays one kind of row after another; the nth row of a table has the key n."""

    connection: sa.Connection
    size: Size
    now: datetime

    def lay(self) -> None:
        self._producers()
        self._growers()
        self._deliveries()
        self._lots()
        self._labels()
        self._reports()
        self._certificates()
        self._books()
        if self.connection.dialect.name == "postgresql":
            for model in (Producer, Household, Plot, Delivery, Batch, Account, Posting, Pour, Run, Report):
                name = table_of(model).name
                self.connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"
                )

    @property
    def today(self) -> date:
        return clock.shanghai_day(self.now)

    @property
    def season(self) -> int:
        return season_of(self.today, seed_profile())

    def day_of(self, number: int, of: int) -> date:
        """The nth of so many things, spread over the season, the last ones today."""
        return self.today - timedelta(days=SEASON_DAYS - 1 - number * SEASON_DAYS // of)

    def moment_of(self, number: int, of: int) -> datetime:
        """As `day_of`, and in the order of the numbers within the day."""
        return self.now - timedelta(seconds=(of - number) * SEASON_DAYS * 86_400 // of)

    def household_of(self, delivery: int) -> int:
        return delivery * 7919 % self.size.households + 1

    def producer_of(self, delivery: int) -> int:
        return delivery % PRODUCERS + 1

    def lot_of(self, delivery: int) -> int:
        """A lot of the delivery's own producer, of about its day."""
        lots_each = self.size.lots // PRODUCERS
        return delivery * lots_each // self.size.deliveries * PRODUCERS + delivery % PRODUCERS + 1

    def plots_of(self, household: int) -> range:
        """Keys of a household's plots: two or three."""
        first = (household - 1) * self.size.plots // self.size.households + 1
        return range(first, household * self.size.plots // self.size.households + 1)

    def township_of(self, household: int) -> str:
        return TOWNSHIPS[household % len(TOWNSHIPS)]

    def insert(self, model: type[SQLModel], rows: Iterable[Row]) -> None:
        """Rows with the columns that differ from the model's defaults; keys count from 1 in their order."""
        plain = {name: field.default for name, field in model.model_fields.items() if not field.is_required()}
        numbered = ({**plain, "id": key, **row} for key, row in enumerate(rows, start=1))
        if self.connection.dialect.name == "postgresql":
            copy_rows(self.connection, table_of(model), numbered)
            return
        while chunk := list(islice(numbered, _CHUNK)):
            self.connection.execute(table_of(model).insert(), chunk)

    def _producers(self) -> None:
        self.insert(
            Producer,
            (
                {
                    "uscc": f"93421223BENCH{n:05}",
                    "name": f"演示第{n}雷竹笋专业合作社",
                    "kind": ProducerKind.COOPERATIVE,
                    "township": TOWNSHIPS[n % 12],
                }
                for n in range(1, PRODUCERS + 1)
            ),
        )
        season = {"from_day": date(self.season - 1, 9, 1), "until_day": date(self.season, 8, 31)}
        self.insert(
            Authorisation,
            (
                {"producer_id": n, "announcement": "演示公告", "forms": "fresh", **season}
                for n in range(1, PRODUCERS + 1)
            ),
        )
        self.insert(
            Scale,
            (
                {
                    "producer_id": n,
                    "number": f"C{n:03}",
                    "certificate": "演示检字",
                    "verified_on": self.today - timedelta(days=100),
                    "valid_until": self.today + timedelta(days=200),
                    "display_unit": "jin",
                    "capacity_g": 3_000_000,
                }
                for n in range(1, PRODUCERS + 1)
            ),
        )
        self.insert(
            TradeItem,
            (
                {
                    "producer_id": n,
                    "gtin": f"0690{n:010}",
                    "name": "鲜雷竹笋",
                    "name_en": "Fresh lei bamboo shoots",
                    "form": "fresh",
                    "net_content": "2.5 kg",
                    "shoot_g": PACK_G,
                }
                for n in range(1, PRODUCERS + 1)
            ),
        )

    def _growers(self) -> None:
        households, plots = range(1, self.size.households + 1), range(1, self.size.plots + 1)
        owner = {plot: household for household in households for plot in self.plots_of(household)}
        self.insert(
            Household,
            (
                {
                    "number": f"H{n:05}",
                    "township": self.township_of(n),
                    "village": f"演示{n // 12 % VILLAGES + 1}村",
                    "contract_mu": "9",
                }
                for n in households
            ),
        )
        self.insert(
            HouseholdPerson,
            (
                {
                    "household_id": n,
                    "salt": f"{n:032x}",
                    "name": f"{SURNAMES[n % len(SURNAMES)]}演示{n:05}",
                    "phone": "演示电话",
                }
                for n in households
            ),
        )
        self.insert(
            Plot,
            (
                {
                    "household_id": owner[n],
                    "number": f"H{owner[n]:05}-{n}",
                    "township": self.township_of(owner[n]),
                    "area_mu": "2",
                }
                for n in plots
            ),
        )
        self.insert(
            PlotPlace,
            ({"plot_id": n, "household_id": owner[n], "salt": f"{n:032x}", "parcel": f"演示宗地{n:06}"} for n in plots),
        )
        self.insert(
            CertifiedYield,
            ({"plot_id": n, "season": self.season, "kg_per_mu": "1000", "grams": YIELD_G} for n in plots),
        )
        self.insert(
            ProductionRecord,
            (
                {
                    "plot_id": n,
                    "number": f"R{n:06}",
                    "kind": InputKind.PESTICIDE,
                    "product": "苦参碱水剂",
                    "registration": "演示PD0001",
                    "started_on": self.today - timedelta(days=120),
                    "ended_on": self.today - timedelta(days=119),
                    "interval_days": 7,
                    "entered_at": self.now,
                }
                for n in plots
            ),
        )

    def _deliveries(self) -> None:
        self.insert(
            Delivery,
            (
                {
                    "number": f"{self.day_of(n, self.size.deliveries):%y%m%d}-{n:06}",
                    "producer_id": self.producer_of(n),
                    "household_id": self.household_of(n),
                    "scale_id": self.producer_of(n),
                    "weighed_at": self.moment_of(n, self.size.deliveries),
                    "entered_at": self.moment_of(n, self.size.deliveries),
                    "season": self.season,
                    "cover": "natural",
                    "grade": "ungraded",
                    "unit": "jin",
                    "gross_g": DELIVERY_G + 1000,
                    "tare_g": 1000,
                    "deduction_g": 0,
                    "net_g": DELIVERY_G,
                    "failing": "scale-lapsed" if n % 97 == 0 else "",
                    "findings": "[]",
                    "profile_version": 1,
                }
                for n in range(self.size.deliveries)
            ),
        )

    def _lots(self) -> None:
        ordinals: dict[date, int] = {}
        rows = []
        for n in range(self.size.lots):
            day = self.day_of(n, self.size.lots)
            ordinals[day] = ordinals.get(day, 0) + 1
            closed = day < self.today - timedelta(days=3)
            rows.append(
                {
                    "lot": str(LotNumber(day, ordinals[day])),
                    "producer_id": n % PRODUCERS + 1,
                    "form": "fresh",
                    "cover": "natural",
                    "packed_on": day,
                    "state": BatchState.CLOSED if closed else BatchState.OPEN,
                    "profile_version": 1,
                    "opened_at": self.moment_of(n, self.size.lots),
                    "closed_at": self.now if closed else None,
                }
            )
        self.insert(Batch, rows)
        self.insert(
            Pour,
            (
                {
                    "batch_id": self.lot_of(n),
                    "delivery_id": n + 1,
                    "grams": DELIVERY_G,
                    "poured_at": self.moment_of(n, self.size.deliveries),
                }
                for n in range(self.size.deliveries)
                if n % 97
            ),
        )

    def _labels(self) -> None:
        packs = self.size.deliveries // self.size.lots * DELIVERY_G // PACK_G
        made = {"made_by": "user:1", "key_number": 1, "stock": "a4-4x10", "findings": "[]", "profile_version": 1}
        lots = range(1, self.size.lots + 1)
        self.insert(
            Run,
            (
                {
                    "batch_id": n,
                    "trade_item_id": (n - 1) % PRODUCERS + 1,
                    "gtin": f"0690{(n - 1) % PRODUCERS + 1:010}",
                    "first": 1,
                    "last": packs + 10,
                    "shoot_g": PACK_G,
                    "made_at": self.moment_of(n, self.size.lots),
                    "printed_at": self.moment_of(n, self.size.lots),
                    **made,
                }
                for n in lots
            ),
        )
        used = {"first": 1, "last": packs, "state": RangeState.IN_USE, "in_use_at": self.now}
        void = {"first": packs + 1, "last": packs + 4, "state": RangeState.VOID, "ended_at": self.now}
        self.insert(LabelRange, ({"run_id": n, **one} for n in lots for one in (used, {**void, "reason": "spoiled"})))

    def _reports(self) -> None:
        self.insert(Laboratory, [{"name": "演示检验检测中心", "cma_number": "演示000000000001"}])
        reports = range(1, self.size.lots // 2 + 1)
        verdict = {"conclusion": Verdict.PASS, "recomputed": Verdict.PASS}
        sampled = {"client": "演示委托方", "sample": "鲜雷竹笋", "sample_quantity": "2 kg", "standard": "GB 2762-2022"}
        self.insert(
            Report,
            (
                {
                    "number": f"演示检字{n:06}",
                    "laboratory_id": 1,
                    "kind": ReportKind.REPORT,
                    "entered_by": EnteredBy.LABORATORY,
                    "producer_id": (n * 2 - 1) % PRODUCERS + 1,
                    "sampled_on": self.day_of(n * 2 - 1, self.size.lots),
                    "issued_on": self.day_of(n * 2 - 1, self.size.lots),
                    "form": "fresh",
                    "entered_at": self.moment_of(n * 2 - 1, self.size.lots),
                    **verdict,
                    **sampled,
                }
                for n in reports
            ),
        )
        lead = {"item": "lead", "name": "铅（以Pb计）", "method": "GB 5009.12", "result": "0.03", "unit": "mg/kg"}
        judged = {"printed_verdict": Verdict.PASS, "recomputed": Verdict.PASS}
        self.insert(ReportItem, ({"report_id": n, **lead, **judged} for n in reports for _ in range(5)))
        self.insert(ReportCoverage, ({"report_id": n, "batch_id": n * 2} for n in reports))

    def _certificates(self) -> None:
        """One a lot."""
        lots = table_of(Batch)
        numbers = self.connection.execute(sa.select(lots.c.id, lots.c.lot).order_by(lots.c.id)).all()
        self.insert(
            Certificate,
            (
                {
                    "number": f"{lot}-1",
                    "batch_id": key,
                    "producer_id": (key - 1) % PRODUCERS + 1,
                    "ordinal": 1,
                    "goods": "鲜笋",
                    "grams": 40 * DELIVERY_G,
                    "townships": "421223103",
                    "households": 40,
                    "deliveries": 40,
                    "received": 10,
                    "rests_on": "control",
                    "issued_at": self.moment_of(key - 1, self.size.lots),
                    "kept_until": self.day_of(key - 1, self.size.lots),
                }
                for key, lot in numbers
            ),
        )

    def _books(self) -> None:
        plots, deliveries, lots = self.size.plots, self.size.deliveries, self.size.lots
        delivered = DELIVERY_G * -(-deliveries // self.size.households)
        poured = sum(1 for n in range(deliveries) if n % 97) * DELIVERY_G // lots
        accounts = [
            {"kind": AccountKind.CERTIFICATION, "owner": f"season:{self.season}", "is_source": True}
            | {"balance_g": -plots * YIELD_G}
        ]
        accounts += [
            {
                "kind": AccountKind.CERTIFIED,
                "owner": f"plot:{n}/{self.season}",
                "balance_g": max(YIELD_G - delivered, 0),
            }
            for n in range(1, plots + 1)
        ]
        accounts += [
            {"kind": AccountKind.DELIVERY, "owner": f"delivery:{n + 1}", "balance_g": 0 if n % 97 else DELIVERY_G}
            for n in range(deliveries)
        ]
        accounts += [{"kind": AccountKind.LOT, "owner": f"lot:{n}", "balance_g": 0} for n in range(1, lots + 1)]
        accounts += [
            {"kind": AccountKind.IN_USE, "owner": f"lot:{n}/0690{(n - 1) % PRODUCERS + 1:010}", "balance_g": poured}
            for n in range(1, lots + 1)
        ]
        self.insert(Account, accounts)
        self.insert(Posting, self._postings(first_delivery=2 + plots, first_lot=2 + plots + deliveries))

    def _postings(self, *, first_delivery: int, first_lot: int) -> Iterable[Row]:
        for n in range(self.size.deliveries):
            at = {"grams": DELIVERY_G, "posted_at": self.moment_of(n, self.size.deliveries)}
            plot = self.plots_of(self.household_of(n))[0] + 1
            ours = first_delivery + n
            yield {
                "from_account_id": plot,
                "to_account_id": ours,
                "reason": "weigh",
                "document": f"delivery:{n + 1}",
            } | at
            if n % 97:
                lot = {"to_account_id": first_lot + self.lot_of(n) - 1, "document": f"lot:{self.lot_of(n)}"}
                yield {"from_account_id": ours, "reason": "pour"} | lot | at


def copy_rows(connection: sa.Connection, table: sa.Table, rows: Iterable[Row]) -> None:
    """PostgreSQL's own way for many rows."""
    driver: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    names = ", ".join(f'"{name}"' for name in first)
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        copy.write_row(list(first.values()))
        for row in rows:
            copy.write_row([row[name] for name in first])


def log_everything(connection: sa.Connection, store: Store, size: Size, now: datetime) -> None:
    """An entry for every delivery and every lot, by the ledger's own append."""
    surveyor = Surveyor(connection, size, now)
    head = take_head(connection)
    signer = log_signer(connection, store.keys, head.origin, head.checkpoint)
    drafts = iter(_drafts(surveyor))
    while chunk := list(islice(drafts, _CHUNK)):
        head = append(connection, head, chunk, signer, max(now, head.time))


def _drafts(surveyor: Surveyor) -> Iterable[Draft]:
    lots = sa.select(table_of(Batch).c.lot, table_of(Batch).c.packed_on, table_of(Batch).c.producer_id)
    for lot, day, producer in surveyor.connection.execute(lots.order_by(table_of(Batch).c.id)).all():
        opened = BatchOpened(lot=lot, form="fresh", cover="natural", packed_on=day.isoformat(), producer=producer)
        yield Draft(opened, f"lot:{lot}", "user:1")
    for n in range(surveyor.size.deliveries):
        day, household = surveyor.day_of(n, surveyor.size.deliveries), surveyor.household_of(n)
        weighed = DeliveryWeighed(
            number=f"{day:%y%m%d}-{n:06}",
            producer=surveyor.producer_of(n),
            household=household,
            debits=[[surveyor.plots_of(household)[0], DELIVERY_G]],
            net_g=DELIVERY_G,
            failing="",
            profile_version=1,
        )
        yield Draft(weighed, f"delivery:{n + 1}", "user:1", touches=(f"household:{household}",))
