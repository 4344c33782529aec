"""Addresses of products, lots and labels."""

from contextlib import suppress

import pytest
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from hypothesis import given
from hypothesis import strategies as st

from gitrace.errors import Refusal
from gitrace.identifiers.digital_link import DigitalLink, parse_address, parse_path, parse_query, parse_sent_path
from gitrace.identifiers.gtin import check_digit
from gitrace.identifiers.serial import ALPHABET

GTIN, LOT, SERIAL = "06901234000016", "CY260312A001", "0000140SMD4156R42P9S"
LABEL = f"/01/{GTIN}/10/{LOT}/21/{SERIAL}"

GTINS = st.from_regex(r"[0-9]{13}", fullmatch=True).map(lambda body: body + check_digit(body))
LOTS = st.from_regex(r"[0-9A-Z.-]{1,20}", fullmatch=True)
SERIALS = st.text(ALPHABET, min_size=20, max_size=20)
LINKS = (
    st.builds(DigitalLink, GTINS) | st.builds(DigitalLink, GTINS, LOTS) | st.builds(DigitalLink, GTINS, LOTS, SERIALS)
)
STEPS = st.sampled_from(["01", "10", "21", "22", "235", "17", "", GTIN, LOT, SERIAL, "%2F"]) | st.text(max_size=5)


@pytest.mark.parametrize(
    ("path", "link"),
    [
        (f"/01/{GTIN}", DigitalLink(GTIN)),
        (f"/01/{GTIN}/10/{LOT}", DigitalLink(GTIN, LOT)),
        (LABEL, DigitalLink(GTIN, LOT, SERIAL)),
    ],
)
def test_a_path_and_what_it_names(path: str, link: DigitalLink) -> None:
    assert parse_path(path) == link
    assert parse_path(f"{path}/") == link
    assert link.path == path


@pytest.mark.parametrize(
    ("qualifiers", "lot"), [("/22/2A", None), (f"/22/2A/10/{LOT}", LOT), ("/235/2dVPGRPTHbLN", None)]
)
def test_what_we_have_none_of_is_read_over(qualifiers: str, lot: str | None) -> None:
    assert parse_path(f"/01/{GTIN}{qualifiers}") == DigitalLink(GTIN, lot)


@given(link=LINKS, upper_case=st.booleans(), data=st.data())
def test_every_address_reads_back_however_it_is_encoded(
    link: DigitalLink, upper_case: bool, data: st.DataObject
) -> None:
    address = link.address("Label.example.cn", upper_case=upper_case)
    assert parse_address(address) == ("label.example.cn", link)
    coded = [f"%{ord(one):02X}" if one != "/" and data.draw(st.booleans()) else one for one in link.path]
    assert parse_sent_path("".join(coded)) == link


@given(st.text() | st.lists(STEPS, max_size=9).map(lambda steps: "/" + "/".join(steps)))
def test_whatever_is_read_names_something_or_is_refused_with_a_sentence(path: str) -> None:
    for parse in (parse_path, parse_sent_path):
        try:
            link = parse(path)
        except Refusal as no:
            link = DigitalLink(GTIN) if str(no) else None
        assert link is not None
        assert parse_path(link.path) == link


@given(st.text())
def test_any_query_is_read_or_refused(query: str) -> None:
    with suppress(Refusal):
        assert len(parse_query(query, DigitalLink(GTIN, LOT))) <= query.count("&") + query.count(";") + 1


@pytest.mark.parametrize("query", ["17=260401&13=260320", "13=260320;17=260401", "from=friend&from=group", "flag", ""])
def test_a_query_in_any_order_is_fine(query: str) -> None:
    assert ("17", "260401") in parse_query(query, DigitalLink(GTIN)) or "17" not in query


@pytest.mark.parametrize(
    ("query", "code"), [("17=260401&17=260401", "key-twice"), ("10=X", "key-twice"), ("17=&x=", "value-missing")]
)
def test_an_attribute_stands_once_and_says_something(query: str, code: str) -> None:
    with pytest.raises(Refusal) as no:
        parse_query(query, DigitalLink(GTIN, LOT))
    assert no.value.code == code


