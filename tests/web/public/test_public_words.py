"""Words that no public page uses, in any language: what we cannot know, we do not say."""

import re

import pytest

from gitrace.assets import TEMPLATES
from gitrace.web.language import read_catalogues
from gitrace.web.public import verdict_words

NEVER = ("正品", "真品", "假冒", "伪造", "放心", "权威", "国家级", "激活", "冻结", "防伪", "区块链")
NEVER_ENGLISH = ("authentic", "counterfeit", "fake", "blockchain", "guarantee", "national-level")
ONLY_WITH_A_DECISION = "不合格"
NO_FINDING = "暂停不代表产品不合格，结果将在本页公布；请保留包装。"
PUBLIC = [
    path
    for folder in ("public", "macros", "problems", "parts")
    for path in sorted((TEMPLATES / folder).rglob("*.html"))
] + [TEMPLATES / "base.html"]


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_public_template_uses_them(path) -> None:  # type: ignore[no-untyped-def]
    text = path.read_text()
    assert [word for word in (*NEVER, ONLY_WITH_A_DECISION) if word in text] == []


def test_no_catalogue_uses_them() -> None:
    for message in read_catalogues():
        chinese, english = str(message.id), str(message.string).lower()
        assert [word for word in NEVER if word in chinese] == [], chinese
        found = [word for word in NEVER_ENGLISH if re.search(rf"\b{word}", english)]
        assert found == [], chinese


def test_the_verdicts_use_one_of_them_to_deny_it() -> None:
    sentences = [part for pair in verdict_words.SENTENCES.values() for part in pair]
    using = [one for one in sentences if any(word in one for word in (*NEVER, ONLY_WITH_A_DECISION))]
    assert using == [NO_FINDING]
