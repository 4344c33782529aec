"""The command line: commands in files of their own, loaded only when they are called, so that each starts fast."""

import importlib
import sys
from collections.abc import Mapping
from keyword import iskeyword
from typing import Any

import click

from gitrace.errors import Refusal, Unavailable
from gitrace.settings import MisspeltSetting

COMMANDS = ("audit", "backup", "jobs", "import", "keys", "labels", "restore", "serve", "settings", "user")


class HouseGroup(click.Group):
    """Its commands stand in modules of their own: `module:name` below `gitrace.cli`, imported when it is called."""

    def __init__(self, *, at: Mapping[str, str], **about: Any) -> None:
        super().__init__(**about)
        self._at = at

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name, in the order of help."""
        return sorted({*self._at, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None for a name that is not ours."""
        if cmd_name not in self._at:
            return super().get_command(ctx, cmd_name)
        module, _, name = self._at[cmd_name].partition(":")
        command = getattr(importlib.import_module(f"gitrace.cli.{module}"), name)
        assert isinstance(command, click.Command)
        return command


def _module_of(name: str) -> str:
    return f"{name}_" if iskeyword(name) else name


@click.command(
    cls=HouseGroup,
    at={name: f"{_module_of(name)}:command" for name in COMMANDS},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="gitrace")
def house() -> None:
    """Traceability for a product with a geographical indication."""


def main() -> None:
    """Run a command; a refusal or a misspelt setting ends with its sentence and exit code 2, a busy store with 3."""
    try:
        house(prog_name="gitrace")
    except (Refusal, MisspeltSetting) as no:
        field = getattr(no, "field", None)
        click.echo(f"gitrace: {field}: {no}" if field else f"gitrace: {no}", err=True)
        sys.exit(2)
    except Unavailable as busy:
        click.echo(f"gitrace: {busy}", err=True)
        sys.exit(3)
