"""Text at the door: one form of each character, and none that cannot be seen."""

import unicodedata

from gitrace.errors import Refusal


def clean(field: str, text: str) -> str:
    """NFC, with line ends as a single newline.

    Raises Refusal("control-character") for characters of Unicode category Cc other than tab and newline, and for
    lone surrogates: they would print as nothing and make two equal-looking names different.
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(one) in ("Cc", "Cs") and one not in "\t\n" for one in lines):
        raise Refusal("control-character", "这里有看不见的控制字符，请删去后重新输入。", field)
    return lines
