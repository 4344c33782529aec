"""公开日志, for people: what the log is and how to check it, and each entry with its proof."""

from flask import abort, render_template, request

from gitrace.ledger.canonical import LARGEST_WHOLE_NUMBER
from gitrace.ledger.checkpoints import BadCheckpoint
from gitrace.ledger.open_entries import identity, open_entry
from gitrace.ledger.published import newest_checkpoint
from gitrace.scans.evidence import all_evidence
from gitrace.storage import reading
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.installation import store
from gitrace.web.language import asked_language
from gitrace.web.public import public


@public.get("/log")
@may_enter(EVERYONE)
def explain_log() -> str:
    """Its name, its key, its newest checkpoint, and what a proof proves."""
    with reading(store()) as session:
        connection = session.connection()
        try:
            log, note = identity(connection), newest_checkpoint(connection) or ""
            checkpoint = log.keys.open(note)
        except BadCheckpoint:
            abort(503)
        newest = open_entry(connection, checkpoint.size - 1)
    return render_template("public/log/show.html", log=log, note=note, checkpoint=checkpoint, newest=newest)


@public.get("/log/entry/<int:index>")
@may_enter(EVERYONE)
def show_entry(index: int) -> str:
    """What an entry says to everybody, and its proof, which the reader's browser checks if it can."""
    with reading(store()) as session:
        connection = session.connection()
        entry, log = open_entry(connection, index), identity(connection)
    if entry is None:
        abort(404)
    return render_template("public/log/entry.html", entry=entry, log=log, sentence=entry.sentence(asked_language()))


@public.get("/log/lot/<lot>")
@may_enter(EVERYONE)
def list_lot_entries(lot: str) -> str:
    """Every entry that a lot's page may point to, a page of them at a time, `?before=` the oldest of the one before."""
    before = request.args.get("before", type=_index)
    with reading(store()) as session:
        evidence = all_evidence(session, lot, before=before)
    if not evidence.entries:
        abort(404)
    return render_template("public/log/lot.html", lot=lot, evidence=evidence, is_newest=before is None)


def _index(text: str) -> int:
    """A number that an entry could have. Raises ValueError, which asks for the newest."""
    if not 0 <= (index := int(text)) <= LARGEST_WHOLE_NUMBER:
        raise ValueError(text)
    return index
