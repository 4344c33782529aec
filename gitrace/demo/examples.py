"""One label for each verdict, found in the records as they stand at this start: a newcomer may have changed them."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session, col, select

from gitrace.batches.tables import Batch, Hold, Pour
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.identifiers.serial import ALPHABET, LotKey
from gitrace.labels.asking import answer_for
from gitrace.labels.tables import Carton, LabelRange, Run
from gitrace.labels.verdict import Asked, Verdict
from gitrace.storage import Store, reading

_DECIDED = (
    Verdict.RECALLED,
    Verdict.ON_HOLD,
    Verdict.VOID,
    Verdict.RETURNED,
    Verdict.NOT_IN_USE,
    Verdict.PAST_DATE,
    Verdict.GENUINE,
)
"""Those that a label of ours can have."""


def find_examples(store: Store, today: date) -> dict[str, str]:
    """The path of a label's page by verdict, worst first; a verdict that no label has any more is left out. Last, that
    of the carton that was weighed last.
    """
    with reading(store) as session:
        runs = _runs(session)
        found = dict(_made_up(store, *runs[0]))
        for run, batch in runs:
            for number in _numbers(session, run):
                link = _link(store, run, batch.lot, number)
                asked = Asked(run.gtin, batch.lot, link.serial or "")
                verdict = answer_for(session, asked, store.keys, today).verdict
                found.setdefault(verdict, link.path)
            if set(_DECIDED) <= found.keys():
                break
        carton = _carton(store, session)
    return {verdict.value: found[verdict] for verdict in Verdict if verdict in found} | carton


def _runs(session: Session) -> list[tuple[Run, Batch]]:
    """The lots with the fullest pages first: those that most deliveries were poured into, the newest before others."""
    pours = select(Pour.batch_id).where(Pour.grams > 0)
    counts: dict[int, int] = {}
    for key in session.exec(pours):
        counts[key] = counts.get(key, 0) + 1
    rows = session.exec(select(Run, Batch).join(Batch, col(Batch.id) == Run.batch_id)).all()
    return sorted(
        ((run, batch) for run, batch in rows),
        key=lambda row: (counts.get(row[1].id, 0), row[1].packed_on, row[0].id),
        reverse=True,
    )


def _carton(store: Store, session: Session) -> dict[str, str]:
    weighed = (
        select(Run, Batch.lot, Carton.number)
        .join(Batch, col(Batch.id) == Run.batch_id)
        .join(Carton, col(Carton.run_id) == col(Run.id))
        .where(Carton.grams > 0, Batch.hold == Hold.NONE, col(Batch.recall_notice).is_(None))
    )
    found = session.exec(weighed.order_by(col(Carton.id).desc()).limit(1)).one_or_none()
    return {} if found is None else {"carton": _link(store, *found).path}


def _numbers(session: Session, run: Run) -> Iterator[int]:
    """A number of each range, from the middle, and one on either side of each: whatever is in no range."""
    for one in session.exec(select(LabelRange).where(LabelRange.run_id == run.id).order_by(col(LabelRange.first))):
        yield (one.first + one.last) // 2
        if one.last < run.last:
            yield one.last + 1
    yield run.last


def _made_up(store: Store, run: Run, batch: Batch) -> Iterator[tuple[Verdict, str]]:
    """The four that name no goods: a serial too short, a lot nobody opened, a serial nobody made, one never issued."""
    good = _link(store, run, batch.lot, run.first)
    serial = good.serial or ""
    yield Verdict.MALFORMED, good.path[:-4]
    yield Verdict.UNKNOWN_LOT, DigitalLink(run.gtin, f"{batch.lot[:-3]}999", serial).path
    yield Verdict.FORGED, DigitalLink(run.gtin, batch.lot, _another(serial)).path
    yield Verdict.NOT_ISSUED, _link(store, run, batch.lot, run.last + 5_000).path


def _another(serial: str) -> str:
    return serial[:-1] + next(letter for letter in ALPHABET if letter != serial[-1])


def _link(store: Store, run: Run, lot: str, number: int) -> DigitalLink:
    serial = LotKey.derive(store.keys.labels[run.key_number], run.gtin, lot).serial(number)
    return DigitalLink(run.gtin, lot, serial)
