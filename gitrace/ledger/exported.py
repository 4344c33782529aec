"""The checkpoints that were exported to another disk, and the guard that they are: a log never goes back behind one."""

from pathlib import Path

from gitrace.errors import Stopped
from gitrace.settings import Settings

NEWEST = "checkpoint"
"""Name of the file with the newest checkpoint; `checkpoint-2026-03-12` is the last one of that day in Shanghai."""
PUBLISHED = 0o644
"""Mode of these files: whoever keeps the folder may read them."""


def size_of(path: Path) -> int:
    """The size that an exported checkpoint states, its signature unchecked; -1 without one."""
    try:
        return size_stated(path.read_text())
    except (FileNotFoundError, ValueError, IndexError):
        return -1


def size_stated(checkpoint: str) -> int:
    """The size in a checkpoint's text."""
    return int(checkpoint.split("\n")[1])


def exported_size(settings: Settings) -> int:
    """Of the newest exported checkpoint; -1 without one, or while the other disk is away."""
    folder = settings.checkpoint_dir
    try:
        return -1 if folder is None else size_of(folder / NEWEST)
    except OSError:
        return -1


def require_no_older(size: int, exported: int) -> None:
    """A log of `size` entries may grow. Raises Stopped when it had more once: an older backup was put back, or it was
    cut off, and what is written now would stand where other entries stood.

    Does not verify that the entries are the same ones: `gitrace audit verify --checkpoint` does.
    """
    if size < exported:
        raise Stopped(
            f"the log has {size} entries, and {exported} by the newest checkpoint in GITRACE_CHECKPOINT_DIR: nothing "
            "is written until a newer backup is restored, or it is served with --accept-rollback"
        )
