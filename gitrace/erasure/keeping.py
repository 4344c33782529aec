"""Why a person's data cannot be erased yet, read from what is on record about her."""

from collections.abc import Callable, Iterator
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.callbacks.tables import Callback, CallState
from gitrace.cases.tables import Denial, DenialState, Message
from gitrace.certificates.tables import Certificate
from gitrace.clock import shanghai_day
from gitrace.deliveries.tables import Delivery
from gitrace.erasure import rules
from gitrace.erasure.persons import Person
from gitrace.errors import Refusal
from gitrace.growers.rules import season_of
from gitrace.growers.succession import closing_of
from gitrace.growers.tables import CertifiedYield, Plot, PlotTransfer, ProductionRecord
from gitrace.people.erasable import PersonKind
from gitrace.people.tables import User
from gitrace.producers.tables import OPEN_APPLICATIONS, Authorisation, MarkApplication
from gitrace.profile.commands import profile_on
from gitrace.villages.tables import ListState, Objection, VillageList

Reasons = Iterator[Refusal | None]


def reasons_to_keep(session: Session, person: Person, today: date) -> list[Refusal]:
    """Every one of them; none when she may be erased."""
    return [reason for reason in _READ[person.kind](session, person.key, today) if reason is not None]


def _household(session: Session, key: int, today: date) -> Reasons:
    profile = profile_on(session, today)
    held = sa.select(col(Plot.id)).where(col(Plot.household_id) == key)
    passed_on = sa.select(col(PlotTransfer.plot_id)).where(col(PlotTransfer.from_household_id) == key)
    given = sa.select(col(CertifiedYield.season)).where(
        col(CertifiedYield.plot_id).in_(held), col(CertifiedYield.grams) > 0
    )
    seasons = session.execute(given.distinct()).scalars().all()
    yield rules.kept_season(seasons, season_of(today, profile), closed=closing_of(session, key) is not None)
    months = profile.inputs.certificate_kept_months.value
    yield rules.kept_certificates(_last_delivery(session, col(Delivery.household_id) == key), months, today)
    ended = sa.func.max(sa.func.coalesce(col(ProductionRecord.ended_on), col(ProductionRecord.started_on)))
    mine = col(ProductionRecord.plot_id).in_(held.union(passed_on))
    last = session.execute(sa.select(sa.type_coerce(ended, sa.Date)).where(mine)).scalar_one()
    yield rules.kept_records(last, profile.inputs.record_kept_years.value, today)
    denied = (col(Denial.household_id) == key, col(Denial.state) == DenialState.OPEN)
    yield rules.kept_open(_count(session, Denial, *denied), "denial-open", "还有 {count} 件农户否认没有处理。")
    drawn = (col(Callback.household_id) == key, col(Callback.state) == CallState.WAITING)
    yield rules.kept_open(_count(session, Callback, *drawn), "callback-open", "还有 {count} 个电话回访没有打。")


def _producer(session: Session, key: int, today: date) -> Reasons:
    inputs = profile_on(session, today).inputs
    valid = (col(Authorisation.producer_id) == key, col(Authorisation.withdrawn_on).is_(None))
    until = sa.select(sa.func.max(col(Authorisation.until_day))).where(*valid)
    yield rules.kept_authorised(session.execute(until).scalar_one(), today)
    filed = (col(MarkApplication.producer_id) == key, col(MarkApplication.state).in_(OPEN_APPLICATIONS))
    yield rules.kept_open(
        _count(session, MarkApplication, *filed), "application-open", "还有 {count} 份用标申请没有办结。"
    )
    issued = sa.select(sa.func.max(col(Certificate.kept_until))).where(col(Certificate.producer_id) == key)
    yield rules.kept_issued(session.execute(issued).scalar_one(), today)
    bought = _last_delivery(session, col(Delivery.producer_id) == key)
    yield rules.kept_certificates(bought, inputs.certificate_kept_months.value, today)


def _user(session: Session, key: int, _today: date) -> Reasons:
    able = (col(User.id) == key, col(User.disabled_at).is_(None))
    yield rules.kept_open(_count(session, User, *able), "user-enabled", "账号还在使用，请先停用。")


def _message(session: Session, key: int, _today: date) -> Reasons:
    waits = (col(Message.id) == key, col(Message.handled_at).is_(None))
    yield rules.kept_open(_count(session, Message, *waits), "message-open", "这件反映还没有处理，请先登记处理情况。")


def _objection(session: Session, key: int, _today: date) -> Reasons:
    waits = (col(Objection.id) == key, col(Objection.settled_at).is_(None))
    yield rules.kept_open(_count(session, Objection, *waits), "objection-open", "这条异议还没有办结。")
    listed = sa.select(col(Objection.list_id)).where(col(Objection.id) == key)
    running = (col(VillageList.id).in_(listed), col(VillageList.state) != ListState.CERTIFIED)
    yield rules.kept_open(_count(session, VillageList, *running), "list-open", "名册还没有核定，异议须留到核定以后。")


def _last_delivery(session: Session, which: sa.ColumnElement[bool]) -> date | None:
    last = session.execute(sa.select(sa.func.max(col(Delivery.weighed_at))).where(which)).scalar_one()
    return None if last is None else shanghai_day(last)


def _count(session: Session, of: type[object], *where: sa.ColumnElement[bool]) -> int:
    return int(session.execute(sa.select(sa.func.count()).select_from(of).where(*where)).scalar_one())


_READ: dict[PersonKind, Callable[[Session, int, date], Reasons]] = {
    PersonKind.HOUSEHOLD: _household,
    PersonKind.MESSAGE: _message,
    PersonKind.OBJECTION: _objection,
    PersonKind.PRODUCER: _producer,
    PersonKind.USER: _user,
}
