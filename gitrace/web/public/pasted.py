"""A code as people hand it over: the whole address, the text under the symbol, or the product's bare number."""

import re
from collections.abc import Collection

from gitrace.errors import Refusal
from gitrace.identifiers.digital_link import DigitalLink, parse_address, parse_path

_ELEMENTS = re.compile(r"\(01\)(?P<gtin>[^()]+)(\(10\)(?P<lot>[^()]+)(\(21\)(?P<serial>[^()]+))?)?")
_BARE_HOST = re.compile(r"[\w.-]+(:\d+)?/01/", re.IGNORECASE)
_HOST = re.compile(r"https?://([^/?#]+)", re.IGNORECASE)


def link_from_pasted(text: str, hosts: Collection[str]) -> DigitalLink:
    """What a pasted code names; `hosts`: our own, in lower case.

    Raises Refusal at field `code`: "foreign-host" for another site's address, "code-unreadable" for what is no code,
    else as `parse_path`.
    """
    bare = text.strip()
    try:
        if "://" in bare or _BARE_HOST.match(bare):
            return _from_address(bare if "://" in bare else f"https://{bare}", hosts)
        return parse_path(_path(bare))
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.sentence, "code", **refusal.values) from None


def _from_address(address: str, hosts: Collection[str]) -> DigitalLink:
    # Before its path: what is wrong with another site's address is nobody's business here.
    of = _HOST.match(address)
    if of is not None and of[1].lower() not in hosts:
        raise Refusal("foreign-host", "这个网址的域名 {host} 不是本系统的，请勿凭它判断商品来源。", host=of[1].lower())
    return parse_address(address)[1]


def _path(bare: str) -> str:
    if bare.startswith("/01/"):
        return bare
    if re.fullmatch(r"\d{13,14}", bare):
        return f"/01/{bare:0>14}"
    elements = _ELEMENTS.fullmatch(re.sub(r"\s", "", bare.replace("（", "(").replace("）", ")")))
    if elements is None:
        raise Refusal("code-unreadable", "看不懂这个编码，请粘贴完整网址，或照标签输入 (01)… (10)… (21)…。")
    parts = zip(("01", "10", "21"), elements.group("gtin", "lot", "serial"), strict=True)
    return "".join(f"/{key}/{value}" for key, value in parts if value)
