"""Where somebody goes who was asked for something on her way."""

from flask import url_for


def onward(asked: str) -> str:
    """The page that was asked for, or the first of her menu.

    An address of our own and nothing else: browsers read `//host` and `/\\host` as another site's.
    """
    if asked.startswith("/") and not asked.startswith(("//", "/\\")) and asked.isprintable():
        return asked
    return url_for("account.start")
