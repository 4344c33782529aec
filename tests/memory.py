"""Where tests keep their homes and databases: in memory where the machine has it, since none must outlive its test."""

import shutil
from pathlib import Path

_SHARED = Path("/dev/shm")
_ENOUGH = 4 * 1024**3
"""Bytes; a whole run holds about one gibibyte at a time."""


def folder_in_memory() -> str | None:
    """A folder for temporary files that is no disk, or None."""
    return str(_SHARED) if _SHARED.is_dir() and shutil.disk_usage(_SHARED).free > _ENOUGH else None
