"""Words that are not yet in anybody's language: a page says them in the reader's, a spreadsheet in Chinese."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from gitrace.ledger.canonical import Json
from gitrace.ledger.events import sentence


@dataclass(frozen=True)
class Phrase:
    """A Chinese sentence with `{name}` places, as doors translate it."""

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence.format(**self.values) if self.values else self.sentence


@dataclass(frozen=True)
class Named:
    """What the profile calls a thing, in both languages."""

    chinese: str
    english: str

    def in_language(self, language: str) -> str:
        """`language` is zh or en."""
        return self.english if language == "en" else self.chinese

    def __str__(self) -> str:
        return self.chinese


Word = Any
"""A field of an event that is told: as it is recorded, or a Phrase or Named in its place; or a list of these."""


@dataclass(frozen=True)
class Told:
    """An event's own sentence, which its declaration holds in both languages. `fields` with words for codes."""

    kind: str
    fields: Mapping[str, Word]

    def in_language(self, language: str, say: Callable[[Phrase | Named], str] = str) -> str:
        """`language` is zh or en; `say` puts the words in it."""
        return sentence(self.kind, {name: _said(value, say) for name, value in self.fields.items()}, language)

    def __str__(self) -> str:
        return self.in_language("zh")


def _said(value: Word, say: Callable[[Phrase | Named], str]) -> Json:
    if isinstance(value, list):
        return [_said(one, say) for one in value]
    return say(value) if isinstance(value, Phrase | Named) else cast(Json, value)


NOTHING = Phrase("")
