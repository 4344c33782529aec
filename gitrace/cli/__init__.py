"""The command line: a subcommand per file, loaded only when it is called, so that each starts fast."""

import importlib
import sys
from keyword import iskeyword

import click

from gitrace.errors import Refusal, Unavailable
from gitrace.settings import MisspeltSetting

COMMANDS = ("audit", "backup", "jobs", "import", "labels", "restore", "serve", "settings", "user")


class HouseGroup(click.Group):
    """Finds `gitrace NAME` in `gitrace.cli.NAME`, its command being called `command`; `import` in `import_`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every subcommand's name, in the order of help."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand, imported now; None for a name that is not ours."""
        if cmd_name not in COMMANDS:
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = importlib.import_module(f"gitrace.cli.{module}").command
        assert isinstance(command, click.Command)
        return command


@click.command(cls=HouseGroup, context_settings={"help_option_names": ["-h", "--help"]})
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
