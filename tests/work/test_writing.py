"""The one path of every write: rows and events together, or nothing."""

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import anyrow
import pytest
import sqlalchemy as sa
from anyrow import CLERK, Noted, RowsChanged

from gitrace import clock
from gitrace.errors import Refusal, Unavailable
from gitrace.ledger import tables
from gitrace.ledger.append import RowKey
from gitrace.ledger.canonical import Json
from gitrace.ledger.readers import evidence
from gitrace.ledger.verify import Verification
from gitrace.settings import Settings
from gitrace.storage import Store, keeping, open_store, reading
from gitrace.storage.locks import WriteLock
from gitrace.work import Actor, Idempotency, Request, Work, idempotency_expiry, once, writing

LABORATORY = next(t for t in anyrow.audited_tables() if t.name == "laboratory")


def size(store: Store) -> int:
    with reading(store) as session:
        return int(session.connection().execute(sa.select(tables.head.c.size)).scalar_one())


def names(store: Store) -> list[str]:
    with reading(store) as session:
        return list(session.connection().execute(sa.select(LABORATORY.c.name).order_by(LABORATORY.c.id)).scalars())


def add(work: Work, name: str) -> RowKey:
    inserted = work.session.connection().execute(LABORATORY.insert().values(name=name, cma_number=name))
    return "laboratory", inserted.inserted_primary_key[0]


def rename(work: Work, key: int, name: str) -> None:
    work.session.connection().execute(LABORATORY.update().where(LABORATORY.c.id == key).values(name=name))


def rows_of(store: Store, index: int) -> list[Any]:
    """The rows part of an entry; empty without one."""
    with reading(store) as session:
        where = (tables.annex.c.entry_index == index, tables.annex.c.name == "rows")
        body = session.connection().execute(sa.select(tables.annex.c.body).where(*where)).scalar_one_or_none()
    return json.loads(body) if body else []


def is_sound(store: Store) -> bool:
    with evidence(store.engine) as reader:
        verification = Verification(reader)
        for _ in verification.run():
            pass
    return verification.report.sound


def refuse(store: Store, fault: Exception) -> None:
    with writing(store, CLERK) as work:
        work.record(Noted(text="不会留下"), subject="lot:x", rows=[add(work, "refused")])
        raise fault


@pytest.mark.parametrize("fault", [Refusal("no", "不行。"), ValueError("a bug"), KeyboardInterrupt()])
def test_whatever_leaves_the_block_saves_nothing(store: Store, fault: Exception) -> None:
    before = size(store)
    with pytest.raises(type(fault)):
        refuse(store, fault)
    assert (size(store), names(store)) == (before, [])


def test_after_a_refusal_the_next_write_goes_on(store: Store) -> None:
    with pytest.raises(Refusal):
        refuse(store, Refusal("no", "不行。"))
    with writing(store, CLERK) as work:
        work.record(Noted(text="接着写"), subject="lot:x", rows=[add(work, "next")])
    assert names(store) == ["next"]
    assert is_sound(store)


def test_record_says_the_index_that_the_event_gets(store: Store) -> None:
    before = size(store)
    with writing(store, CLERK) as work:
        told = [work.record(Noted(text=text), subject="lot:x") for text in ("一", "二")]
    assert told == [before, before + 1]
    assert size(store) == before + 2


def test_a_write_without_events_and_changes_leaves_no_entry(store: Store) -> None:
    before = size(store)
    with writing(store, CLERK):
        pass
    assert size(store) == before


def test_each_row_belongs_to_exactly_one_event_and_the_later_takes_it_over(store: Store) -> None:
    with writing(store, CLERK) as work:
        first, second = add(work, "first"), add(work, "second")
        earlier = work.record(Noted(text="两行"), subject="lot:x", rows=[first, second])
        rename(work, second[1], "renamed")
        later = work.record(Noted(text="改了一行"), subject="lot:x", rows=[second])
    assert [row[:2] for row in rows_of(store, earlier)] == [list(first)]
    assert [row[:2] for row in rows_of(store, later)] == [list(second)]
    assert is_sound(store)


def test_a_row_changed_after_its_event_is_digested_as_it_ends_up(store: Store) -> None:
    with writing(store, CLERK) as work:
        row = add(work, "before")
        work.record(Noted(text="记下"), subject="lot:x", rows=[row])
        rename(work, row[1], "after")
    assert names(store) == ["after"]
    assert is_sound(store)


def test_a_claim_of_a_row_that_did_not_change_is_dropped(store: Store) -> None:
    with writing(store, CLERK) as work:
        index = work.record(Noted(text="没有改动"), subject="lot:x", rows=[("laboratory", 987_654)])
    assert rows_of(store, index) == []
    assert is_sound(store)


def test_a_deleted_row_is_recorded_as_gone(store: Store) -> None:
    key = anyrow.add_row(store, LABORATORY)
    anyrow.delete_row(store, LABORATORY, key)
    assert rows_of(store, size(store) - 1) == [["laboratory", key, 1, None]]
    assert is_sound(store)


def test_a_row_made_and_deleted_in_one_write_is_recorded_as_gone(store: Store) -> None:
    with writing(store, CLERK) as work:
        row = add(work, "brief")
        work.session.connection().execute(LABORATORY.delete().where(LABORATORY.c.id == row[1]))
        index = work.record(Noted(text="来了又走"), subject="lot:x", rows=[row])
    assert [row[3] for row in rows_of(store, index)] == [None]
    assert is_sound(store)


