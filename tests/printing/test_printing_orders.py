"""Print orders: on record before anything is drawn, drawn in parts, handed out by managers alone."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import pyzipper
from cast import make_producer, manager_of
from label_lots import Bench, make_bench
from openpyxl import load_workbook
from sqlmodel import select
from standing_clock import Clock

from gitrace import clock
from gitrace.errors import Refusal
from gitrace.identifiers.serial import label_pin, label_serial
from gitrace.jobs import Job, JobState, cancel
from gitrace.jobs.running import put_back, run_next
from gitrace.labels.issuing import IssueLabels, issue_labels
from gitrace.ledger.open_entries import newest_of
from gitrace.printing import archives, drawing, lists
from gitrace.printing import jobs as label_jobs  # noqa: F401 - the keeper's handler
from gitrace.printing.finished import tell_document
from gitrace.printing.order_queries import handed_out, order_by_id
from gitrace.printing.orders import HandOut, hand_out, passphrase_of
from gitrace.printing.tables import PrintOrder
from gitrace.storage import Store, keeping, open_store, reading
from gitrace.work import KEEPER, writing


@pytest.fixture
def bench(demo_store: Store) -> Bench:
    made = make_bench(demo_store, ahead=100_000)
    with writing(demo_store, made.actor) as work:
        issue_labels(work, IssueLabels(lot=made.lot, gtin=made.gtin, count=30))
    return made


@pytest.fixture
def demo_store(store: Store) -> Store:
    opened = open_store(store.settings.model_copy(update={"demo": True}))
    yield opened
    opened.close()


def hand(store: Store, bench: Bench, form: str, **more: Any) -> PrintOrder:
    told = {"run_id": 1, "format": form, "recipient": "演示印刷厂", **more}
    with writing(store, manager_of(bench.producer)) as work:
        return hand_out(work, HandOut.model_validate(told))


def drawn(store: Store, order: PrintOrder) -> bytes:
    assert run_next(store, clock.now())
    return drawing.file_of(store.settings, order).read_bytes()


def test_a_list_names_every_label_once(demo_store: Store, bench: Bench) -> None:
    text = drawn(demo_store, hand(demo_store, bench, "csv", first=3)).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head == list(lists.COLUMNS)
    assert [row[4] for row in rows] == [str(number) for number in range(3, 31)]
    serial = label_serial(demo_store.keys.labels[1], bench.gtin, bench.lot, 3)
    assert rows[0][1:4] == [bench.lot, bench.gtin, serial]
    assert rows[0][0].endswith(serial)


def test_a_workbook_says_what_the_list_says(demo_store: Store, bench: Bench) -> None:
    text = drawn(demo_store, hand(demo_store, bench, "csv")).decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(drawn(demo_store, hand(demo_store, bench, "xlsx")))).active
    assert sheet is not None
    told = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert told == list(csv.reader(io.StringIO(text)))


def test_a_list_of_coated_labels_has_what_is_under_the_coat(demo_store: Store, bench: Bench) -> None:
    with writing(demo_store, bench.actor) as work:
        run = issue_labels(work, IssueLabels(lot=bench.lot, gtin=bench.gtin, count=2, coated=True))
    book = load_workbook(io.BytesIO(drawn(demo_store, hand(demo_store, bench, "xlsx", run_id=run.id)))).active
    assert book is not None
    pins = [row[5] for row in book.iter_rows(min_row=2, values_only=True)]
    assert pins == [label_pin(demo_store.keys.labels[1], bench.gtin, bench.lot, number) for number in (31, 32)]


@pytest.mark.parametrize(("form", "magic"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_an_archive_holds_a_symbol_for_each_label(
    demo_store: Store, bench: Bench, form: str, magic: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "_A_PART", 7)
    with zipfile.ZipFile(io.BytesIO(drawn(demo_store, hand(demo_store, bench, form)))) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist())) == 30
        assert archive.namelist()[0].startswith("00001-")
        assert all(archive.read(name).startswith(magic) for name in archive.namelist())


@pytest.mark.parametrize("form", ["csv", "xlsx", "svg", "png"])
def test_the_same_labels_are_the_same_bytes(
    demo_store: Store, bench: Bench, form: str, monkeypatch: pytest.MonkeyPatch, the_clock: Clock
) -> None:
    whole = drawn(demo_store, hand(demo_store, bench, form))
    the_clock.set(clock.now() + timedelta(hours=1))
    monkeypatch.setattr(lists, "_A_PART", 7)
    assert drawn(demo_store, hand(demo_store, bench, form)) == whole


def test_a_finished_file_is_on_the_public_record_once(demo_store: Store, bench: Bench) -> None:
    order = hand(demo_store, bench, "csv")
    file = drawn(demo_store, order)
    with writing(demo_store, KEEPER) as work:  # as after a keeper's death between the record and the job's end
        tell_document(work, order, size=len(file), sha256="")
    with reading(demo_store) as session:
        [entry], _more = newest_of(session.connection(), f"lot:{bench.lot}", ["labels.document-drawn"], 2)
    assert (entry.fields["sha256"], entry.fields["size"]) == (hashlib.sha256(file).hexdigest(), len(file))
    assert (entry.fields["first"], entry.fields["last"], entry.fields["form"]) == (1, 30, "csv")


def test_a_sealed_list_opens_with_its_passphrase_alone(demo_store: Store, bench: Bench) -> None:
    order = hand(demo_store, bench, "csv", sealed=True)
    with pyzipper.AESZipFile(io.BytesIO(drawn(demo_store, order))) as archive:
        (name,) = archive.namelist()
        with pytest.raises(RuntimeError):
            archive.read(name)
        archive.setpassword(passphrase_of(demo_store.keys, order.id, order.made_at).encode())
        assert "00001-00030" in name
        assert bench.lot.encode() in archive.read(name)
    folder = drawing.print_folder(demo_store.settings, order.id)
    assert [path.name for path in folder.iterdir()] == ["labels.zip"]
    assert {one.stat().st_mode & 0o777 for one in (folder, folder.parent)} == {0o700}


def test_only_a_manager_of_the_producer_hands_out(demo_store: Store, bench: Bench) -> None:
    told = HandOut(run_id=1, recipient="演示印刷厂")
    with pytest.raises(Refusal, match="负责人"), writing(demo_store, bench.actor) as work:
        hand_out(work, told)
    rival = make_producer(demo_store)
    with pytest.raises(Refusal, match="不是本单位"), writing(demo_store, manager_of(rival)) as work:
        hand_out(work, told)
    order = hand(demo_store, bench, "csv")
    with reading(demo_store) as session:
        assert order_by_id(demo_store, session, order.id, rival.id) is None
        assert [one.recipient for one in handed_out(session, bench.batch.id)] == ["演示印刷厂"]


def test_what_may_not_be_printed_may_not_be_handed_out(demo_store: Store, bench: Bench, the_clock: Clock) -> None:
    the_clock.set(clock.now() + timedelta(days=4))
    with pytest.raises(Refusal, match="补打原因"):
        hand(demo_store, bench, "csv")


def test_what_died_while_it_was_sealed_is_not_drawn_again(
    demo_store: Store, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dying(*_: object) -> None:
        raise KeyboardInterrupt

    order = hand(demo_store, bench, "csv", sealed=True)
    with monkeypatch.context() as death:
        death.setattr(archives, "seal", dying)
        with pytest.raises(KeyboardInterrupt):
            run_next(demo_store, clock.now())
    put_back(demo_store, clock.now())
    monkeypatch.setattr(lists.SerialTable, "part", None)
    assert drawn(demo_store, order).startswith(b"PK")


def test_a_broken_off_drawing_goes_on_with_the_parts_that_are_there(
    demo_store: Store, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "_A_PART", 7)
    whole = drawn(demo_store, hand(demo_store, bench, "csv"))
    drawn_parts: list[int] = []
    part = lists.SerialTable.part

    def breaking(self: lists.SerialTable, index: int) -> bytes:
        if index == 3 and 3 not in drawn_parts:
            drawn_parts.append(3)
            raise KeyboardInterrupt
        drawn_parts.append(index)
        return part(self, index)

    monkeypatch.setattr(lists.SerialTable, "part", breaking)
    order = hand(demo_store, bench, "csv")
    with pytest.raises(KeyboardInterrupt):
        run_next(demo_store, clock.now())
    put_back(demo_store, clock.now())
    assert drawn(demo_store, order) == whole
    assert drawn_parts == [0, 1, 2, 3, 3, 4]


def test_a_cancelled_order_leaves_nothing(demo_store: Store, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    order = hand(demo_store, bench, "csv")
    cancel_before = cancelling(demo_store, order, lists.SerialTable.part)
    monkeypatch.setattr(lists.SerialTable, "part", cancel_before)
    run_next(demo_store, clock.now())
    with reading(demo_store) as session:
        assert session.exec(select(Job.state).where(Job.id == order.job_id)).one() == JobState.CANCELLED
    assert not drawing.print_folder(demo_store.settings, order.id).exists()


def cancelling(store: Store, order: PrintOrder, part: Callable[..., bytes]) -> Callable[..., bytes]:
    def act(*asked: object) -> bytes:
        with keeping(store) as session:
            assert order.job_id is not None
            cancel(session, order.job_id, now=clock.now())
        return part(*asked)

    return act


def test_files_are_forgotten_after_a_week(demo_store: Store, bench: Bench, the_clock: Clock) -> None:
    order = hand(demo_store, bench, "csv")
    assert drawn(demo_store, order)
    assert drawing.purge_prints(demo_store.settings, clock.now()) == 0
    assert drawing.purge_prints(demo_store.settings, clock.now() + drawing.KEPT * 2) == 1
    with reading(demo_store) as session:
        found = order_by_id(demo_store, session, order.id, bench.producer.id)
    assert found is not None
    assert (found.path, found.is_open) == (None, False)
