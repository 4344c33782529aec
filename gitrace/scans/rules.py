"""What is a scan, and what makes two of them the same."""

import re
from datetime import datetime
from functools import cache
from pathlib import Path

TEN_MINUTES = 600
"""Seconds in which one device's looks at one label are one scan."""

_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


def scan_key(nonce: str, device: str, at: datetime) -> str:
    """What makes two requests for a label the same scan: the client's `Scan-Nonce` where it sends a good one (16 to 64
    of `A-Za-z0-9_-`), else its device within ten minutes of the clock.
    """
    if _NONCE.fullmatch(nonce):
        return f"nonce:{nonce}"
    return f"device:{device}:{int(at.timestamp()) // TEN_MINUTES}"


def is_a_look(*, method: str, purpose: str, agent: str) -> bool:
    """Whether a person looked: not a HEAD, not a browser fetching ahead, not a messenger drawing a preview.

    `purpose`: the request's Sec-Purpose or Purpose header; `agent`: its User-Agent.
    """
    return method == "GET" and "prefetch" not in purpose.lower() and not is_previewer(agent)


def is_previewer(agent: str) -> bool:
    """Whether a program that reads pages for others is named in a User-Agent; the list is `previewers.txt`."""
    return _previewers().search(agent.casefold()) is not None


@cache
def _previewers() -> re.Pattern[str]:
    lines = Path(__file__).with_name("previewers.txt").read_text(encoding="utf-8").splitlines()
    names = [line.strip().casefold() for line in lines if line.strip() and not line.startswith("#")]
    return re.compile("|".join(map(re.escape, names)))