def test_time_never_goes_backwards(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = datetime.now(UTC) + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: ahead)
    with writing(store, CLERK) as work:
        work.record(Noted(text="表快了"), subject="lot:x")
    monkeypatch.setattr(clock, "now", lambda: ahead - timedelta(days=1))
    with writing(store, CLERK) as work:
        work.record(Noted(text="表拨回来"), subject="lot:x")
        assert work.now == ahead
    assert is_sound(store)


def test_many_rows_of_one_table_in_one_write(store: Store) -> None:
    """More than either database takes as variables of one statement."""
    with writing(store, CLERK) as work:
        made = [{"name": f"lab {n}", "cma_number": str(n)} for n in range(70_000)]
        work.session.connection().execute(LABORATORY.insert(), made)
        keys = work.session.connection().execute(sa.select(LABORATORY.c.id)).scalars().all()
        work.record(RowsChanged(rows=len(keys)), subject="lot:x", rows=[("laboratory", key) for key in keys])
    assert is_sound(store)


def test_writers_stand_in_line(store: Store) -> None:
    """Eight threads of two stores, each counting up one row: no update is lost."""
    key = anyrow.add_row(store, LABORATORY)
    with writing(store, CLERK) as work:
        rename(work, key, "0")
        anyrow.record(work, [("laboratory", key)])
    other = open_store(store.settings)
    threads = [threading.Thread(target=count_up, args=(one, key, 10)) for one in (store, other) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert names(store) == ["80"]
    assert is_sound(store)


def count_up(store: Store, key: int, times: int) -> None:
    for _ in range(times):
        with writing(store, CLERK) as work:
            found = work.session.connection().execute(sa.select(LABORATORY.c.name)).scalar_one()
            rename(work, key, str(int(found) + 1))
            anyrow.record(work, [("laboratory", key)])


def test_a_writer_gives_up_when_its_patience_ends(store: Store) -> None:
    hasty = open_store(Settings(**{**store.settings.model_dump(), "write_wait_seconds": 0.2}))
    with writing(store, CLERK), pytest.raises(Unavailable):
        add_named(hasty, "late")
    add_named(hasty, "in time")
    hasty.close()
    assert names(store) == ["in time"]


def add_named(store: Store, name: str) -> None:
    with writing(store, CLERK) as work:
        work.record(Noted(text=name), subject="lot:x", rows=[add(work, name)])


def test_reading_goes_on_while_somebody_writes(store: Store) -> None:
    with writing(store, CLERK) as work:
        add(work, "unseen")
        assert names(store) == []
        work.record(Noted(text="x"), subject="lot:x", rows=[("laboratory", 1)])


def test_a_reader_sees_one_moment(store: Store) -> None:
    with reading(store) as session:
        connection = session.connection()
        before = connection.execute(sa.select(tables.head.c.size)).scalar_one()
        add_named(store, "meanwhile")
        assert connection.execute(sa.select(tables.head.c.size)).scalar_one() == before
        assert connection.execute(sa.select(sa.func.count()).select_from(LABORATORY)).scalar_one() == 0


def test_a_nearly_full_disk_refuses_writes_and_not_reads(store: Store) -> None:
    full = open_store(Settings(**{**store.settings.model_dump(), "min_free_mb": 10**9}))
    with pytest.raises(Unavailable, match="nearly full"):
        add_named(full, "x")
    with pytest.raises(Unavailable, match="nearly full"), keeping(full):
        pass
    assert names(full) == []
    full.close()


def do(store: Store, key: str, body: Json = "form", actor: Actor = CLERK) -> tuple[Json, bool]:
    def act(work: Work) -> Json:
        if body == "bad":
            raise Refusal("bad", "不行。")
        row = add(work, f"{key} {len(names(store))}")
        work.record(Noted(text="一次"), subject="lot:x", rows=[row])
        return {"laboratory": row[1]}

    answer = once(store, actor, Request("POST /laboratories", key, body), act)
    return answer.content, answer.repeated


def test_doing_it_twice_is_answered_as_the_first_time(store: Store) -> None:
    first, again = do(store, "nonce"), do(store, "nonce")
    assert first == (again[0], False)
    assert again[1]
    assert len(names(store)) == 1


def test_another_body_under_the_same_key_is_refused(store: Store) -> None:
    do(store, "nonce")
    with pytest.raises(Refusal) as no:
        do(store, "nonce", "another form")
    assert no.value.code == "key-reused"
    assert len(names(store)) == 1


def test_a_refused_try_leaves_its_key_free(store: Store) -> None:
    with pytest.raises(Refusal):
        do(store, "nonce", "bad")
    assert do(store, "nonce")[1] is False


def test_a_key_is_its_actors_own(store: Store) -> None:
    do(store, "nonce")
    assert do(store, "nonce", actor=Actor("user:2"))[1] is False


def test_two_at_once_with_one_key_do_it_once(store: Store) -> None:
    answers: list[tuple[Json, bool]] = []
    threads = [threading.Thread(target=lambda: answers.append(do(store, "nonce"))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(repeated for _, repeated in answers) == [False, *[True] * 5]
    assert len({json.dumps(content) for content, _ in answers}) == 1


def test_records_of_requests_expire(store: Store) -> None:
    do(store, "nonce")
    with reading(store) as session:
        made_at = session.connection().execute(sa.select(sa.column("made_at")).select_from(sa.table("idempotency")))
        assert made_at.one()
    now = datetime(2026, 3, 12, tzinfo=UTC)
    assert idempotency_expiry(now) == now - timedelta(hours=72)
    assert Idempotency.__tablename__ == "idempotency"


def test_the_lock_is_one_for_all_who_open_the_home(store: Store) -> None:
    if not store.is_sqlite:
        return
    with writing(store, CLERK), pytest.raises(Unavailable), WriteLock(store.settings.home / "write.lock", 0.05).held():
        pass
