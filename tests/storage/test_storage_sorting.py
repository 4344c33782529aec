"""Orders of a list, declared once."""

from gitrace.storage.sorting import Sort


class Basket(Sort):
    NUMBER = "number", "", "编号"
    HEAVIEST = "heaviest", "weight", "由重到轻", "weight desc", "number"
    LIGHTEST = "lightest", "weight", "由轻到重", "weight", "number"


def test_a_head_asks_its_first_order_and_then_the_other() -> None:
    assert Basket.heads() == {"weight": ("heaviest", "lightest")}


def test_an_order_is_its_name_and_knows_words_and_columns() -> None:
    heaviest = Basket("heaviest")
    assert heaviest == "heaviest"
    assert heaviest.columns == ("weight desc", "number")
    assert list(Basket.choices().values()) == ["编号", "由重到轻", "由轻到重"]
