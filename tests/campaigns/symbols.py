"""Ten thousand random serials: every module of every symbol is the one that `qrcode` draws.

    python tests/campaigns/symbols.py --quick | --full [--seed N]

Hosts in upper and lower case, prefixes of even and odd length, versions 4 to 6, levels M and Q, mixed by chance.
"""

import argparse
import random
import sys
from collections import Counter
from itertools import product

from gitrace.identifiers.serial import ALPHABET, LENGTH
from gitrace.symbols.runs import symbols_of
from gitrace.symbols.symbol import Level, matrix

HOSTS = ("HTTPS://L.CN", "https://l.cn", "HTTPS://Q.LABEL.EXAMPLE.CN", "https://q.label.example.cn")
LOTS = ("CY1", "CY26", "CY260312A001")
VERSIONS = (4, 5, 6)
A_BATCH = 40
"""Of one shape at once, and enough for a table."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--quick", action="store_true", help="400 serials")
    size.add_argument("--full", action="store_true", help="10,000 serials")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    tried, wrong = trial(random.Random(arguments.seed), 400 if arguments.quick else 10_000)
    for (version, level), count in sorted(tried.items()):
        print(f"version {version}, level {level}: {count} symbols")
    for address in wrong[:10]:
        print(f"  differs: {address}")
    print(f"symbols: {'FAILED' if wrong else f'{tried.total()} symbols as qrcode draws them'}")
    sys.exit(1 if wrong else 0)


def trial(chance: random.Random, count: int) -> tuple["Counter[tuple[int, str]]", list[str]]:
    """How many of each version and level were compared, and the addresses whose symbols differ."""
    tried: Counter[tuple[int, str]] = Counter()
    wrong = []
    shapes = list(product(HOSTS, LOTS, VERSIONS, Level))
    while tried.total() < count:
        host, lot, version, level = chance.choice(shapes)
        prefix = f"{host}/01/{chance.randrange(10**14):014d}/10/{lot}/21/"
        addresses = [prefix + "".join(chance.choices(ALPHABET, k=LENGTH)) for _ in range(A_BATCH)]
        if needed(addresses[0], level) > version:
            continue
        made = symbols_of(addresses, level, version).matrices()
        wrong += [one for one, ours in zip(addresses, made, strict=True) if ours != matrix(one, level, version)]
        tried[version, level] += len(addresses)
    return tried, wrong


def needed(address: str, level: Level) -> int:
    """The smallest version that holds an address."""
    return (matrix(address, level).size - 17) // 4


if __name__ == "__main__":
    main()
