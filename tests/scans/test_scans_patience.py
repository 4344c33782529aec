"""Who misses often waits a little, and nobody waits for long."""

from datetime import UTC, datetime, timedelta

from gitrace.scans.patience import FREE_MISSES, LONGEST, MOST_NETWORKS, MOST_WAITING, WINDOW, Misses, delay_of

NOW = datetime(2026, 3, 20, 1, 0, tzinfo=UTC)


def test_a_shopper_who_mistypes_waits_for_nothing_and_a_machine_ever_longer_up_to_a_bound() -> None:
    delays = [delay_of(misses) for misses in range(1, 100)]
    assert delays[:FREE_MISSES] == [0] * FREE_MISSES
    assert delays == sorted(delays)
    assert delays[FREE_MISSES] > 0
    assert delays[-1] == LONGEST <= 2


def test_each_network_has_its_own_count_and_a_window_ends() -> None:
    misses = Misses()
    assert [misses.count("one", NOW) for _ in range(3)] == [1, 2, 3]
    assert misses.count("another", NOW) == 1
    assert misses.count("one", NOW + WINDOW - timedelta(seconds=1)) == 4
    assert misses.count("one", NOW + WINDOW) == 1


def test_the_memory_of_a_flood_is_bounded() -> None:
    misses = Misses()
    for number in range(MOST_NETWORKS + 5):
        misses.count(f"network {number}", NOW)
    assert misses.count("network 0", NOW) == 1
    assert misses.count(f"network {MOST_NETWORKS}", NOW) == 2


def test_so_many_wait_and_the_next_one_does_not() -> None:
    misses = Misses()
    assert [misses.may_wait() for _ in range(MOST_WAITING + 1)] == [True] * MOST_WAITING + [False]
    misses.waited()
    assert misses.may_wait()
