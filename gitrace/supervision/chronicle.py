"""A subject's timeline with everything resolved: who, what, which row, before and after."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from gitrace import clock
from gitrace.ledger.timeline import Moment, RowChange, Values, timeline
from gitrace.supervision.actors import actor_names
from gitrace.supervision.cells import cell_words
from gitrace.supervision.codes import worded
from gitrace.supervision.columns import HIDDEN, column_words
from gitrace.supervision.kinds_of_rows import table_words
from gitrace.supervision.phrases import Phrase, Told, Word
from gitrace.supervision.words import Names


@dataclass(frozen=True)
class Cells:
    """One column of a changed row, codes in words. `name`: as the row has it; `before` is None where the row was not
    yet there.
    """

    name: str
    column: Phrase
    before: Word
    after: Word


@dataclass(frozen=True)
class Change:
    """One row that an entry changed."""

    table: Phrase
    key: int
    is_new: bool
    is_gone: bool
    cells: tuple[Cells, ...]


@dataclass(frozen=True)
class Happening:
    """One entry of the timeline."""

    index: int
    time: datetime
    tag: str
    subject: str
    told: Told
    actor: Phrase
    changes: tuple[Change, ...]
    erased_by: int | None

    def value_of(self, name: str) -> Word:
        """What a column of the rows that it changed says since; None where there is no such column."""
        cells = (cells for change in self.changes for cells in change.cells)
        return next((one.after for one in cells if one.name == name), None)


def chronicle(session: Session, subject: str, *, names: Names | None = None) -> list[Happening]:
    """Every entry that touched the subject, oldest first. `names`: today's, unless the caller has read others."""
    return told_moments(session, timeline(session.connection(), subject), names=names)


def told_moments(session: Session, moments: list[Moment], *, names: Names | None = None) -> list[Happening]:
    """Moments with names and words."""
    actors = actor_names(session, {moment.actor for moment in moments})
    names = names or Names.of(session, clock.shanghai_day(clock.now()))
    return [
        Happening(
            moment.index,
            moment.time,
            moment.kind,
            moment.subject,
            Told(moment.kind, worded(moment.fields, names)),
            actors[moment.actor],
            tuple(_change(one, names) for one in moment.changes),
            moment.erased_by,
        )
        for moment in moments
    ]


def _change(change: RowChange, names: Names) -> Change:
    before, after = change.before or {}, change.after or {}

    def words(name: str, row: Values) -> Word:
        return cell_words(change.table, name, row.get(name), names)

    shown = [name for name in change.columns if name not in HIDDEN]
    return Change(
        table_words(change.table),
        change.key,
        change.before is None,
        change.after is None,
        tuple(Cells(name, column_words(name, change.table), words(name, before), words(name, after)) for name in shown),
    )
