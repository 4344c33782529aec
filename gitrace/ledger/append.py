"""The append: drafts become entries, annex parts, tree nodes and a signed checkpoint, in the caller's transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlmodel import SQLModel

from gitrace.ledger import tables
from gitrace.ledger.annex import CHANGES, PERSON, RECORD, ROWS, Part, make_part
from gitrace.ledger.canonical import Json, canonical
from gitrace.ledger.events import RESTRICTED, Event
from gitrace.ledger.rows import read_rows
from gitrace.ledger.shapes import Shape, Shapes, Values, canonical_value, house_shapes
from gitrace.ledger.signing import LogSigner
from gitrace.ledger.tiles import LONGEST_ENTRY
from gitrace.ledger.tree import Hash, append_leaf, leaf_hash, root_of
from gitrace.storage import Content
from gitrace.storage.statements import Statement, inserting, places, run, updating

RowKey = tuple[str, int]
"""(table, key)."""

_TAKE_HEAD = sa.select(tables.head).with_for_update()


@dataclass(frozen=True)
class Head:
    """Where the log stands. `size` is the next entry's index: no gaps, no sequence."""

    origin: str
    size: int
    time: datetime
    peaks: tuple[Hash, ...]
    checkpoint: str


@dataclass
class Draft:
    """An event on its way into the log, with the rows that it claims."""

    event: Event
    subject: str
    actor: str
    touches: tuple[str, ...] = ()
    rows: list[RowKey] = field(default_factory=list)
    keeps_values: bool = True
    """Whether the rows' values are kept beside their digests. A change of shape changes no fact and keeps none."""
    blanked: frozenset[RowKey] = frozenset()
    """Rows that the law had emptied: there is nothing of them to keep but the digest."""


def take_head(connection: sa.Connection) -> Head:
    """Lock and read the head; first statement of every recorded write. The row lock serialises PostgreSQL's writers,
    and does nothing on SQLite, where the write lock has done so already.
    """
    row = connection.execute(_TAKE_HEAD).one_or_none()
    if row is None:
        return Head("", 0, datetime.min.replace(tzinfo=UTC), (), "")
    hashes = bytes.fromhex(row.peaks)
    peaks = tuple(hashes[i : i + 32] for i in range(0, len(hashes), 32))
    return Head(row.origin, row.size, row.time, peaks, row.checkpoint)


def append(
    connection: sa.Connection,
    head: Head,
    drafts: Sequence[Draft],
    signer: LogSigner,
    now: datetime,
    *,
    shapes: Shapes | None = None,
) -> Head:
    """Write the drafts as entries `head.size` and on, all at the instant `now`; returns the new head.

    Every claimed row is read from the database and digested once, under the newest of `shapes` (by default, of this
    release). `now` must not be before `head.time`. An entry among them that brings the log another key is signed by it
    too. Raises BadKeys.
    """
    contents = _RowContents(connection, drafts, house_shapes() if shapes is None else shapes)
    peaks = list(head.peaks)
    entries, annexes, nodes, subjects = [], [], [], []
    for index, draft in enumerate(drafts, start=head.size):
        parts = [make_part(name, content) for name, content in _annex_contents(draft, contents)]
        content = _leaf(index, draft, now, parts)
        signer = signer.learning(index, content)
        leaf = canonical(content)
        if len(leaf) > LONGEST_ENTRY:
            raise ValueError(f"{draft.event.kind} makes an entry of {len(leaf)} bytes, which nobody could be shown")
        nodes += append_leaf(index, peaks, leaf_hash(leaf))
        entries.append(
            {
                "entry_index": index,
                "leaf": leaf.decode(),
                "tag": draft.event.kind,
                "subject": draft.subject,
                "actor": draft.actor,
                "time": now,
            }
        )
        annexes += [
            {"entry_index": index, "part": number, "name": part.name, "salt": part.salt, "body": part.body}
            for number, part in enumerate(parts)
        ]
        subjects += [{"subject": name, "entry_index": index} for name in dict.fromkeys((draft.subject, *draft.touches))]
    size = head.size + len(drafts)
    checkpoint = signer.sign(size, root_of(peaks))
    told = {
        tables.entry: entries,
        tables.annex: annexes,
        tables.node: [{"level": level, "position": position, "hash": h} for level, position, h in nodes],
        tables.subject: subjects,
    }
    new = Head(signer.origin, size, now, tuple(peaks), checkpoint)
    appended = [inserting(connection.dialect, table, rows) for table, rows in told.items() if rows]
    run(connection, [*appended, _writing_head(connection.dialect, new, first=head.size == 0)])
    return new


