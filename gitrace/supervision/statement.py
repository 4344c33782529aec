"""An account's statement, like a bank's: opening, lines with counter-account and document, running balance, closing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col

from gitrace.balance.tables import Account, Posting
from gitrace.supervision.days import begins, instants_within
from gitrace.supervision.listing import Column, Listing, Look
from gitrace.supervision.owners import Owner, name_owners
from gitrace.supervision.phrases import Phrase
from gitrace.supervision.words import account_kind, reason_words


class AskStatement(BaseModel):
    """Of which account, for which days of posting; no bound: from its opening, until now."""

    model_config = ConfigDict(frozen=True)

    account: int = Field(default=0, title="账户")
    from_day: date | None = Field(default=None, title="起始日期")
    until_day: date | None = Field(default=None, title="截止日期")


@dataclass(frozen=True)
class StatementLine:
    """One posting, seen from the account: grams in or out, and what stood in it afterwards."""

    id: int
    posted_at: datetime
    reason: Phrase
    document: str
    counter_kind: Phrase
    counter: Owner
    in_g: int
    out_g: int
    balance_g: int


@dataclass(frozen=True)
class Totals:
    """A statement's head and foot, in grams."""

    opening_g: int
    in_g: int
    out_g: int

    @property
    def closing_g(self) -> int:
        """What stands in it at the end."""
        return self.opening_g + self.in_g - self.out_g


def _touching(account: int) -> sa.ColumnElement[bool]:
    return sa.or_(col(Posting.from_account_id) == account, col(Posting.to_account_id) == account)


def _conditions(asked: AskStatement) -> list[sa.ColumnElement[bool]]:
    return [_touching(asked.account), *instants_within(col(Posting.posted_at), asked.from_day, asked.until_day)]


def keys(_session: Session, asked: AskStatement) -> sa.Select[Any]:
    """Keys of the postings, oldest first."""
    return sa.select(col(Posting.id)).where(*_conditions(asked)).order_by(col(Posting.id))


def _moved(session: Session, account: int, *where: sa.ColumnElement[bool]) -> tuple[int, int]:
    into = sa.case((col(Posting.to_account_id) == account, col(Posting.grams)), else_=0)
    out = sa.case((col(Posting.from_account_id) == account, col(Posting.grams)), else_=0)
    query = sa.select(sa.func.sum(into), sa.func.sum(out)).where(_touching(account), *where)
    gained, lost = session.execute(query).one()
    return int(gained or 0), int(lost or 0)


def totals(session: Session, asked: AskStatement) -> Totals:
    """Opening, moved and closing of the days asked for."""
    opening = 0
    if asked.from_day:
        gained, lost = _moved(session, asked.account, col(Posting.posted_at) < begins(asked.from_day))
        opening = gained - lost
    within = instants_within(col(Posting.posted_at), asked.from_day, asked.until_day)
    return Totals(opening, *_moved(session, asked.account, *within))


def lines(session: Session, asked: AskStatement, wanted: Sequence[int]) -> list[StatementLine]:
    """The postings of these keys, oldest first, each with the balance after it."""
    if not wanted:
        return []
    gained, lost = _moved(session, asked.account, col(Posting.id) < min(wanted))
    balance = gained - lost
    rows = session.execute(sa.select(Posting).where(col(Posting.id).in_(wanted)).order_by(col(Posting.id)))
    postings = rows.scalars().all()
    counters = _counters(session, asked.account, postings)
    found = []
    for posting in postings:
        into = posting.to_account_id == asked.account
        balance += posting.grams if into else -posting.grams
        found.append(
            _line(posting, counters[posting.from_account_id if into else posting.to_account_id], into, balance)
        )
    return found


@dataclass(frozen=True)
class PostingLine:
    """One posting, seen from neither side."""

    posted_at: datetime
    reason: Phrase
    document: str
    source_kind: Phrase
    source: Owner
    target_kind: Phrase
    target: Owner
    grams: int


def postings_touching(
    session: Session, accounts: Sequence[int], known: Mapping[str, str] | None = None
) -> list[PostingLine]:
    """Every posting into or out of these accounts, oldest first. `known`: as `name_owners` takes it."""
    touching = sa.or_(col(Posting.from_account_id).in_(accounts), col(Posting.to_account_id).in_(accounts))
    postings = session.execute(sa.select(Posting).where(touching).order_by(col(Posting.id))).scalars().all()
    named = _named(session, {key for one in postings for key in (one.from_account_id, one.to_account_id)}, known)
    return [
        PostingLine(
            one.posted_at,
            reason_words(one.reason),
            one.document,
            *named[one.from_account_id],
            *named[one.to_account_id],
            one.grams,
        )
        for one in postings
    ]


def _counters(session: Session, account: int, postings: Sequence[Posting]) -> dict[int, tuple[Phrase, Owner]]:
    return _named(session, {p.from_account_id if p.to_account_id == account else p.to_account_id for p in postings})


def _named(
    session: Session, accounts: Collection[int], known: Mapping[str, str] | None = None
) -> dict[int, tuple[Phrase, Owner]]:
    rows = session.execute(sa.select(Account).where(col(Account.id).in_(accounts))).scalars().all()
    owners = name_owners(session, {row.owner for row in rows}, known)
    return {row.id: (account_kind(row.kind), owners[row.owner]) for row in rows}


def _line(posting: Posting, counter: tuple[Phrase, Owner], into: bool, balance: int) -> StatementLine:
    kind, owner = counter
    return StatementLine(
        id=posting.id,
        posted_at=posting.posted_at,
        reason=reason_words(posting.reason),
        document=posting.document,
        counter_kind=kind,
        counter=owner,
        in_g=posting.grams if into else 0,
        out_g=0 if into else posting.grams,
        balance_g=balance,
    )


STATEMENT: Listing[AskStatement, StatementLine] = Listing(
    name="statement",
    title="对账单",
    asks=AskStatement,
    keys=keys,
    lines=lines,
    columns=(
        Column("posted", "时间", lambda one: one.posted_at, Look.TIME),
        Column("reason", "事由", lambda one: one.reason, width=14),
        Column("counter-kind", "对方账户", lambda one: one.counter_kind, width=16),
        Column("counter", "对方", lambda one: one.counter.words, width=36, leads_to=lambda one: one.counter.subject),
        Column("document", "凭证", lambda one: one.document, Look.CODE, 22, leads_to=lambda one: one.document),
        Column("in", "收入（克）", lambda one: one.in_g or None, Look.NUMBER, 12),
        Column("out", "支出（克）", lambda one: one.out_g or None, Look.NUMBER, 12),
        Column("balance", "余额（克）", lambda one: one.balance_g, Look.NUMBER, 14),
    ),
)
