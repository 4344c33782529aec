"""A lot on the market with all that its page shows, written row by row so that it can be in any state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import cast

from gitrace import clock
from gitrace.batches.events import BatchOpened, BatchPoured
from gitrace.batches.holds import HoldBatch, RecallBatch, hold_batch, recall_batch
from gitrace.batches.tables import Batch, Hold, Pour
from gitrace.deliveries.events import DeliveryCorrected
from gitrace.deliveries.judging import frozen
from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Household
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.identifiers.serial import label_serial
from gitrace.inspections.events import LaboratoryRegistered, ReportEntered
from gitrace.inspections.tables import Laboratory, Report, ReportCoverage, ReportItem
from gitrace.labels.events import LabelsIssued, LabelsPutInUse, LabelsReturned, LabelsVoided
from gitrace.labels.tables import LabelRange, RangeState, Run
from gitrace.ledger.events import Event
from gitrace.people.commands import InvitePerson, invite
from gitrace.people.roles import Role
from gitrace.producers.tables import Producer, Scale, TradeItem
from gitrace.profile import Finding, Outcome
from gitrace.storage import Store
from gitrace.work import Actor, writing

LOT = "CY260320A001"
PACKED = date(2026, 3, 20)
MORNING = datetime(2026, 3, 19, 22, 30, tzinfo=UTC)
LABELS = 500

CODES = (
    "outside-area",
    "season",
    "cover-record",
    "production-record",
    "pre-harvest-interval",
    "banned-input",
    "scale-lapsed",
    "certified-yield",
)
VILLAGES = ("官庄村",) * 5 + ("桂花村",) * 2


@dataclass
class Market:
    """One producer's lot with 500 labels issued and none in use."""

    store: Store
    producer: Producer
    packer: Actor
    item: TradeItem
    batch: Batch
    run: Run

    def label(self, number: int = 231, *, key: bytes | None = None) -> str:
        """The address of a label, made under our key or another."""
        master = key or self.store.keys.labels[1]
        return DigitalLink(self.item.gtin, LOT, label_serial(master, self.item.gtin, LOT, number)).path

    @property
    def lot_page(self) -> str:
        """The lot's own address."""
        return DigitalLink(self.item.gtin, LOT).path

    def put_in_use(self, first: int = 1, last: int = 300) -> None:
        """启用."""
        told = LabelsPutInUse(lot=LOT, gtin=self.item.gtin, ranges=[[first, last]])
        self._mark(first, last, RangeState.IN_USE, told, in_use_at=clock.now())

    def void(self, first: int, last: int) -> None:
        """作废."""
        told = LabelsVoided(lot=LOT, gtin=self.item.gtin, ranges=[[first, last]])
        self._mark(first, last, RangeState.VOID, told, ended_at=MORNING + timedelta(days=2))

    def take_back(self, first: int, last: int) -> None:
        """退回注销."""
        told = LabelsReturned(lot=LOT, gtin=self.item.gtin, ranges=[[first, last]])
        self._mark(first, last, RangeState.RETURNED, told, ended_at=MORNING + timedelta(days=3))

    def _mark(self, first: int, last: int, state: RangeState, told: Event, **times: datetime) -> None:
        with writing(self.store, self.packer) as work:
            row = LabelRange(run_id=self.run.id, first=first, last=last, state=state, **times)
            work.session.add(row)
            work.session.flush()
            work.record(told, subject=f"lot:{LOT}", rows=[row])

    def hold(self, kind: Hold = Hold.CHECK) -> None:
        """暂停标签使用."""
        with writing(self.store, cast.REGULATOR) as work:
            hold_batch(work, HoldBatch(kind=kind, reason="演示：核对称重记录"), lot=LOT)

    def release(self) -> None:
        """恢复."""
        cast.release(self.store, LOT)

    def recall(self) -> None:
        """召回."""
        notice = RecallBatch(
            notice="演示召〔2026〕1 号", issuer="演示县市场监督管理局", phone="0715-0000000", on=date(2026, 3, 25)
        )
        with writing(self.store, cast.REGULATOR) as work:
            recall_batch(work, notice, lot=LOT)

    def date(self, best_before: date) -> None:
        """The producer prints a date; recorded here under a test's own event."""
        with writing(self.store, self.packer) as work:
            batch = work.session.get_one(Batch, self.batch.id)
            batch.best_before = best_before
            work.session.add(batch)
            told = BatchPoured(lot=LOT, grams=0, deliveries=[], profile_version=batch.profile_version)
            work.record(told, subject=f"lot:{LOT}", rows=[batch])

    def correct_a_delivery(self) -> None:
        """更正."""
        with writing(self.store, self.packer) as work:
            told = DeliveryCorrected(
                number="260320-0001",
                reason="演示：斤写成了公斤",
                net_before_g=100_000,
                net_g=50_000,
                returned_g=0,
                deficits=[],
                failing="",
                profile_version=2,
            )
            work.record(told, subject="delivery:1", touches=[f"lot:{LOT}"])


