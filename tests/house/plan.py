"""The plan of the house, for the tests that keep it: its rooms from the ground up, and everything in them."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import gitrace

PACKAGE = Path(gitrace.__file__).parent
TREE = PACKAGE.parent

# From the ground up. A module may import what stands on its own line or above it, never what stands below.
STOREYS: tuple[tuple[str, ...], ...] = (
    ("errors", "clock", "settings", "assets"),
    ("identifiers",),
    ("symbols",),
    ("typesetting",),
    ("storage",),
    ("ledger",),
    ("jobs",),
    ("work",),
    ("backup", "keys"),
    ("profile",),
    ("people",),
    ("balance",),
    ("producers",),
    ("growers",),
    ("deliveries",),
    ("batches",),
    ("villages",),
    ("inspections",),
    ("labels",),
    ("printing",),
    ("certificates",),
    ("scans",),
    ("cases",),
    ("callbacks",),
    ("cards",),
    ("slips",),
    ("replay",),
    ("supervision",),
    ("desk",),
    ("importing",),
    ("erasure",),
    ("home", "demo"),
    ("web",),
    ("app",),
    ("serving",),
    ("cli",),
)

STOREY_OF = {name: level for level, names in enumerate(STOREYS) for name in names}


def modules() -> Iterator[tuple[str, Path]]:
    """Dotted name below `gitrace` and path of every module, migrations apart (they are numbered, not imported)."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if "versions" in parts or parts == ("__init__",) or path.name in {"__main__.py", "env.py"}:
            continue
        yield ".".join(part for part in parts if part != "__init__"), path


def imports_of(path: Path) -> Iterator[str]:
    """Dotted names below `gitrace` that a file imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "gitrace" else [f"gitrace.{alias.name}" for alias in node.names]
        yield from (name.removeprefix("gitrace.") for name in names if name.startswith("gitrace."))


def import_everything() -> None:
    """Import every module, so that every table, event, job and route is declared."""
    for name, _ in modules():
        importlib.import_module(f"gitrace.{name}")


def rooms() -> set[str]:
    """Top-level names that exist."""
    return {module.name for module in pkgutil.iter_modules([str(PACKAGE)])}
