"""Open a home for work: make it if it is empty, migrate it, and see that its keys are the log's own."""

import sqlalchemy as sa

from gitrace import __version__, clock
from gitrace.ledger import tables
from gitrace.ledger.append import Draft, Head, append, take_head
from gitrace.ledger.checkpoints import BadCheckpoint, Signer
from gitrace.ledger.events import LedgerOpened
from gitrace.ledger.exported import exported_size, require_no_older
from gitrace.ledger.label_keys import label_keys
from gitrace.ledger.log_keys import LogKeys
from gitrace.ledger.signing import LogSigner, log_signer
from gitrace.settings import Settings
from gitrace.storage import BadKeys, Store, make_home, open_store
from gitrace.storage.keys import fingerprint, key_name, read_keys
from gitrace.storage.migrate import migrate, newest_revision, present_revision
from gitrace.storage.next_keys import put_in_force
from gitrace.storage.notes import take_notes
from gitrace.storage.store import database_path, open_engine


def open_home(settings: Settings) -> Store:
    """The store of a home that is ready to serve: database at the newest revision, entry 0 written, keys checked.

    Raises BadKeys when a ledger exists and a key is missing or another one, NewerDatabase, Stopped.
    """
    if not _has_ledger(settings):
        make_home(settings)
    _require_no_older(settings)
    migrate(settings, read_keys(settings.home / "keys"))
    store = open_store(settings)
    try:
        _open_ledger(store)
    except BadKeys:
        store.close()
        raise
    return store


def _has_ledger(settings: Settings) -> bool:
    # Asked before any key is made: a PostgreSQL ledger may exist while this home is new, and then the keys are missing.
    if settings.is_sqlite:
        return False
    engine = open_engine(settings)
    try:
        return sa.inspect(engine).has_table("ledger_head")
    finally:
        engine.dispose()


def _require_no_older(settings: Settings) -> None:
    # A log that is older than it was is still read, but no migration may write to it.
    exported = exported_size(settings)
    if exported < 0 or (settings.is_sqlite and not database_path(settings).exists()):
        return
    engine = open_engine(settings)
    try:
        with engine.connect() as connection:
            present = present_revision(connection)
            if present is not None and present != newest_revision():
                require_no_older(connection.execute(sa.select(tables.head.c.size)).scalar_one_or_none() or 0, exported)
    finally:
        engine.dispose()


def _open_ledger(store: Store) -> None:
    settings, keys = store.settings, store.keys
    with store.recorded_write() as connection:
        head = take_head(connection)
        if head.size:
            _check_keys(connection, store, head)
            return
        opened = LedgerOpened(
            origin=settings.log_origin,
            log_key=str(Signer.from_seed(settings.log_origin, keys.logs[1]).verifier_key),
            label_key_number=1,
            label_key_fingerprint=fingerprint(keys.labels[1]),
            release=__version__,
        )
        signer = LogSigner(settings.log_origin, LogKeys(), keys.logs)
        append(connection, head, [Draft(opened, "ledger", "system")], signer, clock.now())
        take_notes(connection)
        connection.commit()


def _check_keys(connection: sa.Connection, store: Store, head: Head) -> None:
    """The next checkpoint can be signed, and every label of ours checked. Raises BadKeys."""
    folder = store.settings.home / "keys"
    try:
        signer = log_signer(connection, store.keys, head.origin, head.checkpoint)
    except BadCheckpoint as bad:
        raise BadKeys(f"the log's own key cannot be told: {bad}") from None
    signer.signers(head.size + 1)
    for number in range(1, len(signer.keys.spans) + 1):
        put_in_force(folder, "log", number)
    for known in label_keys(connection):
        if fingerprint(store.keys.labels[known.number]) != known.fingerprint:
            name = key_name("label", known.number)
            raise BadKeys(f"{name}.key is not the key that the log names; restore it from the key backup")
        put_in_force(folder, "label", known.number)
