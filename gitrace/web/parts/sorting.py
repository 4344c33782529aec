"""Sorting a list by the heads of its columns; the order stands in the address."""

from flask import request, url_for

from gitrace.storage.sorting import Sort


def sort_addresses(present: Sort | None) -> dict[str, tuple[str, str]]:
    """By column: the address of this list sorted by it, from its first page, and a mark if it is sorted so now.

    `present`: in which order the list stands; None for one that is not sorted.
    """
    assert request.endpoint is not None
    query = {name: value for name, value in request.args.to_dict(flat=False).items() if name != "page"}
    found = {}
    for key, (first, second) in (type(present).heads() if present else {}).items():
        wanted = second if present == first else first
        address = url_for(request.endpoint, **(request.view_args or {}), **query | {"sort": [wanted]})  # type: ignore[arg-type]
        found[key] = (address, {first: "↓", second: "↑"}.get(str(present), ""))
    return found
