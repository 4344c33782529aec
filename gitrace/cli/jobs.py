"""`gitrace jobs`: what the keeper has done, is doing and still owes, from the installation's own machine."""

import click

from gitrace import clock
from gitrace.cli.at_home import at_home
from gitrace.errors import Refusal
from gitrace.jobs import Job, cancel, queries
from gitrace.storage import keeping, reading


@click.group(epilog="Example: gitrace jobs list")
def command() -> None:
    """List and cancel jobs; show what is late."""


@command.command("list", epilog="Example: gitrace jobs list --limit 100")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many, newest first.")
def list_command(limit: int) -> None:
    """One job a line: number, state, kind, progress, who asked, when, why it failed. Then late effects."""
    with at_home() as store, reading(store) as session:
        for job in queries.recent_jobs(session, limit=limit):
            click.echo(_line(job))
        for late in queries.late_effects(session):
            click.echo(
                f"late: {late.kind}, {late.tries} tries, next {late.due_at:%Y-%m-%d %H:%M:%S}: {late.last_error}"
            )


@command.command("cancel", epilog="Example: gitrace jobs cancel 12")
@click.argument("number", type=int)
def cancel_command(number: int) -> None:
    """Cancel a job that is not over; a running one stops at its next step."""
    with at_home() as store, keeping(store) as session:
        if not cancel(session, number, now=clock.now()):
            raise Refusal("job-over", "没有编号为 {number} 的未结束任务。", number=number)


def _line(job: Job) -> str:
    progress = f"{job.progress}/{job.total}" if job.total is not None else str(job.progress)
    made = f"{job.made_at:%Y-%m-%d %H:%M:%S}"
    return "\t".join([str(job.id), job.state, job.kind, progress, job.made_by, made, job.failure or "-"])
