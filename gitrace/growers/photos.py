"""Photographs of packages, the source from which a record is completed later.

What a phone sends is drawn anew before it is kept: smaller, and without what it says of place, time and owner.
"""

import io
import secrets
from collections.abc import Collection

from sqlmodel import Session, col, select

from gitrace.errors import Refusal
from gitrace.growers import events
from gitrace.growers.plots import plot_subject
from gitrace.growers.queries import the_plot
from gitrace.growers.tables import ProductionRecord, RecordPhoto
from gitrace.storage.files import StoredFile
from gitrace.work import Work

MOST_BYTES = 15 * 1024 * 1024
"""Of a photograph as the phone sends it."""
_MOST_PIXELS, _MOST_LAID_OUT = 120_000_000, 30_000_000
"""A JPEG's decoder makes it smaller while it reads; the other kinds are laid out whole first."""
_LONGEST_EDGE = 1600
_QUALITY = 80
_KINDS = ("JPEG", "PNG", "WEBP")


def redrawn(content: bytes, most_bytes: int = MOST_BYTES) -> bytes:
    """A photograph as it is kept: upright JPEG of at most 1,600 pixels, nothing of its metadata. Slow: 50 to 300 ms.

    Raises Refusal("file-empty" | "file-too-large" | "file-not-photo").
    """
    from PIL import Image, ImageOps  # half the start of the command line, which draws nothing

    if not content:
        raise Refusal("file-empty", "这个文件是空的。", "photo")
    if len(content) > most_bytes:
        raise Refusal("file-too-large", "文件最大 {most} MB。", "photo", most=most_bytes // 1024 // 1024)
    kept = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content), formats=_KINDS) as taken:
            if taken.width * taken.height > (_MOST_LAID_OUT if taken.format in ("PNG", "WEBP") else _MOST_PIXELS):
                raise Refusal("file-too-large", "照片的像素太多，请重拍。", "photo")
            # For a JPEG the decoder itself makes it smaller, at a quarter of the time.
            taken.draft("RGB", (_LONGEST_EDGE, _LONGEST_EDGE))
            upright = ImageOps.exif_transpose(taken).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as unreadable:
        raise Refusal("file-not-photo", "这不是完整的照片（JPEG、PNG 或 WebP）。", "photo") from unreadable
    upright.thumbnail((_LONGEST_EDGE, _LONGEST_EDGE))
    # A new image, so that nothing which the first one carried along is written.
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    bare.save(kept, "JPEG", quality=_QUALITY, optimize=True)
    return kept.getvalue()


def photograph(work: Work, record: ProductionRecord, file: StoredFile) -> RecordPhoto:
    """Keep a photograph with a record that the actor just entered."""
    plot = the_plot(work.session, record.plot_id)
    photo = RecordPhoto(
        record_id=record.id,
        household_id=plot.household_id,
        salt=secrets.token_hex(16),
        file_sha256=file.sha256,
        file_bytes=file.size,
        taken_at=work.now,
    )
    work.session.add(photo)
    work.session.flush()
    told = events.RecordPhotographed(plot=plot.id, number=record.number)
    work.record(told, subject=plot_subject(plot.id), rows=[photo], touches=[f"household:{plot.household_id}"])
    return photo


def photos_of(session: Session, record_ids: Collection[int]) -> dict[int, RecordPhoto]:
    """The photograph of each of these records, the latest where there are several."""
    found = select(RecordPhoto).where(col(RecordPhoto.record_id).in_(list(record_ids))).order_by(col(RecordPhoto.id))
    return {photo.record_id: photo for photo in session.exec(found)}


def photo_and_record(session: Session, photo_id: int) -> tuple[RecordPhoto, ProductionRecord] | None:
    """A photograph and the record it belongs to."""
    found = select(RecordPhoto, ProductionRecord).join(
        ProductionRecord, col(ProductionRecord.id) == RecordPhoto.record_id
    )
    row = session.exec(found.where(RecordPhoto.id == photo_id)).one_or_none()
    return None if row is None else (row[0], row[1])
