"""Every Chinese sentence that a page can show has its English."""

import ast
import re
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract

from gitrace.assets import TEMPLATES
from gitrace.web.language import CATALOGUES, read_catalogue, read_catalogues

HOUSE = Path(__file__).parents[2] / "gitrace"
CHINESE = re.compile(r"[\u4e00-\u9fff]")

# Chinese that is no sentence of a page: events and a replay carry both languages themselves, the profile is data,
# an operator at the console reads Chinese, and so does a grower her card. Of the import (heads of columns) and of
# labels, slips, accounts and dossiers (print), sentences only.
OTHERWISE = (
    *("ledger", "profile", "storage", "cli", "backup", "demo", "replay", "settings.py"),
    *("cards/face.py", "printing/cover.py"),
)
PARTLY = (
    *("importing", "printing/document.py", "printing/face.py", "printing/facts.py", "printing/lists.py"),
    *("printing/picture.py", "printing/own_stock.py", "printing/proof.py"),
    *("certificates/drawing.py", "certificates/face.py", "certificates/layout.py"),
    *("cards/drawing.py", "cards/printing.py", "slips/drawing.py", "slips/face.py", "slips/layout.py"),
    "supervision/dossier_paper.py",
    *("desk/headings.py", "desk/paper.py"),
)
BY_ITSELF = {"zh"}

WORDS = {**DEFAULT_KEYWORDS, "listed": None}
JINJA = {"encoding": "utf-8", "newstyle_gettext": "1"}


def said_in_templates() -> set[str]:
    found = set()
    for path in TEMPLATES.rglob("*.html"):
        with path.open("rb") as file:
            messages = extract("jinja2.ext:babel_extract", file, keywords=WORDS, options=JINJA)
            found |= {text for _, text, _, _ in messages if isinstance(text, str)}
    return found


def said_in_code() -> set[str]:
    found = set()
    for path in HOUSE.rglob("*.py"):
        name = path.relative_to(HOUSE).as_posix()
        if not name.startswith(OTHERWISE):
            texts = sentences(ast.parse(path.read_text()))
            partly = name.startswith(PARTLY)
            found |= {one for one in texts if CHINESE.search(one) and (one.endswith("。") or not partly)}
    return found


def sentences(tree: ast.AST) -> set[str]:
    """String constants, save docstrings, patterns and the Chinese half of an event's declaration."""
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    skipped |= {id(k.value) for k in ast.walk(tree) if isinstance(k, ast.keyword) and k.arg in BY_ITSELF}
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in skipped
        and "\\" not in node.value
    }


def test_every_sentence_has_its_english() -> None:
    english = read_catalogues()
    lacking = [s for s in sorted(said_in_templates() | said_in_code()) if not getattr(english.get(s), "string", "")]
    assert lacking == []


def test_no_two_catalogues_translate_a_sentence_differently() -> None:
    known: dict[tuple[str, str | None], set[str]] = {}
    for path in CATALOGUES.glob("*.po"):
        for message in read_catalogue(path):
            known.setdefault((str(message.id), message.context), set()).add(str(message.string))
    assert [s for (s, _), translations in known.items() if s and len(translations) > 1] == []


def test_a_translation_keeps_every_value() -> None:
    holes = re.compile(r"\{\w+\}|%\(\w+\)s")
    for message in read_catalogues():
        if message.id:
            assert sorted(set(holes.findall(message.id))) == sorted(set(holes.findall(message.string))), message.id


def test_no_page_shows_chinese_outside_the_catalogue() -> None:
    for path in TEMPLATES.rglob("*.html"):
        bare = re.sub(r"\{[#%{].*?[#%}]\}", "", path.read_text(), flags=re.DOTALL)
        assert not CHINESE.search(bare), path
