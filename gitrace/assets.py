"""Where templates, static files and catalogues lie: beside the package in a source tree, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_TREE = _PACKAGE.parent

# An editable install also copies the forced folders into site-packages, where they go stale; the source tree,
# recognised by its pyproject.toml, therefore wins.
_HOUSE = _TREE if (_TREE / "pyproject.toml").exists() else _PACKAGE

TEMPLATES = _HOUSE / "templates"
STATIC = _HOUSE / "static"
