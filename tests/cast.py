"""The cast: builders with good defaults over the real commands, so that a test says only what matters to it.

    producer = make_producer(store, name="演示对家")
    plot = make_plot(store, certified="667")
    make_record(store, plot, kind=InputKind.COVER)

Everything is fictional. Each builder makes what it needs and was not given; days default to what the season 2026 calls
for, and all of them lie in the past.
"""

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select
from stdnum.cn.uscc import calc_check_digit

from gitrace import clock
from gitrace.batches.opening import OpenBatch, open_batch
from gitrace.batches.pouring import Pick, PourPart, pour_part, pour_picked
from gitrace.batches.releasing import ConfirmRelease, ProposeRelease, confirm_release, propose_release
from gitrace.batches.tables import Batch, Pour
from gitrace.clock import shanghai_day
from gitrace.deliveries.commands import weigh
from gitrace.deliveries.entry import Weigh
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal
from gitrace.growers.certifying import CertifyYield, certify_yield
from gitrace.growers.households import RegisterHousehold, register_household
from gitrace.growers.plots import RegisterPlot, register_plot
from gitrace.growers.records import EnterRecord, enter_record
from gitrace.growers.rules import InputKind
from gitrace.growers.tables import Household, Plot, ProductionRecord
from gitrace.identifiers.gtin import check_digit as gtin_check_digit
from gitrace.inspections.commands import (
    EnterReport,
    RegisterLaboratory,
    ReportedItem,
    enter_report,
    register_laboratory,
)
from gitrace.inspections.tables import Laboratory, Report
from gitrace.labels.issuing import IssueLabels, issue_labels
from gitrace.labels.tables import Run
from gitrace.labels.using import PutInUse
from gitrace.labels.using import put_in_use as put_labels_in_use
from gitrace.ledger import tables as ledger_tables
from gitrace.people.commands import InvitePerson, invite
from gitrace.people.roles import Bureau, Level, Role
from gitrace.producers.applications import ApplyForMark, Enclosed, apply_for_mark
from gitrace.producers.commands import RegisterProducer, register_producer
from gitrace.producers.marks import Authorise, authorise
from gitrace.producers.queries import scales_of
from gitrace.producers.scales import RegisterScale, register_scale
from gitrace.producers.tables import DocumentKind, MarkApplication, Producer, ProducerKind, Scale, TradeItem
from gitrace.producers.trade_items import RegisterTradeItem, register_trade_item
from gitrace.profile import Profile, seed_profile
from gitrace.profile.commands import adopt, profile_version
from gitrace.profile.tables import ProfileVersion
from gitrace.storage import Store, reading
from gitrace.storage.documents import DocumentType
from gitrace.storage.files import keep_file
from gitrace.villages.drafting import DraftList, PutLine, draft_list, put_line
from gitrace.villages.tables import VillageList
from gitrace.work import SYSTEM, Actor, Work, writing

SEASON = 2026
"""The season that everything in the cast belongs to: 2025-09-01 to 2026-08-31."""

TODAY = date(2026, 8, 31)
"""The day on which the cast is made, whatever the day may be."""

USCCS = (
    "93421223DEM000014H",
    "93421223DEM000022C",
    "93421223DEM0000307",
)
GTINS = ("06901234000016", "06901234000023", "06901234000030")
FORMS = ("fresh", "boiled", "dried", "braised")

REGULATOR = Actor("user:9001", Role.REGULATOR, 9001)
ADMINISTRATOR = Actor("user:9002", Role.ADMINISTRATOR, 9002)
TOWNSHIP = Actor("user:9003", Role.REGULATOR, 9003, area="421223103")
"""Regulates 桂花泉镇, where the cast's households live."""
VILLAGE = Actor("user:9004", Role.REGULATOR, 9004, area="421223103200")
"""Regulates 官庄村, their village."""
OTHER_TOWNSHIP = Actor("user:9005", Role.REGULATOR, 9005, area="421223100")

_numbers = itertools.count(1)


def clerk_of(producer: Producer) -> Actor:
    """A clerk of the producer, who has no account behind her."""
    return Actor(f"user:{1000 + producer.id}", Role.CLERK, 1000 + producer.id, producer.id)


def packer_of(producer: Producer) -> Actor:
    """A packer of the producer."""
    return Actor(f"user:{2000 + producer.id}", Role.PACKER, 2000 + producer.id, producer.id)


def manager_of(producer: Producer) -> Actor:
    """The producer's manager."""
    return Actor(f"user:{3000 + producer.id}", Role.MANAGER, 3000 + producer.id, producer.id)


