"""Devices are told apart for a while, and known never."""

import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gitrace.errors import Unavailable
from gitrace.scans.devices import KEY_DAYS, destroy_old_keys, traces_of

AT = datetime(2026, 3, 14, 4, tzinfo=UTC)
ADDRESS, AGENT = "203.0.113.77", "Browser/1.0"


def keys(home: Path) -> list[Path]:
    return sorted((home / "privacy").iterdir())


def test_the_same_device_has_the_same_digest_while_the_key_lives(tmp_path: Path) -> None:
    assert traces_of(tmp_path, ADDRESS, AGENT, AT) == traces_of(tmp_path, ADDRESS, AGENT, AT)
    assert traces_of(tmp_path, ADDRESS, AGENT, AT) != traces_of(tmp_path, ADDRESS, "Other/2", AT)
    assert traces_of(tmp_path, ADDRESS, AGENT, AT) != traces_of(tmp_path, "203.0.113.78", AGENT, AT)


def test_another_home_and_another_period_give_another_digest(tmp_path: Path) -> None:
    one = traces_of(tmp_path, ADDRESS, AGENT, AT)
    assert traces_of(tmp_path, ADDRESS, AGENT, AT + timedelta(days=KEY_DAYS)) != one
    (tmp_path / "other").mkdir()
    assert traces_of(tmp_path / "other", ADDRESS, AGENT, AT) != one


def test_a_household_behind_ipv6_is_one_network(tmp_path: Path) -> None:
    one = traces_of(tmp_path, "2001:db8:1:2::3", AGENT, AT)
    assert traces_of(tmp_path, "2001:db8:1:2:ffff::9", AGENT, AT) == one


def test_a_key_lives_thirty_days_at_most(tmp_path: Path) -> None:
    used = set()
    for day in range(KEY_DAYS + 1):
        traces_of(tmp_path, ADDRESS, AGENT, AT + timedelta(days=day))
        destroy_old_keys(tmp_path, AT + timedelta(days=day))
        used |= set(keys(tmp_path))
        assert len(keys(tmp_path)) == 1
    assert len(used) == 2


def test_the_key_is_the_owners_alone_and_never_half_there(tmp_path: Path) -> None:
    digests: set[str] = set()
    threads = [threading.Thread(target=lambda: digests.add(traces_of(tmp_path, ADDRESS, AGENT, AT))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(digests) == 1
    (key,) = keys(tmp_path)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_without_its_key_a_device_cannot_be_told(tmp_path: Path) -> None:
    (tmp_path / "privacy").write_text("not a folder")
    with pytest.raises(Unavailable):
        traces_of(tmp_path, ADDRESS, AGENT, AT)
