"""All that the page of a lot shows, read in one transaction together with the version that it is of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.batches.tables import Batch
from gitrace.certificates.queries import Known, certificate_of
from gitrace.identifiers.gtin import is_variable_measure
from gitrace.inspections.covering import public_reports
from gitrace.inspections.tables import Laboratory, Report, ReportItem
from gitrace.ledger.append import subjects_seen_at
from gitrace.producers.queries import authorisation_facts, trade_item_by_gtin
from gitrace.producers.rules import AuthorisationFacts, authorisation_on
from gitrace.producers.tables import Producer, TradeItem
from gitrace.profile import Profile
from gitrace.profile.commands import profile_on
from gitrace.profile.county import Township
from gitrace.profile.goods import ShelfUnit
from gitrace.scans.evidence import LotEvidence, lot_evidence
from gitrace.scans.lot_state import LotState, lot_state
from gitrace.scans.origins import Origin, origin_of
from gitrace.scans.telling import Amendment, Told, amendments, told

_COVER = frozenset({"cover-record"})
CHECKS = {
    "种植地块和核定产量": frozenset({"outside-area", "certified-yield"}),
    "采收期": frozenset({"season"}),
    "覆盖记录": _COVER,
    "农药使用和安全间隔期": frozenset({"production-record", "pre-harvest-interval", "banned-input"}),
    "过磅衡器检定": frozenset({"scale-lapsed"}),
}
"""What the public reads of the checks on each delivery, and the codes of the findings behind it."""


@dataclass(frozen=True)
class MarkLine:
    """地理标志专用标志: shown only while the producer is authorised and its announcement covers the form."""

    basis: str
    """The product standard's code, else the announcement's number."""
    authorisation: AuthorisationFacts


@dataclass(frozen=True)
class ProductFacts:
    """A trade item and its producer, as of a day."""

    item: TradeItem
    producer: Producer
    profile: Profile
    mark: MarkLine | None
    told: dict[str, Told]
    """By `item`, `producer`, `mark`, and on a lot's page `lot`; what has no entry was recorded by nobody we know of."""


@dataclass(frozen=True)
class ReportFacts:
    """A report that covers the lot: who tested what, when, with which conclusion. No person, no PDF."""

    laboratory: str
    number: str
    kind: str
    items: tuple[str, ...]
    standard: str
    sampled_on: date
    issued_on: date
    conclusion: str
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True)
class LotFacts:
    """A lot under one GTIN, as of a day."""

    batch: Batch
    product: ProductFacts
    state: LotState
    origin: Origin
    reports: tuple[ReportFacts, ...]
    amendments: tuple[Amendment, ...]
    evidence: LotEvidence
    certificate: Known | None
    """Its latest certificate of conformity, 承诺达标合格证, whatever became of it."""
    today: date

    @property
    def days_since_packing(self) -> int | None:
        """包装后第几天, 0 on the day itself; None before it, and for packed food, whose days nobody counts."""
        days = (self.today - self.batch.packed_on).days
        return days if self.keeps_as_advised and days >= 0 else None

    @property
    def first_report(self) -> ReportFacts | None:
        """The report to tell of first: one that found fault, else the newest."""
        faulty = [report for report in self.reports if report.conclusion == "fail"]
        return next(iter([*faulty, *self.reports]), None)

    @property
    def townships(self) -> tuple[tuple[Township, bool], ...]:
        """Every township of the area as the profile lists them, and whether shoots of this lot grew there."""
        here = {place.township.code for place in self.origin.places}
        return tuple((one, one.code in here) for one in self.product.profile.county.townships if one.grows)

    @property
    def checks(self) -> tuple[tuple[str, bool], ...]:
        """出标前检查, as far as they are public: what was checked, and whether all of it is on record (已登记).

        How a check came out is internal until a person has decided; a lot that failed one has no labels in use.
        """
        covered = self.product.profile.cover(self.batch.cover).needs_cover_record
        shown = {words: codes for words, codes in CHECKS.items() if covered or codes != _COVER}
        return tuple((words, codes <= self.origin.checked) for words, codes in shown.items())

    @property
    def is_wholesale(self) -> bool:
        """Whether it is a carton, a box or a bundle (整件), whose buyer has to keep where it came from."""
        item, bounds = self.product.item, self.product.profile.labels
        return is_variable_measure(item.gtin) or item.shoot_g >= bounds.carton_from_g.value

    @property
    def keeps_as_advised(self) -> bool:
        """Whether its date is advice (鲜笋：建议食用期限) rather than a 保质期."""
        return self.product.profile.form(self.batch.form).shelf_life.unit is ShelfUnit.DAY


