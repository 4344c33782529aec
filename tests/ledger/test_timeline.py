"""A subject's timeline tells what happened to it, with each row before and after."""

from datetime import date

from sqlmodel import select

from gitrace.ledger.timeline import Moment, entries_at, timeline
from gitrace.profile.commands import adopt
from gitrace.profile.events import ProfileAdopted
from gitrace.profile.product import seed_profile
from gitrace.profile.tables import ProfileVersion
from gitrace.storage import Store, reading
from gitrace.work import SYSTEM, Actor, writing


def profile_timeline(store: Store) -> list[Moment]:
    with reading(store) as session:
        return timeline(session.connection(), "profile")


def move_version_1(store: Store, day: date) -> None:
    with writing(store, Actor("user:7")) as work:
        row = work.session.exec(select(ProfileVersion)).one()
        row.from_day = day
        moved = ProfileAdopted(version=1, from_day=day.isoformat(), digest="x")
        work.record(moved, subject="profile", rows=[row], touches=["elsewhere"])


def test_the_seed_is_the_first_moment(store: Store) -> None:
    (first,) = profile_timeline(store)
    assert (first.actor, first.kind) == ("system", "profile.adopted/1")
    assert first.sentence("zh") == "产品规则第 1 版自 2000-01-01 起施行"
    (change,) = first.changes
    assert change.before is None
    assert change.after is not None
    assert change.after["version"] == 1


def test_a_change_shows_before_and_after(store: Store) -> None:
    move_version_1(store, date(2026, 1, 1))
    _, second = profile_timeline(store)
    (change,) = second.changes
    assert change.columns == ["from_day"]
    assert change.before is not None
    assert change.after is not None
    assert (change.before["from_day"], change.after["from_day"]) == ("2000-01-01", "2026-01-01")
    assert second.actor == "user:7"


def test_what_was_only_touched_has_the_moment_too(store: Store) -> None:
    move_version_1(store, date(2026, 1, 1))
    with reading(store) as session:
        (moment,) = timeline(session.connection(), "elsewhere")
    assert moment.subject == "profile"


def test_a_stretch_of_the_log_reads_in_order(store: Store) -> None:
    with writing(store, SYSTEM) as work:
        adopt(work, seed_profile().model_copy(update={"version": 2}), date(2026, 9, 1))
    with reading(store) as session:
        moments = entries_at(session.connection(), range(99))
    assert [moment.index for moment in moments] == list(range(len(moments)))
    assert moments[0].kind == "ledger.opened/1"
