"""Accounts of grams: of a lot, of a household's plots in a season, of a producer in a season."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col

from gitrace.balance.commands import Place
from gitrace.balance.tables import WITHOUT_LABEL, Account, AccountKind
from gitrace.batches.tables import Batch
from gitrace.growers.finding import households_meant
from gitrace.growers.tables import CertifiedYield, Plot
from gitrace.labels.tables import Run
from gitrace.storage.sorting import Sort
from gitrace.supervision.deliveries import HOUSEHOLD_HINT
from gitrace.supervision.listing import Column, Listing, Look, in_order
from gitrace.supervision.owners import Owner, name_owners
from gitrace.supervision.phrases import Phrase
from gitrace.supervision.words import account_kind


class Emptiness(StrEnum):
    """Whether something stands in it."""

    NOT_EMPTY = "not-empty"
    EMPTY = "empty"


EMPTINESS = {Emptiness.NOT_EMPTY: "余额不为零", Emptiness.EMPTY: "余额为零"}


class AccountSort(Sort):
    """In which order."""

    OPENED = "opened", "", "开户时间，由远到近", col(Account.id)
    OPENED_LAST = "opened-last", "", "开户时间，由近到远", col(Account.id).desc()
    FULLEST = "fullest", "balance", "余额，由大到小", col(Account.balance_g).desc(), col(Account.id)
    EMPTIEST = "emptiest", "balance", "余额，由小到大", col(Account.balance_g), col(Account.id)


class AskAccounts(BaseModel):
    """Which accounts. `season` is named after the year it ends in."""

    model_config = ConfigDict(frozen=True)

    lot: str = Field(default="", title="批次号", max_length=20)
    household: str = Field(default="", title="农户", description=HOUSEHOLD_HINT, max_length=200)
    producer: int | None = Field(default=None, title="生产者")
    season: int | None = Field(default=None, title="产季", description="以结束年份称呼，如 2026", ge=2000, le=2100)
    kind: AccountKind | None = Field(default=None, title="账户种类")
    standing: Emptiness | None = Field(default=None, title="余额")
    sort: AccountSort = Field(default=AccountSort.OPENED, title="排序")


@dataclass(frozen=True)
class AccountLine:
    """One account. Sources alone stand below zero."""

    id: int
    kind: Phrase
    owner: Owner
    balance_g: int


def keys(session: Session, asked: AskAccounts) -> sa.Select[Any]:
    """Keys of the accounts that answer, in order."""
    return sa.select(col(Account.id)).where(*_conditions(session, asked)).order_by(*asked.sort.columns)


def _conditions(session: Session, asked: AskAccounts) -> list[sa.ColumnElement[bool]]:
    # Owners are looked up and compared whole, so that the unique index finds them: a pattern over 200,000 deliveries'
    # accounts would not, and PostgreSQL's collations know no ranges of such texts.
    found: list[sa.ColumnElement[bool]] = []
    if asked.lot:
        found.append(col(Account.owner).in_(lot_owners(session, asked.lot.strip().upper())))
    if asked.household:
        owners = _household_owners(households_meant(session, asked.household))
        found += [col(Account.kind) == AccountKind.CERTIFIED, col(Account.owner).in_(owners)]
    if asked.producer is not None:
        found += [_is_without_label(), col(Account.owner).startswith(f"producer:{asked.producer}/")]
    if asked.season is not None:
        of_season = col(Account.owner) == f"season:{asked.season}"
        found.append(col(Account.owner).endswith(f"/{asked.season}") | of_season)
    if asked.kind:
        found.append(col(Account.kind) == asked.kind)
    if asked.standing:
        empty = col(Account.balance_g) == 0
        found.append(empty if asked.standing is Emptiness.EMPTY else ~empty)
    return found


def _is_without_label() -> sa.ColumnElement[bool]:
    return col(Account.kind).in_(sorted(WITHOUT_LABEL))


def lot_owners(session: Session, lot: str) -> list[str]:
    """Owners of a lot's accounts: the lot itself, and the lot under each GTIN that it was labelled with."""
    rows = session.execute(
        sa.select(col(Batch.id), col(Run.gtin))
        .outerjoin(Run, col(Run.batch_id) == col(Batch.id))
        .where(col(Batch.lot) == lot)
        .distinct()
    ).all()
    return [*{f"lot:{key}" for key, _ in rows}, *(f"lot:{key}/{gtin}" for key, gtin in rows if gtin)]


def _household_owners(households: sa.Select[int]) -> sa.Select[str]:
    """Owners of the accounts of households' plots, season by season."""
    plot, season = (sa.cast(key, sa.Text) for key in (col(CertifiedYield.plot_id), col(CertifiedYield.season)))
    return (
        sa.select(sa.literal("plot:") + plot + sa.literal("/") + season)
        .join(Plot, col(Plot.id) == col(CertifiedYield.plot_id))
        .where(col(Plot.household_id).in_(households))
    )


def lines(session: Session, _asked: AskAccounts, wanted: Sequence[int]) -> list[AccountLine]:
    """The accounts of these keys, in their order."""
    rows = session.execute(sa.select(Account).where(col(Account.id).in_(wanted))).scalars().all()
    owners = name_owners(session, {row.owner for row in rows})
    return in_order(wanted, {row.id: _line(row, owners) for row in rows})


def _line(row: Account, owners: dict[str, Owner]) -> AccountLine:
    return AccountLine(row.id, account_kind(row.kind), owners[row.owner], row.balance_g)


def find_account(session: Session, key: int) -> AccountLine | None:
    """One account; None where there is none."""
    found = lines(session, AskAccounts(), [key])
    return found[0] if found else None


def account_of(session: Session, place: Place) -> AccountLine | None:
    """The account of a place; None where it was never used."""
    query = sa.select(col(Account.id)).where(col(Account.kind) == place.kind, col(Account.owner) == place.owner)
    key = session.execute(query).scalar_one_or_none()
    return None if key is None else find_account(session, key)


ACCOUNTS: Listing[AskAccounts, AccountLine] = Listing(
    name="accounts",
    title="克数账户",
    asks=AskAccounts,
    keys=keys,
    lines=lines,
    columns=(
        Column("kind", "账户种类", lambda one: one.kind, width=18, leads_to=lambda one: f"account:{one.id}"),
        Column("owner", "归属", lambda one: one.owner.words, width=40, leads_to=lambda one: one.owner.subject),
        Column("balance", "余额（克）", lambda one: one.balance_g, Look.NUMBER),
    ),
)
