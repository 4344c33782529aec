"""A village's list from its draft to the county's certification."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from cast import (
    OTHER_TOWNSHIP,
    REGULATOR,
    SEASON,
    TOWNSHIP,
    VILLAGE,
    make_household,
    make_list,
    make_plot,
    tags_of,
)
from standing_clock import Clock

from gitrace import clock
from gitrace.clock import SHANGHAI
from gitrace.errors import Refusal
from gitrace.growers.queries import yields_of
from gitrace.growers.remeasuring import CorrectPlot, correct_plot
from gitrace.jobs.running import run_next
from gitrace.storage import Store, reading
from gitrace.villages import jobs  # noqa: F401 - the keeper\'s handlers
from gitrace.villages.certifying import order_certification
from gitrace.villages.drafting import DraftList, PutLine, draft_list, drop_line, line_of, put_line
from gitrace.villages.figures import RecordFigure, record_figure
from gitrace.villages.objections import RecordObjection, SettleObjection, record_objection, settle_objection
from gitrace.villages.queries import claimed, standing, the_list
from gitrace.villages.steps import PublishList, ReturnList, check_list, publish_list, return_list
from gitrace.villages.tables import ListState, VillageList
from gitrace.work import Actor, writing

FIRST = date(2026, 1, 10)


def at(day: date, hour: int = 9) -> datetime:
    """An hour of a day in Shanghai."""
    return datetime.combine(day, time(hour), SHANGHAI)


def code_of(call: Callable[[], object]) -> str:
    """Of the refusal that it earns."""
    with pytest.raises(Refusal) as no:
        call()
    return no.value.code


@pytest.fixture(autouse=True)
def january(the_clock: Clock) -> Clock:
    the_clock.set(at(FIRST))
    return the_clock


def publish(store: Store, listed: VillageList, actor: Actor = VILLAGE, **fields: Any) -> VillageList:
    form = {"list_id": listed.id, "from_day": FIRST, "object_to": "演示村委会", **fields}
    with writing(store, actor) as work:
        return publish_list(work, PublishList.model_validate(form))


def check(store: Store, listed: VillageList, actor: Actor = TOWNSHIP) -> VillageList:
    with writing(store, actor) as work:
        return check_list(work, listed.id)


def certify(store: Store, listed: VillageList, actor: Actor = REGULATOR) -> None:
    with writing(store, actor) as work:
        order_certification(work, listed.id)
    while run_next(store, clock.now()):
        pass


def figure(store: Store, **fields: Any) -> None:
    form = {"season": SEASON, "source": "演示统计年报 2025", **fields}
    with writing(store, REGULATOR) as work:
        record_figure(work, RecordFigure.model_validate(form))


def state_of(store: Store, listed: VillageList) -> str:
    with reading(store) as session:
        return the_list(session, listed.id).state


def test_a_list_goes_from_village_to_township_to_county(store: Store, january: Clock) -> None:
    plot = make_plot(store, certified=None)
    listed = publish(store, make_list(store, plot))
    assert (listed.notice_from, listed.notice_until) == (FIRST, date(2026, 1, 16))
    january.set(at(date(2026, 1, 17)))
    check(store, listed)
    certify(store, listed)
    assert state_of(store, listed) == ListState.CERTIFIED
    with reading(store) as session:
        assert [one.given.grams for one in yields_of(session, plot.id)] == [1_200_000]
    assert tags_of(store, f"plot:{plot.id}")[1:] == ["village-list.line-put/1", "yield.certified/2"]
    told = tags_of(store, f"village-list:{listed.id}")
    assert told == [f"village-list.{word}/1" for word in ("drafted", "published", "checked", "certified")]


def test_the_notice_runs_seven_days_before_the_township_checks(store: Store, january: Clock) -> None:
    listed = publish(store, make_list(store, make_plot(store, certified=None)))
    january.set(at(date(2026, 1, 16), 23))
    assert code_of(lambda: check(store, listed)) == "notice-runs"
    january.set(at(date(2026, 1, 17), 0))
    assert check(store, listed).state == ListState.CHECKED


def test_each_step_has_its_level_and_its_turn(store: Store, january: Clock) -> None:
    listed = make_list(store, make_plot(store, certified=None))
    assert code_of(lambda: check(store, listed)) == "not-its-turn"
    publish(store, listed)
    january.set(at(date(2026, 2, 1)))
    assert code_of(lambda: check(store, listed, VILLAGE)) == "level-too-low"
    check(store, listed)
    assert code_of(lambda: certify(store, listed, TOWNSHIP)) == "level-too-low"
    assert code_of(lambda: certify(store, listed, OTHER_TOWNSHIP)) == "outside-remit"


def test_nobody_drafts_for_another_place(store: Store) -> None:
    form = DraftList(season=SEASON, township="421223103", village="官庄村")
    plot = make_plot(store, make_household(store, township="421223100", village="演示外村"), certified=None)
    with pytest.raises(Exception, match="辖区"), writing(store, OTHER_TOWNSHIP) as work:
        draft_list(work, form)
    listed = make_list(store)
    line = PutLine(list_id=listed.id, plot=plot.number, cover="natural", kg_per_mu=Decimal(500))
    with pytest.raises(Exception, match="不是本村的"), writing(store, VILLAGE) as work:
        put_line(work, line)


def test_a_list_sent_back_is_a_draft_again_and_says_why(store: Store) -> None:
    listed = publish(store, make_list(store, make_plot(store, certified=None)))
    with writing(store, TOWNSHIP) as work:
        back = return_list(work, ReturnList(list_id=listed.id, reason="演示：面积写错"))
        assert (back.state, back.returned, back.notice_until) == (ListState.DRAFT, "演示：面积写错", None)
    assert publish(store, listed).returned is None


def test_what_is_on_notice_is_not_changed(store: Store) -> None:
    plot = make_plot(store, certified=None)
    listed = make_list(store, plot)
    with writing(store, VILLAGE) as work:
        line = line_of(work, listed.id, plot.id)
        assert line is not None
    publish(store, listed)
    with pytest.raises(Exception, match="已经公示"), writing(store, VILLAGE) as work:
        drop_line(work, listed.id, line.id)


def test_an_open_objection_stops_the_county_until_it_is_settled(store: Store, january: Clock) -> None:
    listed = publish(store, make_list(store, make_plot(store, certified=None)))
    with writing(store, VILLAGE) as work:
        row = record_objection(work, RecordObjection(list_id=listed.id, raised_on=FIRST, words="演示：不是他家的地"))
    january.set(at(date(2026, 1, 17)))
    check(store, listed)
    assert code_of(lambda: certify(store, listed)) == "objection-open"
    settled = SettleObjection(list_id=listed.id, objection_id=row.id, outcome="演示：已核对权证", upheld=False)
    with writing(store, TOWNSHIP) as work:
        settle_objection(work, settled)
    certify(store, listed)
    assert state_of(store, listed) == ListState.CERTIFIED


def test_above_the_norm_only_with_a_measured_sample(store: Store) -> None:
    figure(store, norm_natural="600")
    plot, listed = make_plot(store, certified=None), make_list(store)
    over = PutLine(list_id=listed.id, plot=plot.number, cover="natural", kg_per_mu=Decimal(601))
    with pytest.raises(Exception, match=plot.number), writing(store, VILLAGE) as work:
        put_line(work, over)
    with writing(store, VILLAGE) as work:
        put_line(work, over.model_copy(update={"measured_sample": "演示样方 3 处"}))
    with reading(store) as session:
        lines = claimed(session, listed)
        assert standing(session, listed, lines).households[0].measure.over_g == 0


def test_a_village_beyond_its_bearing_area_goes_no_further(store: Store) -> None:
    figure(store, norm_natural="600")
    figure(store, township="421223103", village="官庄村", bearing_mu="1.9")
    listed = make_list(store, make_plot(store, certified=None))
    assert code_of(lambda: publish(store, listed)) == "place-over-norm"
    figure(store, township="421223103", village="官庄村", bearing_mu="2")
    assert publish(store, listed).state == ListState.NOTICE


def test_what_the_county_did_not_record_is_said_and_not_invented(store: Store) -> None:
    listed = make_list(store, make_plot(store, certified=None))
    with reading(store) as session:
        held = standing(session, listed, claimed(session, listed))
    assert (held.village.most_g, held.township.most_g) == (None, None)
    assert [finding.code for finding in held.findings] == ["figure-missing", "figure-missing"]


def test_the_difference_to_the_season_before_is_shown(store: Store) -> None:
    plot = make_plot(store)
    listed = make_list(store, plot, season=2027, kg="700")
    with reading(store) as session:
        home = standing(session, listed, claimed(session, listed)).households[0]
    assert (home.before_g, home.change_g) == (1_200_000, 200_000)


def test_a_plot_changed_since_it_was_listed_sends_the_list_back(store: Store) -> None:
    plot = make_plot(store, certified=None, parcel="DEMP1")
    listed = make_list(store, plot)
    with writing(store, VILLAGE) as work:
        correct_plot(work, CorrectPlot(plot_id=plot.id, area_mu=Decimal("1.8"), parcel="DEMP1", reason="演示重测"))
    assert code_of(lambda: publish(store, listed)) == "line-outdated"
