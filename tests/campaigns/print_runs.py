"""kill -9 of the keeper while it draws a large run: the file comes out whole, and the same as without a kill.

    python tests/campaigns/print_runs.py --quick | --full [--seed N]

A run's labels are drawn once undisturbed, then ordered, and the keeper is killed at random moments until the order is
done: no serial twice, none missing, every byte the same. As a PDF, and as an archive of symbols.
"""

import argparse
import hashlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cast import REGULATOR, issue, make_profile
from label_lots import Bench, make_bench
from service import comes_true, environment

from gitrace.home import found_home
from gitrace.identifiers.serial import LotKey
from gitrace.jobs import JobState
from gitrace.jobs.queries import job_of
from gitrace.printing.drawing import draw, file_of, print_folder
from gitrace.printing.forms import PrintForm
from gitrace.printing.orders import HandOut, OrderPrint, hand_out, order_print
from gitrace.printing.runs import print_job
from gitrace.printing.tables import PrintOrder
from gitrace.settings import Settings
from gitrace.storage import Store, reading
from gitrace.work import writing

_SHOOT_G = 500
_PATIENCE = 120.0
"""Seconds for a step; a machine under load is slow."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--quick", action="store_true", help="6,000 labels as a PDF, three kills")
    size.add_argument("--full", action="store_true", help="50,000 labels, ten kills of each kind of file")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    labels, kills = (6_000, 3) if arguments.quick else (50_000, 10)
    forms = (PrintForm.PDF,) if arguments.quick else (PrintForm.PDF, PrintForm.SVG)
    begun, wrong = time.monotonic(), list[str]()
    with a_home() as store:
        bench = make_bench(store, grams=labels * _SHOOT_G)
        run = issue(store, bench.lot, bench.gtin, labels)
        for form in forms:
            wrong += campaign(store, bench, ordered(store, run.id, form), kills)
    for sentence in wrong:
        print(f"  {sentence}")
    told = "FAILED" if wrong else "every label once, every byte as without a kill"
    done = f"{labels} labels, {kills} kills, as {' and '.join(forms)}, in {time.monotonic() - begun:.0f} s"
    print(f"print_runs: {done}: {told}")
    sys.exit(1 if wrong else 0)


@contextmanager
def a_home() -> Iterator[Store]:
    """A home for labels, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="gitrace-prints-"))
    store = found_home(Settings(home=folder / "home", demo=True))
    try:
        make_profile(store)
        yield store
    finally:
        store.close()
        shutil.rmtree(folder)


def ordered(store: Store, run_id: int, form: PrintForm) -> PrintOrder:
    """The whole run, for the keeper to draw."""
    with writing(store, REGULATOR) as work:
        if form.is_handed_out:
            return hand_out(work, HandOut(run_id=run_id, format=form, recipient="演示印刷厂"))
        return order_print(work, OrderPrint(run_id=run_id, format=form))


def campaign(store: Store, bench: Bench, order: PrintOrder, kills: int) -> list[str]:
    """What is wrong with an order's file after the keeper was killed so often, in sentences."""
    undisturbed = alone(store, order)
    parts = print_folder(store.settings, order.id) / "parts"
    for count in sorted(random.sample(range((order.last - order.first + 1) // 1_000), kills)):
        kill_at(store, parts, count)
    state = finish(store, order)
    file = file_of(store.settings, order)
    if state != JobState.DONE or not file.exists():
        return [f"{order.form}: the order is {state} after {kills} kills"]
    found = list(serials_in(file, PrintForm(order.form)))
    key = LotKey.derive(store.keys.labels[1], bench.gtin, bench.lot)
    wrong = []
    if len(found) != len(set(found)):
        wrong.append(f"{order.form}: {len(found) - len(set(found))} serials came twice")
    if missing := set(key.serials(order.first, order.last)) - set(found):
        wrong.append(f"{order.form}: {len(missing)} serials are missing")
    if digest(file) != undisturbed:
        wrong.append(f"{order.form}: the bytes differ from those of an undisturbed drawing")
    return wrong


def alone(store: Store, order: PrintOrder) -> str:
    """The digest of what nobody disturbed."""
    with reading(store) as session:
        job = print_job(session, store, order.run_id, first=order.first, last=order.last, now=order.made_at)
    file = print_folder(store.settings, f"alone-{order.form}") / "labels"
    draw(store, order, job, file, lambda _done, _of: None)
    return digest(file)


def kill_at(store: Store, parts: Path, count: int) -> None:
    """Start a keeper and kill it a moment after it has drawn so many parts of about a thousand labels."""
    keeper = start_keeper(store)
    comes_true(lambda: parts.exists() and len(list(parts.glob("0*"))) >= count, _PATIENCE)
    time.sleep(random.random() * 0.2)
    keeper.send_signal(signal.SIGKILL)
    keeper.wait()
    print(f"  kill -9 with {len(list(parts.glob('0*')))} parts drawn", flush=True)


def finish(store: Store, order: PrintOrder) -> str:
    """Let a last keeper end it; the order's state then."""
    keeper = start_keeper(store)
    over = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
    comes_true(lambda: state_of(store, order) in over, _PATIENCE)
    keeper.terminate()
    keeper.wait()
    return state_of(store, order)


def start_keeper(store: Store) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "gitrace.serving.keeper"], env=environment(store.settings))


def state_of(store: Store, order: PrintOrder) -> str:
    assert order.job_id is not None
    with reading(store) as session:
        job = job_of(session, order.job_id)
        assert job is not None
        return job.state


def serials_in(file: Path, form: PrintForm) -> Iterator[str]:
    """The serials that a file holds, in its order: as they are read from the page, or in the names of its entries."""
    if form is PrintForm.PDF:
        after_the_cover = ["pdftotext", "-f", "2", str(file), "-"]
        text = subprocess.run(after_the_cover, capture_output=True, text=True, check=True).stdout
        yield from re.findall(r"\(21\)([0-9A-Z]{20})", text)
    else:
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                yield name.partition("-")[2].partition(".")[0]


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
