"""The demo's public balance is what its public log comes to, for whoever has nothing but an export."""

import re
from pathlib import Path

from click.testing import CliRunner

from gitrace.app import create_app
from gitrace.cli import house
from gitrace.ledger.export import Export, Scope, write_export
from gitrace.ledger.readers import evidence
from gitrace.storage import Store
from gitrace.supervision.balance_sheet.columns import COLUMNS
from gitrace.supervision.balance_sheet.recount import recount


def test_the_page_shows_what_the_public_entries_add_up_to(demo_store: Store, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    with evidence(demo_store.engine) as reader:
        list(write_export(reader, file, Scope.PUBLIC))
    export, client = Export(file), create_app(demo_store).test_client()
    found = recount(lambda: ((one.leaf, ()) for one in export.entries()), full=False)
    assert found.sheets
    assert found.differences == []
    for season, sheet in found.sheets.items():
        page = client.get(f"/balance.json?season={season}").get_json()
        shown = {one["code"]: {code: one[code] for code in COLUMNS} for one in page["townships"]}
        for township, figures in shown.items():
            for code, one in COLUMNS.items():
                value = one.shown(sheet.figure(code, township))
                assert figures[code] == (value if value is None else float(value)), (township, code)
        assert set(sheet.townships) <= shown.keys()
        assert any(sheet.county(code) for code in ("delivered", "in_use", "scans"))


def test_a_full_export_gives_the_weekly_sums_themselves(demo_store: Store, tmp_path: Path) -> None:
    file = tmp_path / "full.jsonl.gz"
    with evidence(demo_store.engine) as reader:
        list(write_export(reader, file, Scope.FULL))
    answer = CliRunner().invoke(house, ["audit", "balance", str(file)])
    assert answer.exit_code == 0, answer.output
    assert "certified and delivered by township" in answer.output


def test_an_export_mangled_on_purpose_ends_in_a_sentence(demo_store: Store, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    with evidence(demo_store.engine) as reader:
        list(write_export(reader, file, Scope.PUBLIC))
    honest = file.read_text("utf-8")
    mangled = re.sub(r'(\\"labels\\":)\[\[.*?\]\]', r"\1[1.5]", honest)
    assert mangled != honest
    file.write_text(mangled, "utf-8")
    answer = CliRunner().invoke(house, ["audit", "balance", str(file)])
    assert answer.exit_code == 1
    assert answer.output.startswith("WRONG: ")
