"""Weighings entered after the day, from paper slips: many at once, all of them or none."""

from collections.abc import Mapping

from gitrace.deliveries.commands import weigh
from gitrace.deliveries.entry import Weigh
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal, Refusals
from gitrace.work import Work

MOST_LATE = 80
"""Rows at once, a morning's: about as many as a transaction may take without keeping other desks waiting."""


def weigh_late(work: Work, forms: Mapping[int, Weigh], *, producer_id: int) -> list[Delivery]:
    """Record weighings by the number of their line. Raises Refusals, each at its line's field, `gross_3`."""
    deliveries, refused = [], []
    for line, form in forms.items():
        try:
            deliveries.append(weigh(work, form, producer_id=producer_id))
        except Refusal as no:
            # A weighing is refused before it has written anything, so that the next line can still be judged.
            refused.append(no.at(f"{no.field or 'household'}_{line}"))
    if refused:
        raise Refusals(refused)
    return deliveries
