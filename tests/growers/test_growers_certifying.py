"""Certified yields: posted once, raised, lowered, and what becomes of grams that are no longer covered."""

import pytest
from cast import REGULATOR, SEASON, TODAY, make_plot, make_record, refused, tags_of
from sqlmodel import select

from gitrace.balance.commands import (
    OVERDRAFT,
    Books,
    Place,
    certification,
    certified,
    deficit,
    delivered,
    in_lot,
    rebuilt_balances,
)
from gitrace.balance.tables import Account, AccountKind
from gitrace.growers.certifying import CertifyYield, ChangeYield, certify_yield, change_yield
from gitrace.growers.queries import left_of_household, standings, yield_uses
from gitrace.growers.shortfall import uncovered_deliveries
from gitrace.growers.tables import CertifiedYield, Plot
from gitrace.ledger.events import Event, event
from gitrace.storage import Store, reading
from gitrace.work import writing

KG = 1000


@event("test.grams-moved", 1, zh="演示过账", en="Grams moved")
class GramsMoved(Event):
    """Postings of rooms that come later than this one."""


def move(store: Store, document: str, *moves: tuple[Place, Place, int]) -> None:
    with writing(store, REGULATOR) as work:
        books = Books(work, document)
        for source, target, grams in moves:
            books.move(source, target, grams, "test")
        work.record(GramsMoved(), subject=document, rows=books.rows)


def deliver(store: Store, plot: Plot, delivery_id: int, grams: int) -> None:
    move(store, f"delivery:{delivery_id}", (certified(plot.id, SEASON), delivered(delivery_id), grams))


def pour(store: Store, delivery_id: int, batch_id: int, grams: int) -> None:
    move(store, f"lot:CY260312A{batch_id:03}", (delivered(delivery_id), in_lot(batch_id), grams))


def change(store: Store, plot: Plot, kg_per_mu: str) -> CertifiedYield:
    form = ChangeYield.model_validate(
        {"plot_id": plot.id, "season": SEASON, "kg_per_mu": kg_per_mu, "reason": "复核测产"}
    )
    with writing(store, REGULATOR) as work:
        return change_yield(work, form, today=TODAY)


def balance(store: Store, place: Place) -> int:
    with reading(store) as session:
        found = session.exec(
            select(Account.balance_g).where(Account.kind == place.kind, Account.owner == place.owner)
        ).one_or_none()
        return found or 0


def deficits(store: Store) -> dict[str, int]:
    with reading(store) as session:
        rows = session.exec(select(Account).where(Account.kind == AccountKind.DEFICIT))
        return {row.owner: row.balance_g for row in rows if row.balance_g}


def test_certified_grams_are_posted_once(store: Store) -> None:
    plot = make_plot(store, certified="600")
    assert balance(store, certified(plot.id, SEASON)) == 1_200 * KG
    assert balance(store, certification(SEASON)) == -1_200 * KG
    form = CertifyYield.model_validate({"plot_id": plot.id, "season": SEASON, "kg_per_mu": "500", "reason": "演示"})
    answer = refused(store, REGULATOR, lambda work: certify_yield(work, form, today=TODAY))
    assert answer == ("certified-already", None)
    assert tags_of(store, f"plot:{plot.id}") == ["plot.registered/1", "yield.certified/2"]


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"kg_per_mu": "0"}, ("invalid-yield", "kg_per_mu")),
        ({"kg_per_mu": "3000.1"}, ("yield-implausible", "kg_per_mu")),
        ({"season": 2028}, ("season-ahead", "season")),
    ],
)
def test_a_yield_that_cannot_be_is_refused(store: Store, fields: dict[str, object], answer: tuple[str, str]) -> None:
    plot = make_plot(store, certified=None)
    told = {"plot_id": plot.id, "season": SEASON, "kg_per_mu": "600", "reason": "演示"}
    form = CertifyYield.model_validate(told | fields)
    assert refused(store, REGULATOR, lambda work: certify_yield(work, form, today=TODAY)) == answer


def test_a_plots_standing_is_told_in_plain_facts(store: Store) -> None:
    plot, bare = make_plot(store, certified="600"), make_plot(store, certified=None)
    make_record(store, plot)
    deliver(store, plot, 1, 200 * KG)
    with reading(store) as session:
        found = standings(session, [plot.household_id, bare.household_id], SEASON)
        assert left_of_household(session, plot.household_id, SEASON) == 1_000 * KG
    (mine,), (other,) = found[plot.household_id], found[bare.household_id]
    assert (mine.certified_g, mine.left_g, mine.use.delivered_g, len(mine.inputs)) == (1_200_000, 1_000_000, 200_000, 1)
    assert (mine.facts.code, mine.facts.certified_g) == (plot.number, 1_200_000)
    assert (other.certified_g, other.left_g, other.inputs) == (0, 0, ())


