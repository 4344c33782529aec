"""`gitrace audit verify-export`: what is as it was written passes, and each kind of change has its name."""

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gitrace.cli import house
from gitrace.ledger.annex import ERASED, Part, seal_of
from gitrace.ledger.canonical import Json, canonical
from gitrace.ledger.checkpoints import Signer
from gitrace.ledger.export import ExportVerification, Header, Scope, file
from gitrace.ledger.tree import append_leaf, leaf_hash, root_of
from gitrace.ledger.verify import Report

SIGNER = Signer.from_seed("gitrace.test/log", bytes(32))
ENTRIES = 2300
"""Three blocks of lines, the last one part of one."""
KEY = str(SIGNER.verifier_key)


@dataclass
class Log:
    """An honest log of one notice after another about one person, and what an attacker may change of it."""

    scope: Scope = Scope.FULL
    size: int = ENTRIES
    signer: Signer = SIGNER
    leaves: list[dict[str, Any]] = field(default_factory=list)
    parts: list[list[Part]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for index in range(self.size):
            time = f"2026-03-12T01:{index // 60:02}:{index % 60:02}.000000Z"
            record: Json = {"actor": "system", "touches": ["user:3"]}
            contents = (("person/user:3", canonical([index])), ("record", canonical(record)))
            parts = [Part(name, f"{index:032x}", body.decode()) for name, body in contents]
            leaf = {"annex": [part.digest for part in parts], "index": index, "time": time, "tag": "test.noted/1"}
            opened = {"origin": self.signer.origin, "log_key": str(self.signer.verifier_key)}
            leaf |= {"subject": "lot:1", "fields": {"text": f"第 {index} 条"}}
            if index == 0:
                leaf |= {"tag": "ledger.opened/1", "subject": "ledger", "fields": opened}
            self.leaves.append(leaf)
            self.parts.append(parts)

    def insert(self, index: int) -> None:
        """The entry a second time."""
        self.leaves.insert(index, self.leaves[index])
        self.parts.insert(index, self.parts[index])

    def checkpoint(self, size: int | None = None) -> str:
        """Signed by the log's own key."""
        peaks: list[bytes] = []
        for index, leaf in enumerate(self.leaves[:size]):
            append_leaf(index, peaks, leaf_hash(canonical(leaf)))
        return self.signer.sign(len(self.leaves[:size]), root_of(peaks))

    def lines(self, checkpoint: str) -> list[str]:
        """Of the file."""
        header = Header(self.signer.origin, str(self.signer.verifier_key), self.scope, len(self.leaves))
        entries = [{"leaf": canonical(leaf).decode()} | self._annex(index) for index, leaf in enumerate(self.leaves)]
        return [file.written(line) for line in (header.line(), *entries, {"checkpoint": checkpoint})]

    def _annex(self, index: int) -> dict[str, Any]:
        if self.scope is Scope.PUBLIC:
            return {}
        kept = [
            {"name": p.name, "salt": p.salt, "body": p.body, "seal": None, "erased_by": None} for p in self.parts[index]
        ]
        return {"annex": kept}


@pytest.fixture(scope="module")
def honest() -> list[str]:
    log = Log()
    return log.lines(log.checkpoint())


def verify(path: Path, lines: list[str], **known: Any) -> Report:
    text = "".join(lines).encode()
    path.write_bytes(gzip.compress(text, 1) if path.suffix == ".gz" else text)
    verification = ExportVerification(path, **known)
    for _ in verification.run():
        pass
    return verification.report


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings]


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize(("name", "processes"), [("log.jsonl", 0), ("log.jsonl.gz", 2)])
def test_an_honest_export_passes_however_many_look(tmp_path: Path, scope: Scope, name: str, processes: int) -> None:
    log = Log(scope)
    lines = log.lines(log.checkpoint())
    report = verify(tmp_path / name, lines, kept=log.checkpoint(1500), trusted_key=KEY, processes=processes)
    assert codes(report) == []
    assert report.size == ENTRIES
    assert any("1500 entries that was kept elsewhere" in sentence for sentence in report.proved)
    assert any("who did it" in sentence for sentence in report.not_proved) == (scope is Scope.PUBLIC)


def test_the_smallest_log_passes(tmp_path: Path) -> None:
    log = Log(size=1)
    assert codes(verify(tmp_path / "log.jsonl", log.lines(log.checkpoint()))) == []


def leaf(change: dict[str, Any], index: int = 1234) -> Callable[[Log], None]:
    """The leaf is another one, in its one form."""
    return lambda log: log.leaves[index].update(change)


