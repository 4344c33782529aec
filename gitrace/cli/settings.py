"""`gitrace settings`."""

import click

from gitrace.settings import PREFIX, Settings, load_settings


@click.command(epilog="Example: GITRACE_WORKERS=4 gitrace settings")
@click.option("--markdown", is_flag=True, help="The table that stands in README.")
def command(markdown: bool) -> None:
    """Show every setting, its present value and what it is for."""
    if markdown:
        click.echo(settings_table())
        return
    present = load_settings()
    for name, field in Settings.model_fields.items():
        click.echo(f"{PREFIX}{name.upper()}={getattr(present, name)}")
        click.echo(f"    {field.description}")


def settings_table() -> str:
    """The settings as a Markdown table: name, default, help."""
    rows = ["| setting | default | what it is for |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, "") else f"`{field.default}`"
        rows.append(f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows)
