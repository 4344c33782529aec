"""The codes in rows, in words, where a regulator reads what a row was and what it became. Grams are grouped."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gitrace.batches.tables import Hold, ProposalState
from gitrace.callbacks.commands import RESULTS
from gitrace.callbacks.tables import CallState
from gitrace.cases.denials import FINDINGS as DENIALS
from gitrace.cases.tables import DenialState
from gitrace.clock import SHANGHAI
from gitrace.growers.rules import INPUT_WORDS
from gitrace.growers.succession import SUCCESSION_WORDS
from gitrace.ledger.canonical import Json
from gitrace.people.erasable import GROUND_WORDS
from gitrace.people.roles import BUREAU_NAMES, LEVEL_NAMES, ROLE_NAMES
from gitrace.producers.tables import LabelUse
from gitrace.scans.deciding import OUTCOMES
from gitrace.supervision.applications import APPLICATION_STATES
from gitrace.supervision.phrases import Phrase, Word
from gitrace.supervision.registers import ENTERERS, KINDS
from gitrace.supervision.words import (
    ACCOUNTS,
    ANSWERS,
    BATCH_STATES,
    ENDINGS,
    HELD,
    RANGES,
    REPORT_KINDS,
    REVIEWS,
    VERDICTS,
    Names,
    finding_phrases,
    reason_words,
)
from gitrace.villages.tables import ListState

UNITS = {"jin": "斤", "kg": "公斤"}

_WORDS: Mapping[str, Mapping[Any, str]] = {
    "account.kind": ACCOUNTS,
    "answer": ANSWERS,
    "batch.state": BATCH_STATES,
    "bureau": BUREAU_NAMES,
    "call.result": RESULTS,
    "callback.state": {**RESULTS, CallState.WAITING: "待回访"},
    "conclusion": VERDICTS,
    "copy_decision.outcome": OUTCOMES,
    "delivery.unit": UNITS,
    "denial.state": {**DENIALS, DenialState.OPEN: "待核实"},
    "display_unit": UNITS,
    "entered_by": ENTERERS,
    "ground": GROUND_WORDS,
    "hold": {**HELD, Hold.NONE: "无"},
    "household_succession.kind": SUCCESSION_WORDS,
    "input_product.kind": {kind: words for words, kind in INPUT_WORDS.items()},
    "label_range.reason": ENDINGS,
    "label_range.state": RANGES,
    "label_use": {LabelUse.ALLOWED: "未暂停", LabelUse.STOPPED: "已暂停"},
    "level": LEVEL_NAMES,
    "mark_application.state": APPLICATION_STATES,
    "printed_verdict": VERDICTS,
    "producer.kind": KINDS,
    "production_record.kind": {kind: words for words, kind in INPUT_WORDS.items()},
    "recomputed": VERDICTS,
    "release_proposal.state": {
        ProposalState.OPEN: "待确认",
        ProposalState.CONFIRMED: "已确认",
        ProposalState.WITHDRAWN: "已撤回",
        ProposalState.LAPSED: "已失效",
    },
    "report.kind": REPORT_KINDS,
    "review": REVIEWS,
    "role": ROLE_NAMES,
    "village_list.state": {
        ListState.DRAFT: "村拟定",
        ListState.NOTICE: "公示中",
        ListState.CHECKED: "镇已审核",
        ListState.CERTIFIED: "县已核定",
    },
}
"""By the column, or by table and column where tables use it for different things."""
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_GRAMS = re.compile(r"^grams$|_g$")


def cell_words(table: str, column: str, value: Json, names: Names) -> Word:
    """What a cell of a row says; a value that is no code stays as it is. `names`: of the profile, for goods and
    places.
    """
    if isinstance(value, int) and not isinstance(value, bool) and _GRAMS.search(column):
        return f"{value:,}"
    if not isinstance(value, str) or not value:
        return value
    if column == "failing":
        return finding_phrases(value)
    if column == "reason" and table == "posting":
        return reason_words(value)
    named = {"cover": names.cover, "form": names.form, "forms": names.forms, "grade": names.grade}
    if column in (*named, "township"):
        return (named | {"township": names.township})[column](value)
    known = _WORDS.get(f"{table}.{column}") or _WORDS.get(column, {})
    return Phrase(known[value]) if value in known else value


def cell_text(words: Word) -> str:
    """The same in Chinese, for a file: an instant is Shanghai's, a dash is nothing."""
    if isinstance(words, list):
        return "、".join(map(str, words)) or "—"
    if isinstance(words, bool):
        return "是" if words else "否"
    at = instant_in(words)
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at else str("—" if words in (None, "") else words)


def instant_in(words: Word) -> datetime | None:
    """The instant that a text of the ledger is; None for anything else."""
    found = isinstance(words, str) and _INSTANT.fullmatch(words)
    return datetime.fromisoformat(words) if found else None
