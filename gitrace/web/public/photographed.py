"""A label photographed: which addresses of ours its symbols say. Nobody else's address is ever followed."""

from collections.abc import Collection, Iterable

from gitrace.errors import Refusal
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.web.public.pasted import link_from_pasted


def links_in_photo(texts: Iterable[str], hosts: Collection[str]) -> list[DigitalLink]:
    """What the symbols name, each once: labels where there are any, else lots, else products.

    Raises Refusal("not-ours") at field `photo` when no symbol is one of ours, and of a single one what is wrong with
    it, as `link_from_pasted`.
    """
    found: list[DigitalLink] = []
    wrong: list[Refusal] = []
    for text in texts:
        try:
            found.append(link_from_pasted(text, hosts))
        except Refusal as refusal:
            wrong.append(refusal)
    if not found:
        raise _told(wrong)
    deepest = max(map(_depth, found))
    return list(dict.fromkeys(one for one in found if _depth(one) == deepest))


def _told(wrong: list[Refusal]) -> Refusal:
    # Of an address of ours with a mistake, or of another site's, that it is so; of what else has symbols nothing.
    if len(wrong) == 1 and wrong[0].code not in ("code-unreadable", "address"):
        return wrong[0].at("photo")
    return Refusal("not-ours", "照片里的二维码不是本系统的标签：请拍标签上的那一枚。", "photo")


def _depth(link: DigitalLink) -> int:
    return sum(part is not None for part in (link.lot, link.serial))