def open_market(
    store: Store,
    *,
    villages: tuple[str, ...] = VILLAGES,
    homes: Sequence[Household] = (),
    form: str = "fresh",
    best_before: date | None = None,
    **pack: Any,
) -> Market:
    """A lot of natural shoots of seven households, five of them of one village, tested and labelled; or of `homes`.

    `pack`: of the trade item.
    """
    profile = cast.make_profile(store)
    producer = cast.make_producer(store, name="演示桂花泉雷竹专业合作社")
    item = cast.make_trade_item(store, producer, form=form, **pack)
    scale = cast.make_scale(store, producer)
    packer = make_packer(store, producer)
    growers = [*homes] or [cast.make_household(store, village=village) for village in villages]
    batch = Batch(
        lot=LOT,
        producer_id=producer.id,
        form=form,
        cover="natural",
        grade="first",
        packed_on=PACKED,
        best_before=best_before,
        profile_version=profile.version,
        opened_at=MORNING,
    )
    with writing(store, packer) as work:
        work.session.add(batch)
        work.session.flush()
        opened = BatchOpened(lot=LOT, form=form, cover="natural", packed_on=PACKED.isoformat(), producer=producer.id)
        work.record(opened, subject=f"lot:{LOT}", rows=[batch], touches=[f"producer:{producer.id}"])
    pour(store, packer, scale, batch, growers)
    return Market(store, producer, packer, item, batch, issue(store, packer, item, batch))


def make_packer(store: Store, producer: Producer) -> Actor:
    """A packer with an account, so that the page can say that a producer entered it."""
    with writing(store, cast.ADMINISTRATOR) as work:
        user, _token = invite(work, InvitePerson(display_name="演示包装员", role=Role.PACKER, producer_id=producer.id))
    return Actor(f"user:{user.id}", Role.PACKER, user.id, producer.id)


def pour(store: Store, packer: Actor, scale: Scale, batch: Batch, homes: list[Household]) -> None:
    """A delivery of each household, poured whole."""
    if not homes:
        return
    with writing(store, packer) as work:
        deliveries = [delivered(packer, scale, home, number) for number, home in enumerate(homes, start=1)]
        work.session.add_all(deliveries)
        work.session.flush()
        pours = [Pour(batch_id=batch.id, delivery_id=one.id, grams=one.net_g, poured_at=MORNING) for one in deliveries]
        work.session.add_all(pours)
        work.session.flush()
        poured = BatchPoured(lot=LOT, grams=50_000 * len(homes), deliveries=[], profile_version=2)
        work.record(poured, subject=f"lot:{LOT}", rows=[*deliveries, *pours])


def delivered(packer: Actor, scale: Scale, home: Household, number: int) -> Delivery:
    """A hundred jin that passed every check."""
    assert packer.producer_id is not None
    return Delivery(
        number=f"260320-{number:04}",
        producer_id=packer.producer_id,
        household_id=home.id,
        scale_id=scale.id,
        weighed_at=MORNING,
        entered_at=MORNING,
        season=2026,
        cover="natural",
        grade="first",
        unit="jin",
        gross_g=50_750,
        tare_g=750,
        deduction_g=0,
        net_g=50_000,
        findings=frozen([Finding(code, Outcome.PASS, "演示。", "演示") for code in CODES]),
        profile_version=2,
    )


def issue(store: Store, packer: Actor, item: TradeItem, batch: Batch) -> Run:
    """A run of 500 labels, none in use."""
    with writing(store, packer) as work:
        run = Run(
            batch_id=batch.id,
            trade_item_id=item.id,
            gtin=item.gtin,
            first=1,
            last=LABELS,
            shoot_g=500,
            key_number=1,
            stock="a4-4x10",
            findings="[]",
            profile_version=batch.profile_version,
            made_by="user:1",
            made_at=MORNING,
            printed_at=MORNING,
        )
        work.session.add(run)
        work.session.flush()
        issued = LabelsIssued(lot=LOT, gtin=item.gtin, first=1, last=LABELS, key_number=1)
        work.record(issued, subject=f"lot:{LOT}", rows=[run])
    return run


def enter_report(market: Market, laboratory: str = "演示检验检测中心", **fields: Any) -> None:
    """A laboratory's report on the lot: passed, unless told otherwise."""
    with writing(market.store, cast.REGULATOR) as work:
        body = Laboratory(name=laboratory, cma_number=f"CMA {laboratory}")
        work.session.add(body)
        work.session.flush()
        registered = LaboratoryRegistered(laboratory=body.id, name=body.name, cma_number=body.cma_number)
        work.record(registered, subject=f"laboratory:{body.id}", rows=[body])
        form: dict[str, Any] = {
            "number": "YS2026-0315",
            "kind": "report",
            "entered_by": "laboratory",
            "client": "演示委托人张某",
            "sample": "鲜笋",
            "sample_quantity": "2 kg",
            "sampled_on": date(2026, 3, 14),
            "issued_on": date(2026, 3, 19),
            "standard": "GB 2762-2022",
            "form": market.batch.form,
            "conclusion": "pass",
            "recomputed": "pass",
        }
        report = Report(laboratory_id=body.id, producer_id=market.producer.id, entered_at=MORNING, **form | fields)
        work.session.add(report)
        work.session.flush()
        items = [
            ReportItem(
                report_id=report.id,
                item=item,
                name=name,
                method="演示",
                result="0.02",
                unit="mg/kg",
                printed_verdict="pass",
                recomputed="pass",
            )
            for item, name in (("lead", "铅（以 Pb 计）"), ("cadmium", "镉（以 Cd 计）"))
        ]
        coverage = ReportCoverage(report_id=report.id, batch_id=market.batch.id)
        work.session.add_all([*items, coverage])
        work.session.flush()
        entered = ReportEntered(
            report=report.id,
            number=report.number,
            report_kind=report.kind,
            laboratory=body.id,
            producer=market.producer.id,
            entered_by=report.entered_by,
            form=report.form,
            conclusion=report.conclusion,
            recomputed=report.recomputed,
            under_review=report.under_review,
            replaces=None,
            sha256=None,
        )
        work.record(entered, subject=f"report:{report.id}", rows=[report, *items, coverage], touches=[f"lot:{LOT}"])
