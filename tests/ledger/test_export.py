"""The export file: whole, verifiable elsewhere, and in its public scope nothing but what an outsider may read."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from gitrace.ledger.export import Export, ExportReader, ExportVerification, Scope, write_export
from gitrace.ledger.readers import evidence
from gitrace.ledger.verify import Report, Unreadable
from gitrace.storage import Store


def export(store: Store, path: Path, scope: Scope = Scope.PUBLIC) -> list[dict[str, Any]]:
    with evidence(store.engine) as reader:
        for _ in write_export(reader, path, scope):
            pass
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text()
    return [json.loads(line) for line in text.splitlines()]


def verify(path: Path) -> Report:
    verification = ExportVerification(path)
    for _ in verification.run():
        pass
    return verification.report


def test_the_public_scope_is_a_header_the_leaves_and_the_checkpoint(full: Store, tmp_path: Path) -> None:
    header, *entries, last = export(full, tmp_path / "log.jsonl")
    assert header["gitrace-export"] == 1
    assert header["scope"] == "public"
    assert header["size"] == len(entries)
    assert all(set(entry) == {"leaf"} for entry in entries)
    assert last["checkpoint"].startswith(header["origin"])


def test_the_public_scope_holds_nothing_of_a_restricted_entry(full: Store, tmp_path: Path) -> None:
    leaves = [json.loads(line["leaf"]) for line in export(full, tmp_path / "log.jsonl")[1:-1]]
    restricted = [leaf for leaf in leaves if leaf["tag"] == "restricted"]
    assert restricted
    assert all(set(leaf) == {"annex", "index", "time", "tag"} for leaf in restricted)


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("name", ["log.jsonl", "log.jsonl.gz"])
def test_an_export_verifies_elsewhere(full: Store, tmp_path: Path, name: str, scope: Scope) -> None:
    export(full, tmp_path / name, scope)
    report = verify(tmp_path / name)
    assert report.findings == []
    assert any("today's rows" in sentence for sentence in report.not_proved)


def test_an_export_reads_as_the_database_it_was_written_from(full: Store, tmp_path: Path) -> None:
    export(full, tmp_path / "log.jsonl.gz", Scope.FULL)
    with evidence(full.engine) as reader:
        exported = ExportReader(tmp_path / "log.jsonl.gz")
        assert [entry.leaf for entry in exported.entries()] == [entry.leaf for entry in reader.entries()]
        assert list(exported.parts()) == list(reader.parts())
        assert [head.checkpoint for head in exported.heads()] == [head.checkpoint for head in reader.heads()]


@pytest.mark.parametrize(
    ("scope", "old", "new"),
    [
        (Scope.PUBLIC, "春笋上市", "没有上市"),
        (Scope.FULL, "雷竹", "毛竹"),
    ],
)
def test_a_changed_export_is_found(full: Store, tmp_path: Path, scope: Scope, old: str, new: str) -> None:
    path = tmp_path / "log.jsonl"
    export(full, path, scope)
    path.write_text(path.read_text().replace(old, new, 1))
    assert verify(path).findings


def test_an_export_without_its_last_entry_is_found(full: Store, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    export(full, path)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[:-2], lines[-1]]))
    assert {finding.code for finding in verify(path).findings} == {"size-differs", "checkpoint-differs"}


@pytest.mark.parametrize("text", ["", "{}", "[]", "x", '{"gitrace-export":2}'])
def test_what_is_no_export_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text(text)
    with pytest.raises(Unreadable, match=r"log\.jsonl"):
        Export(path)


def test_an_export_cut_off_in_transit_is_named(full: Store, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl.gz"
    export(full, path)
    path.write_bytes(path.read_bytes()[:-20])
    assert verify(path).findings[0].code == "unreadable"


def test_a_file_that_is_there_is_not_written_over(full: Store, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        export(full, path)
    assert path.read_text() == "mine"
