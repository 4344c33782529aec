"""What a replay can find: a stable code, and the difference in a sentence of either language."""

from dataclasses import dataclass

from gitrace.replay.entries import Entry
from gitrace.replay.naming import Name


@dataclass(frozen=True)
class Difference:
    """Between what entries say and what was posted or stands in a table."""

    code: str
    zh: str
    en: str


def moved_otherwise(entry: Entry, name: Name, said_g: int, posted_g: int) -> Difference:
    """An event's postings are not what it says."""
    return Difference(
        "moved-otherwise",
        f"第 {entry.index} 条（{entry.kind}）：照它所说，{name.zh}应变动 {_by(said_g)} 克，"
        f"过账却为 {_by(posted_g)} 克。",
        f"Entry {entry.index} ({entry.kind}): by what it says {name.en} changes by {_by(said_g)} g; "
        f"its postings come to {_by(posted_g)} g.",
    )


class Contradiction(Exception):
    """An event that cannot follow on those before it; the replay notes it and goes on with the next one."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(difference.en)
        self.difference = difference


def contradiction(entry: Entry, zh: str, en: str) -> Contradiction:
    """Of an entry with the ones before it or with its own rows; `zh` and `en` say how."""
    return Contradiction(
        Difference(
            "contradiction",
            f"第 {entry.index} 条（{entry.kind}）：{zh}。",
            f"Entry {entry.index} ({entry.kind}): {en}.",
        )
    )


def not_as_said(entry: Entry, zh: str, en: str, *, said: object, found: object) -> Difference:
    """A figure of an event is not what its own rows and the entries before it come to; `zh` and `en` name it."""
    return Difference(
        "not-as-said",
        f"第 {entry.index} 条（{entry.kind}）：{zh}，它说 {said}，照已有各条为 {found}。",
        f"Entry {entry.index} ({entry.kind}): {en}: it says {said}, what is on record comes to {found}.",
    )


def other_balance(name: Name, said_g: int, kept_g: int) -> Difference:
    """An account's row says other than the entries."""
    return Difference(
        "balance-differs",
        f"账户 {name.zh}：照各条目为 {said_g:,} 克，表中为 {kept_g:,} 克。",
        f"Account {name.en}: the entries come to {said_g:,} g, the table says {kept_g:,} g.",
    )


def other_value(name: Name, zh: str, en: str, *, said: object, kept: object) -> Difference:
    """A row says other than the entries; `zh` and `en` name its column."""
    return Difference(
        "state-differs",
        f"{name.zh}的{zh}：照各条目为 {_shown(said, '无')}，表中为 {_shown(kept, '无')}。",
        f"{en} of {name.en}: the entries say {_shown(said, 'none')}, the table says {_shown(kept, 'none')}.",
    )


def row_missing(name: Name, table: str) -> Difference:
    """The entries tell of something that no row is of."""
    return Difference(
        "row-missing",
        f"{name.zh}：各条目有它，表 {table} 中没有。",
        f"{name.en}: the entries have it, table {table} does not.",
    )


def row_extra(table: str, key: int) -> Difference:
    """A row of which no entry tells."""
    return Difference(
        "row-extra",
        f"表 {table} 第 {key} 行：没有哪一条目说到它。",
        f"Row {key} of table {table}: no entry tells of it.",
    )


def unreadable(fault: object) -> Difference:
    """The replay could not go on."""
    return Difference("unreadable", f"重放无法继续：{fault}。", f"The replay could not go on to the end: {fault}.")


def _by(grams: int) -> str:
    return f"{grams:+,}" if grams else "0"


def _shown(value: object, nothing: str) -> object:
    return nothing if value is None or value == "" else value
