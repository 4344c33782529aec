"""Codes of events and goods are told in the reader's words."""

from datetime import date

from gitrace.ledger.canonical import Json
from gitrace.profile import seed_profile
from gitrace.storage import Store, reading
from gitrace.supervision.codes import worded
from gitrace.supervision.phrases import Named, Phrase, Told
from gitrace.supervision.words import Names

NAMES = Names(seed_profile())


def told(kind: str, fields: dict[str, Json]) -> str:
    return str(Told(kind, worded(fields, NAMES)))


def test_goods_are_called_by_their_names() -> None:
    opened: dict[str, Json] = {"lot": "CY260312A001", "form": "fresh", "cover": "covered", "packed_on": "2026-03-12"}
    assert told("batch.opened/1", opened) == "开立批次 CY260312A001，鲜笋，覆盖笋，包装日期 2026-03-12"
    english = Told("batch.opened/1", worded(opened, NAMES)).in_language("en", lambda one: one.in_language("en"))  # type: ignore[union-attr]
    assert english == "Lot CY260312A001 opened: fresh shoots, mulch-covered, packed on 2026-03-12"


def test_verdicts_kinds_and_answers_are_words() -> None:
    entered: dict[str, Json] = {"number": "A", "report_kind": "rapid", "conclusion": "pass", "recomputed": "open"}
    assert told("report.entered/1", entered) == "录入检验报告 A（速测），机构结论 符合，系统复算 无法判定"
    answered: dict[str, Json] = {"number": "A", "answer": "no-hold", "lots": []}
    assert told("hold.answered/1", answered) == "检验报告 A 的暂停提议已答复：不暂停，暂停批次 无"
    assert told("batch.held/1", {"lot": "X", "hold": "safety"}) == "批次 X 暂停标签使用（质量安全）"


def test_findings_are_words_one_by_one() -> None:
    rejudged: dict[str, Json] = {"number": "1", "failing_before": "", "failing": "season too-old"}
    assert told("delivery.rejudged/1", rejudged).endswith("由“无”变为“采收期、投料时限”")


def test_what_is_no_code_stays_as_it_is() -> None:
    assert worded({"decision": "鄂市监〔2026〕1 号", "form": "pickled", "ranges": [[1, 5]]}, NAMES) == {
        "decision": "鄂市监〔2026〕1 号",
        "form": Named("pickled", "pickled"),
        "ranges": [[1, 5]],
    }
    assert worded({"decision": "accepted"}, NAMES) == {"decision": Phrase("采信机构结论")}


def test_names_come_from_the_profile_in_force(store: Store) -> None:
    with reading(store) as session:
        names = Names.of(session, date(2026, 3, 12))
    assert names.township("421223103") == Named("桂花泉镇", "Guihuaquan")
    assert names.grade(None) is None
    assert str(names.grade("special")) == "特级"
