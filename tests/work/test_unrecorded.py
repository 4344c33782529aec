"""A change of an audited row that no event claims does not commit, whichever way it was made."""

import pytest
import unrecorded_kinds
from anyrow import CLERK, Noted, RowsChanged
from sqlmodel import Session
from unrecorded_kinds import KINDS, REFUSALS, Kind, content, make_user

from gitrace.ledger.append import RowKey
from gitrace.storage import Store, UnrecordedChange, keeping, reading
from gitrace.work import row_key, writing


@pytest.fixture
def user(store: Store) -> int:
    """A recorded user with an invitation that would go with her."""
    unrecorded_kinds.let_deletes_cascade(store)
    with writing(store, CLERK) as work:
        made, invitation = make_user(work.session)
        work.record(RowsChanged(rows=2), subject=f"user:{made.id}", rows=[made, invitation])
    return made.id


def write(store: Store, kind: Kind, user: int, claim: RowKey) -> None:
    with writing(store, CLERK) as work:
        kind(work.session, user)
        work.record(Noted(text="记了一行"), subject=f"user:{user}", rows=[claim])


def write_while_reading(store: Store, kind: Kind, user: int) -> None:
    with reading(store) as session:
        kind(session, user)
        session.flush()


@pytest.mark.parametrize("kind", KINDS)
def test_a_recorded_write_refuses_what_no_event_claims(store: Store, user: int, kind: str) -> None:
    before = content(store)
    with pytest.raises(UnrecordedChange), writing(store, CLERK) as work:
        KINDS[kind](work.session, user)
    assert content(store) == before


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_that_claims_another_row_does_not_cover_it(store: Store, user: int, kind: str) -> None:
    before = content(store)
    with pytest.raises(UnrecordedChange):
        write(store, KINDS[kind], user, claim=("user_account", 987_654))
    assert content(store) == before


@pytest.mark.parametrize("kind", KINDS)
def test_an_operational_write_refuses_it_outright(store: Store, user: int, kind: str) -> None:
    before = content(store)
    with pytest.raises(REFUSALS, match="unrecorded write to"), keeping(store) as session:
        KINDS[kind](session, user)
    assert content(store) == before


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_done_while_reading_is_saved(store: Store, user: int, kind: str) -> None:
    before = content(store)
    with pytest.raises(Exception, match=r"unrecorded write to|read.?only|cannot answer"):
        write_while_reading(store, KINDS[kind], user)
    assert content(store) == before


def test_a_deletion_that_cascades_is_refused_although_the_parent_is_claimed(store: Store, user: int) -> None:
    before = content(store)
    with pytest.raises(UnrecordedChange, match="invitation"):
        write(store, KINDS["cascade"], user, claim=("user_account", user))
    assert content(store) == before


def test_the_same_change_with_its_event_is_saved(store: Store, user: int) -> None:
    with writing(store, CLERK) as work:
        made, invitation = make_user(work.session)
        work.record(RowsChanged(rows=2), subject="user:9", rows=[row_key(made), invitation])
    with Session(store.engine) as session:
        assert session.get(type(made), made.id) is not None


def test_truncate_is_refused(store: Store, user: int) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite has no TRUNCATE")
    before = content(store)
    with pytest.raises(UnrecordedChange), writing(store, CLERK) as work:
        work.session.connection().exec_driver_sql("TRUNCATE invitation")
    assert content(store) == before


def test_a_commit_of_the_connection_itself_saves_nothing(store: Store, user: int) -> None:
    before = content(store)
    with pytest.raises(Exception, match=r"."):
        write_and_commit(store, user)
    assert content(store) == before


def write_and_commit(store: Store, user: int) -> None:
    with writing(store, CLERK) as work:
        KINDS["core-update"](work.session, user)
        work.session.connection().commit()
