"""Another log key, another label key. The key is on the disk before the entry that names it, and that is all there is
to a death in between: what is left waits, and the next try takes it up.

A key that was followed is kept. Labels are checked with theirs for ever; and a backup from before the change has to be
signed by the old log key again when it is put back.
"""

from gitrace.errors import Refusal
from gitrace.ledger.checkpoints import Signer
from gitrace.ledger.events import LabelKeyRotated, LogKeyRotated
from gitrace.ledger.label_keys import newest_label_key
from gitrace.ledger.log_keys import handover
from gitrace.storage import Store
from gitrace.storage.keys import fingerprint
from gitrace.storage.next_keys import make_next_key, put_in_force
from gitrace.work import Actor, writing

OVERLAP = 10_000
"""Entries: some days of the harvest, the months between two of them. By entries and not by days, because a verifier
of a checkpoint knows its size and no clock.
"""
LONGEST_OVERLAP = 10_000_000


def rotate_log_key(store: Store, actor: Actor, *, overlap: int = OVERLAP) -> LogKeyRotated:
    """Bring the log another key. The one before hands over to it, and both sign this entry and `overlap` more.

    Raises Refusal("overlap").
    """
    if not 0 <= overlap <= LONGEST_OVERLAP:
        raise Refusal("overlap", "新旧密钥同时签名的条数应为 0 至 {most}。", "overlap", most=LONGEST_OVERLAP)
    folder = store.settings.home / "keys"
    with writing(store, actor) as work:
        signer, first = work.signer(work.session.connection()), work.head.size + 1
        old, number, last = signer.signers(first)[-1], len(signer.keys.spans) + 1, first + overlap
        new = Signer.from_seed(signer.origin, make_next_key(folder, "log", number))
        rotated = LogKeyRotated(
            old_key=str(old.verifier_key),
            new_key=str(new.verifier_key),
            new_from=first,
            old_until=last,
            handover=old.signature(handover(old.verifier_key, new.verifier_key, first, last)),
        )
        work.record(rotated, subject="ledger")
    put_in_force(folder, "log", number)
    return rotated


def rotate_label_key(store: Store, actor: Actor) -> LabelKeyRotated:
    """From now on labels are made with another key. Runs that were issued keep theirs, whenever they are printed."""
    folder = store.settings.home / "keys"
    with writing(store, actor) as work:
        number = newest_label_key(work.session.connection()) + 1
        secret = make_next_key(folder, "label", number)
        rotated = LabelKeyRotated(label_key_number=number, label_key_fingerprint=fingerprint(secret))
        work.record(rotated, subject="ledger")
    put_in_force(folder, "label", number)
    return rotated
