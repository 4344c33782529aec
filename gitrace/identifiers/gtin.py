"""GTIN, the number of a trade item (GS1 General Specifications, 2.1 and 7.9).

The service knows one form only, fourteen digits. Shorter ones are widened where a person enters them, never in an
address: a label carries fourteen digits or it is not ours.
"""

import re

from stdnum import ean

from gitrace.errors import Refusal

_DIGITS = re.compile(r"[0-9]+")
_LENGTH = 14
_SHORTER = (8, 12, 13)


def check_digit(body: str) -> str:
    """The last digit of a GTIN whose other digits are `body`."""
    return str(ean.calc_check_digit(body))


def parse_gtin14(text: str, field: str = "gtin") -> str:
    """The fourteen digits as they stand, nothing mended.

    Raises Refusal("gtin-characters" | "gtin-length" | "gtin-check-digit").
    """
    _refuse_strangers(text, field)
    if len(text) != _LENGTH:
        raise Refusal("gtin-length", "商品条码（GTIN）应为 14 位数字，现为 {length} 位。", field, length=len(text))
    _refuse_wrong_check_digit(text, field)
    return text


def to_gtin14(text: str, field: str = "gtin") -> str:
    """A GTIN-8, -12, -13 or -14 as a person enters it, spaces ignored, widened by leading zeros to fourteen digits.

    Raises Refusal("gtin-characters" | "gtin-length" | "gtin-check-digit").
    """
    digits = "".join(text.split())
    _refuse_strangers(digits, field)
    if len(digits) not in (*_SHORTER, _LENGTH):
        raise Refusal(
            "gtin-length", "商品条码（GTIN）应为 8、12、13 或 14 位数字，现为 {length} 位。", field, length=len(digits)
        )
    return parse_gtin14(digits.zfill(_LENGTH), field)


def is_variable_measure(gtin: str) -> bool:
    """Whether each piece has a weight of its own: the first of the fourteen digits is 9 (GS1)."""
    return gtin[0] == "9"


def _refuse_strangers(text: str, field: str) -> None:
    if not _DIGITS.fullmatch(text):
        raise Refusal("gtin-characters", "商品条码（GTIN）只能由数字组成。", field)


def _refuse_wrong_check_digit(text: str, field: str) -> None:
    # The digit that would have fitted is not told: a mistyped digit elsewhere is far likelier than here.
    if text[-1] != check_digit(text[:-1]):
        raise Refusal("gtin-check-digit", "商品条码（GTIN）校验位不符，请逐位核对。", field)
