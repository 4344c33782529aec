"""Void, returned, closed: each label ends once, and gives back what is still there once."""

import pytest
from cast import REGULATOR, issue, make_producer, make_report, put_in_use, refused, tags_of
from label_lots import SEASON, Bench, lay_deficit, make_bench
from sqlmodel import select

from gitrace.balance.commands import deficit, in_lot, in_use, without_label
from gitrace.balance.tables import AccountKind
from gitrace.batches.drawing import Draw, draw
from gitrace.batches.opening import CloseBatch
from gitrace.batches.tables import Batch
from gitrace.labels import ending
from gitrace.labels.closing import close_lot
from gitrace.labels.ending import ReturnLabels, VoidKind, VoidLabels, return_labels, void_labels, void_unused
from gitrace.labels.lots import balance_of, lot_at_hand
from gitrace.labels.ranges import Span
from gitrace.labels.records import rolls_of
from gitrace.labels.rolls import Tally, tally
from gitrace.labels.tables import Ending, LabelRange
from gitrace.people.roles import Role
from gitrace.storage import Store, reading
from gitrace.work import Actor, writing


@pytest.fixture
def bench(store: Store) -> Bench:
    """A lot of 50 kg, a hundred labels of 500 g, of which 1 to 60 are in use."""
    made = make_bench(store, grams=50_000)
    make_report(store, made.producer)
    issue(store, made.lot, made.gtin, 100)
    put_in_use(store, made.lot, made.gtin, 1, 60)
    return made


def void(store: Store, bench: Bench, span: Span, kind: VoidKind, actor: Actor | None = None) -> None:
    first, last = span
    with writing(store, actor or bench.actor) as work:
        void_labels(work, VoidLabels(lot=bench.lot, gtin=bench.gtin, first=first, last=last, kind=kind, note="说明"))


def refusal(store: Store, bench: Bench, span: Span, kind: VoidKind) -> str:
    form = VoidLabels(lot=bench.lot, gtin=bench.gtin, first=span[0], last=span[1], kind=kind)
    return refused(store, bench.actor, lambda work: void_labels(work, form))[0]


def grams(store: Store, bench: Bench) -> tuple[int, int, int, int]:
    """In the lot, in use, deficit, lost."""
    batch = bench.batch.id
    lost = without_label(AccountKind.LOSS, bench.producer.id, SEASON)
    with reading(store) as session:
        return tuple(  # type: ignore[return-value]
            balance_of(session, place) for place in (in_lot(batch), in_use(batch, bench.gtin), deficit(batch), lost)
        )


def tallied(store: Store, bench: Bench) -> Tally:
    with reading(store) as session:
        return tally(rolls_of(session, bench.batch.id, bench.gtin))


def test_a_spoiled_label_moves_no_gram(store: Store, bench: Bench) -> None:
    void(store, bench, (61, 65), VoidKind.SPOILED)
    assert grams(store, bench) == (20_000, 30_000, 0, 0)
    assert tallied(store, bench) == Tally(printed=100, in_use=60, void=5)
    assert tags_of(store, f"lot:{bench.lot}")[-1] == "labels.voided/1"


def test_a_pack_that_is_gone_is_a_loss(store: Store, bench: Bench) -> None:
    void(store, bench, (10, 11), VoidKind.GONE)
    assert grams(store, bench) == (20_000, 29_000, 0, 1_000)


def test_a_pack_opened_gives_its_shoots_back_once(store: Store, bench: Bench) -> None:
    void(store, bench, (10, 12), VoidKind.OPENED)
    assert grams(store, bench) == (21_500, 28_500, 0, 0)
    assert refusal(store, bench, (10, 10), VoidKind.OPENED) == "label-ended"
    assert refusal(store, bench, (9, 12), VoidKind.GONE) == "label-ended"


def test_more_than_the_share_is_the_regulators_to_give_back(store: Store, bench: Bench) -> None:
    void(store, bench, (1, 2), VoidKind.OPENED)
    assert refusal(store, bench, (3, 4), VoidKind.OPENED) == "void-credit-share"
    void(store, bench, (3, 4), VoidKind.OPENED, REGULATOR)
    assert refusal(store, bench, (5, 5), VoidKind.OPENED) == "void-credit-share"
    assert tallied(store, bench).void == 4


