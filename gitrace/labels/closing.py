"""Closing a lot that has labels: the unused ones are void, and no gram is left. In one transaction."""

from gitrace.batches.opening import CloseBatch, close_batch
from gitrace.batches.tables import Batch
from gitrace.labels.ending import void_unused
from gitrace.labels.lots import lot_at_hand
from gitrace.labels.rules import require_open
from gitrace.work import Work


def close_lot(work: Work, form: CloseBatch, *, lot: str) -> Batch:
    """Void what was printed and never put in use, then close. Raises Refusal("lot-closed") and as `close_batch`."""
    at = lot_at_hand(work, lot)
    require_open(is_open=at.is_open)
    void_unused(work, at)
    return close_batch(work, form, lot=lot)
