"""Coarse regions of addresses: the longest prefix decides, and a line that does not fit is named."""

import ipaddress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitrace.scans.regions import Regions, read_regions
from gitrace.settings import MisspeltSetting

FILE = """# prefix,region
203.0.112.0/22,湖北
203.0.113.0/24,湖北武汉
203.0.113.128/25,"湖南长沙"

2001:db8::/32,广东
2001:db8:7::/48,广东深圳
"""


@pytest.fixture
def regions(tmp_path: Path) -> Regions:
    path = tmp_path / "regions.csv"
    path.write_text(FILE, encoding="utf-8-sig")
    return read_regions(path)


@pytest.mark.parametrize(
    ("address", "region"),
    [
        ("203.0.112.9", "湖北"),
        ("203.0.113.5", "湖北武汉"),
        ("203.0.113.200", "湖南长沙"),
        ("203.0.114.0", "湖北"),
        ("203.0.116.0", ""),
        ("198.51.100.1", ""),
        ("::ffff:203.0.113.5", "湖北武汉"),
        ("2001:db8:7::1", "广东深圳"),
        ("2001:db8:8::1", "广东"),
        ("2001:db9::", ""),
        ("no address", ""),
        (None, ""),
    ],
)
def test_the_longest_prefix_decides(regions: Regions, address: str | None, region: str) -> None:
    assert regions.of(address) == region


def test_without_a_file_no_region_is_known() -> None:
    assert read_regions(None).of("203.0.113.5") == ""


networks = st.builds(
    lambda place, length: ipaddress.ip_network((place << 24, length), strict=False),
    st.integers(0, 255),
    st.integers(0, 12),
)


@given(st.lists(networks, unique=True, max_size=12), st.integers(0, 2**32 - 1))
def test_it_is_the_same_as_asking_each_prefix(prefixes: list[ipaddress.IPv4Network], place: int) -> None:
    address = ipaddress.IPv4Address(place)
    holding = [one for one in prefixes if address in one]
    longest = str(max(holding, key=lambda one: one.prefixlen)) if holding else ""
    assert Regions([(one, str(one)) for one in prefixes]).of(str(address)) == longest


@pytest.mark.parametrize("line", ["203.0.113.1/24,湖北", "203.0.113.0/24", "203.0.113.0/24,", f"10.0.0.0/8,{'x' * 41}"])
def test_a_line_that_does_not_fit_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "regions.csv"
    path.write_text(f"{FILE}{line}\n", encoding="utf-8")
    with pytest.raises(MisspeltSetting, match="GITRACE_REGION_PREFIXES: line 8"):
        read_regions(path)


def test_a_file_that_is_away_is_named(tmp_path: Path) -> None:
    with pytest.raises(MisspeltSetting, match=r"away\.csv cannot be read"):
        read_regions(tmp_path / "away.csv")
