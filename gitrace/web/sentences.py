"""What pydantic found, said to a person: error type to sentence, and the field it belongs to."""

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from gitrace.web.language import said

SENTENCES = {
    "missing": "请填写此项。",
    "string_too_short": "至少需要 {min_length} 个字符。",
    "string_too_long": "最多 {max_length} 个字符。",
    "string_pattern_mismatch": "格式不对，请核对后重新输入。",
    "int_parsing": "请填整数。",
    "int_from_float": "请填整数。",
    "decimal_parsing": "请填数字。",
    "decimal_max_places": "小数最多 {decimal_places} 位。",
    "decimal_max_digits": "数字太长。",
    "decimal_whole_digits": "数字太大。",
    "date_parsing": "日期请写成 2026-03-09 的样子。",
    "date_from_datetime_parsing": "日期请写成 2026-03-09 的样子。",
    "datetime_parsing": "时间请写成 2026-03-09 06:30 的样子。",
    "datetime_from_date_parsing": "时间请写成 2026-03-09 06:30 的样子。",
    "enum": "请从所列选项中选择一项。",
    "literal_error": "请从所列选项中选择一项。",
    "bool_parsing": "请从所列选项中选择一项。",
    "greater_than": "应大于 {gt}。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than": "应小于 {lt}。",
    "less_than_equal": "不能大于 {le}。",
    "too_short": "至少选择 {min_length} 项。",
    "too_long": "最多选择 {max_length} 项。",
}
UNNAMED = "填写的内容不符合要求，请核对。"


def first_sentences(error: ValidationError) -> dict[str, str]:
    """Field to sentence, in the order of the form; of several that one field earned, the first."""
    found: dict[str, str] = {}
    for field, sentence in map(_sentence_of, error.errors()):
        found.setdefault(field, sentence)
    return found


def _sentence_of(error: ErrorDetails) -> tuple[str, str]:
    # The field is empty for the whole form, `rows.2.dose` in lists. A validator's own ValueError("……") is a sentence.
    field = ".".join(str(step) for step in error["loc"])
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        return field, said(str(context["error"]))
    return field, said(SENTENCES.get(error["type"], UNNAMED), **context)
