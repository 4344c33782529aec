"""`gitrace audit verify-proof`: one entry's proof file, checked by itself."""

import sys
from pathlib import Path

import click

from gitrace.cli.telling import EXISTING, tell_proof
from gitrace.ledger.checkpoints import BadCheckpoint, VerifierKey
from gitrace.ledger.log_keys import LogKeys, read_history
from gitrace.ledger.proof import BadProof, Unproven, check_inclusion, check_place, check_signature, parse_proof


@click.command("verify-proof", epilog="Example: gitrace audit verify-proof entry-120.tlog-proof --key KEY")
@click.argument("file", type=EXISTING)
@click.option("--key", "key_text", required=True, help="A key of the log's, name+hash+key, that you kept.")
@click.option("--history", type=EXISTING, help="The log's key history, /log/keys: leads from that key to later ones.")
def verify_proof(file: Path, key_text: str, history: Path | None) -> None:
    """Check FILE, the proof of one entry, with the log's key alone: no home, no database, no network.

    Exit code 0 with what was proved and what was not, or 1 with what does not hold.
    """
    try:
        proof, key = parse_proof(file.read_text(encoding="utf-8")), VerifierKey.parse(key_text)
        known = read_history(history.read_text(encoding="utf-8"), key) if history else LogKeys.trusting(key)
        checkpoint = check_signature(proof, known)
        check_inclusion(proof, checkpoint)
        check_place(proof)
    except (BadProof, BadCheckpoint, Unproven, UnicodeDecodeError) as wrong:
        click.echo(f"WRONG: {wrong} [unproven]")
        sys.exit(1)
    tell_proof(proof, checkpoint)
