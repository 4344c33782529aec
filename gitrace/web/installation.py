"""What a view needs of the installation: its open store, and the regions of addresses."""

from typing import cast

from flask import Flask, current_app

from gitrace.scans.regions import Regions, read_regions
from gitrace.storage import Store


def install(app: Flask, opened: Store) -> None:
    """Give the application its store."""
    app.extensions["gitrace"] = opened
    app.extensions["gitrace_regions"] = read_regions(opened.settings.region_prefixes)
    app.jinja_env.globals["settings"] = opened.settings


def store_of(app: Flask) -> Store:
    """The store of an application."""
    return cast(Store, app.extensions["gitrace"])


def store() -> Store:
    """The store of the application that answers this request."""
    return store_of(current_app)


def regions_of(app: Flask) -> Regions:
    """The regions of address prefixes, as read at the start."""
    return cast(Regions, app.extensions["gitrace_regions"])


def regions() -> Regions:
    """The same, of the application that answers this request."""
    return regions_of(current_app)
