"""Going on with a log that is older than it was: an older backup was put back, and no newer one is to be had."""

from pathlib import Path

from gitrace.backup.events import RolledBack
from gitrace.ledger.exported import NEWEST, PUBLISHED, size_of
from gitrace.ledger.label_keys import newest_label_key
from gitrace.ledger.published import newest_checkpoint
from gitrace.ledger.signing import keys_of_log
from gitrace.storage import Store, reading
from gitrace.storage.files import write_whole
from gitrace.storage.next_keys import put_out_of_force
from gitrace.work import SYSTEM, writing


class NotRolledBack(Exception):
    """There is nothing to accept: the log is not older than what was exported of it."""


def accept_rollback(store: Store, folder: Path | None) -> RolledBack:
    """Put on the record that the log went back, then begin the folder of exported checkpoints anew.

    `store`: opened without the folder, whose guard would refuse this write too. What it holds of the longer log is
    evidence and stays there, under names that begin with `set-aside-`. Raises NotRolledBack.
    """
    with writing(store, SYSTEM) as work:
        known = -1 if folder is None else size_of(folder / NEWEST)
        found = work.head.size
        if folder is None or known <= found:
            raise NotRolledBack("there is no rollback to accept: no longer log was exported to GITRACE_CHECKPOINT_DIR")
        accepted = RolledBack(found=found, known=known)
        work.record(accepted, subject="ledger")
    # After the commit: a power cut in between leaves the writes stopped, and the rollback to be accepted once more.
    for path in sorted(folder.glob(f"{NEWEST}*")):
        if size_of(path) > found:
            path.rename(folder / f"set-aside-{path.name}-of-{size_of(path)}")
    with reading(store) as session:
        connection = session.connection()
        checkpoint = newest_checkpoint(connection) or ""
        named = {"log": len(keys_of_log(connection).spans), "label": newest_label_key(connection)}
    for kind, newest in named.items():
        put_out_of_force(store.settings.home / "keys", kind, newest)
    write_whole(folder / NEWEST, checkpoint.encode(), PUBLISHED)
    return accepted
