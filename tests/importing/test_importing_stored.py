"""A season brought into a home: every row as expected, once, and the evidence sound."""

import csv
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from replaying import replayed
from sqlmodel import col, select

from gitrace import clock
from gitrace.balance.commands import rebuilt_balances
from gitrace.balance.tables import Account
from gitrace.cli import house
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal
from gitrace.importing.commands import Outcome, bring_in, try_in
from gitrace.importing.jobs import keep_files, order_import, purge_imports
from gitrace.importing.keeping import report_path
from gitrace.importing.sheets import Folder, Sheet, read_folder
from gitrace.jobs import Job, JobState
from gitrace.jobs.running import run_next
from gitrace.ledger import tables
from gitrace.settings import Settings
from gitrace.storage import Store, keeping, reading
from gitrace.work import Actor

DATA = Path(__file__).parent.parent / "data"
AS_OF = date(2026, 11, 1)
IMPORT = Actor("import")
OFFICER = Actor("user:1", "regulator")


def season(name: str, *kinds: str) -> Folder:
    folder = read_folder([(path.name, path.read_bytes()) for path in sorted((DATA / name).iterdir())])
    sheets = tuple(sheet for sheet in folder.sheets if not kinds or sheet.kind.name in kinds)
    return Folder(sheets, folder.ignored)


def expected_of(folder: Folder) -> list[tuple[str, ...]]:
    """What the files say of these rows, counted from the first of each sheet."""
    lines = (DATA / "season-2026" / "expected.csv").read_text("utf-8-sig").splitlines()
    asked = Counter({sheet.kind.name: len(sheet.rows) for sheet in folder.sheets})
    found: list[tuple[str, ...]] = []
    for row in list(csv.reader(lines))[1:]:
        asked[row[0]] -= 1
        if asked[row[0]] >= 0:
            found.append(tuple(row))
    return sorted(found)


def reported(outcome: Outcome) -> list[tuple[str, ...]]:
    return sorted(verdict.report_row for verdict in outcome.verdicts)


def log_size(store: Store) -> int:
    with reading(store) as session:
        size: int = session.connection().execute(sa.select(tables.head.c.size)).scalar_one()
    return size


def test_a_season_comes_in_as_expected_and_only_once(store: Store) -> None:
    """All of the rough sheets on SQLite, tried first, then the clean ones, which add nothing; on PostgreSQL the clean
    ones with a twentieth of their deliveries, then these deliveries again.
    """
    first, again = season("season-2026-rough"), season("season-2026")
    if store.is_sqlite:
        assert reported(try_in(store, first, AS_OF)) == expected_of(first)
    else:
        first = Folder(tuple(part(sheet, 130, 10_000) for sheet in again.sheets), ())
        again = Folder(first.sheets[-1:], ())
    assert reported(bring_in(store, IMPORT, first, AS_OF)) == expected_of(first)
    size = log_size(store)
    outcome = bring_in(store, IMPORT, again, AS_OF)
    assert reported(outcome) == expected_of(again)
    assert all(verdict.present for verdict in outcome.verdicts if verdict.outcome != "refused")
    assert log_size(store) == size
    with reading(store) as session:
        balances = {account.id: account.balance_g for account in session.exec(select(Account)) if account.balance_g}
        rebuilt = {key: grams for key, grams in rebuilt_balances(session.connection()).items() if grams}
    assert rebuilt == balances
    assert [one.en for one in replayed(store).differences] == []


def test_a_dry_run_saves_nothing(store: Store) -> None:
    size = log_size(store)
    try_in(store, season("season-2026", "producers", "households"), AS_OF)
    assert log_size(store) == size


def test_deliveries_alone_certify_nothing(store: Store) -> None:
    """Without a sheet of plots nobody has certified them for the deliveries' season."""
    few = [part(sheet, 20, 60) for sheet in season("season-2026").sheets]
    bring_in(store, IMPORT, Folder(tuple(few[:-1]), ()), AS_OF)
    outcome = bring_in(store, IMPORT, Folder(tuple(few[-1:]), ()), AS_OF)
    assert {verdict.codes for verdict in outcome.verdicts} <= {
        ("yield-exceeded",),
        ("unknown-household",),
        ("unknown-plot",),
    }


