"""Open a home for work: make it if it is empty, migrate it, and see that its keys are the log's own."""

import json

import sqlalchemy as sa

from gitrace import __version__, clock
from gitrace.ledger import tables
from gitrace.ledger.append import Draft, append, take_head
from gitrace.ledger.checkpoints import Signer
from gitrace.ledger.events import LedgerOpened
from gitrace.ledger.exported import exported_size, require_no_older
from gitrace.settings import Settings
from gitrace.storage import BadKeys, Store, make_home, open_store
from gitrace.storage.keys import fingerprint, read_keys
from gitrace.storage.migrate import migrate, newest_revision, present_revision
from gitrace.storage.notes import take_notes
from gitrace.storage.store import database_path, open_engine


def open_home(settings: Settings) -> Store:
    """The store of a home that is ready to serve: database at the newest revision, entry 0 written, keys checked.

    Raises BadKeys when a ledger exists and a key is missing or another one, NewerDatabase, Stopped.
    """
    if not _has_ledger(settings):
        make_home(settings)
    _require_no_older(settings)
    migrate(settings, read_keys(settings.home / "keys").log)
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
            _check_keys(connection, store)
            return
        signer = Signer.from_seed(settings.log_origin, keys.log)
        opened = LedgerOpened(
            origin=settings.log_origin,
            log_key=str(signer.verifier_key),
            label_key_number=keys.newest_label_key,
            label_key_fingerprint=fingerprint(keys.labels[keys.newest_label_key]),
            release=__version__,
        )
        append(connection, head, [Draft(opened, "ledger", "system")], signer, clock.now())
        take_notes(connection)
        connection.commit()


def _check_keys(connection: sa.Connection, store: Store) -> None:
    first = connection.execute(sa.select(tables.entry.c.leaf).where(tables.entry.c.entry_index == 0)).scalar_one()
    opened = json.loads(first)["fields"]
    if str(Signer.from_seed(opened["origin"], store.keys.log).verifier_key) != opened["log_key"]:
        raise BadKeys("log.key is not the key that this log began with; restore it from the key backup")
    label_key = store.keys.labels.get(opened["label_key_number"])
    if label_key is None or fingerprint(label_key) != opened["label_key_fingerprint"]:
        raise BadKeys("the label key is not the one that this log began with; restore it from the key backup")
