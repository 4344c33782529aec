"""Records as the sheet that brings them in would say them: a row of a later import is compared with these."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.deliveries.tables import Delivery
from gitrace.deliveries.weight import Weighing
from gitrace.growers.queries import the_plot
from gitrace.growers.rules import InputKind, InputRecord
from gitrace.growers.tables import CertifiedYield, Household, HouseholdPerson, Plot, PlotPlace, ProductionRecord
from gitrace.importing.records import Saved
from gitrace.importing.rows import DeliveryRow, HouseholdRow, InputRow, PlotRow, ProducerRow, Row, ScaleRow
from gitrace.producers.tables import Authorisation, Producer, ProducerContact, Scale
from gitrace.storage.tables import table_of

UNIT_GRAMS = {"jin": 500, "kg": 1000}

_delivery_table = table_of(Delivery)
_HAS_DELIVERY = sa.select(_delivery_table.c.id).where(_delivery_table.c.number == sa.bindparam("number")).limit(1)


def saved_record(session: Session, sheet: str, key: str) -> Saved | None:
    """The record with this key among those that a sheet brings in."""
    if sheet == "deliveries":
        return _delivery(session, key)
    readers = {
        "producers": producer_row,
        "households": household_row,
        "plots": plot_row,
        "scales": scale_row,
        "inputs": input_row,
    }
    row: Row | None = readers[sheet](session, key)
    return None if row is None else Saved(row)


def producer_row(session: Session, uscc: str) -> ProducerRow | None:
    """The producer's row, with its first authorisation."""
    found = session.exec(
        select(Producer, ProducerContact, Authorisation)
        .outerjoin(ProducerContact)
        .join(Authorisation)
        .where(Producer.uscc == uscc)
        .order_by(col(Authorisation.id))
    ).first()
    if found is None:
        return None
    producer, contact, authorisation = found
    address, name, phone = (contact.address, contact.name, contact.phone) if contact else (None, None, None)
    return ProducerRow(
        producer.uscc,
        producer.name,
        producer.kind,
        producer.township,
        address or "",
        name or "",
        phone or "",
        authorisation.from_day,
        authorisation.until_day,
    )


def household_row(session: Session, number: str) -> HouseholdRow | None:
    """The household's row."""
    found = session.exec(
        select(Household, HouseholdPerson.name).join(HouseholdPerson).where(Household.number == number)
    ).one_or_none()
    if found is None:
        return None
    household, name = found
    return HouseholdRow(
        household.number, name or "", household.village, household.township, Decimal(household.contract_mu)
    )


def plot_row(session: Session, code: str) -> PlotRow | None:
    """The plot's row, with what it was first certified for."""
    found = session.exec(
        select(Plot, PlotPlace, Household.number, CertifiedYield.kg_per_mu)
        .join(PlotPlace, col(PlotPlace.plot_id) == Plot.id)
        .join(Household, col(Household.id) == Plot.household_id)
        .join(CertifiedYield, col(CertifiedYield.plot_id) == Plot.id)
        .where(Plot.number == code, col(CertifiedYield.id).in_(_first_certifications()))
    ).one_or_none()
    if found is None:
        return None
    plot, place, household, kg_per_mu = found
    return PlotRow(
        plot.number,
        household,
        place.parcel or "",
        plot.township,
        Decimal(plot.area_mu),
        plot.planted_year,
        Decimal(kg_per_mu),
        place.longitude_e6,
        place.latitude_e6,
    )


def scale_row(session: Session, number: str) -> ScaleRow | None:
    """The scale's row."""
    found = session.exec(select(Scale, Producer.uscc).join(Producer).where(Scale.number == number)).one_or_none()
    if found is None:
        return None
    scale, uscc = found
    return ScaleRow(
        scale.number,
        uscc,
        scale.certificate,
        scale.verified_on,
        scale.valid_until,
        UNIT_GRAMS[scale.display_unit],
        scale.capacity_g,
    )


def input_row(session: Session, number: str) -> InputRow | None:
    """The production record's row."""
    found = session.exec(
        select(ProductionRecord, Plot.number).join(Plot).where(ProductionRecord.number == number)
    ).one_or_none()
    if found is None:
        return None
    record, plot = found
    return InputRow(input_record(record, plot), record.dose or "")


def _delivery(session: Session, number: str) -> Saved | None:
    # A sheet's slip number names its producer's delivery; two producers may have used the same one, and then the
    # first is compared, so that the row is told to be another one rather than saved twice.
    if session.connection().execute(_HAS_DELIVERY, {"number": number}).first() is None:
        return None
    found = session.exec(
        select(Delivery, Producer.uscc, Scale.number, Household.number)
        .join(Producer, col(Producer.id) == Delivery.producer_id)
        .join(Scale, col(Scale.id) == Delivery.scale_id)
        .outerjoin(Household, col(Household.id) == Delivery.household_id)
        .where(Delivery.number == number)
        .order_by(col(Delivery.id))
    ).first()
    assert found is not None
    delivery, uscc, scale, household = found
    plot = None if delivery.plot_id is None else the_plot(session, delivery.plot_id).number
    row: Row = DeliveryRow(
        delivery.number,
        uscc,
        household or "",
        plot or "",
        delivery.weighed_at,
        delivery.cover,
        Weighing(delivery.gross_g, delivery.tare_g, delivery.deduction_g),
        UNIT_GRAMS[delivery.unit],
        delivery.grade,
        scale,
    )
    return Saved(row, tuple(delivery.failing.split()), delivery.net_g)


def _first_certifications() -> sa.Select[int]:
    """The certification that each plot was brought in with: what the sheet said of it."""
    return sa.select(sa.func.min(CertifiedYield.id)).group_by(col(CertifiedYield.plot_id))


def input_record(row: Any, plot: str) -> InputRecord:
    """Of a `ProductionRecord`, or a row with its columns."""
    return InputRecord(
        row.number,
        plot,
        InputKind(row.kind),
        row.product,
        row.registration or "",
        row.started_on,
        row.ended_on,
        row.interval_days,
    )
