"""What stands above a list on paper: whose it is, of which days, when it was made, and its totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel
from sqlmodel import Session

from gitrace.clock import SHANGHAI
from gitrace.deliveries.price import yuan
from gitrace.deliveries.weight import jin
from gitrace.desk.purchases import STATEMENT, AskPurchases, AskStatement, bought, month_days
from gitrace.growers.queries import person_of
from gitrace.growers.tables import Household
from gitrace.producers.queries import the_producer


@dataclass(frozen=True)
class Heading:
    """`title` is the largest line; `told` stands below it; `signed`: who signs at the end."""

    title: str
    told: Sequence[str]
    totals: str
    signed: Sequence[str] = ("制表", "复核", "日期")


def heading_of(session: Session, name: str, asked: BaseModel, now: datetime) -> Heading:
    """Of a list by its name, as asked."""
    made = f"制表时间 {now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}；本单位内部账目，不公开"
    if name == STATEMENT.name:
        assert isinstance(asked, AskStatement)
        return _of_statement(session, asked, made)
    assert isinstance(asked, AskPurchases)
    return _of_purchases(session, asked, made)


def days_words(first: date, last: date) -> str:
    """2026 年 3 月 for a whole month, else both days."""
    if (first, last) == month_days(first):
        return f"{first.year} 年 {first.month} 月"
    return f"{first.isoformat()} 至 {last.isoformat()}"


def _of_purchases(session: Session, asked: AskPurchases, made: str) -> Heading:
    assert asked.first_day is not None
    assert asked.last_day is not None
    total = bought(session, asked)
    weight = f"{jin(total.net_g)} 斤（{total.net_g / 1000:,.3f} 公斤）"
    producer = the_producer(session, asked.producer_id)
    return Heading(
        title=f"收购台账 {days_words(asked.first_day, asked.last_day)}",
        told=(f"{producer.name}　{producer.uscc}", made),
        totals=f"合计 {total.households} 户，{total.deliveries} 次，{weight}{_paid(total.fen, total.unpriced)}",
    )


def _of_statement(session: Session, asked: AskStatement, made: str) -> Heading:
    producer = the_producer(session, asked.producer_id)
    household = session.get_one(Household, asked.household_id)
    person = person_of(session, household.id)
    name = (person.name if person else None) or household.number
    lines = list(STATEMENT.every(session, asked))
    total_g, fen = sum(line.net_g for line in lines), sum(line.fen or 0 for line in lines)
    paid = _paid(fen, sum(line.fen is None for line in lines))
    return Heading(
        title=f"{name} {asked.season} 产季交售明细",
        told=(f"户号 {household.number}　收购方 {producer.name}", made),
        totals=f"合计 {jin(total_g)} 斤（{total_g / 1000:,.3f} 公斤）{paid}",
        signed=("收购方", "农户", "日期"),
    )


def _paid(fen: int, unpriced: int) -> str:
    """Nothing where no price was ever recorded."""
    if not fen:
        return ""
    return f"，{yuan(fen)} 元" + (f"（另有 {unpriced} 次未记价）" if unpriced else "")
