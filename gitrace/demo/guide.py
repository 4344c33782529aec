"""What the console tells of a demo home: its accounts, a label for each verdict, what can be tried today.

Kept as `demo.json` in the home, written when the season is complete, so that it also marks the home as a demo. This
file imports no room: the supervisor reads it.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

NAME = "demo.json"


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in; `role` in words."""

    login: str
    role: str


@dataclass(frozen=True)
class Guide:
    """`password` is every account's, made up with the home. `labels`: the path of a label's page by verdict."""

    made_on: str
    password: str
    accounts: tuple[Account, ...]
    labels: dict[str, str]
    household: str = ""
    """The path of a household's own page."""
    today: str = ""
    """What can be tried on the day of the start."""

    def lines(self, address: str) -> Iterator[str]:
        """As the console prints it; `address`: http://127.0.0.1:8000, where the service answers."""
        yield f"demonstration season made on {self.made_on}; sign in at {address}/account/sign-in"
        width = max(len(one.login) for one in self.accounts)
        for one in self.accounts:
            yield f"account {one.login:{width}} {self.password} {one.role}"
        for verdict, path in self.labels.items():
            yield f"{verdict} {address}{path}"
        if "genuine" in self.labels:
            yield f"linkset {address}{self.labels['genuine']}?linkType=linkset"
        if self.household:
            yield f"household {address}{self.household}"
        yield self.today


def read_guide(home: Path) -> Guide | None:
    """The guide of a home whose season is complete; None for any other home."""
    path = home / NAME
    if not path.exists():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    return Guide(**told | {"accounts": tuple(Account(**one) for one in told["accounts"])})


def write_guide(home: Path, guide: Guide) -> None:
    """Keep it, whole or not at all, for the owner of the home alone: it holds the password."""
    draft = home / f".{NAME}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(guide), file, ensure_ascii=False, indent=1)
    draft.replace(home / NAME)


def shown(guide: Guide, *, labels: dict[str, str], household: str, today: str) -> Guide:
    """The guide with what holds at this start."""
    return replace(guide, labels=labels, household=household, today=today)
