"""The rooms' tables, for whoever looks at every one of them."""

import importlib
from pathlib import Path

import gitrace


def import_tables() -> None:
    """Import `gitrace.<room>.tables` of every room, so that each table says how it is kept and whom it is about."""
    package = Path(gitrace.__file__).parent
    for path in sorted(package.glob("*/tables.py")):
        importlib.import_module(f"gitrace.{path.parent.name}.tables")
