"""Issuing labels, 签发: a run of numbers, committed before anything of it is printed."""

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import col, select

from gitrace.deliveries.judging import frozen
from gitrace.errors import Refusal
from gitrace.growers.rules import season_of
from gitrace.identifiers.entries import Code
from gitrace.identifiers.gtin import to_gtin14
from gitrace.identifiers.serial import GREATEST_NUMBER
from gitrace.labels import rules
from gitrace.labels.caps import OnHand, cap_finding
from gitrace.labels.checks import refuse_failing
from gitrace.labels.events import LabelsIssued
from gitrace.labels.harvest import harvest_of, on_hand
from gitrace.labels.lots import LotAtHand, findings_before_labels, lot_at_hand, today_of
from gitrace.labels.sheets import stock_named
from gitrace.labels.tables import Run
from gitrace.ledger.label_keys import newest_label_key
from gitrace.producers.queries import trade_item_by_gtin
from gitrace.producers.tables import TradeItem
from gitrace.profile import Finding
from gitrace.work import Work

DEFAULT_STOCK = "a4-4x10"
MORE = 50
"""Labels that two taps bring: print, and on with the work."""


class IssueLabels(BaseModel):
    """A label order, 标签申领单, for one lot and one pack."""

    model_config = ConfigDict(frozen=True)

    lot: Code = Field(title="批次号")
    gtin: Code = Field(title="商品", description="同一批次、同一商品的序号接着上次往下排。")
    count: int = Field(title="枚数", ge=1, le=GREATEST_NUMBER)
    stock: str = Field(default=DEFAULT_STOCK, title="标签纸")
    coated: bool = Field(default=False, title="印刮开涂层验证码（只用于有涂层的标签纸）")


class IssueMore(BaseModel):
    """The roll is running out: a few more of a pack that has labels in the lot."""

    model_config = ConfigDict(frozen=True)

    lot: Code = Field(title="批次号")
    gtin: Code = Field(title="商品")


def issue_labels(work: Work, form: IssueLabels) -> Run:
    """Issue a run with the next numbers of its lot and GTIN, under the newest label key.

    The findings of all checks are frozen in it; the first that fails refuses it, with the finding's code. Raises also
    Refusal("unknown-lot" | "not-yours" | "lot-closed" | "unknown-item" | "stock-unknown" | "numbers-exhausted").
    """
    at = lot_at_hand(work, form.lot)
    rules.require_open(is_open=at.is_open)
    item = item_for(work, at, to_gtin14(form.gtin))
    stock = stock_named(form.stock)
    first, last = rules.next_numbers(_last_number(work, at, item.gtin), form.count)
    findings = findings_before_labels(work.session, at, today_of(work), in_use=False)
    findings.append(_cap(work, at, item, form.count))
    refuse_failing(findings)
    run = Run(
        batch_id=at.batch.id,
        trade_item_id=item.id,
        gtin=item.gtin,
        first=first,
        last=last,
        shoot_g=item.shoot_g,
        key_number=newest_label_key(work.session.connection()),
        stock=stock.code,
        findings=frozen(findings),
        profile_version=at.profile.version,
        made_by=work.actor.name,
        made_at=work.now,
        printed_at=work.now,
        coated=form.coated,
    )
    work.session.add(run)
    issued = LabelsIssued(lot=at.batch.lot, gtin=run.gtin, first=first, last=last, key_number=run.key_number)
    work.session.flush()
    work.record(issued, subject=at.subject, rows=[run], touches=[f"trade-item:{run.gtin}"])
    return run


def issue_more(work: Work, form: IssueMore) -> Run:
    """Issue fifty more as the pack's last run, on its stock. Raises Refusal("unknown-run") and as `issue_labels`."""
    at = lot_at_hand(work, form.lot)
    same = select(Run.stock, Run.coated).where(Run.batch_id == at.batch.id, Run.gtin == to_gtin14(form.gtin))
    last = work.session.exec(same.order_by(col(Run.first).desc())).first()
    if last is None:
        raise Refusal("unknown-run", "没有这次签发的记录。")
    stock, coated = last
    return issue_labels(work, IssueLabels(lot=form.lot, gtin=form.gtin, count=MORE, stock=stock, coated=coated))


def item_for(work: Work, at: LotAtHand, gtin: str) -> TradeItem:
    item = trade_item_by_gtin(work.session, gtin)
    if item is None or item.producer_id != at.producer.id or item.retired or item.form != at.batch.form:
        raise Refusal("unknown-item", "本单位没有这种形态、在用的商品 {gtin}。", "gtin", gtin=gtin)
    return item


def _last_number(work: Work, at: LotAtHand, gtin: str) -> int:
    last = select(Run.last).where(Run.batch_id == at.batch.id, Run.gtin == gtin).order_by(col(Run.last).desc())
    return work.session.exec(last).first() or 0


def _cap(work: Work, at: LotAtHand, item: TradeItem, count: int) -> Finding:
    """All open lots of the producer, with the labels now asked for."""
    lots = on_hand(work.session, at.producer.id)
    now = lots.get(at.batch.id, OnHand(0, 0, 0))
    lots[at.batch.id] = OnHand(now.labels + count, now.grams + count * item.shoot_g, now.in_lot_g)
    season = season_of(at.batch.packed_on, at.profile)
    harvest = harvest_of(work.session, at.producer, season=season, now=work.now, profile=at.profile)
    return cap_finding(lots.values(), harvest, at.profile)
