"""The menu of who is signed in, derived: an entry is shown to those whom its view lets in."""

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from gitrace.web.doors import lets_in
from gitrace.web.entrance import entered, still_due
from gitrace.web.language import listed


@dataclass(frozen=True)
class Entry:
    """A line of the menu: the address, the words, whether the reader stands there or below."""

    address: str
    words: str
    here: bool


def hang_menu(app: Flask, entries: tuple[tuple[str, ...], ...]) -> None:
    """`entries`: (endpoint, Chinese words, addresses beside its own whose pages belong to it), as they hang."""
    app.extensions["gitrace_menu"] = entries
    app.jinja_env.globals.update(menu=menu, entered=entered, is_open_to_reader=is_open_to_reader)


def menu() -> list[Entry]:
    """The entries that whom the guard let in may use; none on pages for everyone, or before the second factor."""
    person = entered()
    if person is None or still_due() is not None:
        return []
    views = current_app.view_functions
    return [
        _entry(endpoint, words, also)
        for endpoint, words, *also in current_app.extensions["gitrace_menu"]
        if lets_in(views[endpoint], person)
    ]


def is_open_to_reader(endpoint: str) -> bool:
    """Whether the view lets in whoever reads the page, so that no page leads her to a shut door."""
    person = entered()
    return person is not None and lets_in(current_app.view_functions[endpoint], person)


def _entry(endpoint: str, words: str, also: list[str]) -> Entry:
    address = url_for(endpoint)
    path = address.partition("?")[0].rstrip("/")
    beside = (f"{path.rpartition('/')[0]}/{one}" for one in also)
    here = any(f"{request.path}/".startswith(f"{one}/") for one in (path, *beside))
    return Entry(address, listed(words), here)
