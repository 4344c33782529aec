"""Codes of the second factor (动态验证码): six digits that change every half minute (RFC 6238), and recovery codes for
a phone that is lost.

The shared secret must be readable by the service, so it is sealed under a key that stands in no database: HKDF of the
home's session key. A fourth key file would leave every key backup made so far incomplete; the session key is in all of
them, and if it is ever replaced people enrol again, which costs no label.
"""

import base64
import hashlib
import hmac
import os
import secrets
from datetime import datetime

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gitrace.identifiers.serial import ALPHABET
from gitrace.storage import Keys

INFO = b"gitrace-second-factor-1\n"
ISSUER = "gitrace"
RECOVERY_CODES = 10
_NONCE_BYTES = 12
_RECOVERY_LETTERS = 10
"""Of Crockford's 32: 50 bits, and a digest under a key that is in no database; nobody tries them through."""
_DRIFT = 1
"""Steps by which a phone's clock may be off, either way (RFC 6238, 5.2)."""
_MISREAD = str.maketrans("OIL", "011", " -")


class NotSealedHere(Exception):
    """Was not sealed under this home's key for this purpose."""


def make_secret() -> str:
    """160 random bits as base32, as authenticator apps take them."""
    return pyotp.random_base32()


def seal(keys: Keys, purpose: str, secret: str) -> str:
    """AES-256-GCM, the purpose authenticated with it; base64 of nonce and ciphertext."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(_key(keys)).encrypt(nonce, secret.encode(), purpose.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(keys: Keys, purpose: str, sealed: str) -> str:
    """The secret. Raises NotSealedHere."""
    try:
        whole = base64.urlsafe_b64decode(sealed)
        return AESGCM(_key(keys)).decrypt(whole[:_NONCE_BYTES], whole[_NONCE_BYTES:], purpose.encode()).decode()
    except (ValueError, InvalidTag) as error:
        raise NotSealedHere from error


def enrolment_address(secret: str, login: str) -> str:
    """The otpauth:// address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def code_at(secret: str, now: datetime) -> str:
    """What an authenticator app shows at an instant."""
    return pyotp.TOTP(secret).at(now)


def matching_step(secret: str, typed: str, now: datetime) -> int | None:
    """The half minute whose code this is, now or one off; None when it is no such code."""
    totp, code = pyotp.TOTP(secret), "".join(typed.split())
    present = totp.timecode(now)
    for step in range(present - _DRIFT, present + _DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            return step
    return None


def make_recovery_codes() -> list[str]:
    """Ten fresh ones, each `XXXXX-XXXXX`."""
    letters = ("".join(secrets.choice(ALPHABET) for _ in range(_RECOVERY_LETTERS)) for _ in range(RECOVERY_CODES))
    return [f"{one[:5]}-{one[5:]}" for one in letters]


def recovery_digest(keys: Keys, user_id: int, typed: str) -> str:
    """HMAC-SHA256, hexadecimal, of a recovery code however it was typed."""
    code = typed.upper().translate(_MISREAD)
    return hmac.digest(_key(keys), f"recovery\n{user_id}\n{code}".encode(), hashlib.sha256).hex()


def _key(keys: Keys) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=INFO).derive(keys.session)
