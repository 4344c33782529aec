"""The claims about signatures: the log's own newest checkpoint, and one that was kept elsewhere."""

from collections.abc import Iterator

from gitrace.ledger.checkpoints import BadCheckpoint, Checkpoint, VerifierKey, open_checkpoint
from gitrace.ledger.tree import Hash
from gitrace.ledger.verify.entries import Leaf
from gitrace.ledger.verify.evidence import StoredHead
from gitrace.ledger.verify.findings import Claim, Finding
from gitrace.ledger.verify.tree import TreeWalk


class SignatureWalk:
    """Learns the log's key from entry 0, remembers the root at the kept checkpoint's size, and compares at the end."""

    def __init__(self, kept: str | None, trusted_key: str | None) -> None:
        """`kept`: a signed checkpoint that was kept elsewhere; `trusted_key`: `name+hash+key`, known from elsewhere."""
        self.key: VerifierKey | None = None
        self.kept: Checkpoint | None = None
        self._kept_text = kept
        self._trusted_key = trusted_key
        self._root_then: Hash | None = None

    def see_first(self, leaf: Leaf) -> Iterator[Finding]:
        """Entry 0, which fixes the log's name and key."""
        try:
            self.key = key_of_entry_0(leaf)
        except BadCheckpoint as bad:
            yield _finding("key-missing", f"Entry 0 holds no key to check signatures with: {bad}.")
            return
        if self._trusted_key is not None:
            yield from trusted_key_findings(self.key, self._trusted_key)
        if self._kept_text is not None:
            yield from self._open_kept(self._kept_text, self.key)

    def _open_kept(self, text: str, key: VerifierKey) -> Iterator[Finding]:
        try:
            self.kept = open_checkpoint(text, key)
        except BadCheckpoint as bad:
            yield Finding(Claim.KEPT, "kept-foreign", f"The checkpoint kept elsewhere is not of this log: {bad}.")

    def see(self, tree: TreeWalk) -> None:
        """After each entry: is this the size that the kept checkpoint was about?"""
        if self.kept is not None and tree.size == self.kept.size:
            self._root_then = tree.root

    def finish(self, head: StoredHead, tree: TreeWalk) -> Iterator[Finding]:
        """Every entry was seen."""
        if self.key is not None:
            yield from signature_findings(head, self.key, tree.size, tree.root)
        if self.kept is not None:
            yield from kept_findings(self.kept, tree.size, self._root_then)


def key_of_entry_0(leaf: Leaf) -> VerifierKey:
    """The log's public key, which its first entry fixed. Raises BadCheckpoint when entry 0 holds none."""
    fields = leaf.get("fields")
    if leaf.get("tag") != "ledger.opened/1" or not isinstance(fields, dict):
        raise BadCheckpoint("entry 0 does not open a ledger")
    key = VerifierKey.parse(str(fields.get("log_key")))
    if fields.get("origin") != key.name:
        raise BadCheckpoint("entry 0 names one log and the key of another")
    return key


def trusted_key_findings(key: VerifierKey, trusted: str) -> Iterator[Finding]:
    """Check that the key in entry 0 is one that is known from elsewhere.

    Does not verify how it became known: that is for whoever keeps it.
    """
    if str(key) != trusted.strip():
        yield _finding("key-foreign", f"Entry 0 names the key {key}, which is not the one that is trusted, {trusted}.")


def signature_findings(head: StoredHead, key: VerifierKey, size: int, root: Hash) -> Iterator[Finding]:
    """Check that the newest checkpoint is signed by the log's key and is about exactly these entries.

    Does not verify that the key in entry 0 is the one you know: who rewrites everything can put in a key of his own.
    Compare it with one that was kept, or give a checkpoint that was kept elsewhere.
    """
    if head.size != size:
        yield _finding("size-differs", f"The head says {head.size} entries; there are {size}.")
    try:
        checkpoint = open_checkpoint(head.checkpoint, key)
    except (BadCheckpoint, TypeError, AttributeError) as bad:
        yield _finding("checkpoint-unsigned", f"The newest checkpoint is not signed by the log's key: {bad}.")
        return
    if (checkpoint.origin, checkpoint.size, checkpoint.root) != (key.name, size, root):
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
