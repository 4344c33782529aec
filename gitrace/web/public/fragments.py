"""The part of a lot's page that does not depend on the scan, kept by each process for itself.

Every request reads the lot's version, a look at one index; only when something has touched the lot, its producer or
the profile since, or the day has changed, are version and facts read, in one transaction, and the page rendered anew.
So a hold shows on the very next request, and no process tells another anything.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

from flask import Flask, current_app, render_template
from markupsafe import Markup

from gitrace import clock
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.ledger.append import subjects_seen_at
from gitrace.scans.facts import LotFacts, Version, find_batch, lot_facts, lot_subjects, version_of
from gitrace.scans.group import Group
from gitrace.scans.lot_state import LotState, lot_state
from gitrace.storage import reading
from gitrace.web.installation import store
from gitrace.web.language import asked_language
from gitrace.web.public.sheets import Sheet

MOST = 1000
"""Fragments kept, the least lately used given up first: some 10 MB."""

MOST_SHEETS = 12
"""Kept of each fragment: some 11 kB each, by verdict, count line and query."""

Name = TypeVar("Name", bound=Hashable)
Thing = TypeVar("Thing")


class Kept(Generic[Name, Thing]):
    """What one process keeps, up to `most` things, the least lately used given up first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Name, Thing] = OrderedDict()
        self._turn = threading.Lock()

    def find(self, name: Name) -> Thing | None:
        """The thing, however old it is."""
        with self._turn:
            if name in self._kept:
                self._kept.move_to_end(name)
            return self._kept.get(name)

    def keep(self, name: Name, thing: Thing) -> None:
        """Keep a thing in the place of an older one."""
        with self._turn:
            self._kept[name] = thing
            self._kept.move_to_end(name)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


@dataclass(frozen=True)
class LotPage:
    """A lot under a GTIN as of a version. Without facts, when the GTIN is not one of the lot's. `read_at`: when it was
    read; `sheets`: the pages of its labels, by what they differ in.
    """

    version: Version
    state: LotState
    facts: LotFacts | None
    html: Markup
    read_at: datetime
    sheets: Kept[tuple[object, ...], Sheet] = field(default_factory=lambda: Kept(MOST_SHEETS))


_LONGEST_TURN = 1.5
"""Seconds that a request waits for the one that reads the same page."""


@dataclass(eq=False)
class Slot:
    """Where a page is kept, and those who wait for it: when it changes, one reads it anew for all."""

    page: LotPage | None = None
    readers: Group[None, LotPage | None] = field(default_factory=lambda: Group(_LONGEST_TURN))


PageName = tuple[str, str, str, date]
"""GTIN, lot, language, day in Shanghai."""


class Fragments:
    """The slots of one process. One without a page, of a lot that may not exist, lasts as long as somebody waits."""

    def __init__(self) -> None:
        self._kept: Kept[PageName, Slot] = Kept(MOST)
        self._waited_for: WeakValueDictionary[PageName, Slot] = WeakValueDictionary()

    def find(self, name: PageName) -> Slot | None:
        """The slot, if it has a page."""
        return self._kept.find(name)

    def slot(self, name: PageName) -> Slot:
        """The slot, whether it has a page or not."""
        return self._kept.find(name) or self._waited_for.setdefault(name, Slot())

    def keep(self, name: PageName, slot: Slot, page: LotPage) -> None:
        """Put a page into its slot."""
        slot.page = page
        self._kept.keep(name, slot)


def kept_page(app: Flask, name: PageName) -> LotPage | None:
    """The fragment of a lot, however old; None where none is kept."""
    slot = _fragments(app).find(name)
    return slot.page if slot else None


def lot_page(link: DigitalLink, today: date) -> LotPage | None:
    """The same as of now; None for a lot that is not on record. Raises Unavailable."""
    fragments, name = _fragments(current_app), (link.gtin, link.lot or "", asked_language(), today)
    slot = fragments.slot(name)

    def read(asked: Sequence[None]) -> list[LotPage | None]:
        page = _present(slot.page) or _read(link, today)
        if page is not None and page.facts is not None:
            fragments.keep(name, slot, page)
        return [page] * len(asked)

    return slot.readers.ask(None, read)


def _present(page: LotPage | None) -> LotPage | None:
    if page is None:
        return None
    with store().engine.connect() as connection:
        return page if page.version.is_current(subjects_seen_at(connection, page.version.subjects)) else None


def _read(link: DigitalLink, today: date) -> LotPage | None:
    gtin, lot = link.gtin, link.lot or ""
    with reading(store()) as session:
        read_at = clock.now()
        batch = find_batch(session, lot)
        if batch is None:
            return None
        facts = lot_facts(session, batch, gtin, today)
        state = lot_state(session, batch, gtin) if facts is None else facts.state
        version = version_of(session, lot_subjects(batch))
    if facts is None:
        return LotPage(version, state, None, Markup(), read_at)
    html = Markup(render_template("public/label/lot_facts.html", lot=facts))  # noqa: S704 - the template escapes
    return LotPage(version, state, facts, html, read_at)


def _fragments(app: Flask) -> Fragments:
    kept: Fragments | None = app.extensions.get("gitrace_fragments")
    if kept is None:
        kept = app.extensions.setdefault("gitrace_fragments", Fragments())
    return kept
