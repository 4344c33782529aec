"""The count line of a label's page: a look is recorded before the page is answered, or the page has no number."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import request

from gitrace import clock
from gitrace.errors import Unavailable
from gitrace.people.sessions import recognise
from gitrace.scans.devices import traces_of
from gitrace.scans.recording import Counted, Label, Scan, counted_so_far, record_and_see
from gitrace.scans.rules import is_a_look, scan_key
from gitrace.web.entrance import SIGN_IN_COOKIE
from gitrace.web.installation import regions, store

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Look:
    """What the count line says: the scan's number, or how many there are while this one does not count.

    `line`: first, another, uncounted, unseen, or unknown when nothing can be counted or read now. `seen_at`: of the
    subjects asked about, if they were read along with the scan.
    """

    line: str
    counted: Counted | None = None
    seen_at: Mapping[str, int] | None = None


def look_at(label: Label, subjects: Sequence[str] = ()) -> Look:
    """Count this request's look at an issued label, and see how new the subjects are.

    Looks of people who are signed in do not count, nor of programs that read pages for others.
    """
    try:
        if _is_a_shoppers():
            counted, seen_at = _record(label, subjects)
            return Look("first" if counted.count == 1 else "another", counted, seen_at)
        so_far = counted_so_far(store(), label)
        return Look("uncounted" if so_far else "unseen", so_far)
    except (Unavailable, sa.exc.SQLAlchemyError) as passing:
        log.warning("a scan was not counted: %s", type(passing).__name__)
        return Look("unknown")


def _is_a_shoppers() -> bool:
    headers = request.headers
    purpose = headers.get("Sec-Purpose") or headers.get("Purpose") or headers.get("X-Purpose") or ""
    if not is_a_look(method=request.method, purpose=purpose, agent=headers.get("User-Agent", "")):
        return False
    return not _is_staffs()


def _is_staffs() -> bool:
    # Not by `entrant`: a page of /01/ is the same for everyone, shows no menu and sets no cookie.
    token = request.cookies.get(SIGN_IN_COOKIE)
    return bool(token) and recognise(store(), str(token), clock.now()) is not None


def _record(label: Label, subjects: Sequence[str]) -> tuple[Counted, dict[str, int]]:
    now = clock.now()
    agent = request.headers.get("User-Agent", "")
    home, address = store().settings.home, request.remote_addr
    device, network = traces_of(home, address, agent, now)
    key = scan_key(request.headers.get("Scan-Nonce", ""), device, now)
    scan = Scan(label, key, device, now, network, regions().of(address))
    return record_and_see(store(), scan, subjects)