def test_a_record_brought_in_late_judges_earlier_deliveries_again(store: Store) -> None:
    whole = {sheet.kind.name: sheet for sheet in season("season-2026").sheets}
    deliveries = part(whole["deliveries"], 40, 0)
    plots = {str(row.cells["地块编号"]) for row in deliveries.rows}
    whole |= {name: of_plots(whole[name], plots) for name in ("plots", "inputs")}
    first = [whole[name] for name in ("producers", "households", "plots", "scales")]
    bring_in(store, IMPORT, Folder((*first, deliveries), ()), AS_OF)
    assert lacking_cover(store)
    bring_in(store, IMPORT, Folder((whole["inputs"],), ()), AS_OF)
    assert len(lacking_cover(store)) < 5


def of_plots(sheet: Sheet, plots: set[str]) -> Sheet:
    return replace(sheet, rows=tuple(row for row in sheet.rows if str(row.cells["地块编号"]) in plots))


def lacking_cover(store: Store) -> list[str]:
    with reading(store) as session:
        return list(session.exec(select(Delivery.number).where(col(Delivery.failing).contains("cover-record"))))


def part(sheet: Sheet, deliveries: int, others: int) -> Sheet:
    return replace(sheet, rows=sheet.rows[: deliveries if sheet.kind.name == "deliveries" else others])


def test_a_job_imports_what_was_sent_and_keeps_no_file_of_it(store: Store) -> None:
    kinds = ("producers.csv", "households.csv", "scales.csv")
    files = [(name, (DATA / "season-2026" / name).read_bytes()) for name in kinds]
    now = clock.now()
    folder = keep_files(store, OFFICER, files)
    with keeping(store) as session:
        job_id = order_import(session, OFFICER, folder, as_of=AS_OF, dry_run=False, now=now)
    assert run_next(store, now)
    with reading(store) as session:
        row = session.get_one(Job, job_id)
        assert row.state == "done", row.failure
        assert row.answer["counts"]["households"] == {"new": 260, "failing": 0, "refused": 4}
        assert [one["sheet"] for one in row.answer["refused"]].count("households") == 4
        report = report_path(store, row)
    assert report is not None
    assert sorted(path.name for path in report.parent.iterdir()) == ["report.csv", "result.json"]
    purge_imports(store, now)
    assert report.exists()
    purge_imports(store, now + timedelta(days=91))
    assert not report.parent.exists()


def test_a_job_killed_before_its_end_was_noted_tells_the_same_end_again(store: Store) -> None:
    now, files = clock.now(), [("households.csv", (DATA / "season-2026" / "households.csv").read_bytes())]
    folder = keep_files(store, OFFICER, files)
    with keeping(store) as session:
        job_id = order_import(session, OFFICER, folder, as_of=AS_OF, dry_run=False, now=now)
    assert run_next(store, now)
    with keeping(store) as session:
        killed = session.get_one(Job, job_id)
        first, killed.state, killed.result = killed.answer, JobState.WAITING, None
    assert run_next(store, now)
    with reading(store) as session:
        assert session.get_one(Job, job_id).state == "done"
        assert session.get_one(Job, job_id).answer == first


def test_what_cannot_be_read_never_becomes_a_job(store: Store) -> None:
    with pytest.raises(Refusal, match="表头不是"):
        keep_files(store, OFFICER, [("a.csv", b"a,b")])
    assert not (store.settings.home / "imports").exists()


def test_the_command_line_writes_the_report(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITRACE_HOME", str(settings.home))
    monkeypatch.setenv("GITRACE_DATABASE_URL", settings.database_url)
    report = tmp_path / "out.csv"
    folder = DATA / "season-2026"
    asked = ["import", str(folder), "--as-of", "2026-11-01", "--report", str(report), "--dry-run"]
    done = CliRunner().invoke(house, asked)
    assert done.exit_code == 0, done.output
    assert report.read_text("utf-8-sig").splitlines()[0] == "file,key,outcome,codes,grams"
    assert len(report.read_text("utf-8-sig").splitlines()) == 4080
    assert "nothing was saved" in done.output
