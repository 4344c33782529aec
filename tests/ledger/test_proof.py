"""Proof files: what they hold, what each claim refuses, and `gitrace audit verify-proof`."""

import base64
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gitrace.cli import house
from gitrace.ledger.checkpoints import Signer, VerifierKey
from gitrace.ledger.log_keys import LogKeys
from gitrace.ledger.proof import (
    BadProof,
    Proof,
    Unproven,
    check_inclusion,
    check_place,
    check_signature,
    parse_proof,
)
from gitrace.ledger.tree import append_leaf, inclusion_proof, leaf_hash, root_of

SIGNER = Signer.from_seed("gitrace.test/log", bytes(32))
LEAVES = [f'{{"index":{index},"tag":"restricted"}}'.encode() for index in range(11)]


def proof_of(index: int, size: int = 11, signer: Signer = SIGNER) -> Proof:
    peaks: list[bytes] = []
    nodes = {}
    for number, leaf in enumerate(LEAVES[:size]):
        nodes |= {(level, place): h for level, place, h in append_leaf(number, peaks, leaf_hash(leaf))}
    path = inclusion_proof(lambda level, place: nodes[level, place], index, size)
    return Proof(index, LEAVES[index], tuple(path), signer.sign(size, root_of(peaks)))


def prove(proof: Proof, key: VerifierKey = SIGNER.verifier_key) -> None:
    check_inclusion(proof, check_signature(proof, LogKeys.trusting(key)))
    check_place(proof)


@pytest.mark.parametrize("size", range(1, 12))
def test_every_entry_of_every_tree_is_proved_by_its_file(size: int) -> None:
    for index in range(size):
        prove(parse_proof(str(proof_of(index, size))))


def test_the_file_is_written_as_the_specification_says() -> None:
    proof = proof_of(8, 9)
    lines = str(proof).split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1] == f"extra {base64.b64encode(LEAVES[8]).decode()}"
    assert lines[2] == "index 8"
    assert base64.b64decode(lines[3]) == proof.path[0]
    assert lines[4:7] == ["", "gitrace.test/log", "9"]
    assert str(proof).endswith(proof.checkpoint)


SPOILT = {
    "another entry": replace(proof_of(5), leaf=LEAVES[6]),
    "another index": replace(proof_of(5), index=4),
    "a step less": replace(proof_of(5), path=proof_of(5).path[:-1]),
    "a step more": replace(proof_of(5), path=(*proof_of(5).path, bytes(32))),
    "another step": replace(proof_of(5), path=(bytes(32), *proof_of(5).path[1:])),
    "another tree": replace(proof_of(5), checkpoint=proof_of(5, 10).checkpoint),
    "an index beyond the tree": replace(proof_of(5), index=11),
    "another key": proof_of(5, signer=Signer.from_seed("gitrace.test/log", b"\x01" * 32)),
    "another log": proof_of(5, signer=Signer("gitrace.test/other", SIGNER.private)),
    "another number in the entry": replace(proof_of(0, 1), leaf=b"{}"),
}


@pytest.mark.parametrize("proof", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_proof_proves_nothing(proof: Proof) -> None:
    with pytest.raises(Unproven):
        prove(proof)


@pytest.mark.parametrize(
    "leaf", [b"", b"[]", b"7", b'{"index":"5"}', b'{"index":6}', b'{"index":5.0}', b"\xff", b"[" * 10_000]
)
def test_an_entry_that_stands_elsewhere_than_it_says_is_none(leaf: bytes) -> None:
    with pytest.raises(Unproven):
        check_place(replace(proof_of(5), leaf=leaf))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tlog-proof@v1", "tlog-proof@v2"),
        ("extra ", "other "),
        ("index 5", "index 05"),
        ("index 5", "index -5"),
        ("index 5\n", ""),
        ("\n\n", "\n"),
        ("index 5\n", "index 5\nAAAA\n"),
        ("index 5\n", "index 5\n?\n"),
    ],
)
def test_what_is_no_proof_file_is_not_read(old: str, new: str) -> None:
    with pytest.raises(BadProof):
        parse_proof(str(proof_of(5)).replace(old, new, 1))


def verify(file: Path, text: str, key: VerifierKey = SIGNER.verifier_key) -> Result:
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(house, ["audit", "verify-proof", str(file), "--key", str(key)])


def test_the_command_shows_the_entry_and_says_what_was_proved_and_what_not(tmp_path: Path) -> None:
    result = verify(tmp_path / "p", str(proof_of(5)))
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(LEAVES[5].decode())
    assert "11 entries long, holds this entry as number 5" in result.stdout
    assert "Not proved:" in result.stdout


def test_the_command_exits_1_with_what_does_not_hold(tmp_path: Path) -> None:
    result = verify(tmp_path / "p", str(SPOILT["another entry"]))
    assert result.exit_code == 1
    assert result.stdout.startswith("WRONG: the tree of 11 entries does not hold this entry as number 5")


def test_the_package_stands_alone() -> None:
    loaded = "import sys, gitrace.ledger.proof; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True).stdout.split()
    assert not {"flask", "sqlalchemy", "gitrace.storage", "gitrace.settings"} & set(told)
    assert "gitrace.ledger.proof.claims" in told
