"""Where texts go: inside the label, apart from each other and from the symbol, and never too small to read."""

import itertools
import re
from dataclasses import replace

import pytest
from label_faces import LONG_BASIS, LONG_PRODUCER, faces_on, make_face

from gitrace.errors import Refusal
from gitrace.labels.sheets import A4, EDGE, STOCKS, Stock
from gitrace.printing.face import LabelFace
from gitrace.printing.facts import SMALLEST_HAN, SMALLEST_LATIN, Varies
from gitrace.printing.layout import Compositor, Layout, lay_out
from gitrace.printing.wishes import Dpi
from gitrace.symbols.sizes import LARGEST_MODULE, SMALLEST_MODULE, module_that_fits
from gitrace.symbols.symbol import QUIET_MODULES
from gitrace.typesetting.fitting import broken, shortened
from gitrace.typesetting.font import typeface
from gitrace.typesetting.typeface import Ink

SHEET = STOCKS["a4-4x10"]
PRINTED = [(stock, dpi) for stock in STOCKS.values() for dpi in (list(Dpi) if stock.is_roll else [None])]
every_stock = pytest.mark.parametrize(("stock", "dpi"), PRINTED, ids=[f"{stock.code}-{dpi}" for stock, dpi in PRINTED])
every_label = pytest.mark.parametrize(
    ("stock", "dpi", "face"),
    [(stock, dpi, face) for stock, dpi in PRINTED for face in faces_on(stock)],
    ids=lambda one: getattr(one, "code", None) or getattr(one, "plain_number", None) or str(one),
)


def laid_out(face: LabelFace, stock: Stock = SHEET, dpi: int | None = None) -> tuple[Layout, list[Ink]]:
    letters = typeface(face.texts)
    layout = lay_out(face, stock, letters, dpi)
    return layout, [text.ink(letters) for text in layout.texts]


def words(layout: Layout) -> list[str]:
    return [text.text for text in layout.texts]


def apart(one: Ink, other: Ink) -> bool:
    return one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top


@every_label
def test_nothing_touches_anything_else_or_leaves_the_label(face: LabelFace, stock: Stock, dpi: int | None) -> None:
    layout, inks = laid_out(face, stock, dpi)
    quiet = QUIET_MODULES * layout.module
    zone = Ink(
        layout.left - quiet, layout.top - quiet, layout.left + layout.side + quiet, layout.top + layout.side + quiet
    )
    for one, other in itertools.combinations([*inks, zone], 2):
        assert apart(one, other)
    for ink in [*inks, zone]:
        assert min(ink.left, ink.top) >= EDGE
        assert ink.right <= stock.width - EDGE
        assert ink.bottom <= stock.height - EDGE


@every_label
def test_chinese_is_never_under_six_points_and_nothing_under_five(
    face: LabelFace, stock: Stock, dpi: int | None
) -> None:
    layout, _ = laid_out(face, stock, dpi)
    for text in layout.texts:
        assert text.size >= (SMALLEST_LATIN if text.text.isascii() else SMALLEST_HAN)


@every_stock
def test_a_roll_printers_module_is_whole_dots_and_begins_on_one(stock: Stock, dpi: int | None) -> None:
    layout, _ = laid_out(make_face(gi_name=None, basis=None), stock, dpi)
    assert SMALLEST_MODULE <= layout.module <= LARGEST_MODULE
    if dpi is not None:
        dot = 25_400 / dpi
        assert layout.module == int(dot * round(layout.module / dot))
        for edge in (layout.left, layout.top):
            assert abs(edge - dot * round(edge / dot)) <= 1


def test_three_dots_of_a_coarse_printer_are_refused_and_finer_dots_advised() -> None:
    with pytest.raises(Refusal) as refused:
        laid_out(make_face(host="ZHUSUN.LABEL.EXAMPLE.GOV.CN"), STOCKS["50x30"], Dpi.COARSE)
    assert str(refused.value) == "内容太多，这种标签印不下。可以换成 50 × 30 mm · 300 dpi。"
    with pytest.raises(Refusal) as refused:
        module_that_fits(33, 41 * 499, Dpi.COARSE)
    assert "0.375 毫米" in str(refused.value)


def test_a_run_is_laid_out_once_and_varies_in_symbol_serial_and_number() -> None:
    faces = [make_face(number) for number in (1, 231, 99_999)]
    letters = typeface(text for face in faces for text in face.texts)
    for stock, dpi in PRINTED:
        compositor = Compositor(stock, letters, dpi)
        assert [compositor.set(face) for face in faces] == [lay_out(face, stock, letters, dpi) for face in faces]
        assert compositor.shape(faces[2]) is compositor.shape(faces[0])


def test_a_serial_of_wide_letters_keeps_to_its_room() -> None:
    face = make_face()
    letters = typeface(face.texts)
    wide = replace(face, serial="00231WWMWWWMWWWWMWWW")
    [text] = [text for text in Compositor(SHEET, letters).set(wide).varying if text.varies is Varies.SERIAL]
    assert letters.regular.width(text.text, text.size) <= text.room


