"""The typed links of a product and of a lot (GS1-Conformant Resolver 1.2, sections 2.5 and 2.10), as a linkset.

Links live at two levels, 01 and 01+10; a request is answered with those of its own level and of the one above. None
lives at a serial: the standard forbids one at 01+21 to hang on a lot too, and a serial of ours is nothing without its
lot. The default link of each level is the page itself, so that a scan takes one request.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask import request, url_for
from flask_babel import force_locale  # type: ignore[import-untyped]

from gitrace.identifiers.digital_link import DigitalLink
from gitrace.labels.verdict import asked_by_link, judge
from gitrace.ledger.canonical import Json
from gitrace.scans.facts import LotFacts, ProductFacts, product_facts
from gitrace.storage import reading
from gitrace.web.installation import store
from gitrace.web.language import LANGUAGES, asked_language, said
from gitrace.web.public.fragments import lot_page

VOCABULARY = "https://ref.gs1.org/voc/"

_TAGS = {"zh": ["zh-CN", "zh"], "en": ["en"]}
"""`hreflang` of a page in a language. By lookup (RFC 4647) every Chinese finds the first: zh-Hant-TW is looked up as zh
in the end.
"""


class LinkType(StrEnum):
    """The types of GS1's vocabulary that we have links of."""

    PIP = "pip"
    TRACEABILITY = "traceability"
    CERTIFICATION = "certificationInfo"
    RECALL = "recallStatus"
    REGISTRY = "registryEntry"
    VERIFICATION = "verificationService"
    SUPPORT = "support"


@dataclass(frozen=True)
class Link:
    """From a product or lot to a page of ours; `place`: the part of that page that tells it."""

    type: LinkType
    path: str
    title: str
    place: str = ""

    def address(self, language: str, sent: str = "") -> str:
        """The whole address in a language; `sent`: a query to pass on as it is, which may name the language itself."""
        named = any(part.startswith("lang=") for part in sent.split("&"))
        query = "&".join(part for part in ("" if named else f"lang={language}", sent) if part)
        joint = "&" if "?" in self.path else "?"
        return f"{here()}{self.path}{joint}{query}{f'#{self.place}' if self.place else ''}"


@dataclass(frozen=True)
class Level:
    """What links hang on: a product (01) or a lot of it (01+10); `name` in the reader's language."""

    of: DigitalLink
    name: str
    links: tuple[Link, ...]

    @property
    def anchor(self) -> str:
        """What labels print, whatever host this request came to."""
        return f"{root()}{self.of.path}"


def root() -> str:
    """Where addresses of labels live: at the host that is printed."""
    host = store().settings.label_host
    return f"https://{host}" if host else request.host_url.rstrip("/")


def here() -> str:
    """Where links lead. A demo's printed host is made up, so there to the one that was asked."""
    return request.host_url.rstrip("/") if store().settings.demo else root()


def levels_of(link: DigitalLink, today: date) -> tuple[Level, ...] | None:
    """The levels that an address takes its links from, its own first. None where the page names no producer: an
    unknown product or lot, a label that was made up or never issued. Raises Unavailable.
    """
    if link.lot is None:
        with reading(store()) as session:
            product = product_facts(session, link.gtin, today)
        return None if product is None else (_of_product(link.gtin, product),)
    page, asked = lot_page(link, today), asked_by_link(link)
    if page is None or page.facts is None:
        return None
    if asked and not judge(asked, page.state.facts_about(asked.number), store().keys.labels, today).shows_goods:
        return None
    return _of_lot(link.gtin, page.facts), _of_product(link.gtin, page.facts.product)


def _of_product(gtin: str, product: ProductFacts) -> Level:
    of, indication = DigitalLink(gtin), url_for("public.show_indication", lang=None)
    marked = [
        Link(LinkType.CERTIFICATION, of.path, "地理标志专用标志合法使用人", "producer"),
        Link(LinkType.REGISTRY, indication, "谁可以用标志", "users"),
    ]
    links = (
        Link(LinkType.PIP, of.path, "商品页面"),
        Link(LinkType.RECALL, url_for("public.show_recalls", lang=None), "召回与暂停"),
        Link(LinkType.VERIFICATION, url_for("public.home", lang=None), "查询标签", "ask"),
        _support(of),
        *(marked if product.mark is not None else [Link(LinkType.REGISTRY, of.path, "商品登记信息", "product")]),
    )
    return Level(of, _name_of(product), links)


def _of_lot(gtin: str, lot: LotFacts) -> Level:
    of = DigitalLink(gtin, lot.batch.lot)
    links = (
        Link(LinkType.PIP, of.path, "批次页面"),
        Link(LinkType.TRACEABILITY, of.path, "产地和种植户", "origin"),
        Link(LinkType.RECALL, of.path, "召回与暂停", "verdict"),
        _support(of),
        *([Link(LinkType.CERTIFICATION, of.path, "检验报告", "tests")] if lot.reports else []),
    )
    return Level(of, f"{_name_of(lot.product)} · {said('批次')} {of.lot}", links)


def _support(of: DigitalLink) -> Link:
    return Link(LinkType.SUPPORT, url_for("public.tell", about=of.path, lang=None), "反映问题")


def _name_of(product: ProductFacts) -> str:
    item = product.item
    return f"{item.name_en if asked_language() == 'en' else item.name} {item.net_content}"


def linkset(levels: Sequence[Level]) -> dict[str, Json]:
    """As RFC 9264 and GS1's schema have it: an object for each level."""
    return {"linkset": [_context_object(level) for level in levels]}


def _context_object(level: Level) -> Json:
    page = here() + level.of.path
    told: dict[str, Json] = {"anchor": level.anchor, "itemDescription": level.name}
    for link in level.links:
        if link.type is LinkType.PIP:
            # The default has a title and nothing else; as what it is it stands once more. It speaks both languages.
            told[f"{VOCABULARY}defaultLink"] = [{"href": page, "title": said(link.title)}]
            tags: list[Json] = [tag for language in LANGUAGES for tag in _TAGS[language]]
            told[VOCABULARY + link.type] = [
                {"href": page, "title": said(link.title), "hreflang": tags, "type": "text/html"}
            ]
        else:
            told[VOCABULARY + link.type] = [_target(link, language) for language in LANGUAGES]
    return told


def _target(link: Link, language: str) -> Json:
    with force_locale(language):
        title = said(link.title)
    return {"href": link.address(language), "title": title, "hreflang": [*_TAGS[language]], "type": "text/html"}
