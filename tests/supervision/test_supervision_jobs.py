"""What the keeper does for the regulator: large lists, and a verification with what it did not prove."""

import csv
import os
from datetime import date, timedelta

import sqlalchemy as sa
from cast import make_plot, make_report
from laid import Laid
from outsider import attack

from gitrace import clock
from gitrace.inspections.files import keep_pdf
from gitrace.jobs import JobState
from gitrace.jobs.queries import job_of
from gitrace.jobs.running import run_next
from gitrace.storage import Store, keeping, reading
from gitrace.storage.files import file_path
from gitrace.supervision import jobs, overview
from gitrace.supervision.deliveries import DELIVERIES, AskDeliveries
from gitrace.supervision.exports import Wish, export_folder, exported, exports_of, order_export
from gitrace.supervision.overview import what_happened
from gitrace.supervision.spreadsheets import Format
from gitrace.supervision.verification import Outcome, last_outcome, ledger_state, order_verification

ASKER = "user:3"


def written(store: Store, wish: Wish) -> int:
    with keeping(store) as session:
        made = order_export(session, wish, made_by=ASKER, now=clock.now()).id
    assert run_next(store, clock.now())
    return made


def verified(store: Store) -> Outcome:
    with keeping(store) as session:
        order_verification(session, made_by=ASKER, now=clock.now())
    assert run_next(store, clock.now())
    with reading(store) as session:
        outcome = last_outcome(session)
    assert outcome is not None
    return outcome


def test_a_large_list_is_written_by_the_keeper_for_the_one_who_asked(store: Store, laid: Laid) -> None:
    wish = Wish(DELIVERIES, AskDeliveries(text="D000"), Format.CSV)
    job_id = written(store, wish)
    with reading(store) as session:
        found = exported(store, session, job_id, ASKER)
        assert [one.job.id for one in exports_of(store, session, ASKER)] == [job_id]
        assert exported(store, session, job_id, "user:4") is None
    assert found is not None
    assert found.path is not None
    with found.path.open(encoding="utf-8-sig") as file:
        assert [row[0] for row in csv.reader(file)] == ["交售单号", "D0002", "D0001"]
    assert found.wish == wish
    assert [one.name for one in export_folder(store.settings).iterdir()] == [found.path.name]


def test_exported_files_are_gone_after_a_week(store: Store, laid: Laid) -> None:
    job_id = written(store, Wish(DELIVERIES, AskDeliveries(), Format.XLSX))
    jobs.purge_exports(store, clock.now())
    assert len(list(export_folder(store.settings).iterdir())) == 1
    path = export_folder(store.settings) / f"{job_id}.xlsx"
    old = (clock.now() - timedelta(days=8)).timestamp()
    os.utime(path, (old, old))
    jobs.purge_exports(store, clock.now())
    with reading(store) as session:
        assert exported(store, session, job_id, ASKER) is None


def test_a_verification_keeps_what_it_proved_and_what_not(store: Store, laid: Laid) -> None:
    with keeping(store) as session:
        first = order_verification(session, made_by=ASKER, now=clock.now()).id
        assert order_verification(session, made_by=ASKER, now=clock.now()).id == first
    assert run_next(store, clock.now())
    with reading(store) as session:
        outcome, state = last_outcome(session), ledger_state(session)
        assert job_of(session, first).state == JobState.DONE  # type: ignore[union-attr]
    assert outcome is not None
    assert outcome.sound
    assert all(held for _, held in outcome.claims)
    assert any("检查点" in str(one) for one in outcome.not_proved)
    assert outcome.answer["size"] == state.size
    assert state.checkpoint.startswith(f"{state.origin}\n{state.size}\n{state.root}\n")


def test_a_verification_says_what_is_wrong(store: Store, laid: Laid) -> None:
    with attack(store) as connection:
        connection.execute(sa.text("UPDATE delivery SET net_g = net_g + 1"))
    outcome = verified(store)
    assert not outcome.sound
    assert {one["claim"] for one in outcome.answer["findings"]} == {"rows"}


def test_a_verification_replays_the_entries_and_tells_where_the_tables_differ(store: Store) -> None:
    make_plot(store)
    replay = verified(store).replay
    assert replay is not None
    assert replay.agrees
    assert [grams for _, grams in replay.grams] == [1_200_000, 0, 0, 0, 0]
    with attack(store) as connection:
        connection.execute(sa.text("UPDATE account SET balance_g = balance_g - 1 WHERE kind = 'certified'"))
    replay = verified(store).replay
    assert replay is not None
    ((words, code),) = replay.differences
    assert code == "balance-differs"
    assert words.in_language("en").endswith("the entries come to 1,200,000 g, the table says 1,199,999 g.")


def test_a_verification_reads_the_stored_files_too(store: Store, laid: Laid) -> None:
    kept = keep_pdf(store, b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n")
    make_report(store, laid.ours, file=kept)
    assert verified(store).answer["files"] == 1
    file_path(store, kept.sha256).write_bytes(b"%PDF-1.7 another")
    (finding,) = verified(store).answer["findings"]
    assert (finding["claim"], finding["code"]) == ("files", "file-changed")


def test_the_overview_counts_what_waits(store: Store, laid: Laid) -> None:
    packed = laid.batch.packed_on
    counts = (
        overview.lots_in_deficit,
        overview.failing_poured,
        overview.lots_held,
        overview.reports_under_review,
        overview.messages_open,
    )
    with reading(store) as session:
        assert [counted(session, packed) for counted in counts] == [1, 1, 1, 1, 1]
        assert (overview.expiring_authorisations(session, packed), overview.expiring_scales(session, packed)) == (
            [],
            [],
        )
        assert len(overview.expiring_scales(session, packed.replace(month=9))) == 2
        day = what_happened(session, packed)
    assert (day.deliveries, day.net_g, day.lots, day.labels) == (2, 150_000, 1, 50)


def test_a_lot_left_open_is_called_to_mind_after_its_days(store: Store, laid: Laid) -> None:
    packed = laid.batch.packed_on
    with reading(store) as session:
        counts = [overview.lots_left_open(session, packed + timedelta(days=days)) for days in (0, 2, 3, 30)]
    assert counts == [0, 0, 1, 1]


def test_a_reports_coverage_that_ends_is_found_with_its_form(store: Store, laid: Laid) -> None:
    until = date(2026, 4, 10)
    report = make_report(store, laid.ours, from_day=date(2026, 3, 1), until_day=until)
    with reading(store) as session:
        found = overview.expiring_reports(session, date(2026, 3, 20))
    assert [(one.producer_id, one.what, one.until_day) for one in found] == [
        (laid.ours.id, report.form, date(2026, 4, 10))
    ]
