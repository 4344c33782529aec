"""Every verdict, their precedence, and a serial with each of its characters altered."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gitrace.errors import Refusal
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.identifiers.serial import ALPHABET, label_serial
from gitrace.labels.tables import RangeState
from gitrace.labels.verdict import Answer, Asked, LotFacts, Standing, Verdict, asked_by_hand, asked_by_link, judge

KEYS = {1: b"1" * 32, 2: b"2" * 32}
GTIN, OTHER_GTIN, LOT = "06901234000016", "06901234000023", "CY260312A001"
TODAY = date(2026, 3, 14)
SERIAL = label_serial(KEYS[1], GTIN, LOT, 231)
IN_USE = Standing(GTIN, 1, RangeState.IN_USE, in_use_at=datetime(2026, 3, 12, tzinfo=UTC))
LOT_FACTS = LotFacts(LOT, recalled=False, held=False, best_before=TODAY, standings=(IN_USE,))


def verdict(serial: str = SERIAL, gtin: str | None = GTIN, facts: LotFacts | None = LOT_FACTS) -> Verdict:
    return judge(Asked(gtin, LOT, serial), facts, KEYS, TODAY).verdict


def with_standing(**values: object) -> LotFacts:
    return replace(LOT_FACTS, standings=(replace(IN_USE, **values),))  # type: ignore[arg-type]


def test_a_label_in_use_is_genuine() -> None:
    answer = judge(Asked(GTIN, LOT, SERIAL), LOT_FACTS, KEYS, TODAY)
    assert (answer.verdict, answer.gtin, answer.number, answer.standing) == (Verdict.GENUINE, GTIN, 231, IN_USE)
    assert answer.status == 200


def test_nothing_that_can_be_read_is_malformed() -> None:
    answer = judge(None, LOT_FACTS, KEYS, TODAY)
    assert (answer.verdict, answer.status) == (Verdict.MALFORMED, 400)


def test_no_such_lot() -> None:
    answer = judge(Asked(GTIN, LOT, SERIAL), None, KEYS, TODAY)
    assert (answer.verdict, answer.status) == (Verdict.UNKNOWN_LOT, 404)


@pytest.mark.parametrize("position", range(20))
def test_each_character_altered_is_found(position: int) -> None:
    for character in ALPHABET:
        altered = SERIAL[:position] + character + SERIAL[position + 1 :]
        if altered != SERIAL:
            # Inside the run and outside it: neither makes a made-up serial look issued.
            assert verdict(altered) is Verdict.FORGED
            assert verdict(altered, facts=with_standing(key_number=None, state=None)) is Verdict.FORGED


def test_a_serial_of_ours_outside_every_run_was_not_issued() -> None:
    facts = with_standing(key_number=None, state=None)
    assert verdict(facts=facts) is Verdict.NOT_ISSUED
    assert verdict(label_serial(KEYS[2], GTIN, LOT, 231), facts=facts) is Verdict.NOT_ISSUED


def test_inside_a_run_another_key_of_ours_is_forged() -> None:
    assert verdict(label_serial(KEYS[2], GTIN, LOT, 231)) is Verdict.FORGED


def test_a_serial_of_another_lot_or_product_is_forged() -> None:
    assert verdict(label_serial(KEYS[1], GTIN, "CY260312A002", 231)) is Verdict.FORGED
    assert verdict(label_serial(KEYS[1], OTHER_GTIN, LOT, 231)) is Verdict.FORGED


def test_number_nought_is_forged() -> None:
    assert verdict("00000" + SERIAL[5:], facts=with_standing(key_number=None, state=None)) is Verdict.FORGED


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (None, Verdict.NOT_IN_USE),
        (RangeState.IN_USE, Verdict.GENUINE),
        (RangeState.VOID, Verdict.VOID),
        (RangeState.RETURNED, Verdict.RETURNED),
    ],
)
def test_each_state_of_a_label(state: RangeState | None, expected: Verdict) -> None:
    assert verdict(facts=with_standing(state=state)) is expected


def test_the_day_on_the_pack_is_not_past_until_it_is_over() -> None:
    assert verdict(facts=replace(LOT_FACTS, best_before=date(2026, 3, 13))) is Verdict.PAST_DATE
    assert verdict(facts=replace(LOT_FACTS, best_before=None)) is Verdict.GENUINE


def test_the_worse_verdict_comes_first() -> None:
    states = [RangeState.VOID, RangeState.RETURNED, None, RangeState.IN_USE]
    for recalled, held, state in itertools.product([True, False], [True, False], states):
        facts = replace(with_standing(state=state), recalled=recalled, held=held, best_before=date(2026, 3, 1))
        by_state = {
            RangeState.VOID: Verdict.VOID,
            RangeState.RETURNED: Verdict.RETURNED,
            None: Verdict.NOT_IN_USE,
            RangeState.IN_USE: Verdict.PAST_DATE,
        }[state]
        expected = Verdict.RECALLED if recalled else Verdict.ON_HOLD if held else by_state
        assert verdict(facts=facts) is expected


def test_a_forged_label_of_a_recalled_lot_is_forged() -> None:
    facts = replace(LOT_FACTS, recalled=True, held=True)
    assert verdict(SERIAL[:-1] + ("0" if SERIAL[-1] != "0" else "1"), facts=facts) is Verdict.FORGED


def test_lot_and_serial_typed_by_hand_suffice() -> None:
    asked = asked_by_hand("cy26o3l2-a0o1", SERIAL.lower().replace("0", "o").replace("1", "i"))
    facts = replace(LOT_FACTS, standings=(Standing(OTHER_GTIN, 1, RangeState.VOID), IN_USE))
    assert asked == Asked(None, LOT, SERIAL)
    answer = judge(asked, facts, KEYS, TODAY)
    assert (answer.verdict, answer.gtin) == (Verdict.GENUINE, GTIN)


def test_typed_nonsense_is_refused() -> None:
    with pytest.raises(Refusal):
        asked_by_hand(LOT, "123")


def test_an_address_of_a_lot_asks_for_no_label() -> None:
    assert asked_by_link(DigitalLink(GTIN, LOT, SERIAL)) == Asked(GTIN, LOT, SERIAL)
    assert asked_by_link(DigitalLink(GTIN, LOT)) is None


def test_the_first_four_show_no_goods() -> None:
    assert [one for one in Verdict if not Answer(one).shows_goods] == list(Verdict)[:4]
