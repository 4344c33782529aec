"""Slips: each printing recorded, both copies on each paper, and what neither copy says."""

from datetime import timedelta
from pathlib import Path

import cast
import pytest
from label_faces import rasterised, texts_in

from gitrace.cards.commands import issue_cards
from gitrace.cards.opening import open_page
from gitrace.deliveries.tables import Delivery
from gitrace.producers.tables import Producer
from gitrace.settings import Settings
from gitrace.slips.commands import PrintSlip, print_slip
from gitrace.slips.drawing import slip_pdf
from gitrace.slips.face import Copy, SlipFace
from gitrace.slips.papers import PAPERS
from gitrace.slips.queries import slip_face
from gitrace.slips.rules import PRINT_MINUTES, is_printable
from gitrace.slips.tables import SlipPrinting
from gitrace.storage import Store, open_store, reading
from gitrace.work import Actor, writing

HOST = "label.example"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"label_host": HOST})


@pytest.fixture
def producer(store: Store) -> Producer:
    return cast.make_producer(store, name="演示桂花泉雷竹笋农民专业合作社联合社")


@pytest.fixture
def delivery(store: Store, producer: Producer) -> Delivery:
    plot = cast.make_plot(store, cast.make_household(store, name="演示户主甲"))
    cast.make_delivery(store, producer, plot, kg=40, weighed_at=cast.SPRING_MORNING - timedelta(days=1))
    return cast.make_delivery(store, producer, plot, kg=60)


def printed(store: Store, delivery: Delivery, *, actor: Actor = cast.REGULATOR, paper: str = "58") -> SlipPrinting:
    with writing(store, actor) as work:
        return print_slip(work, PrintSlip(paper=paper), delivery=delivery)


def face(store: Store, printing: SlipPrinting) -> SlipFace:
    with reading(store) as session:
        return slip_face(session, store, printing)


def test_every_time_after_the_first_is_a_reprint_with_its_number(store: Store, delivery: Delivery) -> None:
    first, second, third = (face(store, printed(store, delivery)) for _ in range(3))
    assert [one.heading(Copy.GROWER) for one in (first, third)] == ["农户联", "农户联（补打第 2 次）"]
    assert second.is_reprint
    assert cast.tags_of(store, f"delivery:{delivery.id}")[-3:] == ["slip.printed/1"] * 3


def test_a_slip_says_what_was_weighed_and_what_is_left(store: Store, delivery: Delivery) -> None:
    shown = face(store, printed(store, delivery))
    assert (shown.net_g, shown.total_g, shown.left_g) == (60_000, 100_000, 1_100_000)
    assert dict(shown.season_so_far())["本季还可交"] == "2,200 斤"
    assert dict(shown.weights())["毛重"] == "120 斤 / 60 kg"


def test_a_price_that_was_recorded_is_on_it_and_no_other(store: Store, producer: Producer, delivery: Delivery) -> None:
    paid = cast.make_delivery(store, producer, kg=10, price="18.5")
    assert list(face(store, printed(store, paid)).payment()) == [("单价", "18.50 元/斤"), ("金额", "370.00 元")]
    assert list(face(store, printed(store, delivery)).payment()) == []


def test_what_another_buyer_took_is_in_no_total(store: Store, delivery: Delivery, producer: Producer) -> None:
    rival = cast.make_producer(store)
    plot = cast.make_plot(store)
    ours = cast.make_delivery(store, producer, plot, kg=30)
    cast.make_delivery(store, rival, plot, kg=70, weighed_at=ours.weighed_at - timedelta(hours=1))
    assert face(store, printed(store, ours)).total_g == 30_000


def test_only_the_growers_copy_names_her(store: Store, delivery: Delivery) -> None:
    shown = face(store, printed(store, delivery))
    assert ("户主", "演示户主甲") in shown.facts(Copy.GROWER)
    assert "演示户主甲" not in str(list(shown.facts(Copy.BUYER)))


def test_its_code_opens_this_buyers_part_of_her_page(store: Store, delivery: Delivery) -> None:
    printing = printed(store, delivery)
    address = face(store, printing).address
    assert address is not None
    assert address.startswith(f"https://{HOST}/h/")
    opened = open_page(store, address.rpartition("/")[2], "192.0.2.4", printing.printed_at)
    assert (opened.household_id, opened.producer_id) == (delivery.household_id, delivery.producer_id)


def test_a_code_that_a_new_card_ended_is_printed_no_more(store: Store, delivery: Delivery) -> None:
    printing = printed(store, delivery)
    with writing(store, cast.REGULATOR) as work:
        issue_cards(work, [delivery.household_id or 0])
    assert face(store, printing).address is None
    assert face(store, printed(store, delivery)).address is not None


def test_a_rival_prints_no_slip_of_ours(store: Store, delivery: Delivery) -> None:
    rival = cast.clerk_of(cast.make_producer(store))
    refused = cast.refused(store, rival, lambda work: print_slip(work, PrintSlip(paper="58"), delivery=delivery))
    assert refused[0] == "not-yours"


def test_paper_we_do_not_know_is_refused(store: Store, delivery: Delivery) -> None:
    refused = cast.refused(
        store, cast.REGULATOR, lambda work: print_slip(work, PrintSlip(paper="a3"), delivery=delivery)
    )
    assert refused == ("paper-unknown", "paper")


def test_without_the_official_host_nothing_is_printed(store: Store, delivery: Delivery) -> None:
    bare = open_store(store.settings.model_copy(update={"label_host": ""}))
    refused = cast.refused(
        bare, cast.REGULATOR, lambda work: print_slip(work, PrintSlip(paper="58"), delivery=delivery)
    )
    bare.close()
    assert refused[0] == "label-host-unset"


def test_a_printing_is_fetched_for_half_an_hour(store: Store, delivery: Delivery) -> None:
    made = printed(store, delivery).printed_at
    assert is_printable(made, made + timedelta(minutes=PRINT_MINUTES))
    assert not is_printable(made, made + timedelta(minutes=PRINT_MINUTES, seconds=1))


@pytest.mark.parametrize("paper", [*PAPERS.values()], ids=lambda paper: paper.code)
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_the_symbol_scans_on_the_growers_copy_alone(
    store: Store, delivery: Delivery, tmp_path: Path, paper: object
) -> None:
    shown = face(store, printed(store, delivery))
    pages = rasterised(slip_pdf(shown, paper), tmp_path, dpi=203)  # type: ignore[arg-type]
    symbols = [texts_in(page) for page in pages]
    assert symbols == ([[shown.address]] if len(pages) == 1 else [[shown.address], []])
    assert len(pages) == (1 if paper is PAPERS["a5"] else 2)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_dealers_load_has_a_slip_without_household(store: Store, producer: Producer) -> None:
    load = cast.make_dealers_load(store, producer)
    shown = face(store, printed(store, load))
    assert (shown.household, shown.address, list(shown.season_so_far())) == (None, None, [])
    assert slip_pdf(shown, PAPERS["80"]).startswith(b"%PDF")
