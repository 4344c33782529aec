"""From what a person read off a label, lot and serial, to the address that the label prints."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from gitrace.batches.tables import Batch
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.identifiers.serial import LotKey
from gitrace.labels.tables import Run
from gitrace.producers.tables import TradeItem


def link_of_typed(session: Session, batch: Batch, serial: str, keys: Mapping[int, bytes]) -> DigitalLink | None:
    """The label of a lot with this serial, whose GTIN nobody typed: the one under which it was made, or None.

    `serial` has passed `parse_serial`; `keys`: label master keys by number.
    """
    for gtin in _gtins(session, batch):
        if any(LotKey.derive(key, gtin, batch.lot).made(serial) for key in keys.values()):
            return DigitalLink(gtin, batch.lot, serial)
    return None


def _gtins(session: Session, batch: Batch) -> list[str]:
    packed = select(Run.gtin).where(Run.batch_id == batch.id).distinct()
    sold = select(TradeItem.gtin).where(TradeItem.producer_id == batch.producer_id, col(TradeItem.form) == batch.form)
    return list(dict.fromkeys([*session.exec(packed).all(), *session.exec(sold).all()]))
