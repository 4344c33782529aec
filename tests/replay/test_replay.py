"""Balances and states built anew from the entries alone: they agree with the tables, or say where they do not."""

from pathlib import Path

import pytest
from cast import (
    REGULATOR,
    SEASON,
    issue,
    make_batch,
    make_delivery,
    make_plot,
    make_producer,
    make_profile,
    make_report,
    make_trade_item,
    pour,
    reported,
)
from click.testing import CliRunner, Result
from grams import FIRST_DAY, Shed
from outsider import attack
from replaying import replayed
from scenario import NOON
from standing_clock import Clock

from gitrace.balance.commands import Books, in_lot, without_label
from gitrace.balance.tables import AccountKind
from gitrace.batches.events import BatchCorrected, BatchDrawn
from gitrace.batches.holds import HoldBatch, hold_batch
from gitrace.batches.releasing import ProposeRelease, propose_release
from gitrace.batches.tables import Batch
from gitrace.cli import house
from gitrace.labels.events import LabelsPutInUse
from gitrace.labels.reprinting import ReprintLabels, reprint_labels
from gitrace.storage import Store
from gitrace.work import Work, writing

GTIN = "06901234000016"
SQLITE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


def told(store: Store) -> list[str]:
    return [one.en for one in replayed(store).differences]


def audit_replay(store: Store, *arguments: str) -> Result:
    home = {"GITRACE_HOME": str(store.settings.home), "GITRACE_DATABASE_URL": store.settings.database_url}
    return CliRunner(env=home).invoke(house, ["audit", "replay", "--quiet", *arguments])


def lay_season(store: Store) -> Shed:
    """Sixty deeds on some mornings, then a failing report and a lot that is held and perhaps released."""
    shed = Shed(store, 27, FIRST_DAY)
    shed.live(60)
    with shed.time_stands():
        batch = make_batch(store, shed.producer)
        run = issue(store, batch.lot, shed.gtins["fresh"], 5)
        lead = reported("lead", "0.5", "fail")
        make_report(store, shed.producer, form="fresh", items=[lead], conclusion="fail")
        with writing(store, REGULATOR) as work:
            reprint_labels(work, ReprintLabels(run_id=run.id, reason="演示"))
            for last in (run.first, run.first + 3):
                reprint_labels(work, ReprintLabels(run_id=run.id, first=run.first, last=last, reason="演示"))
        with writing(store, REGULATOR) as work:
            hold_batch(work, HoldBatch(reason="演示"), lot=shed.lots[0])
        with writing(store, REGULATOR) as work:
            propose_release(work, ProposeRelease(reason="演示"), lot=shed.lots[0])
    return shed


TAMPERINGS = (
    ("UPDATE account SET balance_g = balance_g + 7 WHERE kind = 'lot'", "Account grams left of lot CY"),
    ("UPDATE posting SET grams = grams + 3 WHERE reason = 'pour'", "summed from the table's postings"),
    ("UPDATE batch SET state = 'closed' WHERE state = 'open'", "The state of lot CY"),
    ("UPDATE batch SET hold = 'none' WHERE hold = 'check'", "The hold of lot CY"),
    ("UPDATE batch SET recall_notice = '演示'", "The recall notice of lot CY"),
    ("UPDATE label_run SET prints = prints + 1", "The issue of labels 1–"),
    ("UPDATE label_reprint SET last = last + 1", "Numbers printed again of labels 1–"),
    ("UPDATE label_range SET reason = 'opened' WHERE reason = 'gone'", "Numbers void gone of labels"),
    ("UPDATE label_range SET state = 'returned' WHERE state = 'in-use'", "Numbers in-use of labels"),
    ("UPDATE carton SET grams = grams + 1 WHERE grams > 0", "Grams and packs of carton"),
    ("UPDATE certified_yield SET grams = grams + 1", "Certified grams of plot"),
    ("UPDATE delivery SET net_g = net_g + 1", "Net grams of delivery"),
    ("UPDATE pour SET grams = grams + 1", "Delivery and grams of pour"),
    ("UPDATE hold_proposal SET answer = 'no-hold'", "The answer of the hold proposed by report"),
    ("UPDATE release_proposal SET state = 'confirmed'", "Proposals to release of lot CY"),
)


def test_every_balance_state_and_credit_changed_behind_the_ledgers_back_is_named(store: Store) -> None:
    lay_season(store)
    assert told(store) == []
    with attack(store) as connection:
        changed = [connection.exec_driver_sql(statement).rowcount for statement, _ in TAMPERINGS]
    assert all(changed), changed
    differences = replayed(store).differences
    for _, words in TAMPERINGS:
        assert any(words in one.en for one in differences), words
    assert not any("{" in one.zh for one in differences)


