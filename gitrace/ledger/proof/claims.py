"""What a proof file claims, one function a claim. Together: the log's key signed a tree that holds this entry, here."""

import json

from gitrace.ledger.checkpoints import BadCheckpoint, Checkpoint
from gitrace.ledger.log_keys import LogKeys
from gitrace.ledger.proof.file import Proof
from gitrace.ledger.tree import leaf_hash, root_from_inclusion


class Unproven(Exception):
    """A claim that does not hold; says which."""


def check_signature(proof: Proof, keys: LogKeys) -> Checkpoint:
    """Check that the log of these keys signed the checkpoint, with each whose turn it is. Raises Unproven.

    Does not verify that the keys are the log's (that is for whoever keeps one), that the checkpoint is recent, or that
    the log shows everybody the same one.
    """
    try:
        return keys.open(proof.checkpoint)
    except BadCheckpoint as bad:
        raise Unproven(f"the checkpoint is not signed by the key: {bad}") from None


def check_inclusion(proof: Proof, checkpoint: Checkpoint) -> None:
    """Check that the tree of the checkpoint holds the entry at its index. Raises Unproven.

    Does not verify who signed the checkpoint, nor that what the entry says was true when it was recorded.
    """
    if root_from_inclusion(leaf_hash(proof.leaf), proof.index, checkpoint.size, proof.path) != checkpoint.root:
        raise Unproven(f"the tree of {checkpoint.size} entries does not hold this entry as number {proof.index}")


def check_place(proof: Proof) -> None:
    """Check that the entry names itself by the index at which it stands. Raises Unproven.

    Does not verify anything else that it says, nor that the log wrote it in this form.
    """
    try:
        index = json.loads(proof.leaf.decode())["index"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unproven("the entry does not say its own number") from None
    if type(index) is not int or index != proof.index:
        raise Unproven(f"the entry says that it is number {index}, the proof says {proof.index}")
