"""Which key signs at which size: what is learnt from entries, and what is not believed."""

import json
from typing import Any

import pytest

from gitrace.ledger.checkpoints import BadCheckpoint, Checkpoint, Signer, signed_note
from gitrace.ledger.log_keys import LogKeys, handover, read_history
from gitrace.ledger.verify.checkpoint import SignatureWalk

ORIGIN = "gitrace.test/log"
ROOT = bytes(32)
OLD, NEW, THIRD, STRANGER = (Signer.from_seed(ORIGIN, bytes([number]) * 32) for number in range(1, 5))
OPENING = {
    "tag": "ledger.opened/1",
    "index": 0,
    "fields": {"origin": ORIGIN, "log_key": str(OLD.verifier_key)},
}


def rotation(old: Signer, new: Signer, index: int, last: int, by: Signer | None = None) -> dict[str, Any]:
    text = handover(old.verifier_key, new.verifier_key, index + 1, last)
    fields = {
        "old_key": str(old.verifier_key),
        "new_key": str(new.verifier_key),
        "new_from": index + 1,
        "old_until": last,
        "handover": (by or old).signature(text),
    }
    return {"tag": "ledger.key-rotated/1", "index": index, "fields": fields}


HISTORY = [OPENING, rotation(OLD, NEW, 9, 20), rotation(NEW, THIRD, 14, 30)]


def learnt(*leaves: dict[str, Any]) -> LogKeys:
    keys = LogKeys()
    for leaf in leaves:
        keys = keys.learning(leaf["index"], leaf)
    return keys


def note(size: int, *signers: Signer) -> str:
    return signed_note(Checkpoint(ORIGIN, size, ROOT).body(), signers)


@pytest.mark.parametrize(
    ("size", "signers"),
    [
        (1, [OLD]),
        (9, [OLD]),
        (10, [OLD, NEW]),
        (14, [OLD, NEW]),
        (15, [OLD, NEW, THIRD]),
        (20, [OLD, NEW, THIRD]),
        (21, [NEW, THIRD]),
        (31, [THIRD]),
    ],
)
def test_each_size_is_signed_by_all_the_keys_whose_turn_it_is(size: int, signers: list[Signer]) -> None:
    keys = learnt(*HISTORY)
    assert keys.at(size) == [one.verifier_key for one in signers]
    assert keys.open(note(size, *signers, STRANGER)).size == size
    for missing in signers:
        with pytest.raises(BadCheckpoint, match=missing.verifier_key.key_hash.hex()):
            keys.open(note(size, *[one for one in signers if one is not missing], STRANGER))


def test_a_key_out_of_its_turn_is_named() -> None:
    with pytest.raises(BadCheckpoint, match="which signs for 0 to 20 entries and not for 40"):
        learnt(*HISTORY).open(note(40, OLD))


def test_who_holds_the_old_key_alone_is_told_where_the_new_one_is_found() -> None:
    with pytest.raises(BadCheckpoint, match=f"another key, {THIRD.verifier_key.key_hash.hex()}: .* key history"):
        LogKeys.trusting(OLD.verifier_key).open(note(40, THIRD))


@pytest.mark.parametrize(
    "leaf",
    [
        rotation(OLD, NEW, 9, 20, by=NEW),
        rotation(STRANGER, NEW, 9, 20),
        rotation(OLD, OLD, 9, 20),
        rotation(OLD, Signer("other/log", NEW.private), 9, 20),
        rotation(OLD, NEW, 9, 9),
        {**rotation(OLD, NEW, 9, 20), "index": 10},
        {**rotation(OLD, NEW, 9, 20), "fields": {**rotation(OLD, NEW, 9, 20)["fields"], "old_until": 21}},
        {**rotation(OLD, NEW, 9, 20), "fields": {"new_key": None}},
        {**rotation(OLD, NEW, 9, 20), "fields": None},
    ],
    ids=["new-signs", "strangers", "same-key", "other-log", "no-overlap", "moved", "stretched", "empty", "none"],
)
def test_a_key_that_the_old_one_did_not_hand_over_to_is_none(leaf: dict[str, Any]) -> None:
    with pytest.raises(BadCheckpoint):
        learnt(OPENING, leaf)


def test_a_verification_names_a_key_that_nobody_handed_over_to_and_goes_on_with_the_old_one() -> None:
    walk = SignatureWalk(None, None)
    for leaf in (OPENING, rotation(OLD, STRANGER, 4, 9, by=STRANGER), rotation(OLD, NEW, 9, 9 + 5)):
        told = list(walk.see_leaf(leaf["index"], leaf))
        assert [finding.code for finding in told] == (["rotation-forged"] if leaf["index"] == 4 else [])
    assert walk.keys.at(40) == [NEW.verifier_key]


def test_a_history_leads_from_the_key_one_holds_to_the_others() -> None:
    text = "\n".join(json.dumps(leaf) for leaf in HISTORY)
    assert read_history(text, OLD.verifier_key).open(note(40, THIRD)).size == 40
    assert read_history(text, NEW.verifier_key).at(5) == []
    with pytest.raises(BadCheckpoint, match="of other keys"):
        read_history(text, STRANGER.verifier_key)


@pytest.mark.parametrize("text", ["", "{}", "[]", "7", '{"index":0}', "[" * 10_000])
def test_what_is_no_history_gives_no_key(text: str) -> None:
    with pytest.raises(BadCheckpoint):
        read_history(text, OLD.verifier_key)
