"""Words that are not yet in anybody's language: a page says them in the reader's, a spreadsheet in Chinese."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
class Told:
    """An event's own sentence, which its declaration holds in both languages."""

    kind: str
    fields: Mapping[str, Json]

    def in_language(self, language: str) -> str:
        """`language` is zh or en."""
        return sentence(self.kind, self.fields, language)

    def __str__(self) -> str:
        return self.in_language("zh")


NOTHING = Phrase("")
