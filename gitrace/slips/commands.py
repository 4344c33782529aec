"""Printing a slip: each time is recorded, and every time after the first says 补打."""

from pydantic import BaseModel, ConfigDict, Field

from gitrace.cards.commands import slip_key
from gitrace.deliveries.tables import Delivery
from gitrace.labels.rules import require_host
from gitrace.people.acting import require_own
from gitrace.slips.events import SlipPrinted
from gitrace.slips.papers import paper_named
from gitrace.slips.queries import printings_of
from gitrace.slips.tables import SlipPrinting
from gitrace.work import Keyed, Work


class PrintSlip(BaseModel):
    """On which paper."""

    model_config = ConfigDict(frozen=True)

    paper: str = Field(title="小票纸", max_length=10)


def print_slip(work: Work, form: PrintSlip, *, delivery: Delivery) -> SlipPrinting:
    """Record a printing of the delivery's slip.

    Raises Refusal("not-yours" | "paper-unknown" | "label-host-unset").
    """
    require_own(work.actor, delivery.producer_id)
    paper = paper_named(form.paper)
    settings = work.store.settings
    require_host(settings.label_host, demo=settings.demo)
    key, new = None, False
    if delivery.household_id is not None:
        key, new = slip_key(work, delivery.household_id, delivery.producer_id)
    printing = SlipPrinting(
        delivery_id=delivery.id,
        ordinal=len(printings_of(work.session, delivery.id)) + 1,
        paper=paper.code,
        key_id=key.id if key else None,
        printed_by=work.actor.name,
        printed_at=work.now,
    )
    work.session.add(printing)
    work.session.flush()
    printed = SlipPrinted(number=delivery.number, ordinal=printing.ordinal, paper=paper.code)
    rows: list[Keyed] = [printing, key] if key and new else [printing]
    work.record(printed, subject=f"delivery:{delivery.id}", rows=rows)
    return printing
