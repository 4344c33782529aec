"""What waits for a person today."""

from flask import render_template

from gitrace import clock
from gitrace.backup.keys import keys_backed_up
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.supervision.overview import what_happened
from gitrace.supervision.verification import last_outcome, ledger_state
from gitrace.web.doors import may_enter
from gitrace.web.installation import store
from gitrace.web.parts.places import form_names, present_profile
from gitrace.web.regulator import regulator
from gitrace.web.regulator.matters import Waiting, what_ends, what_waits


@regulator.get("/today")
@may_enter(Role.REGULATOR)
def show_today() -> str:
    """Counts of what needs somebody, what was done today, what ends soon, where the ledger stands."""
    today = clock.shanghai_day(clock.now())
    with reading(store()) as session:
        endings = what_ends(session, today)
        ending = [Waiting(one.words, len(found), f"#{one.key}" if found else None, "warn") for one, found in endings]
        return render_template(
            "regulator/overview/show.html",
            today=today,
            waiting=what_waits(session, today) + ending,
            endings=endings,
            form_words=form_names(present_profile(session)),
            done=what_happened(session, today),
            state=ledger_state(session),
            outcome=last_outcome(session),
            keys_backed_up=keys_backed_up(session),
        )
