"""What the keeper does for the regulator: verify the ledger, write large lists, try a version of the profile,
tell the week, forget old files."""

from datetime import date, datetime
from typing import Any

from gitrace.callbacks.rules import finished_week
from gitrace.clock import shanghai_day
from gitrace.jobs import Progress, job, order, timer
from gitrace.storage import Store, keeping, reading
from gitrace.supervision import exports, trials, verification
from gitrace.supervision.balance_sheet.statements import TELL_WEEK, is_due, tell_weeks
from gitrace.work import KEEPER


@job(verification.VERIFY)
def verify(store: Store, payload: Any, progress: Progress) -> Any:
    """See `gitrace.supervision.verification`."""
    return verification.do_verify(store, payload, progress)


@job(exports.EXPORT)
def export_list(store: Store, payload: Any, progress: Progress) -> Any:
    """See `gitrace.supervision.exports`."""
    return exports.do_export(store, payload, progress)


@job(trials.TRIAL)
def try_profile(store: Store, payload: Any, progress: Progress) -> Any:
    """See `gitrace.supervision.trials`."""
    return trials.do_trial(store, payload, progress)


@timer(seconds=3600)
def purge_exports(store: Store, now: datetime) -> None:
    """Delete exported files a week after they were written."""
    exports.purge_exports(store.settings, now)


@job(TELL_WEEK)
def tell_week(store: Store, payload: Any, _progress: Progress) -> Any:
    """See `gitrace.supervision.balance_sheet.statements`."""
    tell_weeks(store, date.fromisoformat(payload["week"]))


@timer(seconds=3600)
def order_week(store: Store, now: datetime) -> None:
    """Have the last week that is over told, if it was not; by a job, for a county's sums take seconds."""
    week = finished_week(shanghai_day(now))
    with reading(store) as session:
        if not is_due(session, week):
            return
    with keeping(store) as session:
        order(session, TELL_WEEK, {"week": week.isoformat()}, made_by=KEEPER.name, now=now)
