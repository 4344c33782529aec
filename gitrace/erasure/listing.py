"""The list of erasures that is kept outside the database, so that an older backup cannot bring anybody back.

It lies beside the exported checkpoints, in GITRACE_CHECKPOINT_DIR, a line an erasure: whom by kind and key, on what
ground, when, by which entry. At each start the erasures that the database does not know are done again.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col, select

from gitrace.erasure.commands import erase
from gitrace.erasure.persons import Person
from gitrace.erasure.tables import Erasure
from gitrace.ledger import tables
from gitrace.ledger.annex import PERSON
from gitrace.storage import Store, reading
from gitrace.storage.files import write_whole
from gitrace.work import SYSTEM, Work, writing

NAME = "erasures.jsonl"
"""For the owner of the folder alone: the keys of persons are nobody else's business."""

_DONE_AGAIN = "恢复旧备份后重新执行 {at} 的删除（原第 {entry} 条）"


@dataclass(frozen=True, order=True)
class Listed:
    """One erasure. `erased_at`: ISO, with zone."""

    erased_at: str
    person: str
    ground: str
    entry: int


def keep_list(store: Store) -> None:
    """Add what the database knows to the list; nothing without a folder. A line is never taken off: the log that it
    belongs to may have been lost. Raises OSError.
    """
    folder = store.settings.checkpoint_dir
    if folder is not None:
        lines = sorted({*read_list(folder), *_known(store)})
        text = "".join(json.dumps(asdict(line)) + "\n" for line in lines)
        write_whole(folder / NAME, text.encode(), 0o600)


def read_list(folder: Path) -> list[Listed]:
    """The list as it lies there; empty without one."""
    path = folder / NAME
    return [Listed(**json.loads(line)) for line in path.read_text().splitlines()] if path.exists() else []


def redo_lost(store: Store, folder: Path | None) -> list[Listed]:
    """Erase again who was erased in entries that this database does not have; returns whom.

    Raises Stopped while the log is older than what was exported of it, and that is not accepted.
    """
    lost = [] if folder is None else _lost(store, read_list(folder))
    if lost:
        with writing(store, SYSTEM) as work:
            return [line for line in lost if _redo(work, line)]
    return []


def _redo(work: Work, line: Listed) -> bool:
    known_since = sa.select(sa.func.min(tables.entry.c.time)).join(tables.annex)
    about = (tables.annex.c.name == f"{PERSON}{line.person}", tables.ABOUT_A_PERSON)
    first = work.session.execute(known_since.where(*about)).scalar_one()
    # Whoever came later under the same key is somebody else.
    if first is None or first >= datetime.fromisoformat(line.erased_at):
        return False
    basis = _DONE_AGAIN.format(at=line.erased_at, entry=line.entry)
    erase(work, Person.parse(line.person), line.ground, basis)
    return True


def _lost(store: Store, lines: Iterable[Listed]) -> list[Listed]:
    known = {(one.person, one.erased_at) for one in _known(store)}
    with reading(store) as session:
        redone = set(session.exec(select(Erasure.basis)))
    return [
        line
        for line in lines
        if (line.person, line.erased_at) not in known and not any(line.erased_at in one for one in redone)
    ]


def _known(store: Store) -> list[Listed]:
    with reading(store) as session:
        rows = session.exec(select(Erasure).order_by(col(Erasure.id))).all()
        return [Listed(row.erased_at.isoformat(), row.person, row.ground, row.entry) for row in rows]
