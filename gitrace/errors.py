"""The two ways in which the house says no.

A `Refusal` answers a person: the request was understood and is not granted. `Unavailable` answers a moment: the same
request may succeed shortly. Anything else that is raised is a fault of ours.
"""

from collections.abc import Sequence


class Refusal(Exception):
    """A stable code for machines, a sentence for people, the field it is about.

    `sentence` is the Chinese source text; the door translates it and fills in `values` (`{name}` style), so that
    rules stay free of any language setting. `field` is the command's field name, or None for the whole form.
    """

    def __init__(self, code: str, sentence: str, field: str | None = None, **values: object) -> None:
        super().__init__(code, sentence, field)
        self.code = code
        self.sentence = sentence
        self.field = field
        self.values = values

    def __str__(self) -> str:
        return self.sentence.format(**self.values)

    @property
    def each(self) -> "tuple[Refusal, ...]":
        """What is said no to, one by one."""
        return (self,)

    def at(self, field: str) -> "Refusal":
        """The same of another field: of a line in a form of many."""
        return Refusal(self.code, self.sentence, field, **self.values)


class Refusals(Refusal):
    """Several at once, of a form of many lines: whoever mends it wants to see all of them. At least one."""

    def __init__(self, each: Sequence[Refusal]) -> None:
        first = each[0]
        super().__init__(first.code, first.sentence, first.field, **first.values)
        self._each = tuple(each)

    @property
    def each(self) -> tuple[Refusal, ...]:
        """All of them, in the order of the form."""
        return self._each


class Unavailable(Exception):
    """The store cannot answer now: locked, full or failing over. Doors answer 503 with Retry-After.

    `retry_after`: seconds, > 0.
    """

    def __init__(self, sentence: str, retry_after: int = 2) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Stopped(Unavailable):
    """Nothing is written until whoever runs the service has acted; reads go on."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, retry_after=600)
