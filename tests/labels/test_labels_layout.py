"""Where texts go: inside the label, apart from each other and from the symbol, and never too small to read."""

import itertools
import re
from dataclasses import replace

import pytest
from label_faces import LONG_BASIS, LONG_PRODUCER, make_face, make_mixed_faces

from gitrace.errors import Refusal
from gitrace.labels.face import LabelFace
from gitrace.labels.facts import SMALLEST_HAN, SMALLEST_LATIN
from gitrace.labels.fitting import broken, shortened
from gitrace.labels.font import typeface
from gitrace.labels.layout import Layout, lay_out
from gitrace.labels.sheets import A4, STOCKS, Stock
from gitrace.labels.symbol import QUIET_MODULES
from gitrace.labels.typeface import Ink

SHEET = STOCKS["a4-4x10"]
every_stock = pytest.mark.parametrize("stock", STOCKS.values(), ids=list(STOCKS))


def laid_out(face: LabelFace, stock: Stock = SHEET) -> tuple[Layout, list[Ink]]:
    letters = typeface(face.texts)
    layout = lay_out(face, stock, letters)
    return layout, [text.ink(letters) for text in layout.texts]


def words(layout: Layout) -> list[str]:
    return [text.text for text in layout.texts]


def apart(one: Ink, other: Ink) -> bool:
    return one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top


@every_stock
@pytest.mark.parametrize("face", make_mixed_faces(5), ids=lambda face: face.plain_number)
def test_nothing_touches_anything_else_or_leaves_the_label(face: LabelFace, stock: Stock) -> None:
    layout, inks = laid_out(face, stock)
    quiet = QUIET_MODULES * layout.module
    zone = Ink(
        layout.left - quiet, layout.top - quiet, layout.left + layout.side + quiet, layout.top + layout.side + quiet
    )
    for one, other in itertools.combinations([*inks, zone], 2):
        assert apart(one, other)
    edge = 500  # half a millimetre, the drift of a printer that is in order
    for ink in [*inks, zone]:
        assert edge <= min(ink.left, ink.top)
        assert ink.right <= stock.width - edge
        assert ink.bottom <= stock.height - edge


@every_stock
@pytest.mark.parametrize("face", make_mixed_faces(5), ids=lambda face: face.plain_number)
def test_chinese_is_never_under_six_points_and_nothing_under_five(face: LabelFace, stock: Stock) -> None:
    layout, _ = laid_out(face, stock)
    for text in layout.texts:
        assert text.size >= (SMALLEST_LATIN if text.text.isascii() else SMALLEST_HAN)


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
        ("basis", "国家质量监督检验检疫总局关于批准若干产品实施保护的公告2099年第999号"),
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
        laid_out(make_face(), Stock("tiny", A4, 5, 13, 38_100, 21_200, 0, 0))
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
