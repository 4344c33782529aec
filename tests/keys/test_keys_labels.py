"""Another label key: new labels are made with it, those that were issued are checked with theirs for ever."""

import pytest
from cast import issue, make_report, put_in_use
from label_lots import TODAY, Bench, make_bench

from gitrace import clock
from gitrace.identifiers.serial import label_serial
from gitrace.keys.rotating import rotate_label_key
from gitrace.labels.asking import answer_for
from gitrace.labels.tables import Run
from gitrace.labels.verdict import Asked, Verdict
from gitrace.ledger.opening import open_home
from gitrace.printing.runs import print_job
from gitrace.storage import BadKeys, Store, open_store, reading
from gitrace.work import SYSTEM


@pytest.fixture
def bench(store: Store) -> Bench:
    made = make_bench(store, ahead=100_000)
    make_report(store, made.producer)
    return made


def verdict(store: Store, bench: Bench, serial: str) -> Verdict:
    with reading(store) as session:
        return answer_for(session, Asked(bench.gtin, bench.lot, serial), store.keys, TODAY).verdict


def printed(store: Store, run: Run) -> str:
    printing = open_store(store.settings.model_copy(update={"label_host": "label.example"}))
    with reading(printing) as session:
        serial = print_job(session, printing, run.id, now=clock.now()).faces[0].serial
    printing.close()
    return serial


def test_a_process_that_runs_checks_labels_of_both_keys(store: Store, bench: Bench) -> None:
    worker = open_store(store.settings)
    before = issue(worker, bench.lot, bench.gtin, 5)
    rotate_label_key(store, SYSTEM)
    after = issue(worker, bench.lot, bench.gtin, 5)
    put_in_use(worker, bench.lot, bench.gtin, 1, 10)
    assert (before.key_number, after.key_number) == (1, 2)
    assert printed(store, before) == label_serial(store.keys.labels[1], bench.gtin, bench.lot, 1)
    for run in (before, after):
        assert verdict(worker, bench, printed(store, run)) is Verdict.GENUINE
    for key, number, expected in ((2, 1, "FORGED"), (1, 6, "FORGED"), (1, 11, "NOT_ISSUED"), (2, 11, "NOT_ISSUED")):
        serial = label_serial(worker.keys.labels[key], bench.gtin, bench.lot, number)
        assert verdict(worker, bench, serial) is Verdict[expected]
    worker.close()


def test_a_home_without_one_of_its_label_keys_does_not_open(store: Store) -> None:
    rotate_label_key(store, SYSTEM)
    rotate_label_key(store, SYSTEM)
    (store.settings.home / "keys" / "label-2.key").write_text("11" * 32)
    with pytest.raises(BadKeys, match=r"label-2\.key is not the key"):
        open_home(store.settings)
    (store.settings.home / "keys" / "label-2.key").unlink()
    with pytest.raises(BadKeys, match=r"label-2\.key is missing"):
        open_home(store.settings)
