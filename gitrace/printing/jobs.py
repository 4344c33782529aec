"""What the keeper does for labels: draw large documents, forget old ones."""

from datetime import datetime
from typing import Any

from gitrace.jobs import Progress, job, timer
from gitrace.jobs.progress import JobCancelled
from gitrace.printing import drawing
from gitrace.printing.finished import digest_of, tell_document
from gitrace.printing.orders import PRINT
from gitrace.printing.runs import print_job
from gitrace.printing.tables import PrintOrder
from gitrace.storage import Store, reading
from gitrace.work import KEEPER, writing


@job(PRINT, in_turns=True)
def draw_order(store: Store, payload: Any, progress: Progress) -> Any:
    """Draw an order's file; a keeper that comes after a dead one goes on with the parts that are there."""
    with reading(store) as session:
        order = session.get_one(PrintOrder, payload["order"])
        labels = print_job(session, store, order.run_id, first=order.first, last=order.last, now=order.made_at)
        session.expunge(order)
    file = drawing.file_of(store.settings, order)
    try:
        drawing.draw(store, order, labels, file, progress.reach)
    except JobCancelled:
        drawing.throw_away(store.settings, order.id)
        raise
    size, sha256 = file.stat().st_size, digest_of(file)
    with writing(store, KEEPER) as work:
        tell_document(work, order, size=size, sha256=sha256)
    return {"bytes": size}


@timer(seconds=3600)
def purge_prints(store: Store, now: datetime) -> None:
    """Delete drawn files a week after they were drawn."""
    drawing.purge_prints(store.settings, now)
