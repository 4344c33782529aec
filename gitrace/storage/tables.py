"""What kind of table a table is. Every table of the house says one.

*Audited*: a change must be claimed by an event in the same transaction. *Operational*: sessions, counters, jobs,
tallies, caches; written without an event. *Evidence*: the ledger's own tables, written by the ledger alone.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Keeping(StrEnum):
    """How changes of a table are kept."""

    AUDITED = "audited"
    OPERATIONAL = "operational"
    EVIDENCE = "evidence"


class Content(StrEnum):
    """What an event keeps of an audited row beside its digest."""

    OPEN = "open"
    """The row's values, for ever."""
    PERSONAL = "personal"
    """The row's values in an annex part of its data subject, which can be erased by law. Such a table has a random
    `salt` column, so that the digest that stays cannot be guessed back once the row is blanked."""
    SECRET = "secret"  # noqa: S105
    """Nothing: the digest alone (password hashes, tokens)."""


def audited(
    *parts: Any, content: Content = Content.OPEN, person: str = "", blanked: Sequence[str] = ()
) -> tuple[Any, ...]:
    """`__table_args__` of an audited table: constraints and indexes, then its marks.

    `person` and `blanked`, required for personal content: the data subject's kind and the column with its key, as
    `user:user_id`; the columns that are emptied when the law has her data erased.
    """
    if (content is Content.PERSONAL) != bool(person) or bool(person) != bool(blanked):
        raise ValueError("personal content, and only that, names its data subject and what is blanked")
    info = {"keeping": Keeping.AUDITED, "content": content, "person": person, "blanked": tuple(blanked)}
    return (*parts, {"info": info})


def operational(*parts: Any) -> tuple[Any, ...]:
    """`__table_args__` of an operational table."""
    return (*parts, {"info": {"keeping": Keeping.OPERATIONAL}})


def table_of(model: type[SQLModel]) -> sa.Table:
    """The table behind a model, for statements that are prepared once and run often."""
    return cast(sa.Table, sa.inspect(model).local_table)