def test_a_deficit_is_made_good_first_whatever_the_share(store: Store, bench: Bench) -> None:
    void(store, bench, (1, 3), VoidKind.OPENED)
    with writing(store, REGULATOR) as work:
        draw(work, Draw(to=AccountKind.LOOSE_SALE), lot=bench.lot)
    lay_deficit(store, bench, 2_250)
    void(store, bench, (11, 15), VoidKind.OPENED)
    assert grams(store, bench)[:3] == (250, 26_000, 0)
    with reading(store) as session:
        endings = {(row.first, row.last): row.reason for row in session.exec(select(LabelRange))}
    assert endings[11, 15] == Ending.SETTLED


@pytest.mark.parametrize(
    ("span", "kind", "code"),
    [
        ((60, 61), VoidKind.SPOILED, "label-in-use"),
        ((60, 61), VoidKind.OPENED, "label-not-in-use"),
        ((60, 61), VoidKind.GONE, "label-not-in-use"),
        ((100, 101), VoidKind.SPOILED, "range-not-issued"),
        ((5, 4), VoidKind.GONE, "range-backward"),
    ],
)
def test_a_range_that_cannot_be_void(store: Store, bench: Bench, span: Span, kind: VoidKind, code: str) -> None:
    assert refusal(store, bench, span, kind) == code
    assert tallied(store, bench) == Tally(printed=100, in_use=60)


def test_labels_are_returned_unused_alone(store: Store, bench: Bench) -> None:
    form = ReturnLabels(lot=bench.lot, gtin=bench.gtin, first=91, last=100, note="交县局销毁")
    with writing(store, bench.actor) as work:
        return_labels(work, form)
    assert tallied(store, bench) == Tally(printed=100, in_use=60, returned=10)
    assert tags_of(store, f"lot:{bench.lot}")[-1] == "labels.returned/1"
    assert refused(store, bench.actor, lambda work: return_labels(work, form))[0] == "label-ended"
    used = form.model_copy(update={"first": 60})
    assert refused(store, bench.actor, lambda work: return_labels(work, used))[0] == "label-in-use"


def test_a_rival_ends_nothing(store: Store, bench: Bench) -> None:
    rival = Actor("user:77", Role.MANAGER, 77, make_producer(store).id)
    form = VoidLabels(lot=bench.lot, gtin=bench.gtin, first=1, last=1, kind=VoidKind.GONE)
    assert refused(store, rival, lambda work: void_labels(work, form))[0] == "not-yours"


def test_closing_voids_what_was_never_used(store: Store, bench: Bench) -> None:
    void(store, bench, (71, 80), VoidKind.SPOILED)
    with writing(store, bench.actor) as work:
        close_lot(work, CloseBatch(rest_to=AccountKind.LOOSE_SALE), lot=bench.lot)
    assert tallied(store, bench) == Tally(printed=100, in_use=60, void=40)
    assert grams(store, bench)[:2] == (0, 30_000)
    with reading(store) as session:
        batch = session.get_one(Batch, bench.batch.id)
    assert batch.closed_at is not None
    form = CloseBatch()
    assert refused(store, bench.actor, lambda work: close_lot(work, form, lot=bench.lot))[0] == "lot-closed"


def test_many_ranges_that_end_with_their_lot_are_told_in_several_events(
    store: Store, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "RANGES_TOLD", 2)
    for number in (70, 80, 90):
        void(store, bench, (number, number), VoidKind.SPOILED)
    with writing(store, bench.actor) as work:
        at = lot_at_hand(work, bench.lot)
        assert void_unused(work, at) == 37
    assert tags_of(store, f"lot:{bench.lot}")[-2:] == ["labels.voided/1"] * 2
    assert tallied(store, bench).left == 0


def test_a_closed_lot_takes_no_gram_back(store: Store, bench: Bench) -> None:
    with writing(store, bench.actor) as work:
        close_lot(work, CloseBatch(rest_to=AccountKind.LOOSE_SALE), lot=bench.lot)
    assert refusal(store, bench, (1, 1), VoidKind.OPENED) == "lot-closed"
    void(store, bench, (1, 1), VoidKind.GONE)


def test_grams_left_keep_a_lot_open_and_its_labels_with_it(store: Store, bench: Bench) -> None:
    assert refused(store, bench.actor, lambda work: close_lot(work, CloseBatch(), lot=bench.lot))[0] == "grams-left"
    assert tallied(store, bench).left == 40
