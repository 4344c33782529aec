"""名册表 as a job of the keeper: sent, tried or carried out, its report kept as long as other imports'."""

from collections.abc import Iterable
from typing import Any

from gitrace.errors import Refusal
from gitrace.importing.claiming import Carried, carry_out, try_claims
from gitrace.importing.claims import Deed, Judged
from gitrace.importing.keeping import MOST_TOLD, finish, finished, sent_files, stow
from gitrace.importing.sheets import Sheet, read_folder
from gitrace.importing.village_sheet import CLAIMS
from gitrace.jobs import Progress, order
from gitrace.jobs.threadpool import off_the_loop
from gitrace.storage import Store
from gitrace.work import Actor, Work

KIND = "import.claims"


def keep_claims(store: Store, files: Iterable[tuple[str, bytes]]) -> str:
    """Keep a sheet that was sent, in a folder of its own; returns the folder's name, for `order_claims`.

    Raises Refusal as `read_folder` does, and "nothing-to-import": what cannot be read is not kept.
    """
    kept = list(files)
    off_the_loop(_sheet, kept)
    return stow(store, kept)


def order_claims(work: Work, folder: str, *, season: int, dry_run: bool) -> int:
    """Ask for a kept sheet to be tried or carried out; returns the job's key."""
    actor = work.actor
    asked = {"folder": folder, "season": season, "dry_run": dry_run}
    who = {"actor": actor.name, "role": actor.role, "area": actor.area}
    return order(work.session, KIND, asked | who, made_by=actor.name, now=work.now).id


def do_claims(store: Store, payload: Any, progress: Progress) -> Any:
    """Try or carry out the kept sheet; the file, which may hold ID numbers, is deleted when it was read to the end."""
    ended = finished(store, payload["folder"])
    if ended is not None:
        return ended
    sheet = _sheet(sent_files(store, payload["folder"]))
    actor = Actor(payload["actor"], payload["role"], area=payload["area"])
    if payload["dry_run"]:
        outcome = try_claims(store, actor, sheet, payload["season"])
    else:
        outcome = carry_out(store, actor, sheet, payload["season"], progress.reach)
    return finish(store, payload["folder"], outcome.report(), {"folder": payload["folder"], **_told(outcome)})


def _sheet(files: Iterable[tuple[str, bytes]]) -> Sheet:
    folder = read_folder(files, (CLAIMS,))
    if not folder.sheets:
        raise Refusal("nothing-to-import", "所选文件的表头不是名册表，请用模板填写。", "file")
    return folder.sheets[0]


def _told(outcome: Carried) -> dict[str, Any]:
    """What the page of a sheet shows."""
    refused = [_row(one) for one in outcome.judged if one.deed is Deed.REFUSED]
    return {
        "counts": dict(outcome.counts),
        "finished": outcome.finished,
        "refused": refused[:MOST_TOLD],
        "more": len(refused[MOST_TOLD:]),
    }


def _row(one: Judged) -> dict[str, Any]:
    assert one.refusal is not None
    values = {name: value if isinstance(value, int) else str(value) for name, value in one.refusal.values.items()}
    told = {"sentence": one.refusal.sentence, "values": values}
    return {"line": one.line, "household": one.household, "parcel": one.parcel, **told}
