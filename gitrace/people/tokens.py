"""Tokens that open something: 256 random bits, of which only a digest is kept."""

import hashlib
import secrets


def make_token() -> str:
    """A fresh token, safe in an address and a cookie."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """SHA-256, hexadecimal. A token is random enough to need neither salt nor slowness."""
    return hashlib.sha256(token.encode()).hexdigest()
