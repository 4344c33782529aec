"""The ledger's state, and its verification on demand."""

from contextlib import suppress

from flask import Response, render_template
from sqlmodel import Session

from gitrace import clock
from gitrace.jobs.queries import recent_jobs
from gitrace.jobs.tables import OPEN_STATES
from gitrace.ledger.checkpoints import BadCheckpoint
from gitrace.ledger.label_keys import label_keys
from gitrace.ledger.open_entries import Identity, identity
from gitrace.people.roles import Role
from gitrace.storage import keeping, reading
from gitrace.supervision.verification import VERIFY, last_outcome, ledger_state, order_verification
from gitrace.web.doors import may_enter
from gitrace.web.entrance import actor
from gitrace.web.forms import saved
from gitrace.web.installation import store
from gitrace.web.parts.waiting import looked_at_again
from gitrace.web.regulator import regulator


@regulator.get("/ledger")
@may_enter(Role.REGULATOR)
def show_ledger() -> Response:
    """Where the log stands, and what the last verification proved and did not prove."""
    with reading(store()) as session:
        newest = next(iter(recent_jobs(session, kind=VERIFY, limit=1)), None)
        is_open = newest is not None and newest.state in OPEN_STATES
        page = render_template(
            "regulator/ledger/show.html",
            state=ledger_state(session),
            log=_identity(session),
            label_key=label_keys(session.connection())[-1],
            newest=newest,
            is_open=is_open,
            outcome=last_outcome(session),
        )
    return looked_at_again(page, while_open=is_open)


def _identity(session: Session) -> Identity | None:
    # Where somebody wrote a key into the log that may not be there, the page still verifies it.
    with suppress(BadCheckpoint):
        return identity(session.connection())
    return None


@regulator.post("/ledger/verify")
@may_enter(Role.REGULATOR)
def verify_ledger() -> Response:
    """Have the keeper verify the ledger; one that is under way already serves."""
    with keeping(store()) as session:
        order_verification(session, made_by=actor().name, now=clock.now())
    return saved("regulator.show_ledger")
