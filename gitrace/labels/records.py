"""Runs and ranges between their rows and the rolls that rules see."""

from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session, col, select

from gitrace.labels.ranges import Mark, Piece, laid
from gitrace.labels.rolls import Roll
from gitrace.labels.tables import Carton, LabelRange, RangeState, Run
from gitrace.ledger.append import RowKey
from gitrace.work import row_key


def rolls_of(session: Session, batch_id: int, gtin: str | None = None) -> list[Roll]:
    """A lot's runs with what became of their labels, by GTIN and number; of one GTIN alone if it is named."""
    runs = select(Run).where(Run.batch_id == batch_id)
    if gtin is not None:
        runs = runs.where(Run.gtin == gtin)
    found = session.exec(runs.order_by(Run.gtin, col(Run.first))).all()
    return with_pieces(session, found, _cartons(session, found))


def _cartons(session: Session, runs: Sequence[Run]) -> dict[int, dict[int, int]]:
    own: dict[int, dict[int, int]] = {run.id: {} for run in runs}
    taken = select(Carton.run_id, Carton.number, Carton.grams).where(col(Carton.run_id).in_(list(own)))
    for run_id, number, grams in session.exec(taken):
        own[run_id][number] = grams
    return own


def with_pieces(
    session: Session, runs: Sequence[Run], cartons: Mapping[int, Mapping[int, int]] | None = None
) -> list[Roll]:
    """Runs as rolls, in their order. Whoever counts labels and no grams needs no `cartons`: by run, their grams."""
    pieces: dict[int, list[Piece]] = {run.id: [] for run in runs}
    rows = select(LabelRange).where(col(LabelRange.run_id).in_(list(pieces))).order_by(col(LabelRange.first))
    for row in session.exec(rows):
        pieces[row.run_id].append(piece_of(row))
    own = cartons or {}
    return [
        Roll(run.id, run.gtin, run.first, run.last, run.shoot_g, tuple(pieces[run.id]), own.get(run.id, {}))
        for run in runs
    ]


def piece_of(row: LabelRange) -> Piece:
    """A range as rules see it."""
    mark = Mark(RangeState(row.state), row.in_use_at, row.ended_at, row.reason, row.note)
    return Piece(row.first, row.last, mark)


def lay_down(session: Session, roll: Roll, added: Iterable[Piece]) -> list[RowKey]:
    """Write the run's ranges as they are with others laid over them; returns the rows that changed, to be claimed.

    A row keeps its first number for life, which is unique in its run: what no longer begins there is deleted first.
    """
    rows = {row.first: row for row in session.exec(select(LabelRange).where(LabelRange.run_id == roll.run_id))}
    wanted = {piece.first: piece for piece in laid(roll.pieces, added)}
    gone = [row for first, row in rows.items() if first not in wanted]
    claimed = [row_key(row) for row in gone]
    for row in gone:
        session.delete(row)
    session.flush()
    changed = [
        _written(
            rows.get(first) or LabelRange(run_id=roll.run_id, first=first, last=first, state=piece.mark.state), piece
        )
        for first, piece in wanted.items()
        if first not in rows or piece_of(rows[first]) != piece
    ]
    session.add_all(changed)
    session.flush()
    return [*claimed, *map(row_key, changed)]


def _written(row: LabelRange, piece: Piece) -> LabelRange:
    mark = piece.mark
    row.last, row.state, row.reason, row.note = piece.last, mark.state, mark.reason, mark.note
    row.in_use_at, row.ended_at = mark.in_use_at, mark.ended_at
    return row
