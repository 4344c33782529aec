"""Unified social credit code, 统一社会信用代码 (GB 32100-2015).

Eighteen characters: registering department, kind, six digits of the place, nine of the body, one check character.
The department and kind may be letters (N2 is a village's collective economic organisation), which is why only the
check character is left to the library: its format test wants digits there.
"""

import re
import unicodedata

from stdnum.cn.uscc import calc_check_digit

from gitrace.errors import Refusal

_CHARACTERS = "0-9A-HJ-NP-RTUWXY"
_FORM = re.compile(rf"[{_CHARACTERS}]{{2}}[0-9]{{6}}[{_CHARACTERS}]{{10}}")
_INDIVIDUAL = "92"


def normalise_uscc(text: str) -> str:
    """The code as typed, brought to half width and upper case, spaces and hyphens removed; not checked."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def has_form(code: str) -> bool:
    """Eighteen characters of the alphabet with digits for the place; says nothing of the check character."""
    return bool(_FORM.fullmatch(code))


def is_valid(code: str) -> bool:
    """Form and check character are right."""
    return has_form(code) and calc_check_digit(code[:-1]) == code[-1]


def parse_uscc(text: str, field: str = "uscc") -> str:
    """The normalised code. Raises Refusal("invalid-uscc").

    A few early codes were issued with a wrong check character: a regulator registers such a producer with a written
    reason, after `has_form`, and that way does not pass here.
    """
    code = normalise_uscc(text)
    if not has_form(code):
        raise Refusal("invalid-uscc", "统一社会信用代码应为 18 位数字和大写字母（不含 I、O、S、V、Z）。", field)
    if not is_valid(code):
        raise Refusal("invalid-uscc", "统一社会信用代码 {uscc} 校验位不符，请对照营业执照逐位核对。", field, uscc=code)
    return code


def is_individual(code: str) -> bool:
    """Whether the code is an individual's (个体工商户, 92…): a person's data, never in a public entry."""
    return code.startswith(_INDIVIDUAL)