UNSIGNED_CHANGES: dict[str, tuple[Callable[[Log], Any], str]] = {
    "an edited entry": (leaf({"subject": "lot:2"}), "checkpoint-differs"),
    "an entry that went": (lambda log: log.leaves.pop(1234), "entry-moved"),
    "the last entry that went": (lambda log: log.leaves.pop(), "checkpoint-differs"),
    "an entry that came": (lambda log: log.insert(1234), "entry-moved"),
    "two entries swapped": (lambda log: log.leaves.insert(1234, log.leaves.pop(1235)), "entry-moved"),
    "a number that is none": (leaf({"index": True}, 1), "leaf-malformed"),
    "a part of another content": (lambda log: log.parts[1234].reverse(), "part-changed"),
    "a part that went": (lambda log: log.parts[1234].pop(), "part-missing"),
}


@pytest.mark.parametrize(("change", "code"), UNSIGNED_CHANGES.values(), ids=UNSIGNED_CHANGES)
def test_a_change_without_the_key_is_named(tmp_path: Path, change: Callable[[Log], Any], code: str) -> None:
    log = Log()
    checkpoint = log.checkpoint()
    change(log)
    assert codes(verify(tmp_path / "log.jsonl", log.lines(checkpoint)))[0] == code


@pytest.mark.parametrize("index", [999, 1000, 1001, 2299])
def test_time_that_goes_back_is_named_by_whomever_it_is_signed(tmp_path: Path, index: int) -> None:
    log = Log()
    log.leaves[index]["time"] = "2026-03-11T00:00:00.000000Z"
    report = verify(tmp_path / "log.jsonl", log.lines(log.checkpoint()))
    assert [finding.sentence.partition(":")[0] for finding in report.findings] == [f"Entry {index}"]
    assert codes(report) == ["time-backwards"]


def test_a_log_written_anew_and_signed_anew_is_told_by_the_kept_checkpoint(tmp_path: Path) -> None:
    kept, log = Log().checkpoint(1500), Log()
    log.leaves[1499]["subject"] = "lot:2"
    lines = log.lines(log.checkpoint())
    assert codes(verify(tmp_path / "log.jsonl", lines)) == []
    assert codes(verify(tmp_path / "log.jsonl", lines, kept=kept)) == ["rewritten"]


def test_a_log_that_was_cut_off_is_told_by_the_kept_checkpoint(tmp_path: Path) -> None:
    kept, log = Log().checkpoint(), Log(size=1500)
    assert codes(verify(tmp_path / "log.jsonl", log.lines(log.checkpoint()), kept=kept)) == ["truncated"]


def test_a_log_under_another_key_is_told_by_the_key_that_is_known(tmp_path: Path) -> None:
    log = Log(signer=Signer.from_seed("gitrace.test/log", b"\x01" * 32))
    lines = log.lines(log.checkpoint())
    assert codes(verify(tmp_path / "log.jsonl", lines)) == []
    assert codes(verify(tmp_path / "log.jsonl", lines, trusted_key=KEY)) == ["key-foreign"]
    assert codes(verify(tmp_path / "log.jsonl", lines, kept=Log().checkpoint())) == ["kept-foreign"]


def test_a_first_line_that_names_another_log_is_named(tmp_path: Path, honest: list[str]) -> None:
    changed = [honest[0].replace("gitrace.test/log", "gitrace.test/other", 1), *honest[1:]]
    assert codes(verify(tmp_path / "log.jsonl", changed)) == ["header-differs"]


def test_a_salt_has_one_spelling(tmp_path: Path, honest: list[str]) -> None:
    salt = f"{11:032x}"
    lines = [*honest[:12], honest[12].replace(salt, salt.upper()), *honest[13:]]
    assert codes(verify(tmp_path / "log.jsonl", lines)) == ["part-changed", "part-changed", "record-missing"]


def test_a_part_erased_by_the_erasure_of_that_person_is_told_and_not_wrong(tmp_path: Path) -> None:
    log = Log()
    log.leaves[2200]["tag"] = ERASED
    lines = log.lines(log.checkpoint())
    gone = json.loads(lines[1 + 5])
    part = log.parts[5][0]
    gone["annex"][0] |= {"salt": None, "body": None, "seal": seal_of(part.salt, part.body), "erased_by": 2200}
    lines[1 + 5] = file.written(gone)
    report = verify(tmp_path / "log.jsonl", lines)
    assert codes(report) == []
    assert report.erased == ["Entry 5: what it kept about user:3 was erased by entry 2200."]
    for another in (2201, 9000):  # an entry about her that erases nothing, and none
        gone["annex"][0]["erased_by"] = another
        lines[1 + 5] = file.written(gone)
        assert codes(verify(tmp_path / "log.jsonl", lines)) == ["part-erased-unrecorded"]