def test_upper_case_is_the_scheme_and_host_only_in_name() -> None:
    link = parse_path(LABEL)
    assert link.address("label.example.cn", upper_case=True) == "HTTPS://LABEL.EXAMPLE.CN" + LABEL
    assert link.address("Label.example.cn", upper_case=False) == "https://label.example.cn" + LABEL


@pytest.mark.parametrize("upper_case", [True, False])
def test_what_is_printed_reads_back(upper_case: bool) -> None:
    printed = DigitalLink(GTIN, LOT, SERIAL).address("label.example.cn", upper_case=upper_case)
    assert parse_address(f" {printed}?13=260312#x ") == ("label.example.cn", DigitalLink(GTIN, LOT, SERIAL))


def test_another_reader_of_the_standard_agrees() -> None:
    message = GS1DigitalLinkURI.parse(DigitalLink(GTIN, LOT, SERIAL).address("label.example.cn", upper_case=False))
    assert {element.ai.ai: element.value for element in message.element_strings} == {
        "01": GTIN,
        "10": LOT,
        "21": SERIAL,
    }


def test_the_text_under_the_symbol() -> None:
    assert DigitalLink(GTIN, LOT, SERIAL).element_string == f"(01) {GTIN} (10) {LOT} (21) {SERIAL}"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/01/6901234000016", "gtin-length"),
        ("/01/06901234000017", "gtin-check-digit"),
        ("/01/0690123400001O", "gtin-characters"),
        (f"/01/{GTIN}/10/{'A' * 21}", "lot-length"),
        (f"/01/{GTIN}/10/cy260312a001", "lot-characters"),
        (f"/01/{GTIN}/10/A B", "lot-characters"),
        (f"/01/{GTIN}/10/{LOT}/21/{SERIAL}0", "serial-length"),
        (f"/01/{GTIN}/10/{LOT}/21/{SERIAL.lower()}", "serial-characters"),
        (f"/01/{GTIN}/10/{LOT}/21/O{SERIAL[1:]}", "serial-characters"),
        (f"/01/{GTIN}/10/", "value-missing"),
        (f"/01//10/{LOT}", "value-missing"),
        (f"/01/{GTIN}/21/{SERIAL}", "no-such-label"),
        (f"/01/{GTIN}/21/{SERIAL}/10/{LOT}", "qualifier-order"),
        (f"/01/{GTIN}/10/{LOT}/22/A", "qualifier-order"),
        (f"/01/{GTIN}/22/A/235/B", "qualifier-order"),
        (f"/01/{GTIN}/235/B/21/{SERIAL}", "qualifier-order"),
        (f"/01/{GTIN}/01/{GTIN}", "key-twice"),
        (f"/01/{GTIN}/22/{'A' * 21}", "qualifier-characters"),
        (f"/01/{GTIN}/235/A B", "qualifier-characters"),
        (f"/01/{GTIN}/10/{LOT}/21/{SERIAL}/99/X", "attribute-in-path"),
        (f"/01/{GTIN}/lot/{LOT}", "path"),
        (f"/gtin/{GTIN}", "path"),
        (f"01/{GTIN}", "path"),
        ("/", "path"),
        ("", "path"),
        ("/01", "path"),
    ],
)
def test_the_first_thing_wrong_is_named(path: str, code: str) -> None:
    with pytest.raises(Refusal) as no:
        parse_path(path)
    assert no.value.code == code


@pytest.mark.parametrize("text", ["label.example.cn/01/1", "ftp://x/01/1", "", "https://", LABEL])
def test_an_address_needs_scheme_and_host(text: str) -> None:
    with pytest.raises(Refusal) as no:
        parse_address(text)
    assert no.value.code == "address"


def test_a_serial_without_its_lot_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="within its lot"):
        DigitalLink(GTIN, None, SERIAL)
