"""Reading producers, their authorisations, scales and trade items."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.errors import Refusal
from gitrace.identifiers.entries import tidy_text
from gitrace.identifiers.spelling import spells_within, typed_letters
from gitrace.identifiers.uscc import normalise_uscc
from gitrace.producers.rules import AuthorisationFacts, authorisation_on
from gitrace.producers.tables import Authorisation, LabelUse, Producer, ProducerContact, Scale, TradeItem
from gitrace.storage.sorting import Sort


def the_producer(session: Session, producer_id: int) -> Producer:
    """The producer. Raises Refusal("unknown-producer")."""
    found = session.get(Producer, producer_id)
    if found is None:
        raise Refusal("unknown-producer", "没有登记这家生产者。", "producer_id")
    return found


def contact_of(session: Session, producer_id: int) -> ProducerContact | None:
    """Whom to call, if it was recorded."""
    return session.exec(select(ProducerContact).where(ProducerContact.producer_id == producer_id)).one_or_none()


def authorisations_of(session: Session, producer_id: int) -> Sequence[Authorisation]:
    """A producer's authorisations, newest first."""
    newest = col(Authorisation.from_day).desc(), col(Authorisation.id).desc()
    return session.exec(select(Authorisation).where(Authorisation.producer_id == producer_id).order_by(*newest)).all()


def authorisation_facts(session: Session, producer_id: int) -> tuple[AuthorisationFacts, ...]:
    """The same as rules read them."""
    return tuple(map(facts_of, authorisations_of(session, producer_id)))


def facts_of(row: Authorisation) -> AuthorisationFacts:
    """An authorisation as rules read it."""
    return AuthorisationFacts(row.from_day, row.until_day, row.announcement, tuple(row.forms.split()), row.withdrawn_on)


def scales_of(session: Session, producer_id: int) -> Sequence[Scale]:
    """A producer's scales by number."""
    return session.exec(select(Scale).where(Scale.producer_id == producer_id).order_by(Scale.number)).all()


def trade_items_of(session: Session, producer_id: int, *, retired: bool = True) -> Sequence[TradeItem]:
    """A producer's trade items by GTIN, the retired ones last or left out."""
    items = select(TradeItem).where(TradeItem.producer_id == producer_id)
    if not retired:
        items = items.where(col(TradeItem.retired).is_(False))
    return session.exec(items.order_by(col(TradeItem.retired), TradeItem.gtin)).all()


def trade_item_by_gtin(session: Session, gtin: str) -> TradeItem | None:
    """The trade item with these fourteen digits."""
    return session.exec(select(TradeItem).where(TradeItem.gtin == gtin)).one_or_none()


def producer_names(session: Session, ids: Iterable[int] | None = None) -> dict[int, str]:
    """Names by key, of all or of these; for lists that show other things' producers."""
    names = select(Producer.id, Producer.name)
    if ids is not None:
        names = names.where(col(Producer.id).in_(set(ids)))
    return dict(session.exec(names.order_by(Producer.name)).all())


def producers_like(session: Session, text: str) -> list[int]:
    """Keys of the producers whose name or code holds the text, or whose name it spells from some character on."""
    plain, code, letters = tidy_text(text).lower(), normalise_uscc(text), typed_letters(tidy_text(text))
    return [
        key
        for key, name, uscc in session.exec(select(Producer.id, Producer.name, Producer.uscc))
        if plain in name.lower() or code in uscc or (letters and spells_within(name, letters))
    ]


def in_force(today: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """Of an authorisation of the producer in the statement around it."""
    return sa.and_(
        col(Authorisation.producer_id) == col(Producer.id),
        col(Authorisation.from_day) <= today,
        col(Authorisation.until_day) >= today,
        sa.or_(col(Authorisation.withdrawn_on).is_(None), col(Authorisation.withdrawn_on) > today),
    )


_TODAY: sa.BindParameter[date] = sa.bindparam("today", type_=sa.Date())
_NAME = col(Producer.name), col(Producer.id)
_UNTIL = sa.select(sa.func.max(col(Authorisation.until_day))).where(in_force(_TODAY)).scalar_subquery()


class ProducerSort(Sort):
    """In which order. One without an authorisation in force stands before those whose it is."""

    NAME = "name", "name", "名称，顺序", *_NAME
    NAME_LAST = "name-last", "name", "名称，倒序", *(one.desc() for one in _NAME)
    TOWNSHIP = "township", "township", "乡镇，顺序", col(Producer.township), *_NAME
    TOWNSHIP_LAST = "township-last", "township", "乡镇，倒序", col(Producer.township).desc(), *_NAME
    EXPIRING = "expiring", "until", "核准到期，由早到晚", _UNTIL.asc().nulls_first(), *_NAME
    EXPIRING_LAST = "expiring-last", "until", "核准到期，由晚到早", _UNTIL.desc().nulls_last(), *_NAME


@dataclass(frozen=True)
class ProducerFilter:
    """What a list of producers is narrowed to. `text`: as `producers_like` takes it; `state`: one of `STATES` or
    empty.
    """

    text: str = ""
    township: str = ""
    kind: str = ""
    state: str = ""


STATES = ("authorised", "unauthorised", "stopped", "listed")
"""States by which a list can be narrowed, the first two as of today."""


@dataclass(frozen=True)
class ProducerLine:
    """A producer in a list, with the authorisation in force today."""

    producer: Producer
    authorisation: AuthorisationFacts | None


def find_producers(
    session: Session,
    wanted: ProducerFilter,
    today: date,
    *,
    sort: ProducerSort = ProducerSort.NAME,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[ProducerLine], int]:
    """A page of producers, and how many there are in all."""
    matching = sa.and_(*_conditions(session, wanted, today))
    total = session.exec(select(sa.func.count()).select_from(Producer).where(matching)).one()
    page = select(Producer).where(matching).order_by(*sort.columns).limit(limit).offset(offset)
    found = session.exec(page.params(today=today)).all()
    held = _facts_by_producer(session, [one.id for one in found])
    return [ProducerLine(one, authorisation_on(held.get(one.id, ()), today)) for one in found], total


def _conditions(session: Session, wanted: ProducerFilter, today: date) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [sa.true()]
    if wanted.text:
        conditions.append(col(Producer.id).in_(producers_like(session, wanted.text)))
    if wanted.township:
        conditions.append(col(Producer.township) == wanted.township)
    if wanted.kind:
        conditions.append(col(Producer.kind) == wanted.kind)
    if wanted.state:
        conditions.append(_state_condition(wanted.state, today))
    return conditions


def _state_condition(state: str, today: date) -> sa.ColumnElement[bool]:
    holds = select(Authorisation.id).where(in_force(today)).exists()
    conditions: dict[str, sa.ColumnElement[bool]] = {
        "authorised": holds,
        "unauthorised": ~holds,
        "stopped": col(Producer.label_use) == LabelUse.STOPPED,
        "listed": col(Producer.listed).is_(True),
    }
    return conditions.get(state, sa.true())


def _facts_by_producer(session: Session, ids: Sequence[int]) -> dict[int, list[AuthorisationFacts]]:
    held: dict[int, list[AuthorisationFacts]] = {}
    for row in session.exec(select(Authorisation).where(col(Authorisation.producer_id).in_(ids))):
        held.setdefault(row.producer_id, []).append(facts_of(row))
    return held
