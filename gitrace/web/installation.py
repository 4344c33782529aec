"""What a view needs of the installation: its open store."""

from typing import cast

from flask import Flask, current_app

from gitrace.storage import Store


def install(app: Flask, opened: Store) -> None:
    """Give the application its store."""
    app.extensions["gitrace"] = opened
    app.jinja_env.globals["settings"] = opened.settings


def store() -> Store:
    """The store of the application that answers this request."""
    return cast(Store, current_app.extensions["gitrace"])
