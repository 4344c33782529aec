"""What keys are called: accounts and lots behind the numbers that postings and rows hold, told to people in words."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from gitrace.balance.tables import AccountKind
from gitrace.replay.entries import Entry

_KINDS = {
    AccountKind.CERTIFICATION: ("县核定", "certification"),
    AccountKind.UNATTRIBUTED: ("未分户收购", "unattributed"),
    AccountKind.RECOVERY: ("加工得率", "recovery"),
    AccountKind.OVERDRAFT: ("差额对冲", "overdraft"),
    AccountKind.CERTIFIED: ("核定产量余额", "certified yield left"),
    AccountKind.DELIVERY: ("交售单余额", "unpoured"),
    AccountKind.LOT: ("批次可启用余额", "grams left"),
    AccountKind.IN_USE: ("已启用标签", "in use"),
    AccountKind.DEFICIT: ("批次差额", "deficit"),
    AccountKind.LOOSE_SALE: ("散装销售", "loose sale"),
    AccountKind.PROCESSING: ("送加工", "processing"),
    AccountKind.TRANSFER: ("转让", "transfer"),
    AccountKind.SAMPLE: ("送检", "sample"),
    AccountKind.OWN_USE: ("自用", "own use"),
    AccountKind.LOSS: ("损耗", "loss"),
}
_OWNERS = {
    "lot": ("批次", "lot"),
    "delivery": ("交售单", "delivery"),
    "plot": ("地块", "plot"),
    "producer": ("生产者", "producer"),
    "season": ("产季", "season"),
    "county": ("全县", "the county"),
}
_MORE = {"lot": ("商品", "item"), "plot": ("产季", "season"), "producer": ("产季", "season")}
"""What stands behind the stroke in an owner."""


class Name(NamedTuple):
    """What something is called, in both languages."""

    zh: str
    en: str


class Place(NamedTuple):
    """An account by kind and owner, as its row has it: `lot`, `lot:41`. Without an owner: all of the kind."""

    kind: str
    owner: str = ""


@dataclass
class Names:
    """Learnt from the rows that entries left, before their events are told."""

    accounts: dict[int, Place] = field(default_factory=dict)
    lots: dict[int, str] = field(default_factory=dict)
    """Number of a lot by its key."""
    lot_keys: dict[str, int] = field(default_factory=dict)
    profiles: dict[str, int] = field(default_factory=dict)
    """The version of the profile by which a lot is judged."""
    deliveries: dict[int, str] = field(default_factory=dict)
    recoveries: dict[tuple[int, str], Decimal] = field(default_factory=dict)
    """Product for each gram of shoots, by the profile's version and the form."""

    def learn(self, entries: Iterable[Entry]) -> None:
        """From all entries of a transaction."""
        for entry in entries:
            for key, row in entry.rows("account"):
                self.accounts.setdefault(key, Place(row["kind"], row["owner"]))
            for key, row in entry.rows("batch"):
                self.lots[key], self.lot_keys[row["lot"]] = row["lot"], key
                self.profiles[row["lot"]] = row["profile_version"]
            for key, row in entry.rows("delivery"):
                self.deliveries.setdefault(key, row["number"])
            for _, row in entry.rows("profile_version"):
                for form in json.loads(row["content"])["forms"]:
                    self.recoveries[row["version"], form["code"]] = Decimal(form["recovery"]["value"])

    def lot(self, number: str) -> str:
        """Owner of a lot's accounts, `lot:41`."""
        return f"lot:{self.lot_keys[number]}"

    def account(self, place: Place) -> Name:
        """An account in words."""
        zh, en = _KINDS.get(AccountKind(place.kind), (place.kind, place.kind)) if place.kind else ("", "")
        owner = self.owner(place.owner)
        return Name(f"{zh}（{owner.zh}）" if owner.zh else zh, f"{en} of {owner.en}" if owner.en else en)

    def owner(self, owner: str) -> Name:
        """Whose it is in words: `lot:41/06901234000016`, `plot:12/2026`, `delivery:88`, `county`."""
        kind, _, own = owner.partition(":")
        key, _, more = own.partition("/")
        known = {"lot": self.lots, "delivery": self.deliveries}.get(kind, {})
        number = known.get(int(key), key) if key.isdigit() else key
        told = [(one, number) for one in _OWNERS.get(kind, (owner, owner))]
        beside = [(one, more) for one in _MORE.get(kind, ("", ""))] if more else [(), ()]
        return Name(*(" ".join(filter(None, (*name, *rest))) for name, rest in zip(told, beside, strict=True)))
