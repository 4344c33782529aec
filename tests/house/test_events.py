"""Every event has its two sentences, its publicity and a frozen vector."""

import hashlib
import json
import re
import types
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from gitrace.ledger import events
from gitrace.ledger.append import Draft, _leaf
from gitrace.ledger.canonical import Json, canonical
from gitrace.ledger.events import Event, field_names, sentence
from house.plan import import_everything

import_everything()
VECTORS = Path(__file__).parent / "event-vectors.json"
REGISTER = {kind: declared for kind, declared in events.REGISTER.items() if declared.__module__.startswith("gitrace.")}
KINDS = sorted(REGISTER)

# What an outsider may read for ever; adding a tag here is a decision, not a chore.
PUBLIC = {
    "balance.week-told/1",
    "batch.closed/1",
    "batch.held/1",
    "batch.opened/1",
    "batch.recalled/1",
    "batch.released/1",
    "carton.filled/1",
    "carton.reweighed/1",
    "carton.weighed/1",
    "certificate.corrected/1",
    "certificate.issued/1",
    "certificate.withdrawn/1",
    "labels.document-drawn/1",
    "labels.issued/1",
    "labels.put-in-use/1",
    "labels.returned/1",
    "labels.voided/1",
    "label-key.rotated/1",
    "ledger.key-rotated/1",
    "ledger.opened/1",
    "ledger.rolled-back/1",
    "producer.authorised/1",
    "profile.adopted/1",
    "scans.counted/1",
    "trade-item.registered/1",
}


def sample(kind: type[Event]) -> Event:
    """An event with a plain value of each field's type."""
    hints = get_type_hints(kind)
    return kind(**{name: _value(hints[name]) for name in field_names(kind)})


def _value(hint: Any) -> Json:
    if isinstance(hint, types.UnionType):
        return _value(get_args(hint)[0])
    origin = get_origin(hint)
    if origin in (list, tuple):
        return [_value(get_args(hint)[0])] if get_args(hint) else []
    if origin is dict:
        return {"x": _value(get_args(hint)[1])}
    return {str: "x", int: 1, bool: True}.get(hint, "x")


def vector(kind: str) -> str:
    """SHA-256 of the canonical content that this kind gives the log, public or not."""
    one = sample(REGISTER[kind])
    content: Json = {"fields": one.fields(), "tag": one.kind, "public": one.public}
    return hashlib.sha256(canonical(content)).hexdigest()


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_has_its_two_sentences(kind: str) -> None:
    declared = REGISTER[kind]
    assert re.search(r"[\u4e00-\u9fff]", declared.zh)
    assert re.search(r"[A-Za-z]{3}", declared.en)
    assert not re.search(r"[\u4e00-\u9fff]", declared.en)
    for language in ("zh", "en"):
        assert sentence(kind, sample(declared).fields(), language)


def test_ranges_read_as_people_write_them() -> None:
    content: dict[str, Json] = {"lot": "CY260312A001", "gtin": "06901234000016", "ranges": [[1, 56], [60, 70]]}
    assert sentence("labels.voided/1", content, "zh").endswith("序号 1–56、60–70")
    assert "Labels 1–56, 60–70 of lot" in sentence("labels.voided/1", content, "en")


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_kind_never_changes(kind: str) -> None:
    frozen = json.loads(VECTORS.read_text())
    assert frozen.get(kind) == vector(kind), f'freeze it, or make a new version: "{kind}": "{vector(kind)}"'


def test_no_frozen_kind_has_gone() -> None:
    assert set(json.loads(VECTORS.read_text())) == set(REGISTER)


def test_the_public_events_are_those_agreed() -> None:
    assert {kind for kind, declared in REGISTER.items() if declared.public} == PUBLIC


@pytest.mark.parametrize("kind", KINDS)
def test_a_restricted_leaf_shows_only_index_time_and_digests(kind: str) -> None:
    leaf = _leaf(3, Draft(sample(REGISTER[kind]), "lot:x", "user:1"), datetime(2026, 3, 12, tzinfo=UTC), [])
    shown = set(leaf)
    assert shown == {"annex", "index", "time", "tag"} | ({"subject", "fields"} if REGISTER[kind].public else set())


def test_every_kind_reads_as_an_event() -> None:
    for kind, declared in REGISTER.items():
        assert re.fullmatch(r"[a-z-]+(\.[a-z-]+)+/\d+", kind), kind
        assert sample(declared).kind == kind