def make_regulator(store: Store, level: Level = Level.COUNTY) -> Actor:
    """A regulator who has an account behind her, as a second pair of eyes must."""
    area = {Level.COUNTY: None, Level.TOWNSHIP: "421223103", Level.VILLAGE: "421223103200"}[level]
    form = {"display_name": "演示监管员", "bureau": Bureau.MARKET, "level": level, "area": area}
    with writing(store, SYSTEM) as work:
        user, _ = invite(work, InvitePerson(role=Role.REGULATOR, **form))
    return Actor(f"user:{user.id}", Role.REGULATOR, user.id)


def release(store: Store, lot: str, reason: str = "演示：核对无误") -> None:
    """恢复标签使用: one regulator proposes, another of the county confirms."""
    with writing(store, REGULATOR) as work:
        proposal = propose_release(work, ProposeRelease(reason=reason), lot=lot)
    with writing(store, make_regulator(store)) as work:
        confirm_release(work, ConfirmRelease(proposal_id=proposal.id), lot=lot)


def fresh_uscc(kind: str = "93") -> str:
    """A valid, fictional code that nobody has: 93 cooperative, 91 company, 92 individual."""
    body = f"{kind}421223DEM1{next(_numbers):05d}"
    return body + calc_check_digit(body)


def fresh_gtin() -> str:
    """A valid, made-up GTIN-14 that nobody has."""
    body = f"0690123{100000 + next(_numbers)}"
    return body + gtin_check_digit(body)


def make_profile(store: Store, **changes: Any) -> Profile:
    """Adopt a version with a fictional announcement, so that every form may bear the GI name; once a home."""
    with reading(store) as session:
        adopted = list(session.exec(select(ProfileVersion.version).order_by(col(ProfileVersion.version))))
        if len(adopted) > 1 and not changes:
            return profile_version(session, adopted[-1])
    profile = demonstration_profile(adopted[-1] + 1, **changes)
    with writing(store, REGULATOR) as work:
        adopt(work, profile, date(2001, 1, 1))
    return profile


def demonstration_profile(version: int, **changes: Any) -> Profile:
    """The seed with an announcement and a product standard that say of themselves that they are examples."""
    seed = seed_profile()
    indication = seed.indication.model_copy(
        update={"announcement_number": "演示公告第 1 号", "product_standard": "DB42/T 示例-2026"}
    )
    forms = tuple(form.model_copy(update={"covered_by": f"演示公告：{form.name}"}) for form in seed.forms)
    return seed.model_copy(update={"version": version, "indication": indication, "forms": forms} | changes)


def make_producer(store: Store, *, authorised: bool = True, forms: tuple[str, ...] = FORMS, **fields: Any) -> Producer:
    """A cooperative of 桂花泉镇, authorised for all forms from 2025-09-01 to 2030-08-31."""
    number = next(_numbers)
    form: dict[str, Any] = {
        "uscc": _spare_uscc(store),
        "name": f"演示合作社{number:04d}",
        "kind": ProducerKind.COOPERATIVE,
        "township": "421223103",
        "food_licence": "SC00042122300000",
    }
    with writing(store, REGULATOR) as work:
        producer = register_producer(work, RegisterProducer(**form | fields))
        if authorised:
            authorise(work, demonstration_permission(producer, forms), today=TODAY)
    return producer


def demonstration_permission(producer: Producer, forms: tuple[str, ...] = FORMS) -> Authorise:
    """What `make_producer` authorises."""
    return Authorise(
        producer_id=producer.id,
        from_day=date(2025, 9, 1),
        until_day=date(2030, 8, 31),
        announcement="演示公告第 1 号",
        forms=list(forms),
    )


def make_scale(store: Store, producer: Producer, **fields: Any) -> Scale:
    """A scale of 300 kg that shows 斤, verified for the season."""
    number = next(_numbers)
    form: dict[str, Any] = {
        "number": f"DEM-C{number:04d}",
        "certificate": f"演示检字第{number:04d}号",
        "verified_on": date(2025, 9, 1),
        "valid_until": date(2026, 8, 31),
        "display_unit": "jin",
        "capacity_kg": Decimal(300),
    }
    with writing(store, REGULATOR) as work:
        return register_scale(work, RegisterScale(producer_id=producer.id, **form | fields), today=TODAY)


def make_trade_item(store: Store, producer: Producer, **fields: Any) -> TradeItem:
    """Half a kilo of fresh shoots."""
    form: dict[str, Any] = {
        "gtin": fresh_gtin(),
        "name": "演示雷竹笋（鲜笋）",
        "name_en": "Demo fresh lei bamboo shoots",
        "form": "fresh",
        "net_content": "500 g",
        "shoot_g": 500,
    }
    with writing(store, REGULATOR) as work:
        return register_trade_item(work, RegisterTradeItem(producer_id=producer.id, **form | fields))


