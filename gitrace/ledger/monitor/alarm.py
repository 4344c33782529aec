"""What a log can be caught at."""


class Alarm(Exception):
    """A stable code, and what is wrong in a sentence of either language; `evidence`: the checkpoint as it was shown."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(code, zh, en)
        self.code = code
        self.zh = zh
        self.en = en
        self.evidence = ""


def rolled_back(known: int, size: int) -> Alarm:
    """It is shorter than it was."""
    zh = f"日志倒退：先前有 {known} 条，现在只剩 {size} 条。"
    return Alarm("rollback", zh, f"The log went back: it had {known} entries and now shows {size}.")


def forked(size: int) -> Alarm:
    """Its beginning is another one."""
    zh = f"日志分叉：前 {size} 条与先前签名的不是同一份。"
    return Alarm("fork", zh, f"The log forked: its first {size} entries are not those that it signed before.")


def key_changed(key: object) -> Alarm:
    """Somebody else signs, or its entries name somebody else; none says so that the key before it signed."""
    zh = f"日志换了密钥，而日志中没有更换密钥的记录：它不再由 {key} 签名。"
    return Alarm("key-changed", zh, f"The log's key changed without an event: it is not signed by {key}.")


def unlike_root(size: int) -> Alarm:
    """Its entries are not what it signed."""
    zh = f"日志出示的 {size} 条记录与它签名的根不符。"
    return Alarm("entries", zh, f"The {size} entries that the log shows do not lead to the root that it signed.")


def bad_entry(index: int) -> Alarm:
    """An entry that no log of this kind writes there."""
    zh = f"日志第 {index} 条的编号或时间不对。"
    return Alarm("entry", zh, f"Entry {index} of the log does not stand at its own number and after the one before.")


def withheld(path: str) -> Alarm:
    """It signed for what it does not show."""
    zh = f"日志不出示它签过名的内容：{path}。"
    return Alarm("withheld", zh, f"The log does not show what it signed: {path}.")


def malformed() -> Alarm:
    """What it shows as its checkpoint is none."""
    return Alarm("malformed", "日志出示的检查点无法读取。", "What the log shows as its checkpoint is none.")
