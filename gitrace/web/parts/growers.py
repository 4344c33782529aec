"""The field in which a household is chosen: by number, card, name or pinyin, with a script or without one.

With the script a list of candidates appears as somebody types. Without it the form comes back with the same candidates
to choose from, and with everything else as it was typed.
"""

from collections.abc import Callable
from typing import Any

from flask import request
from sqlmodel import Session

from gitrace.errors import Refusal
from gitrace.growers.finding import Grower, scanned_household
from gitrace.storage import reading
from gitrace.web.forms import Form
from gitrace.web.installation import store
from gitrace.web.typed_text import clean

Find = Callable[[Session, str], list[Grower]]
Exact = Callable[[Session, str], str | None]
UNKNOWN = "没有找到“{typed}”：没在本单位交售过的农户，请填完整户号或扫农户卡。"


def _household(session: Session, typed: str) -> str | None:
    household = scanned_household(session, typed)
    return household.number if household else None


class GrowerChooser:
    """Finds the household that a form means, or what is a household's.

    `find`: those that the reader may find by what is typed; `unknown`: what is said where there are none; `exact`: the
    number of the one whose number it is in full.
    """

    def __init__(
        self,
        form: Form[Any],
        find: Find,
        *,
        name: str = "household",
        unknown: str = UNKNOWN,
        exact: Exact = _household,
    ) -> None:
        self.form, self.name, self.unknown, self._exact = form, name, unknown, exact
        self.candidates: list[Grower] = []
        self._find = find

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return clean(self.name, self.form.value(self.name)).strip()

    def known(self) -> dict[str, str]:
        """What the form's command need not read from the field any more: the number of the household that it means.

        Raises Refusal("choose-household" | "unknown-household").
        """
        if not self.typed:
            return {}
        with reading(store()) as session:
            return {self.name: self.meant(session)}

    def meant(self, session: Session) -> str:
        """The number of the household that stands in the field, which is not empty. Raises as `known`."""
        if request.values.get(f"{self.name}-asked") == self.typed and request.values.get(f"{self.name}-chosen"):
            return clean(self.name, request.values[f"{self.name}-chosen"])
        number = self._exact(session, self.typed)
        if number is not None:
            return number
        self.candidates = self._find(session, self.typed)
        if self.candidates:
            raise Refusal("choose-household", "请在下面选定是哪一个。", self.name)
        raise Refusal("unknown-household", self.unknown, self.name, typed=self.typed)
