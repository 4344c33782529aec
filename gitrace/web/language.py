"""Two languages: the source is Chinese, as people here speak; English comes from catalogues read at the start.

`?lang=` decides, then Accept-Language, then Chinese. The choice travels in the address and never in a cookie, because
the public pages may set none. Catalogues are one .po file per room, read into memory: no compiled file is kept.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, request
from flask_babel import Babel, Domain, get_locale, gettext, pgettext  # type: ignore[import-untyped]
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from gitrace.profile import seed_profile
from gitrace.profile.findings import Findings
from gitrace.profile.goods import Cover, Form, Grade

Word = TypeVar("Word", bound=str)

LANGUAGES = {"zh": "zh-CN", "en": "en"}
CATALOGUES = Path(__file__).parent / "translations" / "en"


def read_catalogues(folder: Path = CATALOGUES) -> Catalog:
    """All `*.po` files of a folder as one catalogue. Of a sentence that two translate, the first file's by name."""
    whole = Catalog(locale="en")
    for path in sorted(folder.glob("*.po")):
        for message in read_catalogue(path):
            if message.id and whole.get(message.id, message.context) is None:
                whole.add(message.id, message.string, context=message.context)
    return whole


def read_catalogue(path: Path) -> Catalog:
    """One .po file; raises babel's PoFileError where it is malformed."""
    with path.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


@cache
def _english() -> Translations:
    compiled = BytesIO()
    write_mo(compiled, read_catalogues())
    compiled.seek(0)
    return Translations(compiled)


class Catalogues(Domain):  # type: ignore[misc]
    """The translations in memory, instead of Flask-Babel's compiled files on disk."""

    def __init__(self) -> None:
        super().__init__()
        self._english = _english()
        self._chinese = NullTranslations()

    def get_translations(self) -> NullTranslations:
        """The catalogue of this request's language; the source text where there is no request."""
        locale = get_locale()
        return self._english if locale is not None and locale.language == "en" else self._chinese


class _Languages(Babel):  # type: ignore[misc]
    domain_instance: Catalogues

    def __init__(self, app: Flask) -> None:
        self.domain_instance = Catalogues()
        super().__init__(app, default_locale="zh", default_timezone="Asia/Shanghai", locale_selector=asked_language)


def speak_languages(app: Flask) -> None:
    """Give the application its languages, and every address it builds the language that was asked for."""
    _Languages(app)
    app.url_defaults(_carry_language)
    app.jinja_env.globals.update(
        page_language=page_language, other_language=other_language, said=said, pairs=pairs, listed=listed
    )


def asked_language() -> str:
    """`zh` or `en`: the address's, else the first of the browser's that is ours, else Chinese."""
    known: str | None = g.get("language")
    if known is None:
        known = g.language = _read_language()
    return known


def _read_language() -> str:
    asked = request.args.get("lang", "") if request.query_string else ""
    return asked if asked in LANGUAGES else preferred_language(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=256)
def preferred_language(header: str) -> str:
    """`zh` or `en` by an Accept-Language header alone."""
    # Werkzeug's best_match is not used: it prefers an exact `en;q=0.1` to the `zh-CN` that stands first.
    for tag, quality in parse_accept_header(header, LanguageAccept):
        primary = tag.lower().partition("-")[0]
        if primary in LANGUAGES and quality > 0:
            return primary
    return "zh"


def page_language() -> str:
    """The value of `lang` in the page and of Content-Language: zh-CN or en."""
    return LANGUAGES[asked_language()]


def other_language() -> dict[str, str]:
    """The link to this page in the other language: its address, its name in that language, its tag."""
    code = "en" if asked_language() == "zh" else "zh"
    query = {name: values for name, values in request.args.lists() if name != "lang"}
    address = f"{request.path}?{urlencode({**query, 'lang': code}, doseq=True)}"
    return {"address": address, "name": "English" if code == "en" else "中文", "tag": LANGUAGES[code]}


def said(sentence: str, **values: object) -> str:
    """A sentence of a room (`{name}` style) in the reader's language, its values filled in."""
    text: str = gettext(sentence)
    return text.format(**{name: _in_words(value) for name, value in values.items()}) if values else text


def _in_words(value: object) -> object:
    """A value of a sentence: findings are said in their turn; lists and names of goods that rules wrote in Chinese
    read as English does.
    """
    if isinstance(value, Findings):
        return "".join(said(one.sentence, **one.facts) for one in value)
    if isinstance(value, str) and (locale := get_locale()) is not None and locale.language == "en":
        return ", ".join(_goods().get(one, one) for one in value.split("、"))
    return value


@cache
def _goods() -> dict[str, str]:
    profile = seed_profile()
    things: tuple[Cover | Form | Grade, ...] = (*profile.covers, *profile.forms, *profile.grades)
    return {one.name: one.name_en for one in things}


def listed(words: str) -> str:
    """The words as the name of a whole list: English tells Lots from Lot where Chinese does not.

    The catalogue holds the plural under the context `list`; without one the words are said as ever.
    """
    plural: str = pgettext("list", words)
    return plural if plural != words else said(words)


def pairs(names: Mapping[Word, str]) -> list[tuple[Word, str]]:
    """Value and words, in the reader's language, of every member of an enum: the options of a select."""
    return [(value, said(words)) for value, words in names.items()]


def in_asked_language(path: str) -> str:
    """A path of ours that no view builds, with the language that this request's address asked for."""
    asked = request.args.get("lang")
    return f"{path}?lang={asked}" if asked in LANGUAGES else path


def _carry_language(_endpoint: str, values: dict[str, Any]) -> None:
    if request and request.args.get("lang") in LANGUAGES:
        values.setdefault("lang", request.args["lang"])
