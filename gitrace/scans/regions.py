"""Coarse regions of addresses, from a file that the operator brings: which province or city a prefix is used in.

The file is CSV, a prefix and its region a line; lines that begin with `#` are passed over. The longest prefix that
holds an address decides. It is read once, at the start: of an address nothing but the region is kept.
"""

import csv
import ipaddress
from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path
from sys import intern

from gitrace.settings import PREFIX, MisspeltSetting

LONGEST_NAME = 40
_BITS = {4: 32, 6: 128}
UNKNOWN = ""
"""Of an address that no prefix holds, and of every address without a file."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Regions:
    """Which region an address is in. Nested prefixes are cut into pieces that do not overlap, so that a look-up is one
    search in a sorted list.
    """

    def __init__(self, prefixes: Iterable[tuple[Network, str]]) -> None:
        known: dict[int, dict[tuple[int, int], str]] = {version: {} for version in _BITS}
        for network, region in prefixes:
            known[network.version][int(network.network_address), network.prefixlen] = intern(region)
        self._are_known = any(known.values())
        self._pieces = {version: _pieces(of_version, _BITS[version]) for version, of_version in known.items()}

    def of(self, address: str | None) -> str:
        """The region of an IPv4 or IPv6 address, UNKNOWN of whatever is none."""
        if not self._are_known:
            return UNKNOWN
        try:
            ip = ipaddress.ip_address(address or "")
        except ValueError:
            return UNKNOWN
        if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        starts, regions = self._pieces[ip.version]
        return regions[bisect_right(starts, int(ip))]


def _pieces(prefixes: dict[tuple[int, int], str], bits: int) -> tuple[list[int], list[str]]:
    """Where each piece starts, and the regions: before the first piece, then of each. `prefixes`: by first address and
    length.
    """
    starts: list[int] = []
    regions = [UNKNOWN]

    def go_on(start: int, region: str) -> None:
        if starts and starts[-1] == start:
            regions[-1] = region
        elif regions[-1] != region:
            starts.append(start)
            regions.append(region)

    around: list[tuple[int, str]] = []  # last address and region of each prefix that holds the place, the widest first

    def end_before(place: int) -> None:
        while around and around[-1][0] < place:
            ended, _ = around.pop()
            go_on(ended + 1, around[-1][1] if around else UNKNOWN)

    for (first, length), region in sorted(prefixes.items()):
        end_before(first)
        go_on(first, region)
        around.append((first | (1 << (bits - length)) - 1, region))
    end_before(1 << bits)
    return starts, regions


def read_regions(path: Path | None) -> Regions:
    """The regions in a file; none without a file. Raises MisspeltSetting, which names the line that does not fit."""
    if path is None:
        return Regions(())
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file)
            return Regions(_read_line(line, path, lines.line_num) for line in lines if _says_something(line))
    except (OSError, UnicodeError, csv.Error) as fault:
        raise MisspeltSetting(f"{PREFIX}REGION_PREFIXES: {path} cannot be read: {fault}") from None


def _says_something(line: list[str]) -> bool:
    return bool(line) and not line[0].startswith("#")


def _read_line(line: list[str], path: Path, number: int) -> tuple[Network, str]:
    try:
        prefix, region = (cell.strip() for cell in line)
        network = ipaddress.ip_network(prefix)
    except ValueError as fault:
        raise MisspeltSetting(f"{PREFIX}REGION_PREFIXES: line {number} of {path}: {fault}") from None
    if 0 < len(region) <= LONGEST_NAME:
        return network, region
    raise MisspeltSetting(
        f"{PREFIX}REGION_PREFIXES: line {number} of {path}: a region of 1 to {LONGEST_NAME} characters"
    )
