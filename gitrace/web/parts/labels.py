"""Forms that end labels, for the producer and, where only the regulator may, for the regulator.

`done`: endpoint and values of the page that shows what was saved.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, request
from sqlmodel import Session
from werkzeug.datastructures import MultiDict

from gitrace.batches.queries import batch_by_lot
from gitrace.batches.tables import Batch
from gitrace.errors import Refusal
from gitrace.jobs.threadpool import off_the_loop
from gitrace.labels.contents import has_filled_cartons
from gitrace.labels.ending import VOID_KINDS, VoidKind, VoidNamed, void_named
from gitrace.labels.queries import ItemSheet, item_sheets
from gitrace.labels.tables import Ending, RangeState
from gitrace.storage import reading
from gitrace.symbols.camera import MOST_BYTES, text_in_photo
from gitrace.web.forms import Command, Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.goods import Done

STATE_NAMES = {RangeState.IN_USE: "已启用", RangeState.VOID: "已作废", RangeState.RETURNED: "已退回注销"}
ENDING_NAMES = {
    Ending.SPOILED: "未启用，损坏或遗失",
    Ending.GONE: "连货一起损耗",
    Ending.OPENED: "笋已退回批次",
    Ending.SETTLED: "笋抵了差额",
    Ending.UNPACKED: "整件已拆散",
    Ending.CLOSED: "结批时未启用",
    Ending.RETURNED: "未启用，已退回",
}


@dataclass(frozen=True)
class Scanned:
    """What was scanned or typed, with what photographs say in the place of their fields; `unread`: of one that says
    nothing. `carried`: it comes from the bench, to be asked about before anything is done.
    """

    typed: MultiDict[str, str]
    unread: Refusal | None
    carried: bool

    def form(self, command: type[Command], start: Mapping[str, object]) -> Form[Command]:
        """The command's form; carried over from the bench it is not sent yet."""
        if self.carried:
            known = {name: value for name, value in self.typed.items() if value}
            return Form(command, {**start, **known}, source=MultiDict())
        return Form(command, start, source=self.typed)

    def refuse_unread(self) -> None:
        """Raises as `text_in_photo`."""
        if self.unread is not None:
            raise self.unread


def scanned() -> Scanned:
    """The labels that this request names. Photographs are read beside the loop."""
    typed, unread = MultiDict(request.form), None
    for field in ("first", "last"):
        upload = request.files.get(f"{field}_photo")
        if upload is not None and upload.filename:
            try:
                typed[field] = off_the_loop(text_in_photo, upload.stream.read(MOST_BYTES + 1), field)
            except Refusal as refusal:
                unread = unread or refusal
    return Scanned(typed, unread, carried=request.form.get("from") == "bench")


def lot_or_404(session: Session, lot: str, of: int | None = None) -> Batch:
    """The lot, `of` this producer where one is named."""
    batch = batch_by_lot(session, lot)
    if batch is None or of not in (None, batch.producer_id):
        abort(404)
    return batch


def void(batch: Batch, done: Done) -> Response:
    """Void a range of the lot's labels."""
    typed = scanned()
    form = typed.form(VoidNamed, {"gtin": asked_gtin(batch)})
    if form.sent:
        with form.answering():
            typed.refuse_unread()
            answer = form.do_once(void_named, lot=batch.lot)
            return saved(done[0], answer, **done[1])
    with reading(store()) as session:
        cartons = has_filled_cartons(session, batch.id)
    kinds = {kind: words for kind, words in VOID_KINDS.items() if cartons or kind is not VoidKind.UNPACKED}
    return range_page(form, batch, done, "parts/void_labels.html", kinds=kinds, cartons=cartons)


def asked_gtin(batch: Batch) -> str | None:
    """The pack that the address asks for, or the lot's only one."""
    with reading(store()) as session:
        gtins = [one.item.gtin for one in item_sheets(session, batch)]
    return request.args.get("gtin") or (gtins[0] if len(gtins) == 1 else None)


def range_page(form: Form[Any], batch: Batch, done: Done, template: str, **more: Any) -> Response:
    """A form about a range of a lot's labels, with what of them is where."""
    with reading(store()) as session:
        sheets = item_sheets(session, batch)
    return form.page(template, batch=batch, sheets=sheets, items=item_options(sheets), done=done, **more, **words())


def item_options(sheets: list[ItemSheet]) -> list[tuple[str, str]]:
    """GTIN and words of each pack that has labels."""
    return [(one.item.gtin, f"{one.item.name} {one.item.net_content}（{one.item.gtin}）") for one in sheets]


def words() -> dict[str, Any]:
    """The words of states and endings."""
    return {"state_names": STATE_NAMES, "ending_names": ENDING_NAMES}
