"""What is recorded of backups."""

from gitrace.ledger.events import Event, event


@event("keys.backed-up", 1, zh="密钥已加密备份：{keys}", en="Keys written to an encrypted backup: {keys}")
class KeysBackedUp(Event):
    """The home's keys were written to a file under a passphrase. `keys`: their names, `label-1, log, session`."""

    keys: str
