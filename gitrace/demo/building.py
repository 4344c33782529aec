"""A demo home, made whole or not at all, and reused at the next start."""

import os
import shutil
from datetime import datetime
from pathlib import Path

from gitrace.demo.guide import Guide, read_guide, write_guide
from gitrace.demo.season import Told, make_season
from gitrace.settings import Settings

_WORKSHOP = ".making"
"""Folder in the home in which a season is made, until it is complete."""


class NotADemo(Exception):
    """The home holds something that the demo did not make; it is left alone."""


def built(settings: Settings, now: datetime, told: Told) -> Guide:
    """The guide of the home, whose season is made first if the home is empty. Raises NotADemo."""
    guide = read_guide(settings.home)
    if guide is not None:
        return guide
    refuse_foreign(settings.home)
    workshop = settings.home / _WORKSHOP
    shutil.rmtree(workshop, ignore_errors=True)  # of a start that was broken off
    guide = make_season(settings.model_copy(update={"home": workshop}), now, told)
    for path in sorted(workshop.iterdir()):
        _flush(path)
        path.rename(settings.home / path.name)
    workshop.rmdir()
    write_guide(settings.home, guide)
    return guide


def _flush(path: Path) -> None:
    """Have a file on the disk before the home counts as complete."""
    if path.is_file():
        with path.open("rb") as file:
            os.fsync(file.fileno())


def refuse_foreign(home: Path) -> None:
    """Raises NotADemo when there are keys or a database that belong to no complete demo."""
    if any((home / name).exists() for name in ("keys", "gitrace.db")):
        raise NotADemo(f"{home} holds no complete demonstration; choose another --home, or remove it if it was one")
