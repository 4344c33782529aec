"""What is in filled cartons, for a command that ends their labels: packs that are still in use."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from gitrace.errors import Refusal
from gitrace.labels.ranges import Span
from gitrace.labels.records import rolls_of
from gitrace.labels.rolls import Part, parts_of
from gitrace.labels.tables import Carton, RangeState, Run


def filled_cartons(session: Session, parts: Iterable[Part]) -> list[Carton]:
    """Those of some labels that stand on cartons of packs, in order."""
    found: list[Carton] = []
    for part in parts:
        of_run = select(Carton).where(Carton.run_id == part.roll.run_id, col(Carton.packs_gtin).is_not(None))
        found += session.exec(
            of_run.where(col(Carton.number).between(part.first, part.last)).order_by(col(Carton.number))
        )
    return found


def has_filled_cartons(session: Session, batch_id: int) -> bool:
    """Whether any of a lot's labels ever stood on a carton of packs."""
    of_lot = select(Carton.id).join(Run, col(Run.id) == col(Carton.run_id)).where(Run.batch_id == batch_id)
    return session.exec(of_lot.where(col(Carton.packs_gtin).is_not(None)).limit(1)).first() is not None


def require_filled(cartons: Sequence[Carton], parts: Iterable[Part]) -> None:
    """Every label stands on a carton of packs. Raises Refusal("not-filled")."""
    if len(cartons) != sum(part.size for part in parts):
        raise Refusal("not-filled", "所选标签不全是装有小包装的整件，请选别的情形。", "kind")


def packs_in_use(session: Session, batch_id: int, cartons: Iterable[Carton]) -> list[list[Part]]:
    """The packs in these cartons, less those that have ended, a list for each GTIN."""
    spans: dict[str, list[Span]] = {}
    for carton in cartons:
        if carton.packs_gtin is not None and carton.packs_first is not None and carton.packs_last is not None:
            spans.setdefault(carton.packs_gtin, []).append((carton.packs_first, carton.packs_last))
    by_gtin = []
    for gtin, of_gtin in spans.items():
        rolls = rolls_of(session, batch_id, gtin)
        packed = [part for span in sorted(of_gtin) for part in parts_of(rolls, *span)]
        by_gtin.append([Part(part.roll, *span) for part in packed for span in _in_use(part)])
    return [parts for parts in by_gtin if parts]


def _in_use(part: Part) -> list[Span]:
    return [(one.first, one.last) for one in part.pieces if one.mark.state is RangeState.IN_USE]
