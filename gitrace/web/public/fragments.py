"""The part of a lot's page that does not depend on the scan, kept by each process for itself.

Every request reads the lot's version, a look at one index; only when something has touched the lot, its producer or
the profile since, or the day has changed, are version and facts read, in one transaction, and the page rendered anew.
So a hold shows on the very next request, and no process tells another anything.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from flask import current_app, render_template
from markupsafe import Markup

from gitrace import clock
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.ledger.append import subjects_seen_at
from gitrace.scans.facts import LotFacts, Version, find_batch, lot_facts, lot_subjects, version_of
from gitrace.scans.lot_state import LotState, lot_state
from gitrace.storage import reading
from gitrace.web.installation import store
from gitrace.web.language import asked_language
from gitrace.web.public.sheets import Sheet

MOST = 1000
"""Fragments kept, the least lately used given up first: some 10 MB."""

MOST_SHEETS = 12
"""Kept of each fragment: some 8 kB each, by verdict, count line and language asked for."""

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


Fragments = Kept[tuple[str, str, str, date], LotPage]
"""By GTIN, lot, language, day in Shanghai."""


def kept_page(link: DigitalLink, today: date) -> LotPage | None:
    """The fragment of the lot that an address names, in the reader's language, however old; None where none is kept."""
    return _fragments().find(_name(link, today))


def lot_page(link: DigitalLink, today: date) -> LotPage | None:
    """The same as of now; None for a lot that is not on record. Raises Unavailable."""
    known = kept_page(link, today)
    if known is not None:
        with store().engine.connect() as connection:
            if known.version.is_current(subjects_seen_at(connection, known.version.subjects)):
                return known
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
    page = LotPage(version, state, facts, html, read_at)
    _fragments().keep(_name(link, today), page)
    return page


def _fragments() -> Fragments:
    kept: Fragments = current_app.extensions.setdefault("gitrace_fragments", Fragments(MOST))
    return kept


def _name(link: DigitalLink, today: date) -> tuple[str, str, str, date]:
    return link.gtin, link.lot or "", asked_language(), today
