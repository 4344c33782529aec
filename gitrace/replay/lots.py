"""The claim that every lot is open or closed, held or recalled, as the entries about it say.

Does not verify why: reasons stand in rows alone, and whether a deed was allowed is the rules' to say.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gitrace.replay.differences import Difference, contradiction, other_value, row_extra, row_missing
from gitrace.replay.entries import Entry, Row
from gitrace.replay.naming import Name, Names

COLUMNS = {
    "lot": ("批次号", "The number"),
    "producer_id": ("生产者", "The producer"),
    "form": ("品类", "The form"),
    "cover": ("方式", "The cover"),
    "packed_on": ("包装日期", "The packing day"),
    "state": ("状态", "The state"),
    "hold": ("暂停状态", "The hold"),
    "recall_notice": ("召回公告", "The recall notice"),
    "recall_issuer": ("召回发布单位", "The issuer of the recall"),
    "recalled_on": ("召回日期", "The day of the recall"),
}
"""What is compared of a lot's row, in both languages."""

Fields = Mapping[str, Any]
_NO_RECALL = {"recall_notice": None, "recall_issuer": None, "recalled_on": None}

_SAID: dict[str, Callable[[Fields], dict[str, Any]]] = {
    "batch.closed": lambda _: {"state": "closed"},
    "batch.held": lambda said: {"hold": said["hold"]},
    "batch.released": lambda _: {"hold": "none"},
    "batch.recalled": lambda said: {
        "recall_notice": said["notice"],
        "recall_issuer": said["issuer"],
        "recalled_on": said["on"],
    },
    "batch.recall-lifted": lambda _: _NO_RECALL,
}
"""What each event says of the lot that it names."""


@dataclass
class Lots:
    """Every lot as its entries left it, by number."""

    names: Names
    lots: dict[str, dict[str, Any]] = field(default_factory=dict)

    def see(self, entry: Entry) -> None:
        """Follow an event about a lot. Raises Contradiction for one that changes nothing of it."""
        said = entry.fields
        if entry.tag == "batch.opened":
            self.lots[said["lot"]] = {
                "lot": said["lot"],
                "producer_id": said["producer"],
                "form": said["form"],
                "cover": said["cover"],
                "packed_on": said["packed_on"],
                "state": "open",
                "hold": "none",
                **_NO_RECALL,
            }
        elif entry.tag in _SAID:
            _change(entry, self.lots[said["lot"]], _SAID[entry.tag](said))

    def form(self, number: str) -> str:
        """Of a lot."""
        return str(self.lots[number]["form"])

    def producer(self, number: str) -> str:
        """Owner of its producer's accounts, `producer:3`."""
        return f"producer:{self.lots[number]['producer_id']}"

    def compare(self, rows: Iterable[tuple[int, Row]]) -> Iterator[Difference]:
        """With the rows of lots."""
        found = set[str]()
        for key, row in rows:
            number = self.names.lots.get(key)
            if number is None or number not in self.lots:
                yield row_extra("batch", key)
                continue
            found.add(number)
            for column, (zh, en) in COLUMNS.items():
                if row[column] != self.lots[number][column]:
                    yield other_value(_name(number), zh, en, said=self.lots[number][column], kept=row[column])
        for number in sorted(self.lots.keys() - found):
            yield row_missing(_name(number), "batch")


def _change(entry: Entry, lot: dict[str, Any], said: Fields) -> None:
    if all(lot[column] == value for column, value in said.items()):
        raise contradiction(entry, "批次已经是这样了", "the lot was so already")
    lot |= said


def _name(number: str) -> Name:
    return Name(f"批次 {number}", f"lot {number}")
