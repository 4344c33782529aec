"""Labels photographed as people photograph them: askew, blurred, small in the picture, several at once."""

import io

import pytest
from label_faces import make_face, opened
from PIL import Image, ImageFilter

from gitrace.errors import Refusal
from gitrace.labels.sheets import STOCKS
from gitrace.printing.picture import label_png
from gitrace.symbols.camera import text_in_photo, texts_in_photo

FIRST, SECOND = make_face(231), make_face(232)


def picture_of(*faces) -> Image.Image:  # type: ignore[no-untyped-def]
    """Labels side by side on a table."""
    drawn = [opened(label_png(face, STOCKS["60x40"], 300)) for face in faces]
    table = Image.new("RGB", (1600, 1200), (150, 120, 90))
    for place, one in enumerate(drawn):
        table.paste(one, (200 + 650 * place, 400))
    return table


def photo(picture: Image.Image, kind: str = "JPEG", **how: int) -> bytes:
    taken = io.BytesIO()
    picture.save(taken, kind, **how)
    return taken.getvalue()


@pytest.mark.parametrize("degrees", [0, 17, 90, 180, 200])
def test_it_is_read_whichever_way_up(degrees: int) -> None:
    turned = picture_of(FIRST).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=(150, 120, 90))
    assert text_in_photo(photo(turned), "photo") == FIRST.address


def test_it_is_read_from_the_side() -> None:
    """As a label round a carton's corner: the far edge shorter than the near one."""
    slanted = picture_of(FIRST).transform(
        (1600, 1200), Image.Transform.QUAD, (0, 0, 0, 1200, 1600, 1450, 1600, -250), fillcolor=(150, 120, 90)
    )
    assert text_in_photo(photo(slanted), "photo") == FIRST.address


def test_it_is_read_a_little_blurred_pale_and_compressed() -> None:
    blurred = picture_of(FIRST).filter(ImageFilter.GaussianBlur(1.5)).point(lambda grey: 90 + grey // 2)
    assert text_in_photo(photo(blurred, quality=35), "photo") == FIRST.address


def test_several_are_told_apart_and_the_same_one_twice_is_one() -> None:
    assert set(texts_in_photo(photo(picture_of(FIRST, SECOND)), "photo")) == {FIRST.address, SECOND.address}
    assert texts_in_photo(photo(picture_of(FIRST, FIRST), "PNG"), "photo") == [FIRST.address]


def refusal(content: bytes, **bound: int) -> str:
    with pytest.raises(Refusal) as no:
        texts_in_photo(content, "photo", **bound)
    assert no.value.field == "photo"
    return no.value.code


def test_what_shows_no_symbol_is_refused() -> None:
    assert refusal(photo(picture_of(FIRST).filter(ImageFilter.GaussianBlur(12)))) == "no-symbol"
    assert refusal(photo(Image.new("RGB", (800, 600)))) == "no-symbol"


def test_what_is_no_photograph_or_too_large_is_refused() -> None:
    assert refusal(b"GIF89a" + bytes(40)) == "file-not-photo"
    assert refusal(photo(picture_of(FIRST))[:2000]) == "file-not-photo"
    assert refusal(photo(picture_of(FIRST)), most_bytes=1000) == "file-too-large"


def test_a_small_file_of_very_many_pixels_is_refused_before_it_is_laid_out() -> None:
    assert refusal(photo(Image.new("1", (8000, 5000)), "PNG")) == "file-too-large"
