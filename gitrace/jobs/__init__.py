"""What is done later: jobs (long work, asked for by a person) and effects (what a write causes outside the database).

Both are rows written in the transaction that causes them. The keeper, one process per installation, carries them out
and runs the timers. A room writes its handlers in its own `jobs.py`, which the keeper's process imports:

    @job("ledger.verify")
    def verify(store: Store, payload: Json, progress: Progress) -> Json: ...
"""

from gitrace.jobs.commands import cancel, order
from gitrace.jobs.outbox import owe
from gitrace.jobs.progress import Progress
from gitrace.jobs.registry import effect, job, timer
from gitrace.jobs.tables import Job, JobState, Outbox

__all__ = ["Job", "JobState", "Outbox", "Progress", "cancel", "effect", "job", "order", "owe", "timer"]
