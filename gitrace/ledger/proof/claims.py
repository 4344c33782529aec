"""What a proof file claims, one function a claim. Together: the log's key signed a tree that holds this entry, here."""

import json

from gitrace.ledger.checkpoints import BadCheckpoint, Checkpoint, VerifierKey, open_checkpoint
from gitrace.ledger.proof.file import Proof
from gitrace.ledger.tree import leaf_hash, root_from_inclusion


class Unproven(Exception):
    """A claim that does not hold; says which."""


def check_signature(proof: Proof, key: VerifierKey) -> Checkpoint:
    """Check that the log of this key signed the checkpoint. Raises Unproven.

    Does not verify that the key is the log's (that is for whoever keeps it), that the checkpoint is recent, or that the
    log shows everybody the same one.
    """
    try:
        checkpoint = open_checkpoint(proof.checkpoint, key)
    except BadCheckpoint as bad:
        raise Unproven(f"the checkpoint is not signed by the key: {bad}") from None
    if checkpoint.origin != key.name:
        raise Unproven(f"the checkpoint is of {checkpoint.origin}, the key is {key.name}'s")
    return checkpoint


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