LINE_CHANGES: dict[str, Callable[[list[str]], list[str]]] = {
    "a blank in a line": lambda lines: [*lines[:7], lines[7].replace('{"leaf"', '{ "leaf"'), *lines[8:]],
    "a second leaf in a line": lambda lines: [*lines[:7], lines[7].replace("{", '{"leaf":"",', 1), *lines[8:]],
    "a second body in a part": lambda lines: [
        *lines[:7],
        lines[7].replace('"body":', '"body":"[]","body":', 1),
        *lines[8:],
    ],
    "a leaf that is no text": lambda lines: [*lines[:7], '{"leaf":7,"annex":[]}\n', *lines[8:]],
    "a line too many": lambda lines: [*lines, lines[7]],
    "no checkpoint": lambda lines: lines[:-1],
    "half a line": lambda lines: [*lines[:-2], lines[-2][:90]],
    "half a character": lambda lines: [*lines[:7], lines[7].replace("第", "\udce7"), *lines[8:]],
}


@pytest.mark.parametrize("change", LINE_CHANGES.values(), ids=LINE_CHANGES)
def test_a_line_has_one_form(tmp_path: Path, honest: list[str], change: Callable[[list[str]], list[str]]) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes("".join(change(honest)).encode(errors="surrogateescape"))
    for processes in (0, 1):
        verification = ExportVerification(path, processes=processes)
        list(verification.run())
        assert codes(verification.report) == ["unreadable"]


def test_damage_to_a_compressed_file_is_named(tmp_path: Path, honest: list[str]) -> None:
    path = tmp_path / "log.jsonl.gz"
    whole = gzip.compress("".join(honest).encode(), 1)
    for spoilt in (whole[:-20], whole[:40_000] + b"\xff" * 50 + whole[40_050:]):
        path.write_bytes(spoilt)
        verification = ExportVerification(path)
        list(verification.run())
        assert codes(verification.report)[-1] == "unreadable"


def test_a_line_without_an_end_is_not_read_into_memory(
    tmp_path: Path, honest: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "LONGEST_LINE", 100_000)
    report = verify(tmp_path / "log.jsonl.gz", [*honest[:7], '{"leaf":"', "x" * 200_000])
    assert codes(report) == ["unreadable"]
    assert "more than 100000 bytes" in report.findings[0].sentence


def command(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(house, ["audit", "verify-export", str(path), *arguments])


def test_the_command_says_what_was_proved_and_what_not(tmp_path: Path, honest: list[str]) -> None:
    verify(tmp_path / "log.jsonl", honest)
    (tmp_path / "kept").write_text(Log().checkpoint(7))
    result = command(tmp_path / "log.jsonl", "--key", KEY, "--checkpoint", str(tmp_path / "kept"))
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"Nothing wrong was found in {ENTRIES} entries.")
    assert "the one that is trusted" in result.stdout
    assert "Not proved:\n  - that what was recorded was true" in result.stdout


def test_the_command_exits_1_with_the_first_thing_wrong(tmp_path: Path, honest: list[str]) -> None:
    verify(tmp_path / "log.jsonl", [*honest[:8], *honest[9:]])
    result = command(tmp_path / "log.jsonl")
    assert result.exit_code == 1
    assert result.stdout.startswith("WRONG: Entry 7: its leaf says that it is entry 8. [entry-moved]")
    (tmp_path / "other").write_text("x")
    assert command(tmp_path / "other").stdout.startswith("WRONG: ")


def test_half_a_character_in_a_file_ends_in_a_sentence(tmp_path: Path, honest: list[str]) -> None:
    verify(tmp_path / "log.jsonl", [honest[0].replace("gitrace.test/log", r"\ud800", 1), *honest[1:]])
    result = command(tmp_path / "log.jsonl")
    assert result.exit_code == 1
    assert result.stdout.startswith("WRONG: ")


def test_the_command_loads_neither_database_nor_web(tmp_path: Path) -> None:
    loaded = "import sys, gitrace.cli.audit, gitrace.cli.verify_export, gitrace.cli.proof; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True).stdout.split()
    assert not {"flask", "sqlalchemy", "psycopg", "gitrace.storage", "gitrace.work"} & set(told)
    assert "gitrace.ledger.export.verifying" in told
