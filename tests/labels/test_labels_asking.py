"""The answer for one label as the records give it, and the faces that are printed of it."""

from datetime import timedelta

import pytest
from cast import issue, make_profile, make_report, make_trade_item, put_in_use, refused
from label_lots import TODAY, Bench, GramsLaid, make_bench
from sqlmodel import select

from gitrace import clock
from gitrace.batches.tables import Batch, Hold
from gitrace.errors import Refusal
from gitrace.identifiers.digital_link import DigitalLink, parse_address
from gitrace.identifiers.serial import label_serial
from gitrace.labels.asking import answer_for
from gitrace.labels.ending import ReturnLabels, VoidKind, VoidLabels, return_labels, void_labels
from gitrace.labels.tables import Run
from gitrace.labels.verdict import Asked, Verdict, asked_by_hand, asked_by_link
from gitrace.printing.runs import PrintJob, print_job
from gitrace.settings import Settings
from gitrace.storage import Store, reading
from gitrace.work import writing


@pytest.fixture
def bench(store: Store) -> Bench:
    """Twenty labels; 1 to 10 in use, of which 3 is void; 20 returned."""
    made = make_bench(store, ahead=100_000)
    make_report(store, made.producer)
    issue(store, made.lot, made.gtin, 12)
    issue(store, made.lot, made.gtin, 8)
    put_in_use(store, made.lot, made.gtin, 1, 10)
    what = {"lot": made.lot, "gtin": made.gtin}
    with writing(store, made.actor) as work:
        void_labels(work, VoidLabels(**what, first=3, last=3, kind=VoidKind.GONE))
        return_labels(work, ReturnLabels(**what, first=20, last=20))
    return made


def serial_of(store: Store, bench: Bench, number: int) -> str:
    return label_serial(store.keys.labels[1], bench.gtin, bench.lot, number)


def asked(store: Store, asking: Asked | None) -> Verdict:
    with reading(store) as session:
        return answer_for(session, asking, store.keys, TODAY).verdict


def verdict(store: Store, bench: Bench, number: int) -> Verdict:
    return asked(store, Asked(bench.gtin, bench.lot, serial_of(store, bench, number)))


def test_each_label_answers_by_its_range(store: Store, bench: Bench) -> None:
    expected = {
        1: Verdict.GENUINE,
        3: Verdict.VOID,
        4: Verdict.GENUINE,
        11: Verdict.NOT_IN_USE,
        13: Verdict.NOT_IN_USE,
        20: Verdict.RETURNED,
        21: Verdict.NOT_ISSUED,
    }
    assert {number: verdict(store, bench, number) for number in expected} == expected


def test_an_unknown_lot_and_a_foreign_item(store: Store, bench: Bench) -> None:
    serial = serial_of(store, bench, 1)
    assert asked(store, Asked(bench.gtin, "CY260312A999", serial)) is Verdict.UNKNOWN_LOT
    assert asked(store, Asked("06901234000016", bench.lot, serial)) is Verdict.FORGED
    assert asked(store, None) is Verdict.MALFORMED


def test_typed_by_hand_the_item_is_found(store: Store, bench: Bench) -> None:
    other = make_trade_item(store, bench.producer)
    serial = serial_of(store, bench, 1)
    by_hand = asked_by_hand(bench.lot.lower(), f"{serial[:5]} {serial[5:]}")
    with reading(store) as session:
        answer = answer_for(session, by_hand, store.keys, TODAY)
    assert (answer.verdict, answer.gtin, answer.number) == (Verdict.GENUINE, bench.gtin, 1)
    unissued = label_serial(store.keys.labels[1], other.gtin, bench.lot, 1)
    assert asked(store, Asked(None, bench.lot, unissued)) is Verdict.NOT_ISSUED


