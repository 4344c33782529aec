"""The claim that stored files are the ones that were stored."""

from collections.abc import Iterable, Iterator

from gitrace.ledger.verify.evidence import StoredFile
from gitrace.ledger.verify.findings import Claim, Finding


def file_findings(files: Iterable[StoredFile]) -> Iterator[Finding | None]:
    """Compare each file with the hash that its row recorded; None for one that fits.

    Does not verify files that no row names, nor what a file says.
    """
    for file in files:
        if file.present is None:
            yield Finding(Claim.FILES, "file-missing", f"The stored file {file.name} is gone.")
        elif file.present != file.recorded:
            yield Finding(Claim.FILES, "file-changed", f"The stored file {file.name} is not the one that was stored.")
        else:
            yield None
