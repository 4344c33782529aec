"""The part of a lot's page that does not depend on the scan, kept by each process for itself.

Every request reads the lot's version, a look at one index; only when something has touched the lot, its producer or
the profile since, or the day has changed, are version and facts read, in one transaction, and the page rendered anew.
So a hold shows on the very next request, and no process tells another anything.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date

from flask import current_app, render_template
from markupsafe import Markup

from gitrace.identifiers.digital_link import DigitalLink
from gitrace.scans.facts import LotFacts, Version, find_batch, lot_facts, lot_subjects, version_of
from gitrace.scans.lot_state import LotState, lot_state
from gitrace.storage import reading
from gitrace.web.installation import store
from gitrace.web.language import asked_language

MOST = 1000
"""Fragments kept, the least lately used given up first: some 10 MB."""

Name = tuple[str, str, str, date]
"""GTIN, lot, language, day in Shanghai."""


@dataclass(frozen=True)
class LotPage:
    """A lot under a GTIN as of a version. Without facts, when the GTIN is not one of the lot's."""

    version: Version
    state: LotState
    facts: LotFacts | None
    html: Markup


class Fragments:
    """The fragments of one process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Name, LotPage] = OrderedDict()
        self._turn = threading.Lock()

    def find(self, name: Name) -> LotPage | None:
        """The fragment, of whatever version it is."""
        with self._turn:
            if name in self._kept:
                self._kept.move_to_end(name)
            return self._kept.get(name)

    def keep(self, name: Name, page: LotPage) -> None:
        """Keep a fragment in the place of an older one."""
        with self._turn:
            self._kept[name] = page
            self._kept.move_to_end(name)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)


def lot_page(link: DigitalLink, today: date) -> LotPage | None:
    """The fragment of the lot that an address names, as of now and in the reader's language; None for a lot that is
    not on record. Raises Unavailable.
    """
    kept: Fragments = current_app.extensions.setdefault("gitrace_fragments", Fragments())
    gtin, lot = link.gtin, link.lot or ""
    name = (gtin, lot, asked_language(), today)
    known = kept.find(name)
    with reading(store()) as session:
        if known is not None and known.version.is_current(session):
            return known
        batch = find_batch(session, lot)
        if batch is None:
            return None
        facts = lot_facts(session, batch, gtin, today)
        state = lot_state(session, batch, gtin) if facts is None else facts.state
        version = version_of(session, lot_subjects(batch))
    if facts is None:
        return LotPage(version, state, None, Markup())
    page = LotPage(version, state, facts, Markup(render_template("public/label/lot_facts.html", lot=facts)))  # noqa: S704
    kept.keep(name, page)
    return page
