"""`gitrace audit`: verify the evidence, print its newest checkpoint, write it out, follow it from outside."""

import io
import sys

import click

from gitrace.cli import HouseGroup


@click.group(
    cls=HouseGroup,
    at={
        "balance": "balance:balance",
        "checkpoint": "evidence:checkpoint",
        "export": "evidence:export",
        "monitor": "monitor:monitor",
        "replay": "replay:replay",
        "verify": "evidence:verify",
        "verify-export": "verify_export:verify_export",
        "verify-proof": "proof:verify_proof",
    },
)
def command() -> None:
    """Verify what is on record, and take it out."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a file may hold what no terminal can be told
