"""The file format of a key backup: JSON text, the keys sealed with AES-256-GCM under a passphrase through scrypt."""

import base64
import binascii
import json
import os
import unicodedata
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from gitrace.errors import Refusal
from gitrace.ledger.canonical import canonical

VERSION = 1
SHORTEST_PASSPHRASE = 12  # characters
_COST = {"n": 2**17, "r": 8, "p": 1}  # 128 MiB and about half a second a guess (RFC 7914; OWASP's figures)
_DEAREST_N = 2**20


class BadKeyFile(Exception):
    """A file that is no key backup, a damaged one, or a passphrase that does not open it."""


def seal(keys: Mapping[str, str], passphrase: str, made_at: str) -> str:
    """The file's text. `keys`: file name to its text, `log.key`; everything but the cipher text is readable.

    Raises Refusal("passphrase-short").
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refusal(
            "passphrase-short", "口令至少 {least} 个字符；可以是一句话。", "passphrase", least=SHORTEST_PASSPHRASE
        )
    header: dict[str, Any] = {
        "gitrace-keys": VERSION,
        "made_at": made_at,
        "names": sorted(keys),
        "scrypt": {**_COST, "salt": os.urandom(16).hex()},
        "aes-256-gcm": {"nonce": os.urandom(12).hex()},
    }
    sealed = _cipher(header, passphrase).encrypt(_nonce(header), canonical(dict(keys)), canonical(header))
    return json.dumps({**header, "sealed": base64.b64encode(sealed).decode()}, indent=1) + "\n"


def unseal(text: str, passphrase: str) -> dict[str, str]:
    """The keys' texts by file name. Raises BadKeyFile."""
    try:
        header = json.loads(text)
        sealed = base64.b64decode(header.pop("sealed"), validate=True)
        _require_known(header)
        opened = _cipher(header, passphrase).decrypt(_nonce(header), sealed, canonical(header))
        keys = json.loads(opened)
    except InvalidTag:
        raise BadKeyFile("the passphrase does not open this key backup, or the file was damaged") from None
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise BadKeyFile("this is not a key backup that this release can read") from None
    return {str(name): str(secret) for name, secret in keys.items()}


def _require_known(header: dict[str, Any]) -> None:
    if header["gitrace-keys"] != VERSION or not 2 <= header["scrypt"]["n"] <= _DEAREST_N:  # noqa: PLR2004 - a cost
        raise ValueError("another version")


def _cipher(header: Mapping[str, Any], passphrase: str) -> AESGCM:
    cost = header["scrypt"]
    salt = bytes.fromhex(cost["salt"])
    # The same words typed on another keyboard or system must give the same bytes.
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    return AESGCM(Scrypt(salt=salt, length=32, n=cost["n"], r=cost["r"], p=cost["p"]).derive(typed))


def _nonce(header: Mapping[str, Any]) -> bytes:
    return bytes.fromhex(header["aes-256-gcm"]["nonce"])
