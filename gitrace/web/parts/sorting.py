"""Sorting a list by the heads of its columns; the order stands in the address."""

from collections.abc import Mapping

from flask import request, url_for


def sort_addresses(sorted_by: Mapping[str, tuple[str, str]], present: str | None) -> dict[str, tuple[str, str]]:
    """By column: the address of this list sorted by it, from its first page, and a mark if it is sorted so now.

    `sorted_by`: what `sort` asks first and, once it does, what it asks next; `present`: what it asks now.
    """
    assert request.endpoint is not None
    query = {name: value for name, value in request.args.to_dict(flat=False).items() if name != "page"}
    found = {}
    for key, (first, second) in sorted_by.items():
        wanted = second if present == first else first
        address = url_for(request.endpoint, **(request.view_args or {}), **query | {"sort": [wanted]})  # type: ignore[arg-type]
        found[key] = (address, {first: "↓", second: "↑"}.get(str(present), ""))
    return found
