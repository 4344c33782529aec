"""`gitrace audit replay`: balances and states from the entries alone, compared with the tables."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from gitrace.cli.evidence import home_reader
from gitrace.cli.telling import EXISTING, show_progress
from gitrace.errors import Refusal
from gitrace.ledger.export import ExportReader
from gitrace.ledger.verify import Holding, Reader, Unreadable
from gitrace.replay.figures import Figures
from gitrace.replay.run import Replay, Replayed

_MOST_LINES = 20


@click.command(epilog="Example: GITRACE_HOME=/mnt/restored gitrace audit replay")
@click.option("--export", type=EXISTING, help="Replay a full export file instead of this home's database.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def replay(export: Path | None, quiet: bool) -> None:
    """Build all balances and states anew from the entries alone, and compare.

    With the home's tables, a restored backup's as well; of an export with the rows as its entries left them. Exit code
    0 when nothing differs, or 1 with the first difference in words.
    """
    with _export_reader(export) if export else _tables() as reader:
        if Holding.ANNEXES not in reader.holds:
            sentence = "这份导出只有公开内容，不能重放：请用 gitrace audit export --full 导出。"
            raise Refusal("export-public", sentence, "export")
        replaying = Replay(reader)
        show_progress(replaying.run(), quiet=quiet)
    _tell(replaying.outcome, has_tables=replaying.compares_tables)
    sys.exit(0 if replaying.outcome.sound else 1)


@contextmanager
def _tables() -> Iterator[Reader]:
    with home_reader() as (reader, _key):
        yield reader


@contextmanager
def _export_reader(path: Path) -> Iterator[Reader]:
    try:
        yield ExportReader(path)
    except Unreadable as fault:
        click.echo(f"WRONG: {fault} [unreadable]")
        sys.exit(1)


def _tell(outcome: Replayed, *, has_tables: bool) -> None:
    if outcome.sound:
        zh, en = ("业务数据", "the tables say") if has_tables else ("条目留下的各行", "the rows that they left say")
        click.echo(f"重放 {outcome.entries} 条，与{zh}没有差异。")
        click.echo(f"Replayed {outcome.entries} entries: {en} the same.")
    else:
        first, *others = outcome.differences
        click.echo(f"差异：{first.zh}\nDIFFERENCE: {first.en} [{first.code}]")
        for other in others[: _MOST_LINES - 1]:
            click.echo(f"  - {other.zh}\n    {other.en} [{other.code}]")
        if more := len(others[_MOST_LINES - 1 :]) + outcome.unlisted:
            click.echo(f"  - 另有 {more} 处 / and {more} more")
    if outcome.figures is not None:
        _tell_figures(outcome.figures)
    click.echo("Not proved:")
    if not has_tables:
        click.echo("  - that today's tables say the same: they are not part of what was read")
    click.echo("  - that these are the entries that were signed: gitrace audit verify checks that")
    click.echo("  - that what was recorded was true when it was recorded")


def _tell_figures(figures: Figures) -> None:
    click.echo("By the entries:")
    for zh, en, grams in (
        ("核定", "certified", figures.certified_g),
        ("交售", "delivered", figures.delivered_g),
        ("投料", "poured", figures.poured_g),
        ("已启用", "in use", figures.in_use_g),
        ("差额", "deficit", figures.deficit_g),
    ):
        click.echo(f"  {grams:>15,} g  {en} {zh}")
    for zh, en, labels in (
        ("启用", "in use", figures.in_use_labels),
        ("作废", "void", figures.void_labels),
        ("退回注销", "returned", figures.returned_labels),
    ):
        click.echo(f"  {labels:>15,} labels {en} {zh}")
