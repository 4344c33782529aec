"""Static files under names that hold a digest of their content, so that a browser may keep them for ever."""

import gzip
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise  # type: ignore[import-untyped]
from whitenoise.responders import Response, StaticFile  # type: ignore[import-untyped]

from gitrace.assets import STATIC


def serve_static_files(app: Flask, folder: Path = STATIC) -> None:
    """Serve the folder's files under /static/NAME.DIGEST.EXT and give templates `static_file(name)`.

    The plain name answers too, for a minute at a time: a page printed or cached before an update still finds its style.
    """
    shelf = _Shelf(
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


class _Shelf(WhiteNoise):  # type: ignore[misc]
    """Styles and scripts are compressed here, in memory: WhiteNoise itself wants a compressed file beside each, and an
    installation has nowhere to put one.
    """

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> Any:
        """The file as WhiteNoise serves it, compressed for who takes it so."""
        plain = super().get_static_file(path, url, stat_cache)
        return _Compressed(plain, _compressed(path)) if path.endswith((".css", ".js")) else plain


class _Compressed:
    def __init__(self, plain: StaticFile, body: bytes) -> None:
        self._plain, self._body = plain, body

    def get_response(self, method: str, environ: Mapping[str, str]) -> Response:
        answer = self._plain.get_response(method, environ)
        headers = [*answer.headers, ("Vary", "Accept-Encoding")]
        if answer.status != HTTPStatus.OK or "gzip" not in environ.get("HTTP_ACCEPT_ENCODING", ""):
            return Response(answer.status, headers, answer.file)
        if answer.file is not None:
            answer.file.close()
        kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
        told = [("Content-Encoding", "gzip"), ("Content-Length", str(len(self._body)))]
        return Response(answer.status, kept + told, BytesIO(self._body) if answer.file is not None else None)


@cache
def _compressed(path: str) -> bytes:
    return gzip.compress(Path(path).read_bytes(), mtime=0)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))


def _nosniff(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
