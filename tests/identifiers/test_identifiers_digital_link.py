"""Addresses of products, lots and labels."""

import pytest
from biip.gs1_digital_link_uris import GS1DigitalLinkURI

from gitrace.errors import Refusal
from gitrace.identifiers.digital_link import DigitalLink, parse_address, parse_path

GTIN, LOT, SERIAL = "06901234000016", "CY260312A001", "0000140SMD4156R42P9S"
LABEL = f"/01/{GTIN}/10/{LOT}/21/{SERIAL}"


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
    assert link.path == path


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
        (f"/01/{GTIN}/10/", "lot-length"),
        (f"/01/{GTIN}/", "path"),
        (f"/01/{GTIN}/21/{SERIAL}", "path"),
        (f"/01/{GTIN}/10/{LOT}/21/{SERIAL}/99/X", "path"),
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
