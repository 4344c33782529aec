"""Tables that returns share: what was delivered, packed and labelled by township, by cover, by producer, by form."""

from collections.abc import Mapping

from gitrace.supervision.listing import jin, kilograms
from gitrace.supervision.phrases import Phrase
from gitrace.supervision.returns.sheet import Row, Table, number, table, words
from gitrace.supervision.returns.sums import Delivered, Labelled, Packed
from gitrace.supervision.words import Names

WITHOUT_HOUSEHOLD = Phrase("未分户收购")

_WEIGHED = (
    number("households", "交售农户"),
    number("deliveries", "交售单"),
    number("kg", "交售（公斤）"),
    number("jin", "交售（斤）"),
    number("failing", "检查未通过"),
)
_SUMMED = ("households", "deliveries", "kg", "jin", "failing")
_LABELS = (
    number("lots", "批次"),
    number("poured", "投料（公斤）"),
    number("printed", "已印标签"),
    number("in_use", "已启用"),
    number("void", "已作废"),
    number("labelled", "贴标量（公斤）"),
)
_LABEL_SUMS = ("lots", "poured", "printed", "in_use", "void", "labelled")


def by_township(sums: Mapping[str, Delivered], names: Names) -> Table:
    """Loads without a household come last."""
    rows = [
        {"name": names.township(key) if key else WITHOUT_HOUSEHOLD, **_weighed(sums[key])}
        for key in sorted(sums, key=lambda code: (not code, code))
    ]
    return table("按乡镇", "按交售农户所在乡镇。", (words("name", "乡镇"), *_WEIGHED), rows, *_SUMMED)


def by_cover(sums: Mapping[str, Delivered], names: Names) -> Table:
    """Natural and covered shoots."""
    rows = [{"name": names.cover(key), **_weighed(one)} for key, one in sorted(sums.items())]
    note = "按登记的方式；一户两种都交的，两行都计，故户数不合计。"
    return table("按方式", note, (words("name", "方式"), *_WEIGHED), rows, "deliveries", "kg", "jin", "failing")


def by_producer(
    weighed: Mapping[int, Delivered],
    lots: Mapping[int, Packed],
    labels: Mapping[int, Labelled],
    names: Mapping[int, str],
) -> Table:
    """Every producer that weighed, packed or labelled in these days; `names` by key."""
    rows = [
        {
            "name": name,
            "deliveries": weighed.get(key, Delivered()).deliveries,
            "kg": kilograms(weighed.get(key, Delivered()).net_g),
            **_labels(lots.get(key, Packed()), labels.get(key, Labelled())),
        }
        for key, name in names.items()
        if key in weighed or key in lots or key in labels
    ]
    head = (words("name", "生产者", 30), number("deliveries", "交售单"), number("kg", "交售（公斤）"))
    return table(
        "按生产者", "本期有过磅、包装或标签的生产者。", (*head, *_LABELS), rows, "deliveries", "kg", *_LABEL_SUMS
    )


def by_form(lots: Mapping[str, Packed], labels: Mapping[str, Labelled], names: Names) -> Table:
    """Every form of goods that was packed or labelled in these days."""
    rows = [
        {
            "name": names.form(key),
            "processed": kilograms(lots.get(key, Packed()).processed_g),
            **_labels(lots.get(key, Packed()), labels.get(key, Labelled())),
        }
        for key in sorted({*lots, *labels})
    ]
    head = (words("name", "品类"), number("processed", "加工得（公斤）"))
    note = "加工品的批次由加工得到，按固形物或成品计；鲜笋批次由投料得到。"
    return table("按品类", note, (*head, *_LABELS), rows, "processed", *_LABEL_SUMS)


def _weighed(one: Delivered) -> Row:
    figures = {"households": one.households, "deliveries": one.deliveries, "failing": one.failing}
    return figures | {"kg": kilograms(one.net_g), "jin": jin(one.net_g)}


def _labels(lots: Packed, labels: Labelled) -> Row:
    counts = {"lots": lots.lots, "printed": labels.printed, "in_use": labels.in_use, "void": labels.void}
    return counts | {"poured": kilograms(lots.poured_g), "labelled": kilograms(labels.in_use_g)}
