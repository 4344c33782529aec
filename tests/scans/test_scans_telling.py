"""Who entered a fact is told as a kind of organisation, and what was amended after the first label."""

from cast import make_producer
from house.plan import import_everything

from gitrace.ledger.events import REGISTER
from gitrace.people.commands import InvitePerson, invite
from gitrace.people.roles import Bureau, Level, Role
from gitrace.producers.commands import ChangeProducer, change_producer
from gitrace.scans.telling import AMENDING, Teller, amendments, told
from gitrace.storage import Store, reading
from gitrace.work import SYSTEM, Actor, Work, writing

TAGS = ("producer.registered", "producer.changed")


def change(work: Work, producer_id: int) -> None:
    entry = {"name": "演示改名合作社", "kind": "cooperative", "township": "421223103", "food_licence": None}
    form = ChangeProducer.model_validate({"producer_id": producer_id, "reason": "演示：名称核准变更", **entry})
    change_producer(work, form)


def told_of(store: Store, producer_id: int) -> Teller | None:
    subject = f"producer:{producer_id}"
    with reading(store) as session:
        found = told(session, {subject: TAGS})
    return found[subject].by if found else None


def test_the_last_who_entered_it_is_told_by_kind(store: Store) -> None:
    producer = make_producer(store)
    with writing(store, SYSTEM) as work:
        place = {"bureau": Bureau.MARKET, "level": Level.COUNTY}
        user, _ = invite(work, InvitePerson(display_name="演示监管员", role=Role.REGULATOR, **place))
    with writing(store, Actor(f"user:{user.id}", Role.REGULATOR, user.id)) as work:
        change(work, producer.id)
    assert told_of(store, producer.id) is Teller.REGULATOR


def test_what_came_in_sheets_says_so(store: Store) -> None:
    producer = make_producer(store)
    with writing(store, Actor("import")) as work:
        change(work, producer.id)
    assert told_of(store, producer.id) is Teller.IMPORT


def test_of_somebody_unknown_nothing_is_said(store: Store) -> None:
    producer = make_producer(store)
    assert told_of(store, producer.id) is None


def test_a_lot_without_labels_has_no_amendments(store: Store) -> None:
    with reading(store) as session:
        assert amendments(session, "CY260320A001") == ()


def test_every_amending_event_is_one_that_the_rooms_record() -> None:
    import_everything()
    assert AMENDING.keys() <= {kind.partition("/")[0] for kind in REGISTER}
