"""What an event is, and the register of all kinds of event.

A room declares each of its events once, as a frozen dataclass; timeline, export, documentation and tests read that
declaration. A version, once recorded, is never changed: a new field is a new version.

    @event("batch.opened", 1, public=True, zh="开立包装批次 {lot}", en="Packing lot {lot} opened")
    class BatchOpened(Event):
        lot: str
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import ClassVar, TypeVar, dataclass_transform

from gitrace.ledger.canonical import Json

RESTRICTED = "restricted"
"""The only word that an outsider reads of a restricted entry, in place of its tag."""


class Event:
    """Base of every event. Field values are JSON without floats; no personal text, which belongs in personal rows."""

    tag: ClassVar[str]
    tag_version: ClassVar[int]
    public: ClassVar[bool]
    zh: ClassVar[str]
    en: ClassVar[str]

    @property
    def kind(self) -> str:
        """Tag with version, `batch.opened/1`."""
        return f"{self.tag}/{self.tag_version}"

    def fields(self) -> dict[str, Json]:
        """The event's content."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]


REGISTER: dict[str, type[Event]] = {}
"""Every kind of event by tag with version."""

E = TypeVar("E", bound=Event)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(tag: str, version: int, *, zh: str, en: str, public: bool = False) -> Callable[[type[E]], type[E]]:
    """Declare a kind of event with the sentence that a regulator reads, in both languages."""

    def declare(cls: type[E]) -> type[E]:
        kind = f"{tag}/{version}"
        if kind in REGISTER:
            raise ValueError(f"the event {kind} is declared twice")
        cls.tag, cls.tag_version, cls.public, cls.zh, cls.en = tag, version, public, zh, en
        made = dataclass(frozen=True, kw_only=True)(cls)
        REGISTER[kind] = made
        return made

    return declare


def sentence(kind: str, content: Mapping[str, Json], language: str) -> str:
    """What happened, in words: `language` is zh or en. A kind from a later release reads as its own tag."""
    known = REGISTER.get(kind)
    if known is None:
        return kind
    written = known.en if language == "en" else known.zh
    return written.format_map({name: _shown(value, language) for name, value in content.items()})


def _shown(value: Json, language: str) -> Json:
    """A list of ranges or names as people write it: 1–56、60–70."""
    if not isinstance(value, list):
        return value
    return (", " if language == "en" else "、").join(_span(item) for item in value)


def _span(item: Json) -> str:
    return "–".join(str(end) for end in item) if isinstance(item, list) else str(item)


def field_names(kind: type[Event]) -> tuple[str, ...]:
    """The declared fields of a kind of event."""
    return tuple(f.name for f in fields(kind))  # type: ignore[arg-type]


@event("ledger.opened", 1, public=True, zh="账本启用，日志名称 {origin}", en="Ledger opened as {origin}")
class LedgerOpened(Event):
    """Entry 0. Fixes the log's name and key, and tells later starts whether the label key is still the one."""

    origin: str
    log_key: str
    label_key_number: int
    label_key_fingerprint: str
    release: str


@event(
    "ledger.key-rotated",
    1,
    public=True,
    zh="日志更换签名密钥：总账自 {new_from} 条起由新密钥签名，旧密钥同时签名至 {old_until} 条为止",
    en="The log's signing key changed: the new one signs from {new_from} entries on, the old one too up to {old_until}",
)
class LogKeyRotated(Event):
    """Another key follows. `old_key` and `new_key`: verifier keys; `new_from`: the least size that the new one signs,
    that with this entry; `old_until`: the greatest that the old one signs; `handover`: the old key's signature over
    all of this (see `gitrace.ledger.log_keys`), without which anybody's entry could name a key.
    """

    old_key: str
    new_key: str
    new_from: int
    old_until: int
    handover: str


@event(
    "label-key.rotated",
    1,
    public=True,
    zh="更换标签密钥：此后签发的标签用第 {label_key_number} 号密钥，以前的标签照旧核验",
    en="Label key changed: labels issued from now on are made with key {label_key_number}; earlier ones stay valid",
)
class LabelKeyRotated(Event):
    """Labels issued from here on are made with another secret key; those before are checked with theirs for ever."""

    label_key_number: int
    label_key_fingerprint: str


@event(
    "ledger.reshaped",
    1,
    zh="数据表 {table} 由第 {old_shape} 版结构改为第 {new_shape} 版，共 {rows} 行",
    en="Table {table} moved from row shape {old_shape} to {new_shape}, {rows} rows",
)
class LedgerReshaped(Event):
    """A migration renamed, dropped or filled columns of an audited table; every row is digested anew.

    Restricted: how many households or deliveries there are is told by their rows, and is nobody's business outside.
    """

    table: str
    old_shape: int
    new_shape: int
    rows: int
    revision: str
