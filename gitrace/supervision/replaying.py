"""The replay beside a verification: balances and states from the entries alone, and where the tables say otherwise."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from gitrace.replay.run import Replayed
from gitrace.supervision.phrases import Named, Phrase

_MOST_TOLD = 50
"""Differences kept in words; the rest are counted."""

_GRAMS = {
    "certified_g": "核定产量",
    "delivered_g": "交售净重",
    "poured_g": "已投料",
    "in_use_g": "已启用标签下的笋",
    "deficit_g": "未了结的差额",
}
_LABELS = {"in_use_labels": "已启用标签", "void_labels": "已作废标签", "returned_labels": "已退回注销标签"}


def told_replay(outcome: Replayed) -> dict[str, Any]:
    """An outcome as JSON, for the job's answer."""
    return {
        "entries": outcome.entries,
        "differences": [asdict(one) for one in outcome.differences[:_MOST_TOLD]],
        "more": len(outcome.differences[_MOST_TOLD:]) + outcome.unlisted,
        "figures": asdict(outcome.figures) if outcome.figures else None,
    }


@dataclass(frozen=True)
class ReplayTold:
    """A finished replay as a page shows it."""

    answer: Mapping[str, Any]

    @property
    def agrees(self) -> bool:
        """Whether entries and tables say the same."""
        return not self.answer["differences"]

    @property
    def count(self) -> int:
        """How many differences."""
        return len(self.answer["differences"]) + int(self.answer["more"])

    @property
    def differences(self) -> list[tuple[Named, str]]:
        """The first of them, with their codes."""
        return [(Named(one["zh"], one["en"]), one["code"]) for one in self.answer["differences"]]

    @property
    def grams(self) -> Iterator[tuple[Phrase, int]]:
        """The sums by the entries; none where these could not be read to their end."""
        return self._figures(_GRAMS)

    @property
    def labels(self) -> Iterator[tuple[Phrase, int]]:
        """Labels by what became of them."""
        return self._figures(_LABELS)

    def _figures(self, words: Mapping[str, str]) -> Iterator[tuple[Phrase, int]]:
        figures = self.answer["figures"] or {}
        return ((Phrase(word), figures[name]) for name, word in words.items() if name in figures)
