"""The second factor of the cast: enrolled by the real command, proved without waiting for the next half minute."""

from datetime import datetime

from gitrace import clock
from gitrace.people.codes import code_at
from gitrace.people.queries import Present
from gitrace.people.rules import FACTOR_ROLES
from gitrace.people.second_factor import EnrolFactor, enrol_factor, make_offer
from gitrace.people.sessions import note_proof, recognise
from gitrace.storage import Store


def enrolled(store: Store, person: Present, now: datetime) -> tuple[str, list[str]]:
    """Enrols her by the sign-in that she has; returns the secret in her phone, and her recovery codes."""
    offer = make_offer(store, person)
    typed = EnrolFactor(offer=offer.sealed, factor_code=code_at(offer.secret, now))
    return offer.secret, enrol_factor(store, person, typed, now)


def proved(store: Store, token: str) -> None:
    """Whatever a sign-in of hers still owes: nobody in a test waits thirty seconds for a code that was not used."""
    now = clock.now()
    person = recognise(store, token, now)
    assert person is not None
    if person.role not in FACTOR_ROLES:
        return
    if not person.has_factor:
        enrolled(store, person, now)
    note_proof(store, person.session_id, now)