@dataclass(frozen=True)
class Version:
    """How new something is: the greatest ledger index that touched any of the subjects."""

    subjects: tuple[str, ...]
    index: int

    def is_current(self, seen_at: Mapping[str, int] | None) -> bool:
        """Whether nothing has touched them since, by the greatest indices that were read; no, where none were."""
        return seen_at is not None and newest(self.subjects, seen_at) == self.index


def version_of(session: Session, subjects: Sequence[str]) -> Version:
    """The present version of what depends on these subjects."""
    return Version(tuple(subjects), newest(subjects, subjects_seen_at(session.connection(), subjects)))


def newest(subjects: Sequence[str], seen_at: Mapping[str, int]) -> int:
    """The greatest index of those subjects; -1 when no entry touched any."""
    return max(seen_at.get(one, -1) for one in subjects)


def find_batch(session: Session, lot: str) -> Batch | None:
    """The lot, or None."""
    return session.exec(select(Batch).where(Batch.lot == lot)).one_or_none()


def lot_facts(session: Session, batch: Batch, gtin: str, today: date) -> LotFacts | None:
    """A lot under a GTIN; None when the GTIN is not one of its producer's for its form."""
    item = trade_item_by_gtin(session, gtin)
    if item is None or (item.producer_id, item.form) != (batch.producer_id, batch.form):
        return None
    profile = profile_on(session, batch.packed_on)
    return LotFacts(
        batch=batch,
        product=_product(session, item, profile, today, lot=batch.lot),
        state=lot_state(session, batch, gtin),
        origin=origin_of(session, batch.id, profile),
        reports=tuple(_reports(session, batch)),
        amendments=amendments(session, batch.lot),
        evidence=lot_evidence(session, batch.lot),
        certificate=certificate_of(session, batch),
        today=today,
    )


def product_facts(session: Session, gtin: str, today: date) -> ProductFacts | None:
    """A trade item by itself; None for one that nobody registered."""
    item = trade_item_by_gtin(session, gtin)
    return None if item is None else _product(session, item, profile_on(session, today), today)


def lot_subjects(batch: Batch) -> tuple[str, ...]:
    """What a lot's page depends on."""
    return f"lot:{batch.lot}", f"producer:{batch.producer_id}", "profile"


def _product(session: Session, item: TradeItem, profile: Profile, today: date, lot: str | None = None) -> ProductFacts:
    producer = session.get_one(Producer, item.producer_id)
    home, thing = f"producer:{producer.id}", f"trade-item:{item.gtin}"
    entered = told(session, {thing: ("trade-item.registered",), home: ("producer.registered", "producer.changed")})
    authorised = told(session, {home: ("producer.authorised", "producer.individual-authorised")})
    known = {"item": entered.get(thing), "producer": entered.get(home), "mark": authorised.get(home)}
    if lot is not None:
        known["lot"] = told(session, {f"lot:{lot}": ("batch.opened",)}).get(f"lot:{lot}")
    return ProductFacts(
        item=item,
        producer=producer,
        profile=profile,
        mark=_mark(session, producer, item.form, profile, today),
        told={name: one for name, one in known.items() if one is not None},
    )


def _mark(session: Session, producer: Producer, form: str, profile: Profile, today: date) -> MarkLine | None:
    held = authorisation_on(authorisation_facts(session, producer.id), today, form)
    if held is None or producer.listed or not profile.may_bear_name(form):
        return None
    return MarkLine(profile.basis_on_pack, held)


def _reports(session: Session, batch: Batch) -> list[ReportFacts]:
    shown = {(one.number, one.entered_by) for one in public_reports(session, batch)}
    wanted = sa.and_(
        col(Report.producer_id) == batch.producer_id, col(Report.number).in_([number for number, _ in shown])
    )
    query = select(Report, Laboratory.name).join(Laboratory, col(Laboratory.id) == Report.laboratory_id).where(wanted)
    newest_first = query.order_by(col(Report.issued_on).desc(), col(Report.id).desc())
    found = [row for row in session.exec(newest_first).all() if (row[0].number, row[0].entered_by) in shown]
    items = _items(session, [report.id for report, _ in found])
    return [
        ReportFacts(
            laboratory=name,
            items=tuple(items.get(report.id, ())),
            **{field: getattr(report, field) for field in ReportFacts.__dataclass_fields__ if hasattr(report, field)},
        )
        for report, name in found
    ]


def _items(session: Session, reports: Sequence[int]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    query = select(ReportItem.report_id, ReportItem.name).where(col(ReportItem.report_id).in_(reports))
    for report_id, name in session.exec(query.order_by(col(ReportItem.id))):
        names.setdefault(report_id, []).append(name)
    return names
