"""Print orders: what is too long to be drawn while somebody waits, and codes handed out to an outside printer.

The order is on record before the keeper draws anything; its file waits in the home for a week.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from gitrace.batches.tables import Batch, BatchState
from gitrace.errors import Refusal
from gitrace.identifiers.entries import Line
from gitrace.identifiers.serial import ALPHABET
from gitrace.jobs import order
from gitrace.labels import rules
from gitrace.labels.queries import run_and_batch
from gitrace.labels.reprinting import let_to_print
from gitrace.labels.sheets import Stock, stock_named
from gitrace.labels.tables import Run
from gitrace.ledger.events import Event
from gitrace.people.acting import require_manager, require_own
from gitrace.printing.events import CodesHandedOut, PrintOrdered
from gitrace.printing.forms import HANDED_OUT, PrintForm, require_drawable
from gitrace.printing.imposition import require_possible
from gitrace.printing.tables import PrintOrder
from gitrace.printing.wishes import Wishes
from gitrace.settings import Settings
from gitrace.storage import Keys, Store, reading
from gitrace.work import SYSTEM, Work

PRINT = "labels.print"
_LETTERS, _GROUP = 20, 5


class OrderPrint(Wishes):
    """Labels of a run for the producer's own printer, as they shall come out of it."""

    run_id: int
    first: int | None = Field(default=None, ge=1, title="起号")
    last: int | None = Field(default=None, ge=1, title="止号")
    format: PrintForm = Field(default=PrintForm.PDF, title="文件")
    stock: str | None = Field(default=None, title="标签纸")


class HandOut(BaseModel):
    """Codes of a run for whoever prints them elsewhere: a print shop, the maker of film, a label program."""

    model_config = ConfigDict(frozen=True)

    run_id: int
    first: int | None = Field(default=None, ge=1, title="起号")
    last: int | None = Field(default=None, ge=1, title="止号")
    format: PrintForm = Field(default=HANDED_OUT[0], title="文件")
    recipient: Line = Field(title="交给谁", description="印刷厂、制膜厂的名称；自己的标签软件用，填“本单位”。")
    sealed: bool = Field(default=False, title="加密（口令只显示一次，请另行告知对方）")


def order_print(work: Work, form: OrderPrint) -> PrintOrder:
    """Have the keeper draw labels.

    Raises Refusal("form-handed-out"), as `require_possible`, and as `hand_out` but for the manager.
    """
    if form.format.is_handed_out:
        raise Refusal("form-handed-out", "这种文件交外部印制，请用“交外部印制”。", "format")
    at = _own_run(work, form.run_id)
    row = _for_own_printer(at, form, made_by=work.actor.name, now=work.now)
    ordered = PrintOrdered(lot=at.batch.lot, gtin=at.run.gtin, first=row.first, last=row.last, form=row.form)
    return _ordered(work, at, row, ordered)


def hand_out(work: Work, form: HandOut, *, by_keeper: bool = True) -> PrintOrder:
    """Have the keeper write codes for an outside printer: a manager's to do, on record with for whom. Not `by_keeper`:
    whoever asks writes them.

    Raises Refusal("unknown-run" | "not-yours" | "manager-only" | "lot-closed" | "printing-over" | "label-host-unset" |
    "range-outside-run" | "labels-too-many" | "form-printed").
    """
    if not form.format.is_handed_out:
        raise Refusal("form-printed", "这种文件供本单位打印。", "format")
    at = _own_run(work, form.run_id)
    require_manager(work.actor, at.batch.producer_id)
    row = _row(at, form, stock_named(at.run.stock), made_by=work.actor.name, now=work.now)
    row.recipient, row.sealed = form.recipient, form.sealed
    handed = CodesHandedOut(lot=at.batch.lot, gtin=at.run.gtin, first=row.first, last=row.last, form=row.form)
    return _ordered(work, at, row, handed, by_keeper=by_keeper)


def passphrase_of(keys: Keys, order_id: int, made_at: datetime) -> str:
    """What opens an order's encrypted file: derived under the home's key and kept nowhere. A hundred bits."""
    told = f"gitrace-sealed-1\n{order_id}\n{made_at.isoformat()}".encode()
    value = int.from_bytes(hmac.digest(keys.session, told, hashlib.sha256), "big")
    letters = [ALPHABET[value >> 5 * place & 31] for place in range(_LETTERS)]
    return "-".join("".join(letters[i : i + _GROUP]) for i in range(0, _LETTERS, _GROUP))


def prepared(store: Store, form: OrderPrint, now: datetime) -> PrintOrder:
    """An order that is put on no record: the command line draws it at once, as a door does short ones.

    Raises as `order_print`, but for whose run it is.
    """
    with reading(store) as session:
        return drafted(session, store.settings, form, now)


def drafted(session: Session, settings: Settings, form: OrderPrint | HandOut, now: datetime) -> PrintOrder:
    """What a form would order, put on no record. Raises as `order_print` and `hand_out`, but for who asks."""
    at = _run_at_hand(session, settings, form.run_id)
    if isinstance(form, OrderPrint):
        return _for_own_printer(at, form, made_by=SYSTEM.name, now=now)
    return _row(at, form, stock_named(at.run.stock), made_by=SYSTEM.name, now=now)


@dataclass(frozen=True)
class _RunAtHand:
    session: Session
    settings: Settings
    run: Run
    batch: Batch


def _own_run(work: Work, run_id: int) -> _RunAtHand:
    at = _run_at_hand(work.session, work.store.settings, run_id)
    require_own(work.actor, at.batch.producer_id)
    return at


def _run_at_hand(session: Session, settings: Settings, run_id: int) -> _RunAtHand:
    found = run_and_batch(session, run_id)
    if found is None:
        raise Refusal("unknown-run", "没有这次签发的记录。")
    return _RunAtHand(session, settings, *found)


def _for_own_printer(at: _RunAtHand, form: OrderPrint, *, made_by: str, now: datetime) -> PrintOrder:
    stock = stock_named(form.stock or at.run.stock)
    row = _row(at, form, stock, made_by=made_by, now=now)
    wishes = Wishes.model_validate(form.model_dump(include=set(Wishes.model_fields)))
    require_possible(stock, wishes)
    row.wishes = wishes.model_dump_json()
    return row


def _row(at: _RunAtHand, form: OrderPrint | HandOut, stock: Stock, *, made_by: str, now: datetime) -> PrintOrder:
    run, batch = at.run, at.batch
    rules.require_open(is_open=batch.state == BatchState.OPEN)
    first, last = rules.within_run(run.first, run.last, form.first, form.last)
    rules.require_printable(let_to_print(at.session, run, (first, last)), now)
    rules.require_host(at.settings.label_host, demo=at.settings.demo)
    require_drawable(form.format, stock, last - first + 1)
    return PrintOrder(
        run_id=run.id,
        producer_id=batch.producer_id,
        first=first,
        last=last,
        form=form.format,
        stock=stock.code,
        wishes=Wishes().model_dump_json(),
        made_by=made_by,
        made_at=now,
    )


def _ordered(work: Work, at: _RunAtHand, row: PrintOrder, told: Event, *, by_keeper: bool = True) -> PrintOrder:
    job = order(work.session, PRINT, None, made_by=work.actor.name, now=work.now) if by_keeper else None
    row.job_id = job.id if job else None
    work.session.add(row)
    work.session.flush()
    if job is not None:
        job.payload = json.dumps({"order": row.id})  # each holds the other's number; the keeper sees both or neither
        work.session.add(job)
    work.record(told, subject=f"lot:{at.batch.lot}", rows=[row])
    return row
