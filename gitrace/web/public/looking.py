"""The count line of a label's page: a look is recorded before the page is answered, or the page has no number."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from wsgiref.types import WSGIEnvironment

import sqlalchemy as sa
from werkzeug.http import parse_cookie

from gitrace import clock
from gitrace.errors import Unavailable
from gitrace.people.sessions import recognise
from gitrace.scans.devices import traces_of
from gitrace.scans.recording import counted_so_far, record_and_see
from gitrace.scans.regions import Regions
from gitrace.scans.rules import is_a_look, scan_key
from gitrace.scans.scan import Counted, Label, Scan
from gitrace.storage import Store
from gitrace.web.entrance import SIGN_IN_COOKIE

log = logging.getLogger(__name__)

LOOK = "gitrace.look"
"""Where in the environ a look stands that was counted before Flask was asked."""


@dataclass(frozen=True)
class Look:
    """What the count line says: the scan's number, or how many there are while this one does not count.

    `line`: first, another, uncounted, unseen, or unknown when nothing can be counted or read now. `seen_at`: of the
    subjects asked about, if they were read along with the scan.
    """

    line: str
    counted: Counted | None = None
    seen_at: Mapping[str, int] | None = None


class Visit(NamedTuple):
    """What of a request tells whether it is a look, and whose. `token`: of somebody who may be signed in."""

    method: str
    purpose: str
    agent: str
    nonce: str
    address: str | None
    token: str | None

    @classmethod
    def of(cls, environ: WSGIEnvironment) -> "Visit":
        """The visit of a request; the proxies before us have been seen through."""
        header = environ.get
        purpose = header("HTTP_SEC_PURPOSE") or header("HTTP_PURPOSE") or header("HTTP_X_PURPOSE") or ""
        cookies = header("HTTP_COOKIE")
        return cls(
            environ["REQUEST_METHOD"],
            purpose,
            header("HTTP_USER_AGENT", ""),
            header("HTTP_SCAN_NONCE", ""),
            header("REMOTE_ADDR"),
            parse_cookie(cookies).get(SIGN_IN_COOKIE) if cookies else None,
        )


def look_at(store: Store, regions: Regions, visit: Visit, label: Label, subjects: Sequence[str] = ()) -> Look:
    """Count a look at an issued label, and see how new the subjects are.

    Looks of people who are signed in do not count, nor of programs that read pages for others.
    """
    try:
        if _is_a_shoppers(store, visit):
            counted, seen_at = _record(store, regions, visit, label, subjects)
            return Look("first" if counted.count == 1 else "another", counted, seen_at)
        so_far = counted_so_far(store, label)
        return Look("uncounted" if so_far else "unseen", so_far)
    except (Unavailable, sa.exc.SQLAlchemyError) as passing:
        log.warning("a scan was not counted: %s", type(passing).__name__)
        return Look("unknown")


def _is_a_shoppers(store: Store, visit: Visit) -> bool:
    if not is_a_look(method=visit.method, purpose=visit.purpose, agent=visit.agent):
        return False
    # Not by `entrant`: a page of /01/ is the same for everyone, shows no menu and sets no cookie.
    return not visit.token or recognise(store, visit.token, clock.now()) is None


def _record(
    store: Store, regions: Regions, visit: Visit, label: Label, subjects: Sequence[str]
) -> tuple[Counted, Mapping[str, int]]:
    now = clock.now()
    device, network = traces_of(store.settings.home, visit.address, visit.agent, now)
    key = scan_key(visit.nonce, device, now)
    scan = Scan(label, key, device, now, network, regions.of(visit.address))
    return record_and_see(store, scan, subjects)
