"""What the keeper does for producers: write large files."""

from typing import Any

from gitrace.desk import files
from gitrace.jobs import Progress, job
from gitrace.storage import Store


@job(files.PURCHASE_FILE)
def write_file(store: Store, payload: Any, progress: Progress) -> Any:
    """See `gitrace.desk.files`."""
    return files.do_file(store, payload, progress)
