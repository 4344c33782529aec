"""Labels that are neither in use nor ended after the packing day are told, to the manager first."""

from datetime import timedelta

from cast import issue, make_report, put_in_use
from label_lots import TODAY, make_bench
from sqlmodel import select

from gitrace.batches.tables import Batch
from gitrace.labels.accounting import LeftOver, labels_left, left_over
from gitrace.labels.ending import ReturnLabels, return_labels
from gitrace.storage import Store, reading
from gitrace.supervision.overview import LEFT_OPEN, lots_unaccounted
from gitrace.work import writing


def test_labels_left_after_the_packing_day_are_told(store: Store) -> None:
    bench = make_bench(store, ahead=100_000)
    make_report(store, bench.producer)
    issue(store, bench.lot, bench.gtin, 15)
    issue(store, bench.lot, bench.gtin, 5)
    put_in_use(store, bench.lot, bench.gtin, 1, 12)
    with reading(store) as session:
        assert left_over(session, bench.producer.id, TODAY) == [LeftOver(bench.lot, TODAY, 8)]
        assert left_over(session, bench.producer.id, TODAY - timedelta(days=1)) == []
        assert lots_unaccounted(session, TODAY + LEFT_OPEN) == 1
        assert lots_unaccounted(session, TODAY) == 0
    with writing(store, bench.actor) as work:
        return_labels(work, ReturnLabels(lot=bench.lot, gtin=bench.gtin, first=13, last=20))
    with reading(store) as session:
        assert left_over(session, bench.producer.id, TODAY) == []
        assert session.exec(select(Batch.lot).where(labels_left())).all() == []
