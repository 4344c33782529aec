"""Records entered in the grove: a photograph, how much, when; completed later, repeated by one tap."""

import io
from datetime import date

import pytest
from cast import REGULATOR, TODAY, clerk_of, make_plot, make_producer, make_record, refused, tags_of
from growers.test_growers_inputs import make_input
from PIL import Image

from gitrace.errors import Refusal
from gitrace.growers.grove import recent_records, unfinished_records
from gitrace.growers.photos import photos_of, redrawn
from gitrace.growers.queries import standings
from gitrace.growers.records import (
    CompleteRecord,
    PhotographRecord,
    RepeatRecord,
    complete_record,
    enter_from_photo,
    repeat_record,
)
from gitrace.growers.rules import InputKind
from gitrace.growers.tables import Plot, ProductionRecord
from gitrace.storage import Store, reading
from gitrace.storage.files import keep_file
from gitrace.work import Actor, writing

DAY = date(2026, 2, 20)
ORIENTATION, MAKER = 0x0112, 0x010F


def taken(width: int = 3000, height: int = 2000, kind: str = "JPEG") -> bytes:
    """A photograph as a phone takes it: lying on its side, and telling whose phone it was."""
    exif, content = Image.Exif(), io.BytesIO()
    exif[ORIENTATION], exif[MAKER] = 6, "Somebody's phone"
    Image.new("RGB", (width, height), (30, 120, 60)).save(content, kind, exif=exif)
    return content.getvalue()


def photographed(store: Store, plot: Plot, actor: Actor = REGULATOR, **fields: object) -> ProductionRecord:
    form = PhotographRecord.model_validate({"plot_id": plot.id, "started_on": DAY, "dose": "50 毫升"} | fields)
    with writing(store, actor) as work:
        return enter_from_photo(work, form, keep_file(store, redrawn(taken())))


def test_a_photograph_is_drawn_anew_upright_small_and_bare() -> None:
    kept = Image.open(io.BytesIO(redrawn(taken())))
    assert (kept.format, kept.size) == ("JPEG", (1067, 1600))
    assert not kept.getexif()
    assert b"Somebody" not in redrawn(taken())
    assert redrawn(taken(40, 30, "PNG")).startswith(b"\xff\xd8")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", taken()[:500], b"GIF89a" + bytes(40)])
def test_what_is_no_photograph_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal) as no:
        redrawn(content)
    assert no.value.field == "photo"


def test_a_photograph_alone_makes_a_record_that_is_not_yet_complete(store: Store) -> None:
    producer, plot = make_producer(store), make_plot(store)
    record = photographed(store, plot, clerk_of(producer))
    assert (record.product, record.ended_on, record.producer_id) == ("", DAY, producer.id)
    assert tags_of(store, f"plot:{plot.id}")[-2:] == ["record.entered/1", "record.photographed/1"]
    with reading(store) as session:
        inputs = standings(session, [plot.household_id], 2026)[plot.household_id][0].inputs
        assert photos_of(session, [record.id])[record.id].household_id == plot.household_id
    assert not inputs[0].complete


def test_it_is_completed_from_the_register_later(store: Store) -> None:
    known, plot = make_input(store), make_plot(store)
    record = photographed(store, plot)
    with writing(store, REGULATOR) as work:
        done = complete_record(work, CompleteRecord(record_id=record.id, input_id=known.id), today=TODAY)
    assert (done.product, done.registration, done.interval_days) == (known.name, known.registration, 7)
    assert done.dose == "50 毫升"


def test_a_product_of_the_register_needs_no_photograph(store: Store) -> None:
    plot, known = make_plot(store), make_input(store)
    form = PhotographRecord(plot_id=plot.id, started_on=DAY, input_id=known.id)
    with writing(store, REGULATOR) as work:
        record = enter_from_photo(work, form, None)
    assert (record.product, record.interval_days) == (known.name, 7)


def test_nothing_at_all_or_anothers_product_is_refused(store: Store) -> None:
    producer, rival, plot = make_producer(store), make_producer(store), make_plot(store)
    theirs = make_input(store, clerk_of(rival))
    asked = {"plot_id": plot.id, "started_on": DAY}

    def answer(**fields: object) -> tuple[str, str | None]:
        form = PhotographRecord.model_validate(asked | fields)
        return refused(store, clerk_of(producer), lambda work: enter_from_photo(work, form, None))

    assert answer() == ("photo-missing", "photo")
    assert answer(input_id=theirs.id) == ("unknown-input", "input_id")
    assert answer(input_id=make_input(store, registration="PD2").id, kind="cover") == ("wrong-input", "input_id")


def test_a_record_is_repeated_by_one_tap(store: Store) -> None:
    producer, rival, plot = make_producer(store), make_producer(store), make_plot(store)
    other = make_record(store, make_plot(store), actor=clerk_of(producer))
    form = RepeatRecord(plot_id=plot.id, record_id=other.id, started_on=DAY)
    with writing(store, clerk_of(producer)) as work:
        again = repeat_record(work, form)
    assert (again.plot_id, again.product, again.dose, again.started_on) == (plot.id, other.product, other.dose, DAY)
    assert refused(store, clerk_of(rival), lambda work: repeat_record(work, form))[0] == "not-yours"


def test_recent_products_are_those_of_the_plot_then_the_producers_own(store: Store) -> None:
    producer, plot = make_producer(store), make_plot(store)
    make_record(store, make_plot(store), product="别家的药")
    elsewhere = make_record(store, make_plot(store), actor=clerk_of(producer), product="演示乙")
    here = make_record(store, plot, product="演示甲")
    make_record(store, plot, product="演示甲", started_on=date(2025, 9, 8), ended_on=None)
    photographed(store, plot, kind=InputKind.FERTILISER)
    with reading(store) as session:
        assert [one.id for one in recent_records(session, producer.id, plot.id)] == [here.id, elsewhere.id]


def test_what_waits_to_be_completed_is_the_producers_own(store: Store) -> None:
    producer, rival, plot = make_producer(store), make_producer(store), make_plot(store)
    cover = photographed(store, plot, clerk_of(producer), kind=InputKind.COVER)
    gap = make_record(store, plot, actor=clerk_of(producer), interval_days=None)
    make_record(store, plot, actor=clerk_of(producer))
    photographed(store, plot, clerk_of(rival))
    with reading(store) as session:
        found = unfinished_records(session, producer.id)
    assert [(record.id, owner.id) for record, owner, _home in found] == [(gap.id, plot.id), (cover.id, plot.id)]
