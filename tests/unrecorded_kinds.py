"""Every way in which code could change an audited row without saying so."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

import psycopg
import sqlalchemy as sa
from outsider import attack
from sqlmodel import Session, col

from gitrace.people.tables import Invitation, User
from gitrace.storage import Store, UnrecordedChange

NOW = datetime(2026, 3, 12, tzinfo=UTC)
REFUSALS = (UnrecordedChange, sqlite3.Error, psycopg.Error)
"""A raw cursor raises what its driver raises; everything else is told as UnrecordedChange."""

Kind = Callable[[Session, int], object]
"""Changes something, given the key of a recorded user."""

_VALUES = {"role": "clerk", "invited_at": NOW}


def table() -> sa.Table:
    """The users' table."""
    return User.__table__  # type: ignore[attr-defined, no-any-return]


def make_user(session: Session) -> tuple[User, Invitation]:
    """A user with an invitation, which goes with her where a foreign key cascades."""
    user = User(role="clerk", invited_at=NOW)
    session.add(user)
    session.flush()
    invitation = Invitation(user_id=user.id, token_hash=f"hash {user.id}", expires_at=NOW)
    session.add(invitation)
    session.flush()
    return user, invitation


def _existing(session: Session, key: int) -> User:
    return session.get_one(User, key)


def _orm_update(session: Session, key: int) -> None:
    _existing(session, key).area = "x"


def _orm_delete(session: Session, key: int) -> None:
    session.execute(sa.delete(Invitation).where(col(Invitation.user_id) == key))
    session.delete(_existing(session, key))


def _upsert(session: Session, key: int) -> None:
    values = f"VALUES ({key}, 'packer', '2026-03-12 00:00:00.000000')"
    columns = "user_account (id, role, invited_at)"
    if session.connection().dialect.name == "sqlite":
        session.execute(sa.text(f"DELETE FROM invitation WHERE user_id = {key}"))
        session.execute(sa.text(f"INSERT OR REPLACE INTO {columns} {values}"))
    else:
        session.execute(sa.text(f"INSERT INTO {columns} {values} ON CONFLICT (id) DO UPDATE SET role = 'packer'"))


def _executemany(session: Session, _key: int) -> None:
    session.connection().execute(table().insert(), [_VALUES, _VALUES])


def _insert_select(session: Session, _key: int) -> None:
    chosen = sa.select(sa.literal("clerk"), table().c.invited_at)
    session.execute(table().insert().from_select(["role", "invited_at"], chosen))


def _raw_cursor(session: Session, key: int) -> None:
    driver = session.connection().connection.driver_connection
    assert driver is not None
    with closing(driver.cursor()) as cursor:
        cursor.execute(f"UPDATE user_account SET area = 'x' WHERE id = {key}")


def _commit_in_the_middle(session: Session, key: int) -> None:
    _orm_update(session, key)
    session.commit()


def _savepoint(session: Session, key: int) -> None:
    with session.begin_nested():
        _orm_update(session, key)


KINDS: dict[str, Kind] = {
    "orm-add": lambda session, _: session.add(User(**_VALUES)),
    "orm-update": _orm_update,
    "orm-delete": _orm_delete,
    "core-insert": lambda session, _: session.execute(table().insert().values(_VALUES)),
    "core-update": lambda session, key: session.execute(table().update().where(table().c.id == key).values(area="x")),
    "core-delete": lambda session, key: session.execute(table().delete().where(table().c.id == key)),
    "text": lambda session, key: session.execute(sa.text(f"UPDATE user_account SET area = 'x' WHERE id = {key}")),
    "bulk-insert": lambda session, _: session.execute(sa.insert(User), [_VALUES, _VALUES]),
    "bulk-update": lambda session, key: session.execute(sa.update(User), [{"id": key, "area": "x"}]),
    "executemany": _executemany,
    "upsert": _upsert,
    "cascade": lambda session, key: session.execute(sa.text(f"DELETE FROM user_account WHERE id = {key}")),
    "insert-select": _insert_select,
    "raw-cursor": _raw_cursor,
    "commit-in-the-middle": _commit_in_the_middle,
    "savepoint": _savepoint,
}


def let_deletes_cascade(store: Store) -> None:
    """Give invitations a foreign key that cascades; no table of ours has one, but one day one might."""
    with attack(store, triggers=True) as connection:
        if store.is_sqlite:
            connection.exec_driver_sql("PRAGMA writable_schema=ON")
            connection.exec_driver_sql(
                "UPDATE sqlite_master SET sql = replace(sql, 'REFERENCES user_account (id)', "
                "'REFERENCES user_account (id) ON DELETE CASCADE') WHERE name = 'invitation'"
            )
        else:
            name = "fk_invitation_user_id"
            connection.exec_driver_sql(
                f"ALTER TABLE invitation DROP CONSTRAINT {name}, ADD CONSTRAINT {name} "
                "FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE CASCADE"
            )
    store.engine.dispose()


def content(store: Store) -> list[object]:
    """Users, invitations and the log's size, to see that nothing was saved."""
    with store.engine.connect() as connection:
        names = ("user_account", "invitation")
        rows = [connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY id").all() for name in names]
        return [*rows, connection.exec_driver_sql("SELECT size FROM ledger_head").scalar_one()]
