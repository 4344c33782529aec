"""What is recorded of backups."""

from gitrace.ledger.events import Event, event


@event("keys.backed-up", 1, zh="密钥已加密备份：{keys}", en="Keys written to an encrypted backup: {keys}")
class KeysBackedUp(Event):
    """The home's keys were written to a file under a passphrase. `keys`: their names, `label-1, log, session`."""

    keys: str


@event(
    "ledger.rolled-back",
    1,
    public=True,
    zh="账本从 {known} 条退回到 {found} 条，经确认后继续启用",
    en="Ledger went back from {known} entries to {found}, and was taken up again",
)
class RolledBack(Event):
    """An older backup was put back and accepted. `found`: entries before this one; `known`: that were published once.

    Public: whoever follows the log has seen entries that are gone, and is told that they are.
    """

    found: int
    known: int
