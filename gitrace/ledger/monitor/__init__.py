"""Following a log from outside, from one kept checkpoint to the next. Stands alone: no engine, no room, no web.

A log that is in order at two looks is the same log, grown. Whether somebody else is shown another one no monitor knows
by itself: let two compare the checkpoints that they keep.
"""

from gitrace.ledger.monitor.alarm import Alarm
from gitrace.ledger.monitor.asking import Unanswered, asking
from gitrace.ledger.monitor.following import Look, first_key, look

__all__ = ["Alarm", "Look", "Unanswered", "asking", "first_key", "look"]
