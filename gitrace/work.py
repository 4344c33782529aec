"""The one path of every write: rows and events in one transaction, or nothing.

    with writing(store, actor) as work:
        batch = open_batch(work, form)

On leaving, the changes that the database noted are compared with what the recorded events claimed; a change that no
event claimed does not commit. A `Refusal`, or any other exception, leaves the block and nothing is saved.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, select

from gitrace import clock
from gitrace.errors import Refusal
from gitrace.jobs.export import owe_export
from gitrace.ledger.append import Draft, Head, RowKey, append, take_head
from gitrace.ledger.canonical import Json, canonical
from gitrace.ledger.events import Event
from gitrace.ledger.exported import exported_size, require_no_older
from gitrace.ledger.signing import LogSigner, log_signer
from gitrace.storage import Instant, Key, Store, UnrecordedChange, operational
from gitrace.storage.notes import take_notes

IDEMPOTENCY_HOURS = 72


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `name` goes into the ledger: `user:3`, or the service's own `system`, `keeper`, `import`.

    `role` is a `gitrace.people` role, None for the service itself, which no role limits; the organisation is set for
    accounts that act for one. `area`: a regulator's township (9 digits) or village (12 digits), None for the county.
    """

    name: str
    role: str | None = None
    user_id: int | None = None
    producer_id: int | None = None
    laboratory_id: int | None = None
    area: str | None = None


SYSTEM = Actor("system")
KEEPER = Actor("keeper")


class Keyed(Protocol):
    """A row with a surrogate key."""

    id: int


@dataclass
class Work:
    """A recorded write in progress: the session to change rows in, and the events that will account for them."""

    store: Store
    session: Session
    actor: Actor
    head: Head
    now: datetime
    drafts: list[Draft] = field(default_factory=list)
    claims: dict[RowKey, Draft] = field(default_factory=dict)

    def record(
        self,
        event: Event,
        *,
        subject: str,
        rows: Sequence[Keyed | RowKey] = (),
        touches: Sequence[str] = (),
        blanked: Sequence[RowKey] = (),
    ) -> int:
        """Put an event on the record and claim the rows that it changed, inserted or deleted; returns its index.

        `subject`: what it is about, `lot:CY260312A001`; `touches`: what else has it in its timeline; `blanked`:
        rows that the law had emptied. A row that two events of one transaction change belongs to the later one, which
        digests its final state.
        """
        self.session.flush()
        draft = Draft(event, subject, self.actor.name, tuple(touches), blanked=frozenset(blanked))
        for row in (*rows, *blanked):
            self.claims[row if isinstance(row, tuple) else row_key(row)] = draft
        self.drafts.append(draft)
        return self.head.size + len(self.drafts) - 1

    def settle(self, connection: sa.Connection) -> Head:
        """Compare notes with claims and append. Raises UnrecordedChange naming the tables that nobody claimed."""
        self.session.flush()
        changed = take_notes(connection)
        unclaimed = changed - self.claims.keys()
        if unclaimed:
            raise UnrecordedChange(f"no event claims the change of {sorted(unclaimed)[:5]}")
        if not self.drafts:
            return self.head
        for row in sorted(changed):
            self.claims[row].rows.append(row)
        return append(connection, self.head, self.drafts, self.signer(connection), self.now)

    def signer(self, connection: sa.Connection) -> LogSigner:
        """Who signs for the log as it stands."""
        return log_signer(connection, self.store.keys, self.head.origin, self.head.checkpoint)


def row_key(row: Keyed) -> RowKey:
    """(table, key) of a row object."""
    return str(sa.inspect(type(row)).local_table.name), row.id


@contextmanager
def writing(store: Store, actor: Actor) -> Iterator[Work]:
    """A recorded write. Raises Unavailable, UnrecordedChange, or whatever the block raised; then nothing is saved."""
    exported = exported_size(store.settings)  # before the lock, which waits for no other disk
    with store.recorded_write() as connection:
        head = take_head(connection)
        require_no_older(head.size, exported)
        with Session(connection, expire_on_commit=False) as session:
            work = Work(store, session, actor, head, max(clock.now(), head.time))
            yield work
            work.settle(connection)
            if work.drafts:
                owe_export(store, session, work.now)
        connection.commit()


class Idempotency(SQLModel, table=True):
    """A request that was done, and how it was answered. Kept 72 hours."""

    __tablename__ = "idempotency"
    __table_args__ = operational(sa.UniqueConstraint("actor", "route", "key"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    actor: str
    route: str
    key: str
    body_digest: str
    answer: str
    made_at: datetime = Field(sa_type=Instant, index=True)


@dataclass(frozen=True)
class Request:
    """What makes two requests the same: the route, the caller's key (header or form nonce) and the body."""

    route: str
    key: str
    body: Json

    @property
    def body_digest(self) -> str:
        """SHA-256 of the canonical body, hexadecimal."""
        return hashlib.sha256(canonical(self.body)).hexdigest()


@dataclass(frozen=True)
class Answer:
    """What the command answered; `repeated` when it had been done before and was not done again."""

    content: Json
    repeated: bool


def once(store: Store, actor: Actor, request: Request, act: Callable[[Work], Json]) -> Answer:
    """Do `act` in a recorded write, unless the same request was done within 72 hours: then give its first answer.

    The record of it is in the same transaction, so that a refused or failed try leaves its key free.
    Raises Refusal("key-reused") when the key came before with another body.
    """
    with writing(store, actor) as work:
        found = work.session.exec(
            select(Idempotency).where(
                Idempotency.actor == actor.name, Idempotency.route == request.route, Idempotency.key == request.key
            )
        ).one_or_none()
        if found is not None:
            if found.body_digest != request.body_digest:
                raise Refusal("key-reused", "这次提交与先前同一编号的提交内容不同，请刷新页面后重新填写。")
            return Answer(json.loads(found.answer), repeated=True)
        content = act(work)
        work.session.add(
            Idempotency(
                actor=actor.name,
                route=request.route,
                key=request.key,
                body_digest=request.body_digest,
                answer=canonical(content).decode(),
                made_at=work.now,
            )
        )
    return Answer(content, repeated=False)


def idempotency_expiry(now: datetime) -> datetime:
    """Records made before this instant may be purged."""
    return now - timedelta(hours=IDEMPOTENCY_HOURS)
