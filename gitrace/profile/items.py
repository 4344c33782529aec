"""The figures of a profile that a regulator may edit, one by one: where each stands, what it is called, of what kind.

Places, goods and tested items themselves are not edited here: their codes stand in lots, deliveries and reports.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gitrace.profile.product import Profile

Steps = tuple[str | int, ...]


class Kind(StrEnum):
    """What is typed."""

    AMOUNT = "amount"
    COUNT = "count"
    FLAG = "flag"
    MONTH_DAY = "month-day"
    TEXT = "text"
    TEXTS = "texts"
    COUNTS = "counts"


SECTIONS = {
    "indication": "公告与标准",
    "season": "产季",
    "covers": "采收期与覆盖",
    "forms": "品类、得率与保质期",
    "limits": "检验限量",
    "yields": "产量",
    "inputs": "投入品与记录",
    "scales": "衡器",
    "weighing": "过磅提醒",
    "labels": "标签",
    "mark": "专用标志",
    "callbacks": "电话回访",
    "public": "公开",
    "copying": "疑似复制",
    "shortages": "净含量允许短缺",
}

# Where, what it is called, of what kind; `*` stands for each of a list. An amount that is None stays optional.
_DECLARED: tuple[tuple[str, str, Kind], ...] = (
    ("indication/announcement_number", "公告号", Kind.TEXT),
    ("indication/announcement_date", "公告日期", Kind.TEXT),
    ("indication/announced_area", "公告的产地范围", Kind.TEXT),
    ("indication/product_standard", "产品标准号", Kind.TEXT),
    ("season/begins", "产季首日（月-日）", Kind.MONTH_DAY),
    ("covers/*/begins", "采收期首日（月-日）", Kind.MONTH_DAY),
    ("covers/*/ends", "采收期末日（月-日）", Kind.MONTH_DAY),
    ("covers/*/needs_cover_record", "须有覆盖记录", Kind.FLAG),
    ("forms/*/covered_by", "公告对该品类的表述", Kind.TEXT),
    ("forms/*/needs_food_licence", "须有食品生产许可证", Kind.FLAG),
    ("forms/*/needs_report", "启用标签须有检验报告", Kind.FLAG),
    ("forms/*/recovery", "得率（每公斤鲜笋得成品公斤数）", Kind.AMOUNT),
    ("forms/*/shelf_life/count", "保质期或建议食用期限（天或月）", Kind.COUNT),
    ("forms/*/shelf_life/storage", "贮存条件", Kind.TEXT),
    ("forms/*/packs_g", "常用净含量（克）", Kind.COUNTS),
    ("forms/*/keeping", "保存建议", Kind.TEXT),
    ("forms/*/keeping_en", "保存建议（英文）", Kind.TEXT),
    ("forms/*/recipe", "做法", Kind.TEXT),
    ("forms/*/recipe_en", "做法（英文）", Kind.TEXT),
    ("limits/*/most", "最大值", Kind.AMOUNT),
    ("limits/*/least", "最小值", Kind.AMOUNT),
    ("yields/county_average", "全县平均（公斤/亩）", Kind.AMOUNT),
    ("yields/good_natural", "自然笋高产（公斤/亩）", Kind.AMOUNT),
    ("yields/good_covered", "覆盖笋高产（公斤/亩）", Kind.AMOUNT),
    ("yields/refuse_above", "核定不得超过（公斤/亩）", Kind.AMOUNT),
    ("yields/warn_above", "核定超过即提醒（公斤/亩）", Kind.AMOUNT),
    ("yields/warn_below_share_left", "余量低于此比例即提醒", Kind.AMOUNT),
    ("yields/public_notice_days", "公示天数", Kind.COUNT),
    ("inputs/banned", "禁用农药", Kind.TEXTS),
    ("inputs/banned_for_days", "用过禁用农药后不得采收（天）", Kind.COUNT),
    ("inputs/record_kept_years", "生产记录保存（年）", Kind.COUNT),
    ("inputs/certificate_kept_months", "承诺达标合格证保存（月）", Kind.COUNT),
    ("scales/verification_days", "检定有效期（天）", Kind.COUNT),
    ("weighing/times_usual", "净重达到平常的几倍即提醒", Kind.COUNT),
    ("weighing/certificate_due_days", "检定到期前多少天提醒", Kind.COUNT),
    ("labels/cap_factor", "存放上限系数", Kind.AMOUNT),
    ("labels/busiest_days", "取最忙的几天", Kind.COUNT),
    ("labels/of_days", "在最近多少天内取", Kind.COUNT),
    ("labels/first_season_labels", "首季可存放标签数", Kind.COUNT),
    ("labels/open_ahead_days", "可提前开批（天）", Kind.COUNT),
    ("labels/pour_within_hours", "过磅后须投料（小时）", Kind.COUNT),
    ("labels/void_credit_share", "生产者可自行作废退还的比例", Kind.AMOUNT),
    ("labels/pin_tries_a_day", "验证码每天可输错次数", Kind.COUNT),
    ("labels/carton_least_share", "整件实重不低于登记用笋量的比例", Kind.AMOUNT),
    ("labels/carton_most_share", "整件实重不高于登记用笋量的比例", Kind.AMOUNT),
    ("labels/carton_from_g", "多少克起算整件", Kind.COUNT),
    ("mark/warn_unused_months", "停用提醒（月）", Kind.COUNT),
    ("mark/lost_unused_months", "停用失去核准（月）", Kind.COUNT),
    ("callbacks/a_week", "每周抽取回访（张）", Kind.COUNT),
    ("callbacks/tries", "一张最多打几次电话", Kind.COUNT),
    ("public/village_from_households", "满多少户才公开村名", Kind.COUNT),
    ("copying/networks", "至少多少个网络查询过", Kind.COUNT),
    ("copying/regions", "至少在多少个地区", Kind.COUNT),
    ("copying/days", "至少在多少天", Kind.COUNT),
    ("copying/busiest_days", "不计查询最多的几天", Kind.COUNT),
    ("copying/checker_seconds", "聊天软件自动检查不计（秒内）", Kind.COUNT),
    ("copying/early_networks", "启用日之前被几个网络查询", Kind.COUNT),
    ("copying/late_networks", "作废或退回之后被几个网络查询", Kind.COUNT),
    ("copying/elsewhere_networks", "在未发货地区被几个网络查询", Kind.COUNT),
    ("copying/pin_networks", "验证码又被几个网络用过", Kind.COUNT),
    ("shortages/*/share", "允许短缺（占净含量）", Kind.AMOUNT),
    ("shortages/*/grams", "允许短缺（克）", Kind.AMOUNT),
)


@dataclass(frozen=True)
class Item:
    """One figure. `steps`: to its value in the profile's JSON; `of`, `of_en`: whose it is, empty for the profile's own;
    `value`: as JSON; `tag`: where it comes from, None for a text that has no tag; `tag_steps`: to that tag, which
    several figures of one thing share.
    """

    steps: Steps
    words: str
    kind: Kind
    of: str
    of_en: str
    value: Any
    tag: str | None
    tag_steps: Steps | None
    source: str

    @property
    def section(self) -> str:
        """The part of the profile."""
        return str(self.steps[0])

    @property
    def place(self) -> int:
        """In its section's list; -1 where the section is none."""
        return self.steps[1] if isinstance(self.steps[1], int) else -1

    @property
    def name(self) -> str:
        """What a form calls it: `covers__0__begins`."""
        return "__".join(map(str, self.steps)).removesuffix("__value")

    @property
    def tag_name(self) -> str:
        """What a form calls its tag."""
        return "__".join(map(str, self.tag_steps or ()))


