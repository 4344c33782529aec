"""What the keeper does for the county: certify a list, plot by plot."""

from typing import Any

from gitrace.jobs import Progress, job
from gitrace.storage import Store
from gitrace.villages import certifying


@job(certifying.KIND)
def certify_list(store: Store, payload: Any, progress: Progress) -> Any:
    """See `gitrace.villages.certifying`."""
    return certifying.do_certify(store, payload, progress)