def test_cartons_of_different_weight_are_one_shape() -> None:
    light, heavy = (make_face(weight_g=g, net_content=f"{g // 1000}.6 kg") for g in (9_600, 19_600))
    letters = typeface([*light.texts, *heavy.texts])
    compositor = Compositor(STOCKS["70x50"], letters)
    assert compositor.shape(light) is compositor.shape(heavy)
    assert {"19.6 kg", "(3103)019600"} <= set(words(compositor.set(heavy)))


def test_a_pin_stands_in_the_frame_of_its_coat() -> None:
    layout, inks = laid_out(make_face(pin="482913"), STOCKS["60x40"], Dpi.COARSE)
    assert layout.coat is not None
    [(pin, ink)] = [(text, ink) for text, ink in zip(layout.texts, inks, strict=True) if text.varies is Varies.PIN]
    left, top, right, bottom = layout.coat.edges
    assert left < ink.left < ink.right < right
    assert top < ink.top < ink.bottom < bottom
    coat = Ink(left, top, right, bottom)
    assert all(apart(coat, ink) for text, ink in zip(layout.texts, inks, strict=True) if text is not pin)


def test_the_plain_number_is_the_largest_text() -> None:
    layout, _ = laid_out(make_face(number=231))
    assert max(layout.texts, key=lambda text: text.size).text == "00231"


def test_the_element_strings_stand_under_the_symbol_in_their_order() -> None:
    layout, _ = laid_out(make_face())
    lines = [text for text in layout.texts if re.match(r"\(\d\d\)", text.text)]
    assert [line.text for line in lines] == [
        "(01)06901234000016",
        "(10)CY260312A001",
        "(21)0023140SMD4156R42P9S",
    ]
    assert layout.top + layout.side < lines[0].y < lines[1].y < lines[2].y


def test_a_label_without_authorisation_has_no_line_of_the_mark() -> None:
    layout, _ = laid_out(make_face(gi_name=None, product="清水笋"))
    assert not any("地理标志" in word or "崇阳雷竹笋" in word for word in words(layout))


def test_the_mark_does_not_stand_without_announcement_or_standard() -> None:
    with pytest.raises(Refusal) as refused:
        make_face(basis=None)
    assert refused.value.code == "mark-without-basis"


def test_a_long_producer_is_broken_before_its_legal_form() -> None:
    layout, _ = laid_out(make_face(producer=LONG_PRODUCER))
    assert {"演示桂花泉雷竹笋", "农民专业合作社联合社"} <= set(words(layout))


def test_where_both_are_long_the_producer_gives_way_to_the_announcement() -> None:
    layout, _ = laid_out(make_face(producer=LONG_PRODUCER, basis=LONG_BASIS))
    assert {"国家质检总局公告", "2099年第999号"} <= set(words(layout))
    assert "演示桂花泉雷竹笋农民专业…" in words(layout)


def test_a_domain_too_long_for_its_corner_takes_a_line_of_its_own() -> None:
    domain = "zhusun.label.example.gov.cn"
    layout, _ = laid_out(make_face(host=domain.upper()))
    assert domain in words(layout)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("domain", "a-very-long-name-that-nobody-reads.example.gov.cn"),
        ("net_content", "10 kg（20 袋 × 500 g，另附赠品）"),
        ("basis", "国家质量监督检验检疫总局关于批准若干产品实施国家地理标志产品保护的公告2099年第999号（第二批）"),
        ("gi_name", "一个名字长得写不下的地理标志产品"),
        ("number", 10**15),
    ],
)
def test_what_may_not_be_shortened_is_refused_at_its_field(field: str, text: object) -> None:
    face = replace(make_face(), **{field: text})  # type: ignore[arg-type]
    with pytest.raises(Refusal) as refused:
        laid_out(face)
    assert (refused.value.code, refused.value.field) == ("label-text-too-long", field)


def test_a_label_too_small_for_a_scannable_symbol_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        laid_out(make_face(), Stock("tiny", A4, 6, 18, 30_000, 15_000, 0, 0))
    assert refused.value.code == "symbol-too-small"


def test_a_character_the_font_does_not_hold_is_refused_by_name() -> None:
    with pytest.raises(Refusal) as refused:
        typeface(make_face(product="雷竹笋🎍").texts)
    assert "🎍" in str(refused.value)


def test_a_figure_is_not_torn_and_a_bracket_does_not_open_a_line_end() -> None:
    cut = typeface(["演示竹笋（鲜）2099年，"]).regular
    assert broken(cut, "演示竹笋2099年", 1_000, 5_000) == ("演示竹笋", "2099年")
    assert broken(cut, "演示竹笋（鲜）", 1_000, 5_500) == ("演示竹笋", "（鲜）")
    assert broken(cut, "演示竹笋，鲜", 1_000, 4_500) == ("演示竹", "笋，鲜")


def test_an_ellipsis_does_not_follow_punctuation() -> None:
    cut = typeface(["演示竹笋（鲜）"]).regular
    assert shortened(cut, "演示竹笋（鲜）", 1_000, 6_000) == "演示竹笋…"
