"""Proofs of single entries, as files (C2SP tlog-proof). Stands alone: no engine, no room, no web."""

from gitrace.ledger.proof.claims import Unproven, check_inclusion, check_place, check_signature
from gitrace.ledger.proof.file import BadProof, Proof, parse_proof

__all__ = [
    "BadProof",
    "Proof",
    "Unproven",
    "check_inclusion",
    "check_place",
    "check_signature",
    "parse_proof",
]