def test_what_is_left_is_raised_and_lowered(store: Store) -> None:
    plot = make_plot(store, certified="600")
    deliver(store, plot, 1, 200 * KG)
    assert change(store, plot, "700").grams == 1_400 * KG
    assert balance(store, certified(plot.id, SEASON)) == 1_200 * KG
    change(store, plot, "150.5")
    assert balance(store, certified(plot.id, SEASON)) == 101 * KG
    assert balance(store, certification(SEASON)) == -301 * KG
    assert tags_of(store, f"plot:{plot.id}")[-2:] == ["yield.changed/1"] * 2
    assert deficits(store) == {}


def test_a_plot_without_a_certification_has_nothing_to_change(store: Store) -> None:
    plot = make_plot(store, certified=None)
    form = ChangeYield.model_validate({"plot_id": plot.id, "season": SEASON, "kg_per_mu": "1", "reason": "无"})
    assert refused(store, REGULATOR, lambda work: change_yield(work, form, today=TODAY))[0] == "not-certified"


def test_a_shortage_falls_on_the_newest_pours_and_no_deeper_than_they_are(store: Store) -> None:
    plot = make_plot(store, certified="600")
    for delivery_id, kg in ((1, 500), (2, 300), (3, 100)):
        deliver(store, plot, delivery_id, kg * KG)
    pour(store, 1, 11, 500 * KG)
    pour(store, 2, 11, 100 * KG)
    pour(store, 2, 12, 150 * KG)
    change(store, plot, "325")
    # 900 kg were delivered, 650 are certified now. Of the 250 uncovered, delivery 3 waits with its 100 and delivery 2
    # with 50; the other 100 flowed into lot 12, the newest pour.
    assert deficits(store) == {"lot:12": 100 * KG}
    assert balance(store, certified(plot.id, SEASON)) == 0
    assert tags_of(store, "lot:CY260312A012")[-1] == "yield.changed/1"
    assert "yield.changed/1" not in tags_of(store, "lot:CY260312A011")
    change(store, plot, "200")
    assert deficits(store) == {"lot:11": 200 * KG, "lot:12": 150 * KG}
    with reading(store) as session:
        assert yield_uses(session, [plot.id], SEASON)[plot.id].delivered_g == 900 * KG


def test_what_waits_of_an_uncovered_plot_is_known_by_its_deliveries(store: Store) -> None:
    low, fine = make_plot(store, certified="600"), make_plot(store, certified="300")
    deliver(store, low, 1, 400 * KG)
    deliver(store, fine, 2, 600 * KG)
    with reading(store) as session:
        assert uncovered_deliveries(session, [1, 2]) == {}
    change(store, low, "199")
    with reading(store) as session:
        assert uncovered_deliveries(session, [1, 2, 3]) == {1: 2 * KG}
        assert uncovered_deliveries(session, []) == {}


def test_the_newest_deliveries_are_uncovered_and_the_older_ones_stay_good(store: Store) -> None:
    plot = make_plot(store, certified="600")
    for delivery_id, kg in ((1, 500), (2, 300), (3, 100)):
        deliver(store, plot, delivery_id, kg * KG)
    change(store, plot, "325")
    with reading(store) as session:
        assert uncovered_deliveries(session, [1, 2, 3]) == {2: 150 * KG, 3: 100 * KG}
        assert uncovered_deliveries(session, [1]) == {}
    change(store, plot, "450")
    with reading(store) as session:
        assert uncovered_deliveries(session, [1, 2, 3]) == {}


def test_raising_it_again_releases_what_a_mistyped_lowering_caused(store: Store) -> None:
    plot = make_plot(store, certified="600")
    deliver(store, plot, 1, 600 * KG)
    pour(store, 1, 11, 600 * KG)
    change(store, plot, "60")
    assert deficits(store) == {"lot:11": 480 * KG}
    change(store, plot, "600")
    assert deficits(store) == {}
    assert balance(store, certified(plot.id, SEASON)) == 600 * KG
    assert tags_of(store, "lot:CY260312A011")[-2:] == ["yield.changed/1"] * 2


def test_a_deficit_that_was_settled_is_not_released_twice(store: Store) -> None:
    plot = make_plot(store, certified="600")
    deliver(store, plot, 1, 600 * KG)
    pour(store, 1, 11, 600 * KG)
    change(store, plot, "200")
    move(store, "lot:CY260312A011", (deficit(11), OVERDRAFT, 150 * KG))
    change(store, plot, "600")
    assert deficits(store) == {}
    change(store, plot, "200")
    assert deficits(store) == {"lot:11": 200 * KG - 150 * KG}


def test_balances_equal_their_postings_after_all_that(store: Store) -> None:
    plot = make_plot(store, certified="600")
    deliver(store, plot, 1, 600 * KG)
    pour(store, 1, 11, 400 * KG)
    for kg_per_mu in ("60", "450", "10", "900"):
        change(store, plot, kg_per_mu)
    with reading(store) as session:
        rebuilt = rebuilt_balances(session.connection())
        assert {row.id: row.balance_g for row in session.exec(select(Account))} == rebuilt