def make_household(store: Store, **fields: Any) -> Household:
    """A household of 官庄村 with ten mu under contract."""
    number = next(_numbers)
    form: dict[str, Any] = {
        "number": f"DEM-N{number:05d}",
        "name": f"演示户{number:05d}",
        "township": "421223103",
        "village": "官庄村",
        "contract_mu": Decimal(10),
    }
    with writing(store, REGULATOR) as work:
        return register_household(work, RegisterHousehold(**form | fields))


def make_plot(
    store: Store, household: Household | None = None, *, certified: str | None = "600", **fields: Any
) -> Plot:
    """A plot of two mu, certified for the season at `certified` kg/mu (None: not certified): 1,200 kg."""
    household = household or make_household(store)
    form: dict[str, Any] = {
        "household_id": household.id,
        "parcel": f"DEM{next(_numbers):06d}",
        "township": household.township,
        "area_mu": Decimal(2),
        "planted_year": 2015,
    }
    with writing(store, REGULATOR) as work:
        plot = register_plot(work, RegisterPlot(**form | fields), today=TODAY)
        if certified is not None:
            form = {"plot_id": plot.id, "season": SEASON, "kg_per_mu": certified, "reason": "演示：按名册核定"}
            certify_yield(work, CertifyYield(**form), today=TODAY)
    return plot


def make_record(store: Store, plot: Plot, *, actor: Actor = REGULATOR, **fields: Any) -> ProductionRecord:
    """A complete pesticide record of early autumn, its interval long over by the season."""
    form: dict[str, Any] = {
        "kind": InputKind.PESTICIDE,
        "product": "演示苦参碱水剂",
        "registration": "PD00000000",
        "dose": "50 毫升/亩",
        "started_on": date(2025, 9, 10),
        "ended_on": date(2025, 9, 11),
        "interval_days": 7,
        "purpose": "竹蚜",
    }
    if fields.get("kind") is InputKind.COVER:
        form |= {"product": "稻草加砻糠", "registration": None, "dose": "厚 30 厘米", "interval_days": None}
        form |= {"purpose": None, "started_on": date(2025, 11, 1), "ended_on": date(2025, 11, 5)}
    with writing(store, actor) as work:
        return enter_record(work, EnterRecord(plot_id=plot.id, **form | fields), today=TODAY)


def _spare_uscc(store: Store) -> str:
    with reading(store) as session:
        taken = set(session.exec(select(Producer.uscc)))
    return next((code for code in USCCS if code not in taken), None) or fresh_uscc()


def refused(store: Store, actor: Actor, act: Callable[[Work], object]) -> tuple[str, str | None]:
    """Code and field of the refusal that an act earns; nothing of it is saved."""
    with pytest.raises(Refusal) as no, writing(store, actor) as work:
        act(work)
    return no.value.code, no.value.field


def tags_of(store: Store, subject: str) -> list[str]:
    """The kinds of event in a subject's timeline, oldest first: `producer.registered/1`."""
    entry, touched = ledger_tables.entry, ledger_tables.subject
    with reading(store) as session:
        rows = session.connection().execute(
            sa.select(entry.c.tag)
            .join(touched, touched.c.entry_index == entry.c.entry_index)
            .where(touched.c.subject == subject)
            .order_by(entry.c.entry_index)
        )
        return list(rows.scalars())


def make_application(
    store: Store, producer: Producer, *, forms: tuple[str, ...] = ("fresh",), actor: Actor | None = None
) -> MarkApplication:
    """An application for the mark, filed by the producer's manager with one document."""
    paper = Enclosed(DocumentKind.REQUEST, DocumentType.PDF, keep_file(store, PAPER))
    form = ApplyForMark(producer_id=producer.id, forms=list(forms), note="演示：本季新建包装间")
    with writing(store, actor or manager_of(producer)) as work:
        return apply_for_mark(work, form, [paper])


PAPER = b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"


def make_laboratory(store: Store, **fields: Any) -> Laboratory:
    """A laboratory with a fictional CMA number."""
    number = next(_numbers)
    form: dict[str, Any] = {"name": f"演示检验中心{number:04d}", "cma_number": f"DEM{number:09d}"}
    with writing(store, REGULATOR) as work:
        return register_laboratory(work, RegisterLaboratory(**form | fields))


def lab_of(laboratory: Laboratory) -> Actor:
    """An account of the laboratory."""
    return Actor(f"user:{4000 + laboratory.id}", Role.LAB, 4000 + laboratory.id, laboratory_id=laboratory.id)


