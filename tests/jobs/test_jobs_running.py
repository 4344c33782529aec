"""A job runs once to its end, shows how far it is, and says why when it fails."""

from datetime import timedelta
from typing import Any

import pytest

from gitrace import clock
from gitrace.errors import Refusal, Unavailable
from gitrace.jobs import Job, JobState, Progress, cancel, job, order
from gitrace.jobs.queries import job_of, recent_jobs
from gitrace.jobs.running import put_back, run_next
from gitrace.storage import Store, keeping, reading


def ordered(store: Store, kind: str, payload: Any = None, **more: Any) -> int:
    with keeping(store) as session:
        return order(session, kind, payload, made_by="user:1", now=clock.now(), **more).id


def look(store: Store, job_id: int) -> Job:
    with reading(store) as session:
        row = job_of(session, job_id)
        assert row is not None
        session.expunge(row)
    return row


def run_later(store: Store, hours: int = 1) -> bool:
    return run_next(store, clock.now() + timedelta(hours=hours))


def test_a_job_gets_its_payload_and_keeps_its_result(store: Store) -> None:
    @job("test.add")
    def add(_store: Store, payload: Any, progress: Progress) -> Any:
        progress.reach(2, total=2)
        return {"sum": sum(payload)}

    made = ordered(store, "test.add", [1, 2])
    assert run_next(store, clock.now())
    assert not run_next(store, clock.now())
    row = look(store, made)
    assert (row.state, row.answer, row.progress, row.total) == (JobState.DONE, {"sum": 3}, 2, 2)
    assert row.started_at is not None
    assert row.ended_at is not None