def test_typed_by_hand_only_the_lots_own_packs_are_tried(store: Store) -> None:
    bare = make_bench(store)
    others = label_serial(store.keys.labels[1], "06901234000016", bare.lot, 1)
    assert asked(store, Asked(None, bare.lot, serial_of(store, bare, 1))) is Verdict.NOT_ISSUED
    assert asked(store, Asked(None, bare.lot, others)) is Verdict.FORGED


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"hold": Hold.CHECK}, Verdict.ON_HOLD),
        ({"recall_notice": "演示召回 1 号", "hold": Hold.SAFETY}, Verdict.RECALLED),
        ({"best_before": TODAY - timedelta(days=1)}, Verdict.PAST_DATE),
    ],
)
def test_the_lots_state_speaks_first(store: Store, bench: Bench, change: dict[str, object], expected: Verdict) -> None:
    with writing(store, bench.actor) as work:
        batch = work.session.get_one(Batch, bench.batch.id)
        for name, value in change.items():
            setattr(batch, name, value)
        work.record(GramsLaid(grams=0), subject="test:1", rows=[batch])
    assert verdict(store, bench, 1) is expected


def job_of(store: Store, **more: object) -> PrintJob:
    with reading(store) as session:
        run = session.exec(select(Run).order_by(Run.first)).first()
        assert run is not None
        return print_job(session, store, run.id, **{"now": clock.now(), **more})  # type: ignore[arg-type]


def hosted(store: Store, **settings: object) -> Store:
    update = {"label_host": "label.example.gov.cn", **settings}
    kept = Settings.model_validate(store.settings.model_dump() | update)
    return Store(kept, store.engine, store.keys, store.lock, store.disk)


def test_what_is_printed_is_what_answers(store: Store, bench: Bench) -> None:
    faces = job_of(hosted(store)).faces
    assert [face.number for face in faces] == list(range(1, 13))
    host, link = parse_address(faces[3].address)
    assert host == "label.example.gov.cn"
    assert link == DigitalLink(bench.gtin, bench.lot, faces[3].serial)
    assert asked(store, asked_by_link(link)) is Verdict.GENUINE


def test_nothing_is_printed_without_a_host_but_a_demonstration(store: Store, bench: Bench) -> None:
    with pytest.raises(Refusal) as no:
        job_of(store)
    assert no.value.code == "label-host-unset"
    assert job_of(hosted(store, label_host="", demo=True)).faces[0].domain == "label.example"


def test_a_part_is_printed_and_nothing_beyond_the_run(store: Store, bench: Bench) -> None:
    assert [face.number for face in job_of(hosted(store), first=2, last=4).faces] == [2, 3, 4]
    with pytest.raises(Refusal) as no:
        job_of(hosted(store), first=2, last=13)
    assert no.value.code == "range-outside-run"


def test_printing_is_over_after_some_days(store: Store, bench: Bench) -> None:
    with pytest.raises(Refusal) as no:
        job_of(hosted(store), now=clock.now() + timedelta(days=4))
    assert no.value.code == "printing-over"


def test_the_name_stands_only_on_its_basis(store: Store, bench: Bench) -> None:
    assert (job_of(hosted(store)).faces[0].gi_name, job_of(hosted(store)).faces[0].basis) == (None, None)


def test_with_a_basis_the_name_stands(store: Store) -> None:
    make_profile(store)
    bench = make_bench(store)
    issue(store, bench.lot, bench.gtin, 2)
    face = job_of(hosted(store)).faces[0]
    assert (face.gi_name, face.basis) == ("崇阳雷竹笋", "DB42/T 示例-2026")


def test_a_document_is_drawn(store: Store, bench: Bench) -> None:
    job = job_of(hosted(store))
    assert job.pdf().startswith(b"%PDF-")
    assert job.png().startswith(b"\x89PNG")
    assert job.svg().startswith("<svg")
    assert job.title == f"{bench.lot} 00001-00012"


def test_an_unknown_run_is_refused(store: Store, bench: Bench) -> None:
    assert (
        refused(store, bench.actor, lambda work: print_job(work.session, store, 99, now=work.now))[0] == "unknown-run"
    )
