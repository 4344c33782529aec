"""Checkpoints against the signed note format of C2SP and the example key of Go's sumdb/note."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from gitrace.ledger.checkpoints import BadCheckpoint, Signer, VerifierKey, open_checkpoint

NAME = "PeterNeumann"
SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
ROOT = bytes(range(32))


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer.from_seed("gitrace.test/log", bytes(32))


def test_the_example_key_of_the_note_package() -> None:
    assert str(Signer.from_seed(NAME, SEED).verifier_key) == VERIFIER
    assert str(VerifierKey.parse(VERIFIER)) == VERIFIER


def test_the_example_signature_of_the_note_package() -> None:
    key = VerifierKey.parse(VERIFIER)
    signature = Ed25519PrivateKey.from_private_bytes(SEED).sign(TEXT.encode())
    assert base64.b64encode(key.key_hash + signature).decode() == SIGNATURE


@given(st.integers(0, 2**53), st.binary(min_size=32, max_size=32))
def test_what_was_signed_opens(size: int, root: bytes) -> None:
    signer = Signer.from_seed(NAME, SEED)
    opened = open_checkpoint(signer.sign(size, root), signer.verifier_key)
    assert (opened.origin, opened.size, opened.root) == (NAME, size, root)


def test_a_note_has_a_body_a_blank_line_and_signatures(signer: Signer) -> None:
    lines = signer.sign(7, ROOT).split("\n")
    assert lines[:4] == ["gitrace.test/log", "7", base64.b64encode(ROOT).decode(), ""]
    assert lines[4].startswith("— gitrace.test/log ")
    assert lines[5:] == [""]


def test_a_strangers_signature_beside_ours_does_no_harm(signer: Signer) -> None:
    note = signer.sign(7, ROOT)
    body, ours = note.split("\n\n")
    stranger = Signer.from_seed("witness", b"\x01" * 32).sign(7, ROOT).split("\n\n")[1]
    assert open_checkpoint(f"{body}\n\n{stranger}{ours}", signer.verifier_key).size == 7


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n7\n", "\n8\n"),
        ("\n7\n", "\n07\n"),
        ("\n7\n", "\n-7\n"),
        ("AAEC", "AAED"),
        ("gitrace.test", "gitrace.demo"),
        ("\n\n", "\n"),
    ],
)
def test_a_changed_note_does_not_open(signer: Signer, old: str, new: str) -> None:
    with pytest.raises(BadCheckpoint):
        open_checkpoint(signer.sign(7, ROOT).replace(old, new), signer.verifier_key)


@pytest.mark.parametrize("text", ["", "x", "a\n1\nb\n\n", "a\n1\n\n\n— a AAAA\n", "a\n\n"])
def test_what_is_no_note_does_not_open(signer: Signer, text: str) -> None:
    with pytest.raises(BadCheckpoint):
        open_checkpoint(text, signer.verifier_key)


def test_another_key_under_the_same_name_does_not_open(signer: Signer) -> None:
    other = Signer.from_seed(signer.origin, b"\x02" * 32)
    with pytest.raises(BadCheckpoint, match="no valid signature"):
        open_checkpoint(other.sign(7, ROOT), signer.verifier_key)


def test_a_checkpoint_of_another_log_with_the_same_key_is_told_apart(signer: Signer) -> None:
    namesake = Signer("other/log", signer.private)
    with pytest.raises(BadCheckpoint):
        open_checkpoint(namesake.sign(7, ROOT), signer.verifier_key)


UNNAMED = [str(VerifierKey(name, b"\x01" * 32)) for name in ("", "a b", "a\nb", "a\x1b[2J", "a\u202eb")]
"""Keys of logs that have no name, or one that would act on a terminal."""


@pytest.mark.parametrize(
    "text", ["", "a+b", "a+00000000+AQ==", VERIFIER.replace("c74f", "c74e"), VERIFIER.replace("+AR", "+Ag"), *UNNAMED]
)
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(BadCheckpoint):
        VerifierKey.parse(text)


def test_a_signature_has_one_spelling(signer: Signer) -> None:
    note = signer.sign(7, ROOT)
    last = note[-3]
    assert note.endswith(f"{last}=\n")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    same_bytes = alphabet[alphabet.index(last) ^ 1]
    for other in (f"{note[:-3]}{same_bytes}=\n", f"{note[:-1]}\x0b", note[:-1]):
        with pytest.raises(BadCheckpoint):
            open_checkpoint(other, signer.verifier_key)
