"""A lone farm weighs its own shoots and packs them at once: delivery, lot and pouring in one form."""

from datetime import date

from pydantic import Field

from gitrace.batches.opening import OpenBatch, open_batch
from gitrace.batches.pouring import pour
from gitrace.batches.tables import Batch
from gitrace.clock import shanghai_day
from gitrace.deliveries.commands import weigh
from gitrace.deliveries.entry import Keyed, Weigh
from gitrace.deliveries.judging import findings_of
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal
from gitrace.profile import Outcome
from gitrace.profile.findings import Findings
from gitrace.work import Work


class PackAtOnce(Keyed):
    """A weighing whose shoots are packed fresh, all of them, on the day they were weighed."""

    best_before: date | None = Field(default=None, title="保质期至", description="包装上印有日期的才填。")


def pack_at_once(work: Work, form: PackAtOnce, *, producer_id: int) -> Batch:
    """Weigh in, open a lot and pour: three events in one transaction, or none.

    A delivery that fails is not recorded here, for nothing could be packed of it; the plain weighing takes it.
    Raises Refusal("delivery-failing"), and as `weigh`, `open_batch` and `pour`.
    """
    keyed = form.model_dump(exclude={"best_before"})
    delivery = weigh(work, Weigh(**keyed), producer_id=producer_id)
    _refuse_failing(delivery)
    opened = OpenBatch(
        cover=delivery.cover,
        packed_on=shanghai_day(delivery.weighed_at),
        grade=None if delivery.grade == "ungraded" else delivery.grade,
        best_before=form.best_before,
    )
    batch = open_batch(work, opened, producer_id=producer_id)
    pour(work, batch, [(delivery, delivery.net_g)])
    return batch


def _refuse_failing(delivery: Delivery) -> None:
    failing = Findings(finding for finding in findings_of(delivery) if finding.outcome is Outcome.FAIL)
    if failing:
        raise Refusal("delivery-failing", "出标前检查不通过，没有保存：{findings}可改用“过磅”登记。", findings=failing)