def test_a_long_job_lets_a_small_one_have_its_turn(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gitrace.jobs.running.TURN", 0)
    seen: list[str] = []

    @job("test.long", in_turns=True)
    def long(_store: Store, _payload: Any, progress: Progress) -> None:
        for step in range(progress.done + 1, 5):
            seen.append(f"long {step}")
            if step == 2:
                ordered(store, "test.small")
            progress.reach(step, total=4)

    @job("test.small")
    def small(_store: Store, _payload: Any, _progress: Progress) -> None:
        seen.append("small")

    made = ordered(store, "test.long")
    while run_next(store, clock.now()):
        pass
    assert seen == ["long 1", "long 2", "small", "long 3", "long 4"]
    assert (look(store, made).state, look(store, made).tries) == (JobState.DONE, 1)


def test_the_oldest_job_runs_first_and_one_put_off_waits(store: Store) -> None:
    seen: list[Any] = []

    @job("test.note")
    def note(_store: Store, payload: Any, _progress: Progress) -> None:
        seen.append(payload)

    ordered(store, "test.note", "tomorrow", run_after=clock.now() + timedelta(days=1))
    ordered(store, "test.note", "first")
    ordered(store, "test.note", "second")
    while run_next(store, clock.now()):
        pass
    assert seen == ["first", "second"]


def test_a_refusal_fails_the_job_at_once_with_its_sentence(store: Store) -> None:
    @job("test.refuse")
    def refuse(_store: Store, _payload: Any, _progress: Progress) -> None:
        raise Refusal("no-file", "没有找到文件 {name}。", name="a.csv")

    made = ordered(store, "test.refuse")
    run_next(store, clock.now())
    assert (look(store, made).state, look(store, made).failure) == (JobState.FAILED, "没有找到文件 a.csv。")


def test_a_fault_is_tried_three_times(store: Store) -> None:
    @job("test.break")
    def break_down(_store: Store, _payload: Any, _progress: Progress) -> None:
        raise ZeroDivisionError

    made = ordered(store, "test.break")
    assert [run_later(store) for _ in range(4)] == [True, True, True, False]
    row = look(store, made)
    assert (row.state, row.tries) == (JobState.FAILED, 3)
    assert row.failure is not None
    assert "3 次" in row.failure


def test_a_busy_store_is_no_failed_try(store: Store) -> None:
    @job("test.busy")
    def busy(_store: Store, _payload: Any, _progress: Progress) -> None:
        raise Unavailable("the store is busy writing")

    made = ordered(store, "test.busy")
    assert [run_later(store) for _ in range(5)] == [True] * 5
    assert (look(store, made).state, look(store, made).tries) == (JobState.WAITING, 0)


def test_a_kind_that_nobody_handles_fails(store: Store) -> None:
    made = ordered(store, "test.from-a-later-release")
    run_next(store, clock.now())
    assert look(store, made).state == JobState.FAILED


def test_progress_is_seen_while_the_job_runs(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gitrace.jobs.progress.WRITE_EVERY", 0)
    seen = []

    @job("test.step")
    def step(store: Store, _payload: Any, progress: Progress) -> None:
        progress.reach(3, total=9)
        seen.append(look(store, progress.job_id))

    ordered(store, "test.step")
    run_next(store, clock.now())
    assert [(row.state, row.progress, row.total) for row in seen] == [(JobState.RUNNING, 3, 9)]


def test_a_running_job_stops_at_its_next_step_when_cancelled(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gitrace.jobs.progress.WRITE_EVERY", 0)
    steps = []

    @job("test.long")
    def long(store: Store, _payload: Any, progress: Progress) -> None:
        for number in range(5):
            steps.append(number)
            if number == 1:
                with keeping(store) as session:
                    assert cancel(session, progress.job_id, now=clock.now())
            progress.reach(number)

    made = ordered(store, "test.long")
    run_next(store, clock.now())
    assert steps == [0, 1]
    assert look(store, made).state == JobState.CANCELLED


def test_a_job_that_is_over_cannot_be_cancelled(store: Store) -> None:
    made = ordered(store, "test.unknown")
    run_next(store, clock.now())
    with keeping(store) as session:
        assert not cancel(session, made, now=clock.now())


def test_a_job_goes_on_where_an_ending_keeper_left_it(store: Store) -> None:
    steps = []

    @job("test.resume")
    def resume(_store: Store, _payload: Any, progress: Progress) -> None:
        for number in range(progress.done, 4):
            steps.append(number)
            progress.reach(number + 1, total=4)

    made = ordered(store, "test.resume")
    run_next(store, clock.now(), ending=lambda: len(steps) == 2)
    assert (look(store, made).state, look(store, made).tries) == (JobState.WAITING, 0)
    run_next(store, clock.now())
    assert steps == [0, 1, 2, 3]
    assert look(store, made).state == JobState.DONE


def test_a_job_whose_keeper_died_is_put_back_but_not_for_ever(store: Store) -> None:
    @job("test.kill")
    def kill(_store: Store, _payload: Any, _progress: Progress) -> None:
        raise KeyboardInterrupt

    made = ordered(store, "test.kill")
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            run_later(store)
        assert look(store, made).state == JobState.RUNNING
        put_back(store, clock.now())
    assert look(store, made).state == JobState.FAILED


def test_a_run_that_was_taken_over_writes_nothing_more(store: Store) -> None:
    @job("test.twice")
    def twice(store: Store, _payload: Any, progress: Progress) -> str:
        put_back(store, clock.now())
        return "late"

    made = ordered(store, "test.twice")
    run_next(store, clock.now())
    assert (look(store, made).state, look(store, made).result) == (JobState.WAITING, None)


def test_the_newest_jobs_of_an_actor_are_listed_first(store: Store) -> None:
    first, second = ordered(store, "test.a"), ordered(store, "test.b")
    with reading(store) as session:
        assert [row.id for row in recent_jobs(session, made_by="user:1")] == [second, first]
        assert [row.id for row in recent_jobs(session, kind="test.a")] == [first]
        assert recent_jobs(session, made_by="user:2") == []


def test_keepers_that_die_after_progress_are_not_counted(store: Store) -> None:
    @job("test.kill-on")
    def kill_on(_store: Store, _payload: Any, progress: Progress) -> str:
        if progress.done == 10:
            return "whole"
        progress.reach(progress.done + 1, total=10)
        raise KeyboardInterrupt

    made = ordered(store, "test.kill-on")
    for _ in range(10):
        with pytest.raises(KeyboardInterrupt):
            run_later(store)
        put_back(store, clock.now())
    assert run_later(store)
    row = look(store, made)
    assert (row.state, row.answer, row.tries) == (JobState.DONE, "whole", 11)


def test_a_job_that_dies_again_and_again_at_one_place_fails(store: Store) -> None:
    @job("test.kill-there")
    def kill_there(_store: Store, _payload: Any, progress: Progress) -> None:
        for step in range(1, 4):
            progress.reach(step, total=9)
        raise KeyboardInterrupt

    made = ordered(store, "test.kill-there")
    for _ in range(4):
        assert look(store, made).state != JobState.FAILED
        with pytest.raises(KeyboardInterrupt):
            run_later(store)
        put_back(store, clock.now())
    assert look(store, made).state == JobState.FAILED
