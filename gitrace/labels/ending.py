"""The end of labels: void (作废), returned unused (退回注销), and all that are left when their lot is closed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum

from pydantic import Field

from gitrace.balance.commands import Books, deficit, in_lot, in_use, without_label
from gitrace.balance.tables import AccountKind
from gitrace.batches.deficits import repay_deficit
from gitrace.errors import Refusal
from gitrace.growers.rules import season_of
from gitrace.identifiers.entries import Words
from gitrace.identifiers.gtin import to_gtin14
from gitrace.labels import rolls, rules
from gitrace.labels.carton_queries import carton_with_any
from gitrace.labels.contents import filled_cartons, packs_in_use, require_filled
from gitrace.labels.credits import Credit, credits_of, require_credit_share
from gitrace.labels.events import LabelsReturned, LabelsVoided
from gitrace.labels.lots import LotAtHand, lot_at_hand
from gitrace.labels.naming import NamedRange, numbers_of
from gitrace.labels.ranges import Mark, Piece, joined
from gitrace.labels.records import lay_down, rolls_of
from gitrace.labels.rolls import Part, Roll
from gitrace.labels.tables import Ending, RangeState
from gitrace.labels.using import NumberRange
from gitrace.ledger.append import RowKey
from gitrace.people.acting import is_overseer
from gitrace.work import Work

VOID = "void"
"""Reason of the postings of a void: in-use → lot, in-use → loss."""

RANGES_TOLD = 2_000
"""In one event: a longer one would fit into no bundle of the published log."""


class VoidKind(StrEnum):
    """What became of label and shoots."""

    SPOILED = "spoiled"
    GONE = "gone"
    OPENED = "opened"
    UNPACKED = "unpacked"


VOID_KINDS = {
    VoidKind.SPOILED: "未启用：印坏、损坏、遗失",
    VoidKind.GONE: "已启用：连货一起损耗",
    VoidKind.OPENED: "已启用：拆包或没有贴上，笋还在",
    VoidKind.UNPACKED: "已启用：整件拆散，里面的小包装照样卖",
}


class VoidLabels(NumberRange):
    """These labels should be on no goods any more."""

    kind: VoidKind = Field(title="情形")
    note: Words | None = Field(default=None, title="说明", description="只供监管人员和本单位查看。")


class ReturnLabels(NumberRange):
    """Labels handed back unused."""

    note: Words | None = Field(default=None, title="说明", description="交还给谁、怎么处理。")


class VoidNamed(NamedRange):
    """`VoidLabels`, as they are scanned at the bench."""

    kind: VoidKind = Field(title="情形")
    note: Words | None = Field(default=None, title="说明", description="只供监管人员和本单位查看。")


class ReturnNamed(NamedRange):
    """`ReturnLabels`, as they are scanned at the bench."""

    note: Words | None = Field(default=None, title="说明", description="交还给谁、怎么处理。")


def void_named(work: Work, form: VoidNamed) -> int:
    """Void scanned labels; returns how many. Raises as `numbers_of` and `void_labels`."""
    return void_labels(
        work, VoidLabels.model_validate({**numbers_of(work, form), "kind": form.kind, "note": form.note})
    )


def return_named(work: Work, form: ReturnNamed) -> int:
    """Take back scanned labels; returns how many. Raises as `numbers_of` and `return_labels`."""
    return return_labels(work, ReturnLabels.model_validate({**numbers_of(work, form), "note": form.note}))


def void_labels(work: Work, form: VoidLabels) -> int:
    """Void a range, all of it or nothing, and with cartons the packs in them, unless these are only unpacked; returns
    how many labels.

    Raises Refusal("unknown-lot" | "not-yours" | "range-backward" | "range-not-issued" | "label-in-use" |
    "label-not-in-use" | "label-ended" | "lot-closed" | "void-credit-share" | "pack-in-carton" | "not-filled").
    """
    at = lot_at_hand(work, form.lot)
    parts = rolls.parts_of(rolls_of(work.session, at.batch.id, to_gtin14(form.gtin)), form.first, form.last)
    if form.kind is VoidKind.SPOILED:
        rolls.require_unused(parts)
        return _record(work, at, parts, _end(work, parts, _voided(work, Ending.SPOILED, form.note)))
    rolls.require_in_use(parts)
    books, cartons = Books(work, at.subject), filled_cartons(work.session, parts)
    if form.kind is VoidKind.UNPACKED:
        require_filled(cartons, parts)
        return _record(work, at, parts, _end(work, parts, _voided(work, Ending.UNPACKED, form.note)))
    end = _give_back if form.kind is VoidKind.OPENED else _write_off
    voided = 0
    # The cartons first: packs give nothing back while a carton's label stands on them.
    for some in [parts, *packs_in_use(work.session, at.batch.id, cartons)]:
        changed = end(work, at, some, books, form.note)
        voided += _record(work, at, some, [*changed, *books.rows])
    return voided


def return_labels(work: Work, form: ReturnLabels) -> int:
    """Take back a range that was never in use, all of it or nothing; returns how many labels.

    Raises Refusal("unknown-lot" | "not-yours" | "range-backward" | "range-not-issued" | "label-in-use" |
    "label-ended").
    """
    at = lot_at_hand(work, form.lot)
    gtin = to_gtin14(form.gtin)
    parts = rolls.parts_of(rolls_of(work.session, at.batch.id, gtin), form.first, form.last)
    rolls.require_unused(parts)
    mark = Mark(RangeState.RETURNED, ended_at=work.now, reason=Ending.RETURNED, note=form.note)
    changed = _end(work, parts, lambda _: mark)
    returned = LabelsReturned(lot=at.batch.lot, gtin=gtin, ranges=[[form.first, form.last]])
    work.record(returned, subject=at.subject, rows=changed)
    return form.last - form.first + 1


def void_unused(work: Work, at: LotAtHand) -> int:
    """Void every label of a lot that is printed and nothing more; returns how many. An event for each GTIN."""
    by_gtin: dict[str, list[Roll]] = {}
    for roll in rolls_of(work.session, at.batch.id):
        by_gtin.setdefault(roll.gtin, []).append(roll)
    return sum(_void_left(work, at, of_gtin) for of_gtin in by_gtin.values())


def _void_left(work: Work, at: LotAtHand, of_gtin: Iterable[Roll]) -> int:
    parts = [Part(roll, first, last) for roll in of_gtin for first, last in rolls.unused_spans(roll)]
    return _record(work, at, parts, _end(work, parts, _voided(work, Ending.CLOSED, None))) if parts else 0


def _record(work: Work, at: LotAtHand, parts: Sequence[Part], changed: Sequence[RowKey]) -> int:
    """Put on record that these labels of one GTIN were voided; returns how many."""
    gtin, ranges = parts[0].roll.gtin, joined((part.first, part.last) for part in parts)
    for told in range(0, len(ranges), RANGES_TOLD):
        some = LabelsVoided(lot=at.batch.lot, gtin=gtin, ranges=ranges[told : told + RANGES_TOLD])
        work.record(some, subject=at.subject, rows=() if told else changed)
    return sum(part.size for part in parts)


Marking = Callable[[Mark | None], Mark]
"""What is said of labels from now on, from what was said of them."""


def _voided(work: Work, ending: Ending, note: str | None) -> Marking:
    def mark(before: Mark | None) -> Mark:
        was = before or Mark(RangeState.VOID)
        return replace(was, state=RangeState.VOID, ended_at=work.now, reason=ending, note=note)

    return mark


def _end(work: Work, parts: Iterable[Part], marking: Marking) -> list[RowKey]:
    return _lay_down(work, ((part.roll, _marked(part, marking)) for part in parts))


def _marked(part: Part, marking: Marking) -> list[Piece]:
    marked = [replace(piece, mark=marking(piece.mark)) for piece in part.pieces]
    return marked or [Piece(part.first, part.last, marking(None))]


def _lay_down(work: Work, ended: Iterable[tuple[Roll, list[Piece]]]) -> list[RowKey]:
    """A roll is laid down once with all its pieces: laid down for each, the last would undo those before."""
    by_roll: dict[int, tuple[Roll, list[Piece]]] = {}
    for roll, pieces in ended:
        by_roll.setdefault(roll.run_id, (roll, []))[1].extend(pieces)
    return [row for roll, pieces in by_roll.values() for row in lay_down(work.session, roll, pieces)]


def _write_off(work: Work, at: LotAtHand, parts: list[Part], books: Books, note: str | None) -> list[RowKey]:
    """In use, and the shoots gone with it: in-use → loss."""
    lost = without_label(AccountKind.LOSS, at.producer.id, season_of(at.batch.packed_on, at.profile))
    books.move(in_use(at.batch.id, parts[0].roll.gtin), lost, rolls.grams_of(parts), VOID)
    return _end(work, parts, _voided(work, Ending.GONE, note))


def _give_back(work: Work, at: LotAtHand, parts: list[Part], books: Books, note: str | None) -> list[RowKey]:
    """In use, and the shoots still there, or never there: in-use → lot, where the deficit is made good first."""
    # A carton takes no grams of its own: packs that give theirs back would leave its label standing for nothing.
    for part in parts:
        held = carton_with_any(work.session, at.batch.id, part.roll.gtin, (part.first, part.last))
        if held is not None:
            sentence = "其中有的装在第 {number} 号整件里：先作废那枚整件标签，整件只是拆散的选“整件拆散”。"
            raise Refusal("pack-in-carton", sentence, "first", number=held)
    credited = credits_of(parts, books.balance(deficit(at.batch.id)))
    require_credit_share(credited, at.profile.labels.void_credit_share.value, overseer=is_overseer(work.actor))
    for credit in credited:
        rules.require_open(is_open=at.is_open or credit.to_lot_g == 0)
        books.move(in_use(at.batch.id, credit.part.roll.gtin), in_lot(at.batch.id), credit.part.grams, VOID)
    repay_deficit(books, at.batch)
    return _end_credited(work, credited, note)


def _end_credited(work: Work, credited: Iterable[Credit], note: str | None) -> list[RowKey]:
    return _lay_down(
        work,
        (
            (credit.part.roll, _marked(Part(credit.part.roll, first, last), _voided(work, ending, note)))
            for credit in credited
            for ending, first, last in credit.spans()
        ),
    )