def make_report(
    store: Store, producer: Producer, *, laboratory: Laboratory | None = None, actor: Actor | None = None, **fields: Any
) -> Report:
    """A passing report of today, entered by the laboratory, on all fresh shoots packed from half a year ago on."""
    laboratory = laboratory or make_laboratory(store)
    today = shanghai_day(clock.now())
    days = (
        {} if fields.get("lot") else {"from_day": today - timedelta(days=180), "until_day": today + timedelta(days=180)}
    )
    form: dict[str, Any] = {
        "laboratory_id": laboratory.id,
        "producer_id": producer.id,
        "form": "fresh",
        "number": f"演示检 {next(_numbers):06d}",
        "client": "演示委托单位",
        "sample": "雷竹笋",
        "sample_quantity": "2 kg",
        "sampled_on": today,
        "issued_on": today,
        "standard": "GB 2762-2022",
        "conclusion": "pass",
        "items": [reported("lead", "0.02")],
    }
    if fields.get("replaces"):
        form["correction_reason"] = "演示：抄写有误"
    file = fields.pop("file", None)
    with writing(store, actor or lab_of(laboratory)) as work:
        return enter_report(work, EnterReport(**form | days | fields), file)


def reported(item: str, result: str, verdict: str = "pass", **fields: Any) -> ReportedItem:
    """A line of a report, in mg/kg."""
    return ReportedItem(item=item, name=item, result=result, verdict=verdict, **{"unit": "mg/kg", **fields})


def issue(store: Store, lot: str, gtin: str, count: int, *, actor: Actor = REGULATOR, **fields: Any) -> Run:
    """Labels 1 to `count` of a lot, or the next ones."""
    with writing(store, actor) as work:
        return issue_labels(work, IssueLabels(lot=lot, gtin=gtin, count=count, **fields))


def put_in_use(store: Store, lot: str, gtin: str, first: int, last: int, *, actor: Actor = REGULATOR) -> None:
    """Labels by their numbers; the lot must hold their grams and a report must cover it."""
    with writing(store, actor) as work:
        put_labels_in_use(work, PutInUse(lot=lot, gtin=gtin, first=first, last=last))


def make_delivery(
    store: Store,
    producer: Producer,
    plot: Plot | None = None,
    *,
    kg: int | str = 50,
    actor: Actor = REGULATOR,
    **fields: Any,
) -> Delivery:
    """Natural shoots of a plot's household, weighed now, or in the morning of 20 March 2026 while it is not spring."""
    plot = plot or make_plot(store)
    with reading(store) as session:
        household = session.get_one(Household, plot.household_id).number
        scale = next(iter(scales_of(session, producer.id)), None)
    now = clock.now()
    form: dict[str, Any] = {
        "household": household,
        "plot": plot.number,
        "scale": (scale or make_scale(store, producer)).number,
        "gross": str(kg),
        "unit": "公斤",
        "cover": "natural",
        "weighed_at": now if date(2026, 3, 1) <= shanghai_day(now) <= date(2026, 4, 30) else SPRING_MORNING,
    }
    with writing(store, actor) as work:
        return weigh(work, Weigh(**form | fields), producer_id=producer.id)


def make_dealers_load(store: Store, producer: Producer, **fields: Any) -> Delivery:
    """Natural shoots that no household is named for, weighed as `make_delivery` does."""
    scale = make_scale(store, producer).number
    form: dict[str, Any] = {"scale": scale, "gross": "50", "unit": "公斤", "cover": "natural"}
    with writing(store, REGULATOR) as work:
        return weigh(work, Weigh(**form | {"weighed_at": SPRING_MORNING} | fields), producer_id=producer.id)


SPRING_MORNING = datetime(2026, 3, 19, 22, 30, tzinfo=UTC)
"""Half past six in Shanghai on 20 March 2026."""


def make_batch(store: Store, producer: Producer, *, actor: Actor = REGULATOR, **fields: Any) -> Batch:
    """A lot of natural fresh shoots, packed today."""
    form: dict[str, Any] = {"cover": "natural", "packed_on": shanghai_day(clock.now())}
    with writing(store, actor) as work:
        return open_batch(work, OpenBatch(**form | fields), producer_id=producer.id)


def pour(
    store: Store, batch: Batch, delivery: Delivery, *, kg: int | str | None = None, actor: Actor = REGULATOR
) -> list[Pour]:
    """All that is left of a delivery, or `kg` of it; the test's clock must stand within 48 hours of the weighing."""
    with writing(store, actor) as work:
        if kg is None:
            return pour_picked(work, Pick(deliveries=[delivery.id]), lot=batch.lot)
        return pour_part(work, PourPart(delivery=delivery.id, weight=str(kg), unit="公斤"), lot=batch.lot)


def make_list(store: Store, *plots: Plot, actor: Actor = VILLAGE, kg: str = "600", **fields: Any) -> VillageList:
    """A draft of 官庄村 for the season, with a natural claim for each of the plots."""
    form: dict[str, Any] = {"season": SEASON, "township": "421223103", "village": "官庄村"}
    with writing(store, actor) as work:
        listed = draft_list(work, DraftList(**form | fields))
        for plot in plots:
            put_line(work, PutLine(list_id=listed.id, plot=plot.number, cover="natural", kg_per_mu=Decimal(kg)))
        return listed