def _writing_head(dialect: sa.Dialect, head: Head, *, first: bool) -> Statement:
    values = {
        "size": head.size,
        "time": head.time,
        "peaks": b"".join(head.peaks).hex(),
        "checkpoint": head.checkpoint,
    }
    if first:
        return inserting(dialect, tables.head, [{**values, "origin": head.origin, "id": 1}])
    return updating(dialect, tables.head, [{**values, "id": 1}])


def _leaf(index: int, draft: Draft, now: datetime, parts: Iterable[Part]) -> dict[str, Json]:
    digests: list[Json] = [part.digest for part in parts]
    leaf: dict[str, Json] = {"annex": digests, "index": index, "time": canonical_value(now), "tag": RESTRICTED}
    if draft.event.public:
        leaf |= {"tag": draft.event.kind, "subject": draft.subject, "fields": draft.event.fields()}
    return leaf


def _annex_contents(draft: Draft, contents: "_RowContents") -> list[tuple[str, Json]]:
    parts: list[tuple[str, Json]] = []
    if draft.rows:
        parts.append((ROWS, [contents.digest(row) for row in draft.rows]))
    record: dict[str, Json] = {"actor": draft.actor, "touches": list(draft.touches)}
    if not draft.event.public:
        record |= {"tag": draft.event.kind, "subject": draft.subject, "fields": draft.event.fields()}
    parts.append((RECORD, record))
    told: dict[str, list[Json]] = defaultdict(list)
    for row in draft.rows if draft.keeps_values else ():
        name = None if row in draft.blanked else contents.part_name(row)
        if name:
            told[name].append(contents.values(row))
    return [*parts, *told.items()]


class _RowContents:
    """The claimed rows of all drafts, read with one statement a table."""

    def __init__(self, connection: sa.Connection, drafts: Iterable[Draft], shapes: Shapes) -> None:
        wanted: dict[str, list[int]] = defaultdict(list)
        for draft in drafts:
            for table, key in draft.rows:
                wanted[table].append(key)
        self._shapes = {table: shapes[table][-1] for table in wanted}
        self._rows = read_rows(connection, {self._shapes[table]: keys for table, keys in wanted.items()})

    def digest(self, row: RowKey) -> Json:
        shape, values = self._look_up(row)
        return [*row, shape.number, None if values is None else shape.digest(values)]

    def values(self, row: RowKey) -> Json:
        shape, values = self._look_up(row)
        return [*row, shape.number, None if values is None else dict(values)]

    def part_name(self, row: RowKey) -> str | None:
        """The annex part that keeps the row's values; None for rows of which only the digest is kept."""
        info = SQLModel.metadata.tables[row[0]].info
        if info["content"] is Content.SECRET:
            return None
        if info["content"] is Content.OPEN:
            return CHANGES
        kind, column = info["person"].split(":")
        values = self._look_up(row)[1]
        return None if values is None else f"{PERSON}{kind}:{values[column]}"

    def _look_up(self, row: RowKey) -> tuple[Shape, Values | None]:
        table, key = row
        return self._shapes[table], self._rows[table].get(key)


def subjects_seen_at(connection: sa.Connection, subjects: Collection[str]) -> dict[str, int]:
    """The greatest index of an entry that touched each of the subjects, at least one; without those that none did."""
    [found] = run(connection, [seeing_subjects(connection.dialect, subjects)])
    return dict(found)


def seeing_subjects(dialect: sa.Dialect, subjects: Collection[str]) -> Statement:
    """The same as a statement, which answers with pairs."""
    named = places(len(subjects), dialect)
    text = f"SELECT subject, max(entry_index) FROM ledger_subject WHERE subject IN ({named}) GROUP BY subject"
    return Statement(text, [tuple(subjects)], (None, None))
