"""A command of a room from what was typed, its first fault told as a usage error."""

from typing import Any

import click
from pydantic import ValidationError


def typed(model: Any, /, **values: object) -> Any:
    """The command. Raises click.UsageError, which ends with exit code 2, naming the field."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise click.UsageError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
