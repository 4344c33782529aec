"""反映问题: taken in with a receipt, dealt with once, and nothing of it outside."""

import json
import re
from datetime import timedelta

import cast
import pytest
import sqlalchemy as sa

from gitrace import clock
from gitrace.cases.commands import SHOPPER, HandleMessage, SendMessage, count_message, handle_message, send_message
from gitrace.cases.queries import MessageSort, find_messages, photo_of, the_message
from gitrace.cases.rules import MESSAGES_FROM_A_NETWORK, page_written_on
from gitrace.cases.tables import Message
from gitrace.errors import Refusal
from gitrace.ledger import tables as ledger
from gitrace.storage import Store, reading
from gitrace.storage.files import keep_file
from gitrace.work import writing

NOTE = HandleMessage(note="演示：已联系，换货")
LABEL = "/01/06901234000016/10/CY260312A001/21/0001R9ZB17R4RM04MYTA"


def send(store: Store, **fields: str) -> Message:
    form = SendMessage(**{"text": "演示：袋子漏气"} | fields)  # type: ignore[arg-type]
    with writing(store, SHOPPER) as work:
        return send_message(work, form)


def test_a_message_gets_a_receipt_that_nobody_guesses(store: Store) -> None:
    first, second = send(store), send(store)
    assert re.fullmatch(r"FY\d{6}-[0-9A-HJKMNP-TV-Z]{8}", first.number)
    assert first.number != second.number
    assert cast.tags_of(store, f"message:{first.number}") == ["message.received/1"]


def test_the_page_it_was_written_on_is_kept(store: Store) -> None:
    assert send(store, about=LABEL).address == LABEL
    assert send(store, about="/01/06901234000016").address == "/01/06901234000016"


@pytest.mark.parametrize("about", ["https://elsewhere.example/", "/regulator", "", "/01/abc", LABEL + "/x"])
def test_an_address_that_is_no_label_is_not_kept(store: Store, about: str) -> None:
    assert page_written_on(about) is None
    assert send(store, about=about).address is None


def test_a_lot_that_is_not_on_record_is_not_touched(store: Store) -> None:
    message = send(store, about=LABEL)
    assert message.lot is None
    assert cast.tags_of(store, "lot:CY260312A001") == []


def test_nothing_of_it_stands_in_a_public_entry(store: Store) -> None:
    send(store, text="演示秘密", contact="演示电话 0715", place="演示市场")
    with reading(store) as session:
        leaf = session.connection().execute(sa.select(ledger.entry.c.leaf).order_by(ledger.entry.c.entry_index.desc()))
        public = json.loads(leaf.scalars().first() or "")
        parts = session.connection().execute(sa.select(ledger.annex.c.name, ledger.annex.c.body)).all()
    assert set(public) == {"annex", "index", "time", "tag"}
    told = [name for name, body in parts if "演示秘密" in (body or "")]
    assert told == ["person/message:1"]


def test_a_photograph_is_a_part_of_its_message_that_can_be_erased(store: Store) -> None:
    with writing(store, SHOPPER) as work:
        message = send_message(work, SendMessage(text="演示"), keep_file(store, b"a picture"))
    with reading(store) as session:
        photo = photo_of(session, message.number)
        parts = session.connection().execute(sa.select(ledger.annex.c.name, ledger.annex.c.body)).all()
        assert photo_of(session, send(store).number) is None
    assert photo is not None
    told = [name for name, body in parts if (photo.file_sha256 or "") in (body or "")]
    assert told == [f"person/message:{message.id}"]


def test_a_regulator_deals_with_it_once(store: Store) -> None:
    message = send(store)
    with writing(store, cast.REGULATOR) as work:
        handle_message(work, message.number, NOTE)
    assert cast.tags_of(store, f"message:{message.number}")[-1] == "message.handled/1"
    again = cast.refused(store, cast.REGULATOR, lambda work: handle_message(work, message.number, NOTE))
    assert again == ("handled-already", None)


def test_nobody_else_deals_with_it(store: Store) -> None:
    number = send(store).number
    producer = cast.make_producer(store)
    for actor in (SHOPPER, cast.manager_of(producer)):
        assert cast.refused(store, actor, lambda work: handle_message(work, number, NOTE))[0] == "regulator-only"


def test_a_message_that_is_not_there_is_refused(store: Store) -> None:
    refused = cast.refused(store, cast.REGULATOR, lambda work: handle_message(work, "FY260101-AAAAAAAA", NOTE))
    assert refused == ("no-such-message", "number")


def test_the_list_is_narrowed_to_what_is_open(store: Store) -> None:
    done, left = send(store), send(store)
    with writing(store, cast.REGULATOR) as work:
        handle_message(work, done.number, NOTE)
    with reading(store) as session:
        found, total = find_messages(session)
        assert ([one.number for one in found], total) == ([left.number], 1)
        assert [one.number for one in find_messages(session, open_only=False)[0]] == [left.number, done.number]
        assert find_messages(session, open_only=False, lot="CY260312A001") == ([], 0)
        oldest, _total = find_messages(session, open_only=False, sort=MessageSort.OLDEST)
        assert [one.number for one in oldest] == [done.number, left.number]
        assert the_message(session, done.number).handled_note == NOTE.note


def test_a_flood_from_one_network_is_stopped_for_a_while(store: Store) -> None:
    now = clock.now()
    for _ in range(MESSAGES_FROM_A_NETWORK):
        count_message(store, "203.0.113.7", now)
    with pytest.raises(Refusal, match="分钟后再试") as refused:
        count_message(store, "203.0.113.7", now)
    assert refused.value.code == "too-many-tries"
    count_message(store, "203.0.113.8", now)
    count_message(store, "203.0.113.7", now + timedelta(minutes=16))


def test_the_counter_holds_no_address(store: Store) -> None:
    count_message(store, "203.0.113.7", clock.now())
    with reading(store) as session:
        subjects = session.connection().execute(sa.text("SELECT subject FROM guess_counter")).scalars().all()
    assert subjects
    assert not any("203.0" in one for one in subjects)
