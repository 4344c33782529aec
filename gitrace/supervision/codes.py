"""The codes in an event's fields, in words: fresh, covered, pass, rapid and the like mean nothing to a reader. Grams
are grouped.
"""

import re
from collections.abc import Mapping
from typing import Any

from gitrace.ledger.canonical import Json
from gitrace.people.erasable import GROUND_WORDS, PERSON_WORDS
from gitrace.people.roles import ROLE_NAMES
from gitrace.scans.deciding import OUTCOMES
from gitrace.supervision.phrases import Phrase, Word
from gitrace.supervision.words import ACCOUNTS, ANSWERS, HELD, REPORT_KINDS, REVIEWS, VERDICTS, Names, finding_phrases

_WORDS: Mapping[str, Mapping[Any, str]] = {
    "answer": ANSWERS,
    "conclusion": VERDICTS,
    "data_subject": PERSON_WORDS,
    "decision": REVIEWS,
    "ground": GROUND_WORDS,
    "hold": HELD,
    "outcome": OUTCOMES,
    "recomputed": VERDICTS,
    "report_kind": REPORT_KINDS,
    "role": ROLE_NAMES,
    "to": ACCOUNTS,
}
"""By the name of the field. A value that is no such code, as the number of a decision, stays as it is."""
_GRAMS = re.compile(r"^grams$|_g$")
_NONE = Phrase("无")


def worded(fields: Mapping[str, Json], names: Names) -> dict[str, Word]:
    """An event's fields with words for codes; `names`: of the profile, for forms and covers."""
    return {field: _word(field, value, names) for field, value in fields.items()}


def _word(field: str, value: Json, names: Names) -> Word:
    if isinstance(value, list):
        # A range, [1, 56], is left to the event's own way of writing it.
        whole = [one if isinstance(one, list) else _word(field, one, names) for one in value]
        return whole or _NONE
    if not isinstance(value, str):
        return f"{value:,}" if isinstance(value, int) and _GRAMS.search(field) else value
    if field in ("form", "forms"):
        return names.form(value)
    if field == "cover":
        return names.cover(value)
    if field in ("failing", "failing_before"):
        return finding_phrases(value) or _NONE
    known = _WORDS.get(field, {})
    return Phrase(known[value]) if value in known else value
