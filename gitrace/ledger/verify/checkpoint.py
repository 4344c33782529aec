"""The claims about signatures: the log's own newest checkpoint, and one that was kept elsewhere."""

from collections.abc import Iterator

from gitrace.ledger.checkpoints import BadCheckpoint, Checkpoint, read_checkpoint
from gitrace.ledger.log_keys import LogKeys
from gitrace.ledger.tree import Hash
from gitrace.ledger.verify.entries import Leaf
from gitrace.ledger.verify.evidence import StoredHead
from gitrace.ledger.verify.findings import Claim, Finding
from gitrace.ledger.verify.tree import Tree


class SignatureWalk:
    """Learns the log's keys as their entries come, remembers the root at the kept checkpoint's size, and compares at
    the end.
    """

    def __init__(self, kept: str | None, trusted_key: str | None) -> None:
        """`kept`: a signed checkpoint that was kept elsewhere; `trusted_key`: `name+hash+key`, known from elsewhere."""
        self.keys = LogKeys()
        self.kept: Checkpoint | None = None
        self._kept_text = kept
        self._kept_size = _size_stated(kept)
        self._trusted_key = trusted_key
        self._root_then: Hash | None = None

    def see_leaf(self, index: int, leaf: Leaf) -> Iterator[Finding]:
        """Entry 0, which fixes the log's name and first key, and each later one: does it change the key?"""
        try:
            self.keys = self.keys.learning(index, leaf)
        except BadCheckpoint as bad:
            if index == 0:
                yield _finding("key-missing", f"Entry 0 holds no key to check signatures with: {bad}.")
            elif self.keys.spans:
                yield _finding("rotation-forged", f"The log's key was changed by nobody who may: {bad}.")

    def see(self, tree: Tree) -> None:
        """After each entry: is this the size that the kept checkpoint is about?"""
        if tree.size == self._kept_size:
            self._root_then = tree.root

    def finish(self, head: StoredHead, tree: Tree) -> Iterator[Finding]:
        """Every entry was seen."""
        if not self.keys.spans:
            return
        if self._trusted_key is not None:
            yield from trusted_key_findings(self.keys, self._trusted_key)
        yield from signature_findings(head, self.keys, tree.size, tree.root)
        if self._kept_text is not None:
            yield from self._see_kept(self._kept_text, tree.size)

    def _see_kept(self, text: str, size: int) -> Iterator[Finding]:
        try:
            self.kept = self.keys.open(text)
        except BadCheckpoint as bad:
            sentence = f"The checkpoint kept elsewhere is not of this log: {bad}."
            yield Finding(Claim.KEPT, "kept-foreign", sentence)
        else:
            yield from kept_findings(self.kept, size, self._root_then)


def _size_stated(kept: str | None) -> int:
    # Believed by nobody before the signature was checked, which takes all the keys.
    try:
        return -1 if kept is None else read_checkpoint(kept).size
    except BadCheckpoint:
        return -1


def trusted_key_findings(keys: LogKeys, trusted: str) -> Iterator[Finding]:
    """Check that a key that is known from elsewhere is one of the log's: its first, or one that followed.

    Does not verify how it became known: that is for whoever keeps it.
    """
    if not keys.knows(trusted.strip()):
        named = ", ".join(str(span.key) for span in keys.spans)
        sentence = f"The log's keys are {named}; the one that is trusted, {trusted}, is not of them: "
        yield _finding("key-foreign", sentence + "it is another log, or an older one, from before it had that key.")


def signature_findings(head: StoredHead, keys: LogKeys, size: int, root: Hash) -> Iterator[Finding]:
    """Check that the newest checkpoint is about exactly these entries, signed by each key whose turn it is.

    Does not verify that the key in entry 0 is the one you know: who rewrites everything can put in a key of his own.
    Compare it with one that was kept, or give a checkpoint that was kept elsewhere.
    """
    if head.size != size:
        yield _finding("size-differs", f"The head says {head.size} entries; there are {size}.")
    try:
        checkpoint = keys.open(head.checkpoint)
    except (BadCheckpoint, TypeError, AttributeError) as bad:
        yield _finding("checkpoint-unsigned", f"The newest checkpoint is not signed by the log's key: {bad}.")
        return
    if (checkpoint.size, checkpoint.root) != (size, root):
        yield _finding(
            "checkpoint-differs",
            f"The newest checkpoint, of {checkpoint.size} entries, is not about the {size} entries that are here.",
        )


def kept_findings(kept: Checkpoint, size: int, root_then: Hash | None) -> Iterator[Finding]:
    """Check that the log continues a checkpoint that was kept elsewhere; `root_then`: the root at that size.

    Does not verify what came after it: entries written since, and cut off again, leave no trace in it.
    """
    if size < kept.size:
        yield Finding(
            Claim.KEPT, "truncated", f"The log was cut off: it had {kept.size} entries once, and has {size} now."
        )
    elif root_then != kept.root:
        sentence = (
            f"The log was rewritten: its first {kept.size} entries are not those of the checkpoint kept elsewhere."
        )
        yield Finding(Claim.KEPT, "rewritten", sentence)


def _finding(code: str, sentence: str) -> Finding:
    return Finding(Claim.SIGNATURE, code, sentence)
