"""A photograph of a label, read: for the phone that has no scanner. Slow; nothing of it is kept."""

import io

from gitrace.errors import Refusal

MOST_BYTES = 15 * 1024 * 1024
_MOST_PIXELS, _MOST_LAID_OUT = 120_000_000, 30_000_000
"""A JPEG's decoder makes it smaller while it reads; the other kinds are laid out whole first."""
_LONGEST_EDGE = 2400
_KINDS = ("JPEG", "PNG", "WEBP")


def text_in_photo(content: bytes, field: str) -> str:
    """What the one QR symbol in a photograph says. Raises as `texts_in_photo`, and Refusal("several-symbols")."""
    found = texts_in_photo(content, field)
    if len(found) > 1:
        raise Refusal("several-symbols", "照片里有 {count} 枚标签，请只拍一枚。", field, count=len(found))
    return found[0]


def texts_in_photo(content: bytes, field: str, most_bytes: int = MOST_BYTES) -> list[str]:
    """What each different QR symbol in a photograph says, one at least, in whatever way up they lie.

    Raises Refusal("file-too-large" | "file-not-photo" | "no-symbol").
    """
    import zxingcpp  # only who photographs labels waits for it
    from PIL import Image

    if len(content) > most_bytes:
        raise Refusal("file-too-large", "文件最大 {most} MB。", field, most=most_bytes // 1024 // 1024)
    try:
        with Image.open(io.BytesIO(content), formats=_KINDS) as taken:
            if taken.width * taken.height > (_MOST_LAID_OUT if taken.format in ("PNG", "WEBP") else _MOST_PIXELS):
                raise Refusal("file-too-large", "照片的像素太多，请重拍。", field)
            taken.draft("L", (_LONGEST_EDGE, _LONGEST_EDGE))
            grey = taken.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as unreadable:
        raise Refusal("file-not-photo", "这不是完整的照片（JPEG、PNG 或 WebP）。", field) from unreadable
    grey.thumbnail((_LONGEST_EDGE, _LONGEST_EDGE))
    kinds = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = list(dict.fromkeys(one.text for one in zxingcpp.read_barcodes(grey, formats=kinds)))
    if not found:
        raise Refusal("no-symbol", "照片里没有读出二维码：请靠近、对焦，只拍一枚。", field)
    return found
