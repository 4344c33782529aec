"""The lot that a command is about, and whether whoever acts may."""

from gitrace.batches import rules
from gitrace.batches.queries import the_batch
from gitrace.batches.tables import Batch
from gitrace.people.acting import require_own
from gitrace.work import Work


def lot_subject(lot: str) -> str:
    """A lot's name in the ledger."""
    return f"lot:{lot}"


def own_batch(work: Work, lot: str) -> Batch:
    """The lot, of whoever acts. Raises Refusal("unknown-lot" | "not-yours")."""
    batch = the_batch(work.session, lot)
    require_own(work.actor, batch.producer_id)
    return batch


def own_open_batch(work: Work, lot: str) -> Batch:
    """The same, while it is open. Raises Refusal("lot-closed") as well."""
    batch = own_batch(work, lot)
    rules.refuse_closed(batch.state)
    return batch
