"""Which authorisation is in force, and what stands between a producer and labels."""

from datetime import date

import pytest

from gitrace.errors import Refusal
from gitrace.people.acting import require_manager, require_overseer, require_own
from gitrace.people.roles import Role
from gitrace.producers.rules import AuthorisationFacts, authorisation_on, producer_findings
from gitrace.profile import failures, seed_profile
from gitrace.work import SYSTEM, Actor

FIRST, LAST = date(2025, 9, 1), date(2026, 8, 31)
HELD = AuthorisationFacts(FIRST, LAST, "", ("fresh",), None)


@pytest.mark.parametrize(
    ("day", "holds"),
    [(date(2025, 8, 31), False), (FIRST, True), (LAST, True), (date(2026, 9, 1), False)],
)
def test_both_ends_are_included(day: date, holds: bool) -> None:
    assert (authorisation_on([HELD], day) is HELD) is holds


def test_it_holds_for_its_forms_and_the_longest_one_counts() -> None:
    longer = AuthorisationFacts(FIRST, date(2027, 8, 31), "", ("fresh", "dried"), None)
    assert authorisation_on([longer, HELD], FIRST) is longer
    assert authorisation_on([HELD], FIRST, "dried") is None


@pytest.mark.parametrize(
    ("held", "listed", "allowed", "failing"),
    [
        ([HELD], False, True, []),
        ([], False, True, ["authorisation"]),
        ([HELD], True, False, ["label-use", "listed"]),
    ],
)
def test_each_clause_has_its_finding(
    held: list[AuthorisationFacts], listed: bool, allowed: bool, failing: list[str]
) -> None:
    findings = producer_findings(
        authorisations=held,
        form="fresh",
        day=FIRST,
        listed=listed,
        label_use_allowed=allowed,
        profile=seed_profile(),
    )
    assert failures(findings) == failing
    assert all(str(finding) for finding in findings)


def test_a_clerk_acts_for_her_own_producer_alone() -> None:
    clerk = Actor("user:1", Role.CLERK, 1, producer_id=7)
    require_own(clerk, 7)
    for other in (8, None):
        with pytest.raises(Refusal) as no:
            require_own(clerk, other)
        assert no.value.code == "not-yours"


def test_a_laboratory_acts_for_no_producer_and_overseers_for_any() -> None:
    with pytest.raises(Refusal):
        require_own(Actor("user:2", Role.LAB, 2), None)
    for overseer in (SYSTEM, Actor("user:3", Role.REGULATOR, 3), Actor("user:4", Role.ADMINISTRATOR, 4)):
        require_own(overseer, 7)
        require_overseer(overseer)


def test_some_things_are_the_managers() -> None:
    require_manager(Actor("user:1", Role.MANAGER, 1, producer_id=7), 7)
    with pytest.raises(Refusal) as no:
        require_manager(Actor("user:1", Role.PACKER, 1, producer_id=7), 7)
    assert no.value.code == "manager-only"
