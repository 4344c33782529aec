"""Erasing what entries keep about one person, because the law demands it.

The leaf stays, and the seal of each part with it: the tree verifies as before, and says which entry erased what.
"""

import sqlalchemy as sa

from gitrace.ledger import tables
from gitrace.ledger.annex import PERSON, seal_of

_part = tables.annex.c


def kept_about(connection: sa.Connection, person: str) -> list[int]:
    """Indexes of the entries that still keep something about a person, `household:17`; one for each part."""
    found = connection.execute(sa.select(_part.entry_index).where(*_kept(person)).order_by(_part.entry_index))
    return list(found.scalars())


def erase_parts(connection: sa.Connection, person: str, *, by: int) -> int:
    """Erase every part about a person in the caller's transaction, which also appends entry `by`; returns how many.

    Salt and body go together. Of what is left, the seal, nothing can be guessed back: the salt was random.
    """
    found = connection.execute(sa.select(_part.entry_index, _part.part, _part.salt, _part.body).where(*_kept(person)))
    seals = [{"of": row.entry_index, "number": row.part, "seal": seal_of(row.salt, row.body)} for row in found]
    if seals:
        which = (_part.entry_index == sa.bindparam("of"), _part.part == sa.bindparam("number"))
        erased = {"salt": None, "body": None, "erased_by": by}
        connection.execute(tables.annex.update().where(*which).values(**erased, seal=sa.bindparam("seal")), seals)
    return len(seals)


def _kept(person: str) -> tuple[sa.ColumnElement[bool], ...]:
    return _part.name == f"{PERSON}{person}", tables.ABOUT_A_PERSON, _part.body.is_not(None)  # type: ignore[return-value]
