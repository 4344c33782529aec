"""Receipt numbers of messages, which page a message is about, and what is done once only."""

import secrets
from datetime import date

from gitrace.cases.tables import DenialState
from gitrace.errors import Refusal
from gitrace.identifiers.digital_link import DigitalLink, parse_path
from gitrace.identifiers.serial import ALPHABET

MESSAGES_FROM_A_NETWORK = 10
"""In a quarter of an hour. A village behind one address is not a flood."""

_RANDOM = 8  # characters, 40 bits: a receipt is also the key with which its writer looks it up


def receipt_number(day: date) -> str:
    """FY, the day as YYMMDD, eight characters that nobody guesses: FY260314-7KQ2M0ZX."""
    return f"FY{day:%y%m%d}-{''.join(secrets.choice(ALPHABET) for _ in range(_RANDOM))}"


def subject_of(number: str) -> str:
    """`message:FY260314-7KQ2M0ZX`."""
    return f"message:{number}"


def page_written_on(address: str | None) -> DigitalLink | None:
    """What the page named that a message was written on; None for any other address, which is not kept."""
    try:
        return parse_path(address or "")
    except Refusal:
        return None


def require_unhandled(handled: bool) -> None:
    """Raises Refusal("handled-already")."""
    if handled:
        raise Refusal("handled-already", "这条反映已经处理过了。")


def require_untold(told: bool) -> None:
    """A household denies a delivery once. Raises Refusal("told-already")."""
    if told:
        raise Refusal("told-already", "这张交售单您已经说过了，不用再说一次，监管部门会去核实。")


def require_open_denial(state: str) -> None:
    """Raises Refusal("settled-already")."""
    if state != DenialState.OPEN:
        raise Refusal("settled-already", "这条已经处理过了。")