@SQLITE
def test_the_first_difference_names_account_entries_and_table(store: Store) -> None:
    lay_season(store)
    assert audit_replay(store).exit_code == 0
    with attack(store) as connection:
        query = "SELECT id, balance_g FROM account WHERE kind = 'in-use' AND balance_g > 0 ORDER BY id"
        key, grams = connection.exec_driver_sql(query).first()
        connection.exec_driver_sql(f"UPDATE account SET balance_g = balance_g - 1 WHERE id = {key}")
    result = audit_replay(store)
    assert result.exit_code == 1
    chinese, english = result.stdout.splitlines()[:2]
    assert chinese.startswith("差异：账户 已启用标签（批次 CY")
    assert chinese.endswith(f"：照各条目为 {grams:,} 克，表中为 {grams - 1:,} 克。")
    assert english.startswith("DIFFERENCE: Account in use of lot CY")
    assert f"the entries come to {grams:,} g, the table says {grams - 1:,} g." in english


@SQLITE
def test_a_row_that_is_gone_or_that_no_entry_tells_of_is_named(store: Store) -> None:
    lay_season(store)
    with attack(store) as connection:
        connection.exec_driver_sql("DELETE FROM label_range")
        connection.exec_driver_sql("DELETE FROM account WHERE kind = 'loss'")
        connection.exec_driver_sql(
            "INSERT INTO account (kind, owner, is_source, balance_g) VALUES ('lot', 'lot:999', false, 5)"
        )
    codes = {one.code for one in replayed(store).differences}
    assert {"row-extra", "row-missing", "state-differs"} <= codes


def _draw_more(work: Work, batch: Batch) -> None:
    books = Books(work, f"lot:{batch.lot}")
    books.move(in_lot(batch.id), without_label(AccountKind.LOSS, batch.producer_id, SEASON), 2_000, "draw")
    drawn = BatchDrawn(lot=batch.lot, to="loss", grams=1_000, note="", into_lot="")
    work.record(drawn, subject=f"lot:{batch.lot}", rows=books.rows)


def _post_for_nothing(work: Work, batch: Batch) -> None:
    books = Books(work, f"lot:{batch.lot}")
    books.move(in_lot(batch.id), without_label(AccountKind.LOSS, batch.producer_id, SEASON), 500, "draw")
    said = BatchCorrected(lot=batch.lot, reason="演示")
    work.record(said, subject=f"lot:{batch.lot}", rows=books.rows)


def _use_twice(work: Work, batch: Batch) -> None:
    told_once = LabelsPutInUse(lot=batch.lot, gtin=GTIN, ranges=[[1, 3]])
    work.record(told_once, subject=f"lot:{batch.lot}")
    work.record(told_once, subject=f"lot:{batch.lot}")


@SQLITE
def test_a_command_that_posts_otherwise_than_it_says_is_found_though_its_tables_agree(
    store: Store, the_clock: Clock
) -> None:
    the_clock.set(NOON)
    make_profile(store)
    producer = make_producer(store)
    batch = make_batch(store, producer)
    make_trade_item(store, producer, gtin=GTIN)
    make_report(store, producer)
    pour(store, batch, make_delivery(store, producer, make_plot(store)))
    issue(store, batch.lot, GTIN, 5)
    assert told(store) == []
    for deed in (_draw_more, _post_for_nothing, _use_twice):
        with writing(store, REGULATOR) as work:
            deed(work, batch)
    sentences = " ".join(told(store))
    assert (
        "by what it says grams left of lot CY260320A001 changes by -1,000 g; its postings come to -2,000 g."
        in sentences
    )
    assert "by what it says grams left of lot CY260320A001 changes by 0 g; its postings come to -500 g." in sentences
    assert "labels 1 to 3 are not, by the entries before it, in the state that it changes." in sentences


@SQLITE
def test_a_full_export_replays_by_itself_and_a_public_one_cannot(store: Store, tmp_path: Path) -> None:
    lay_season(store)
    settings = store.settings
    home = {"GITRACE_HOME": str(settings.home), "GITRACE_DATABASE_URL": settings.database_url}
    for name, *scope in (("full.jsonl.gz", "--full"), ("public.jsonl",)):
        CliRunner(env=home).invoke(house, ["audit", "export", str(tmp_path / name), *scope], catch_exceptions=False)
    full = audit_replay(store, "--export", str(tmp_path / "full.jsonl.gz"))
    assert full.exit_code == 0, full.stdout
    assert "they are not part of what was read" in full.stdout
    public = audit_replay(store, "--export", str(tmp_path / "public.jsonl"))
    assert getattr(public.exception, "code", None) == "export-public"
