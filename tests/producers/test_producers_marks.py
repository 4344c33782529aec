"""Authorisation, stopping label use, the serious-violation list."""

import json
from datetime import date

import sqlalchemy as sa
from cast import REGULATOR, demonstration_permission, fresh_uscc, make_producer, manager_of, refused, tags_of

from gitrace.ledger import tables
from gitrace.producers.marks import (
    PutOnList,
    RestoreLabelUse,
    StopLabelUse,
    TakeOffList,
    Withdraw,
    authorise,
    put_on_list,
    restore_label_use,
    stop_label_use,
    take_off_list,
    withdraw,
)
from gitrace.producers.queries import authorisation_facts, authorisations_of, the_producer
from gitrace.producers.rules import authorisation_on
from gitrace.storage import Store, reading
from gitrace.work import writing

DAY = date(2026, 3, 12)


def newest_leaf(store: Store) -> dict[str, object]:
    with reading(store) as session:
        text = session.connection().execute(
            sa.select(tables.entry.c.leaf).order_by(tables.entry.c.entry_index.desc()).limit(1)
        )
        return dict(json.loads(text.scalar_one()))


def test_an_organisations_authorisation_is_public(store: Store) -> None:
    producer = make_producer(store)
    leaf = newest_leaf(store)
    assert leaf["tag"] == "producer.authorised/1"
    assert leaf["fields"] == {
        "producer": producer.id,
        "uscc": producer.uscc,
        "name": producer.name,
        "forms": "fresh boiled dried braised",
        "announcement": "演示公告第 1 号",
        "from_day": "2025-09-01",
        "until_day": "2030-08-31",
    }


def test_an_individuals_is_not(store: Store) -> None:
    producer = make_producer(store, uscc=fresh_uscc("92"), name="演示个体户")
    leaf = newest_leaf(store)
    assert leaf["tag"] == "restricted"
    assert "DEM" not in json.dumps(leaf)
    assert tags_of(store, f"producer:{producer.id}")[-1] == "producer.individual-authorised/1"


def test_it_is_not_of_the_future_and_does_not_end_before_it_begins(store: Store) -> None:
    producer = make_producer(store, authorised=False)
    form = demonstration_permission(producer)
    early = date(2025, 8, 31)
    assert refused(store, REGULATOR, lambda work: authorise(work, form, today=early)) == ("future-date", "from_day")
    backward = form.model_copy(update={"until_day": early})
    assert refused(store, REGULATOR, lambda work: authorise(work, backward)) == ("invalid-date", "until_day")
    assert refused(store, manager_of(producer), lambda work: authorise(work, form))[0] == "regulator-only"


def test_it_covers_forms_of_the_profile_and_processed_ones_with_a_licence(store: Store) -> None:
    producer = make_producer(store, authorised=False, food_licence=None)
    unknown, boiled = (demonstration_permission(producer, forms) for forms in (("pickled",), ("fresh", "boiled")))
    assert refused(store, REGULATOR, lambda work: authorise(work, unknown)) == ("unknown-form", "forms")
    assert refused(store, REGULATOR, lambda work: authorise(work, boiled)) == ("food-licence-missing", "forms")
    with writing(store, REGULATOR) as work:
        authorise(work, demonstration_permission(producer, ("fresh",)))


def test_a_withdrawal_ends_it_on_its_day_and_once(store: Store) -> None:
    producer = make_producer(store)
    with reading(store) as session:
        row = authorisations_of(session, producer.id)[0]
    form = Withdraw(authorisation_id=row.id, withdrawn_on=DAY, reason="演示公告")
    with writing(store, REGULATOR) as work:
        withdraw(work, form, today=DAY)
    with reading(store) as session:
        facts = authorisation_facts(session, producer.id)
    assert authorisation_on(facts, date(2026, 3, 11)) is not None
    assert authorisation_on(facts, DAY) is None
    assert tags_of(store, f"producer:{producer.id}")[-1] == "producer.authorisation-withdrawn/1"
    assert refused(store, REGULATOR, lambda work: withdraw(work, form, today=DAY))[0] == "withdrawn-already"


def test_a_withdrawal_lies_neither_ahead_nor_before_the_beginning(store: Store) -> None:
    producer = make_producer(store)
    with reading(store) as session:
        row = authorisations_of(session, producer.id)[0]
    for day, code in ((date(2026, 3, 13), "future-date"), (date(2025, 8, 31), "invalid-date")):
        form = Withdraw(authorisation_id=row.id, withdrawn_on=day, reason="演示公告")
        answer = refused(store, REGULATOR, lambda work, form=form: withdraw(work, form, today=DAY))
        assert answer == (code, "withdrawn_on")


def test_label_use_is_stopped_with_a_reason_and_restored(store: Store) -> None:
    producer = make_producer(store)
    stop = StopLabelUse(producer_id=producer.id, reason="标签数量与过磅不符，核查中")
    restore = RestoreLabelUse(producer_id=producer.id, reason="已核清")
    assert refused(store, REGULATOR, lambda work: restore_label_use(work, restore))[0] == "not-stopped"
    with writing(store, REGULATOR) as work:
        stop_label_use(work, stop)
    with reading(store) as session:
        stopped = the_producer(session, producer.id)
        assert (stopped.label_use, stopped.label_use_reason) == ("stopped", stop.reason)
    assert refused(store, REGULATOR, lambda work: stop_label_use(work, stop))[0] == "stopped-already"
    assert refused(store, manager_of(producer), lambda work: restore_label_use(work, restore))[0] == "regulator-only"
    with writing(store, REGULATOR) as work:
        assert restore_label_use(work, restore).label_use_reason is None
    assert tags_of(store, f"producer:{producer.id}")[-2:] == [
        "producer.label-use-stopped/1",
        "producer.label-use-restored/1",
    ]


def test_a_producer_is_put_on_the_list_once_and_taken_off(store: Store) -> None:
    producer = make_producer(store)
    put = PutOnList(producer_id=producer.id, decision="演示决〔2026〕1 号", ground="演示事由")
    off = TakeOffList(producer_id=producer.id, reason="已在公示系统移出")
    assert refused(store, REGULATOR, lambda work: take_off_list(work, off))[0] == "not-listed"
    with writing(store, REGULATOR) as work:
        assert put_on_list(work, put).listed
    assert refused(store, REGULATOR, lambda work: put_on_list(work, put))[0] == "listed-already"
    with writing(store, REGULATOR) as work:
        assert not take_off_list(work, off).listed
    assert tags_of(store, f"producer:{producer.id}")[-2:] == ["producer.listed/1", "producer.unlisted/1"]
