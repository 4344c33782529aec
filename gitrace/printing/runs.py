"""The printing of a committed run: its faces, and the document they are drawn in.

Read in one transaction, drawn outside of it: two thousand labels take half a second.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, overload

from sqlmodel import Session, col, select

from gitrace.batches.tables import Batch
from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.identifiers.serial import LotKey
from gitrace.labels import rules
from gitrace.labels.addresses import label_address, label_host
from gitrace.labels.carton_queries import weights_of
from gitrace.labels.lots import LotAtHand, with_grounds
from gitrace.labels.reprinting import let_to_print
from gitrace.labels.sheets import stock_named
from gitrace.labels.tables import Run
from gitrace.printing.face import LabelFace
from gitrace.printing.wishes import Wishes
from gitrace.producers.queries import authorisation_facts
from gitrace.producers.rules import authorisation_on
from gitrace.producers.tables import TradeItem
from gitrace.settings import Settings
from gitrace.storage import Store


@dataclass(frozen=True)
class Faces(Sequence[LabelFace]):
    """The faces of labels that follow one another, each made as it is asked for: a large run is held nowhere."""

    numbers: range
    make: Callable[[int], LabelFace]

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> LabelFace: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[LabelFace]: ...
    def __getitem__(self, index: int | slice) -> LabelFace | Sequence[LabelFace]:
        if isinstance(index, slice):
            return Faces(self.numbers[index], self.make)
        return self.make(self.numbers[index])


@dataclass(frozen=True)
class PrintJob:
    """Labels to be drawn, with all that the drawing needs."""

    run_id: int
    lot: str
    stock: str
    made_at: datetime
    faces: Faces

    @property
    def title(self) -> str:
        """Of the document, and of its file."""
        return f"{self.lot} {self.faces[0].plain_number}-{self.faces[-1].plain_number}"

    def pdf(self, wishes: Wishes | None = None) -> bytes:
        """All labels on sheets, at most 2,000. Raises Refusal("labels-too-many") and as `label_pdf`."""
        from gitrace.printing.document import label_pdf

        stock = stock_named(self.stock)
        return label_pdf(self.faces, stock, self.made_at, self.title, run=str(self.run_id), wishes=wishes)

    def png(self, dpi: int = 300) -> bytes:
        """The first label as a picture."""
        from gitrace.printing.picture import label_png

        return label_png(self.faces[0], stock_named(self.stock), dpi)

    def svg(self) -> str:
        """The first label as outlines."""
        from gitrace.printing.picture import label_svg

        return label_svg(self.faces[0], stock_named(self.stock))


def print_job(
    session: Session, store: Store, run_id: int, *, first: int | None = None, last: int | None = None, now: datetime
) -> PrintJob:
    """Labels `first` to `last` of a run, or all of it.

    Raises Refusal("unknown-run" | "printing-over" | "label-host-unset" | "range-outside-run").
    """
    found = session.exec(
        select(Run, Batch, TradeItem)
        .join(Batch, col(Batch.id) == Run.batch_id)
        .join(TradeItem, col(TradeItem.id) == Run.trade_item_id)
        .where(Run.id == run_id)
    ).one_or_none()
    if found is None:
        raise Refusal("unknown-run", "没有这次签发的记录。")
    run, batch, item = found
    numbers = rules.within_run(run.first, run.last, first, last)
    rules.require_printable(let_to_print(session, run, numbers), now)
    rules.require_host(store.settings.label_host, demo=store.settings.demo)
    at = with_grounds(session, batch)
    pattern = pattern_of(session, store.settings, at, item, shanghai_day(now))
    weights = weights_of(session, run.id, numbers)
    key = LotKey.derive(store.keys.labels[run.key_number], run.gtin, batch.lot)

    def face(number: int) -> LabelFace:
        serial = key.serial(number)
        made = LabelFace(
            address=label_address(store.settings, DigitalLink(run.gtin, batch.lot, serial)),
            serial=serial,
            number=number,
            pin=key.pin(number) if run.coated else None,
            **pattern,
        )
        return made.weighing(weights[number]) if number in weights else made

    return PrintJob(run.id, batch.lot, run.stock, run.printed_at, Faces(range(numbers[0], numbers[1] + 1), face))


def pattern_of(session: Session, settings: Settings, at: LotAtHand, item: TradeItem, today: date) -> dict[str, Any]:
    """What the labels of a lot and pack have in common, as a `LabelFace` takes it."""
    name, basis = mark_of(session, at, today)
    return {
        "gtin": item.gtin,
        "lot": at.batch.lot,
        "gi_name": name,
        "product": item.name,
        "producer": at.producer.name,
        "uscc": at.producer.uscc,
        "basis": basis,
        "packed_on": at.batch.packed_on,
        "net_content": item.net_content,
        "domain": label_host(settings),
    }


def mark_of(session: Session, at: LotAtHand, today: date) -> tuple[str | None, str | None]:
    """The GI name with its basis, where the announcement covers the form and the producer is authorised for it; else
    neither.
    """
    day = max(today, at.batch.packed_on)
    held = authorisation_on(authorisation_facts(session, at.producer.id), day, at.batch.form)
    if held is None or at.producer.listed or not at.profile.may_bear_name(at.batch.form):
        return None, None
    return at.profile.indication.name, at.profile.basis_on_pack
