"""Shoppers of the demo: looks at labels over weeks, and what some of them write."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session, col, select

from gitrace.batches.tables import Batch
from gitrace.cases.commands import SHOPPER, HandleMessage, SendMessage, handle_message, send_message
from gitrace.demo.seasons import at
from gitrace.demo.stage import Stage
from gitrace.erasure.commands import EraseByLaw, erase_person
from gitrace.erasure.persons import Person
from gitrace.growers.photos import redrawn
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.identifiers.serial import LotKey
from gitrace.labels.tables import LabelRange, RangeState, Run
from gitrace.people.erasable import Ground, PersonKind
from gitrace.scans.recording import record
from gitrace.scans.scan import Label, Scan
from gitrace.scans.searching import reached, search_on
from gitrace.storage import Store, reading
from gitrace.storage.files import StoredFile, keep_file
from gitrace.symbols.symbol import matrix, symbol_png
from gitrace.work import writing

_LOOKS_A_RANGE = 9
_COPIED, _LOOKS_AT_A_COPY = 2, 37
"""The first label of this range somebody has copied."""
_NEAR, _FAR = ("湖北武汉", "湖北咸宁"), ("湖北武汉", "湖南长沙", "江西南昌", "河南郑州", "广东广州", "浙江杭州")
"""Where packs are sold, and where copies are."""

# Days and hours before the end of the story, text, place, contact, what the regulator noted.
MESSAGES = (
    (-3, 9, "盒子上印 500 克，回家一称不到 460 克。", "演示农贸市场 3 号摊", "演示联系方式-01", ""),
    (-3, 15, "同一个序号买到两盒，页面说已经查询过很多次。", "演示网店", None, "演示：已请销售者说明，序号疑被复制。"),
    (-2, 11, "标签贴歪了，二维码折在边上，手工输入能查到。", "演示超市", None, "演示：已转告生产者。"),
    (-2, 20, "想问覆盖笋和自然笋有什么不同，页面上只写了覆盖笋。", None, None, ""),
    (-1, 7, "页面显示尚未启用，但是摊位上已经在卖。", "演示早市", "演示联系方式-02", ""),
)
_PHOTOGRAPHED = 1
"""Which of them brings a photograph of its label."""
_ERASED = 2
"""Whose writer asks, a day after she was answered, that all of it be erased."""
_PIXELS_A_MODULE = 12


def plan_messages(stage: Stage) -> None:
    """Put what shoppers write on the agenda, each on the page of a label of the story."""
    for ordinal, (day, hour, text, place, contact, note) in enumerate(MESSAGES):
        key = ("guiquan", stage.story.days[-4 + ordinal % 2])
        instant = at(stage.story.days[day], hour, 12)
        form = SendMessage(text=text, place=place, contact=contact, about=None)
        stage.agenda.at(instant, partial(_write, stage, key, ordinal, form, note))


def look_at_labels(stage: Stage) -> Iterator[int]:
    """Looks at labels in use, in the order in which they happened; yields how many were recorded."""
    with reading(stage.store) as session:
        looks = sorted(_looks(stage, session), key=lambda scan: scan.at)
    for number, scan in enumerate(looks, start=1):
        record(stage.store, scan)
        yield number


def search_copies(stage: Stage) -> None:
    """What the keeper would have found in the nights of the season."""
    place = reached(stage.store)
    while place is not None:
        place = search_on(stage.store, place, stage.agenda.until)


def label_path(store: Store, gtin: str, lot: str, number: int, key_number: int = 1) -> str:
    """The path in a label's symbol."""
    serial = LotKey.derive(store.keys.labels[key_number], gtin, lot).serial(number)
    return DigitalLink(gtin, lot, serial).path


def _write(stage: Stage, key: tuple[str, object], ordinal: int, form: SendMessage, note: str) -> None:
    lot = stage.lots[key].lot
    with reading(stage.store) as session:
        run = session.exec(select(Run).where(Run.batch_id == stage.lots[key].id)).first()
    assert run is not None
    path = label_path(stage.store, run.gtin, lot, 3 + ordinal)
    photo = _photograph(stage.store, path) if ordinal == _PHOTOGRAPHED else None
    with writing(stage.store, SHOPPER) as work:
        message = send_message(work, form.model_copy(update={"about": path}), photo)
    if note:
        handled = HandleMessage(note=note)
        later = message.received_at + timedelta(hours=5)
        stage.agenda.at(
            later, lambda: stage.act("regulator", lambda work: handle_message(work, message.number, handled))
        )
    if ordinal == _ERASED:
        writer = Person(PersonKind.MESSAGE, message.id)
        asked = EraseByLaw(ground=Ground.WITHDRAWN, basis="演示：本人书面申请，已按回执编号核实。", checked=True)
        later = message.received_at + timedelta(hours=29)
        stage.agenda.at(later, lambda: stage.act("regulator", lambda work: erase_person(work, writer, asked)))


def _photograph(store: Store, path: str) -> StoredFile:
    """Of a label, as far as a drawn symbol is one."""
    symbol = matrix(f"HTTPS://{store.settings.label_host.upper()}{path}")
    return keep_file(store, redrawn(symbol_png(symbol, _PIXELS_A_MODULE)))


def _looks(stage: Stage, session: Session) -> Iterator[Scan]:
    used = (
        select(Batch.lot, Run.gtin, LabelRange)
        .join(Run, col(Run.id) == LabelRange.run_id)
        .join(Batch, col(Batch.id) == Run.batch_id)
        .where(LabelRange.state == RangeState.IN_USE)
        .order_by(col(LabelRange.id))
    )
    for ordinal, (lot, gtin, labels) in enumerate(session.exec(used).all()):
        assert labels.in_use_at is not None
        last = min(labels.last, labels.first + 5 * _LOOKS_A_RANGE)
        for _ in range(_LOOKS_A_RANGE):
            label = Label(lot, gtin, stage.chance.randint(labels.first, last))
            yield from _look(stage, label, labels.in_use_at, _NEAR)
        for _ in range(_LOOKS_AT_A_COPY if ordinal == _COPIED else 0):
            yield from _look(stage, Label(lot, gtin, labels.first), labels.in_use_at, _FAR)


def _look(stage: Stage, label: Label, since: datetime, regions: tuple[str, ...]) -> Iterator[Scan]:
    """One look, some days after the label came in use; none, should that lie ahead. Devices are made up."""
    moment = since + timedelta(hours=5 + stage.chance.expovariate(1 / 60))
    device, key, network = (f"{stage.chance.getrandbits(128):032x}" for _ in range(3))
    region = stage.chance.choice(regions)
    if moment <= stage.agenda.until:
        yield Scan(label, f"nonce:{key}", device, moment, network, region)
