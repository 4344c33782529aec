"""Imports point down: doors, rooms, work, ledger and storage, ground."""

from pathlib import Path

import pytest

from house.plan import PACKAGE, STOREY_OF, imports_of, modules, rooms

FLASK_DOORS = ("app", "web", "api")


def test_every_room_has_its_storey() -> None:
    assert rooms() - {"__main__"} == rooms() & STOREY_OF.keys()


@pytest.mark.parametrize(("name", "path"), [pytest.param(*module, id=module[0]) for module in modules()])
def test_imports_point_down(name: str, path: Path) -> None:
    own = STOREY_OF[name.split(".", maxsplit=1)[0]]
    upward = {other for other in imports_of(path) if STOREY_OF.get(other.split(".")[0], 0) > own}
    assert not upward


def test_doors_never_import_each_other() -> None:
    audiences = {path.name for path in (PACKAGE / "web").iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    audiences -= {"parts"}  # what several audiences' pages share
    for name, path in modules():
        room, *rest = name.split(".")
        others = audiences - set(rest[:1])
        for other in imports_of(path):
            if room == "web":
                assert not other.startswith("cli."), name
                if rest and rest[0] in audiences:
                    assert not any(other.startswith(f"web.{audience}") for audience in others), (name, other)
            if room == "cli":
                assert not other.startswith("web."), name


def test_flask_is_imported_in_the_doors_alone() -> None:
    for name, path in modules():
        if name.split(".")[0] not in FLASK_DOORS:
            assert "import flask" not in path.read_text().lower().replace("from flask", "import flask"), name


def test_the_verifier_knows_no_engine_and_no_room() -> None:
    for path in (PACKAGE / "ledger" / "verify").glob("*.py"):
        for other in imports_of(path):
            assert other.startswith("ledger."), (path.name, other)
        assert "sqlalchemy" not in path.read_text(), path.name
