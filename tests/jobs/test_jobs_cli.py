"""`gitrace jobs` shows what is asked and what is late, and cancels."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from gitrace import clock
from gitrace.cli.jobs import command
from gitrace.errors import Refusal
from gitrace.jobs import JobState, effect, order, owe
from gitrace.jobs.outbox import pay_due
from gitrace.jobs.queries import job_of
from gitrace.storage import Store, keeping, reading


@pytest.fixture
def at_home(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("GITRACE_HOME", str(store.settings.home))
    monkeypatch.setenv("GITRACE_DATABASE_URL", store.settings.database_url)
    return store


def test_jobs_and_late_effects_are_listed(at_home: Store) -> None:
    @effect("test.tell")
    def tell(_store: Store, _payload: Any, _now: datetime) -> None:
        raise ConnectionError("nobody answers")

    with keeping(at_home) as session:
        order(session, "test.slow", None, made_by="user:7", now=clock.now())
        owe(session, "test.tell", now=clock.now())
    pay_due(at_home, clock.now() + timedelta(seconds=1))
    shown = CliRunner().invoke(command, ["list"], catch_exceptions=False).output
    assert "waiting\ttest.slow\t0\tuser:7" in shown
    assert "late: test.tell, 1 tries" in shown
    assert "ConnectionError: nobody answers" in shown


def test_a_job_is_cancelled_once(at_home: Store) -> None:
    with keeping(at_home) as session:
        made = order(session, "test.slow", None, made_by="user:7", now=clock.now()).id
    CliRunner().invoke(command, ["cancel", str(made)], catch_exceptions=False)
    with reading(at_home) as session:
        row = job_of(session, made)
        assert row is not None
        assert row.state == JobState.CANCELLED
    with pytest.raises(Refusal):
        CliRunner().invoke(command, ["cancel", str(made)], catch_exceptions=False)
