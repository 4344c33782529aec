"""Statements compiled once for all the homes of a run: a home's engine would begin with an empty cache each time."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa


def engines_that_share() -> Callable[..., sa.Engine]:
    """As `sqlalchemy.create_engine`. What is compiled is kept by dialect, so those of one kind have one dialect too."""
    make, shared = sa.create_engine, {}

    def create_engine(*arguments: Any, **options: Any) -> sa.Engine:
        engine = make(*arguments, **options)
        engine.dialect, compiled = shared.setdefault(engine.dialect.name, (engine.dialect, {}))
        engine.update_execution_options(compiled_cache=compiled)
        return engine

    return create_engine
