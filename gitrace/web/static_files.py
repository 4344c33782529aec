"""Static files under names that hold a digest of their content, so that a browser may keep them for ever."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise  # type: ignore[import-untyped]

from gitrace.assets import STATIC


def serve_static_files(app: Flask, folder: Path = STATIC) -> None:
    """Serve the folder's files under /static/NAME.DIGEST.EXT and give templates `static_file(name)`.

    The plain name answers too, for a minute at a time: a page printed or cached before an update still finds its style.
    """
    shelf = WhiteNoise(
        app.wsgi_app,
        immutable_file_test=r"\.[0-9a-f]{12}\.\w+$",
        allow_all_origins=False,
        add_headers_function=_nosniff,
    )
    addresses = {}
    for path in _files(folder):
        plain = PurePosixPath("/static") / path.relative_to(folder).as_posix()
        digest = sha256(path.read_bytes()).hexdigest()[:12]
        addresses[str(plain.relative_to("/static"))] = kept = str(plain.with_suffix(f".{digest}{plain.suffix}"))
        shelf.add_file_to_dictionary(str(plain), str(path))
        shelf.add_file_to_dictionary(kept, str(path))
    app.wsgi_app = shelf  # type: ignore[method-assign]
    app.jinja_env.globals["static_file"] = addresses.__getitem__


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))


def _nosniff(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
