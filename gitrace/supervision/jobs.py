"""What the keeper does for the regulator: verify the ledger, write large lists, try a version of the profile,
forget old files."""

from datetime import datetime
from typing import Any

from gitrace.jobs import Progress, job, timer
from gitrace.storage import Store
from gitrace.supervision import exports, trials, verification


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