def items_of(profile: Profile) -> list[Item]:
    """Every figure that may be edited, in the order of the sections; of a list, thing by thing."""
    whole = profile.model_dump(mode="json")
    found = [item for where, words, kind in _DECLARED for item in _expanded(profile, whole, where, words, kind)]
    order = list(SECTIONS)
    return sorted(found, key=lambda item: (order.index(item.section), item.place))


def _expanded(profile: Profile, whole: Any, where: str, words: str, kind: Kind) -> Iterator[Item]:
    first, *rest = where.split("/")
    if whole[first] is None:  # a version from before there was this part
        return
    if "*" not in rest:
        yield _item(whole, (first, *rest), words, kind, ("", ""))
        return
    for place, thing in enumerate(whole[first]):
        if _is_figure_of(first, rest[1], thing):
            yield _item(whole, (first, place, *rest[1:]), words, kind, _named(profile, first, thing))


def _is_figure_of(section: str, figure: str, thing: Any) -> bool:
    """A limit or shortage has the figures that it has; one that may not be added at all has none."""
    return section not in {"limits", "shortages"} or thing[figure] is not None


def _named(profile: Profile, section: str, thing: Any) -> tuple[str, str]:
    if section == "limits":
        form = profile.form(thing["form"])
        unit = thing["unit"]
        return f"{form.name} · {thing['name']}（{unit}）", f"{form.name_en}, {thing['name_en']} ({unit})"
    if section == "shortages":
        span = f"{thing['above_g']}–{thing['up_to_g']} g"
        return span, span
    return thing["name"], thing["name_en"]


def _item(whole: Any, steps: Steps, words: str, kind: Kind, named: tuple[str, str]) -> Item:
    node, above = whole, None
    for step in steps:
        node, above = node[step], node
    if isinstance(node, dict):  # a value with a tag of its own
        tag_steps = (*steps, "tag")
        return Item((*steps, "value"), words, kind, *named, node["value"], node["tag"], tag_steps, node["source"])
    tag = above.get("tag") if isinstance(above, dict) else None
    return Item(steps, words, kind, *named, node, tag, (*steps[:-1], "tag") if tag else None, "")
