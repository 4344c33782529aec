"""The proof of a run: of one that is issued, or of one that might be."""

from datetime import datetime

from pydantic import Field
from sqlmodel import Session

from gitrace.batches.tables import Batch
from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.identifiers.entries import Code
from gitrace.identifiers.gtin import to_gtin14
from gitrace.identifiers.serial import ALPHABET, GREATEST_NUMBER, LENGTH
from gitrace.labels import rules
from gitrace.labels.addresses import label_address
from gitrace.labels.issuing import DEFAULT_STOCK
from gitrace.labels.lots import with_grounds
from gitrace.labels.queries import items_for
from gitrace.labels.sheets import stock_named
from gitrace.labels.tables import Run
from gitrace.printing.face import LabelFace
from gitrace.printing.proof import Proof
from gitrace.printing.runs import pattern_of
from gitrace.printing.wishes import Wishes
from gitrace.producers.tables import TradeItem
from gitrace.storage import Store

_NOBODYS = ALPHABET[0] * LENGTH
"""A serial as long as any; a proof does not show it."""
_PIN = "000000"


class ProofOfLot(Wishes):
    """Labels as they would be issued, 标签申领单, before they are. `gtin`: None for the lot's first pack."""

    gtin: Code | None = Field(default=None, title="商品")
    count: int = Field(default=40, title="枚数", ge=1, le=GREATEST_NUMBER)
    stock: str = Field(default=DEFAULT_STOCK, title="标签纸")
    coated: bool = Field(default=False, title="印刮开涂层验证码（只用于有涂层的标签纸）")


class ProofOfRun(Wishes):
    """Labels of a run, all or some, on its stock."""

    first: int | None = Field(default=None, ge=1, title="起号")
    last: int | None = Field(default=None, ge=1, title="止号")


def proof_of_lot(session: Session, store: Store, batch: Batch, asked: ProofOfLot, now: datetime) -> Proof:
    """Raises Refusal("unknown-item" | "stock-unknown")."""
    items = items_for(session, batch)
    gtin = items[0].gtin if items and asked.gtin is None else to_gtin14(asked.gtin or "")
    item = next((one for one in items if one.gtin == gtin), None)
    if item is None:
        raise Refusal("unknown-item", "本单位没有这种形态、在用的商品 {gtin}。", "gtin", gtin=gtin)
    face = _face(session, store, batch, item, coated=asked.coated, number=1, now=now)
    return Proof(stock_named(asked.stock), asked, face, asked.count)


def proof_of_run(session: Session, store: Store, run: Run, asked: ProofOfRun, now: datetime) -> Proof:
    """Raises Refusal("range-outside-run")."""
    first, last = rules.within_run(run.first, run.last, asked.first, asked.last)
    batch, item = session.get_one(Batch, run.batch_id), session.get_one(TradeItem, run.trade_item_id)
    face = _face(session, store, batch, item, coated=run.coated, number=first, now=now)
    return Proof(stock_named(run.stock), asked, face, last - first + 1)


def _face(
    session: Session, store: Store, batch: Batch, item: TradeItem, *, coated: bool, number: int, now: datetime
) -> LabelFace:
    return LabelFace(
        address=label_address(store.settings, DigitalLink(item.gtin, batch.lot, _NOBODYS)),
        serial=_NOBODYS,
        number=number,
        pin=_PIN if coated else None,
        **pattern_of(session, store.settings, with_grounds(session, batch), item, shanghai_day(now)),
    )
