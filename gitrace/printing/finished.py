"""Putting a finished document on record by its SHA-256."""

import hashlib
from pathlib import Path

import sqlalchemy as sa

from gitrace.labels.queries import run_and_batch
from gitrace.ledger import tables as ledger
from gitrace.printing.events import DocumentDrawn
from gitrace.printing.tables import PrintOrder
from gitrace.work import Work


def digest_of(file: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def tell_document(work: Work, order: PrintOrder, *, size: int, sha256: str) -> None:
    """Once an order: a keeper that died after it draws nothing and tells nothing anew."""
    found = run_and_batch(work.session, order.run_id)
    if found is None or _is_told(work, order):
        return
    run, batch = found
    told = DocumentDrawn(
        lot=batch.lot,
        gtin=run.gtin,
        first=order.first,
        last=order.last,
        form=order.form,
        sealed=order.sealed,
        size=size,
        sha256=sha256,
    )
    work.record(told, subject=f"lot:{batch.lot}", touches=[_subject_of(order)])


def _is_told(work: Work, order: PrintOrder) -> bool:
    entry, touched = ledger.entry.c, ledger.subject.c
    told = (
        sa.select(touched.entry_index)
        .join(ledger.entry, entry.entry_index == touched.entry_index)
        .where(touched.subject == _subject_of(order), entry.tag == f"{DocumentDrawn.tag}/{DocumentDrawn.tag_version}")
    )
    return work.session.execute(told.limit(1)).first() is not None


def _subject_of(order: PrintOrder) -> str:
    return f"print-order:{order.id}"
