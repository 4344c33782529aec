"""The claim that what a person still has to decide about a hold, and what was decided, is as the entries say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gitrace.replay.differences import Difference, other_value, row_extra, row_missing
from gitrace.replay.entries import Entry, Row
from gitrace.replay.naming import Name, Names

Rows = Iterable[tuple[int, Row]]

_RELEASE = {"batch.release-withdrawn": "withdrawn", "batch.released": "confirmed", "batch.held": "lapsed"}
"""What becomes of an open proposal to release a lot."""


@dataclass
class Proposals:
    """Holds that failing reports proposed, by report; proposals to release a lot, in the order they were made."""

    names: Names
    holds: dict[int, tuple[str | None, str]] = field(default_factory=dict)
    """Answer, and the lots that it held."""
    releases: dict[str, list[str]] = field(default_factory=dict)
    """States of a lot's proposals; the last one alone may be open."""
    _corrects: dict[int, int | None] = field(default_factory=dict)

    def see(self, entry: Entry) -> None:
        """Follow an event about them."""
        said = entry.fields
        if entry.tag == "report.entered":
            self._corrects[said["report"]] = said["replaces"]
        elif entry.tag == "hold.proposed":
            former = self._corrects[said["report"]]
            if former is not None and self.holds.get(former) == (None, ""):
                self.holds[former] = ("passed-on", "")
            self.holds[said["report"]] = (None, "")
        elif entry.tag == "hold.answered":
            self.holds[said["report"]] = (said["answer"], " ".join(said["lots"]))
        elif entry.tag == "batch.release-proposed":
            self.releases.setdefault(said["lot"], []).append("open")
        elif entry.tag in _RELEASE and self.releases.get(said["lot"], [""])[-1] == "open":
            self.releases[said["lot"]][-1] = _RELEASE[entry.tag]

    def compare(self, holds: Rows, releases: Rows) -> Iterator[Difference]:
        """With the rows of both."""
        left = dict(self.holds)
        for key, row in holds:
            said = left.pop(row["report_id"], None)
            if said is None:
                yield row_extra("hold_proposal", key)
            elif said != (row["answer"], row["held"]):
                kept = (row["answer"], row["held"])
                yield other_value(
                    _of_report(row["report_id"]), "答复", "The answer", said=_told(said), kept=_told(kept)
                )
        yield from (row_missing(_of_report(report), "hold_proposal") for report in left)
        yield from self._compare_releases(releases)

    def _compare_releases(self, rows: Rows) -> Iterator[Difference]:
        kept: dict[str, list[str]] = {}
        for _, row in rows:  # in the order of their keys, which is that in which they were made
            kept.setdefault(self.names.lots.get(row["batch_id"], ""), []).append(row["state"])
        for lot in sorted({*kept, *self.releases}):
            said, there = self.releases.get(lot, []), kept.get(lot, [])
            if said != there:
                name = Name(f"批次 {lot}", f"lot {lot}")
                zh, en = "恢复使用的建议", "Proposals to release"
                yield other_value(name, zh, en, said=", ".join(said), kept=", ".join(there))


def _of_report(report: int) -> Name:
    return Name(f"第 {report} 号检验报告的暂停提议", f"the hold proposed by report {report}")


def _told(answer: tuple[str | None, str]) -> str:
    return " ".join(filter(None, answer))
