"""The whole log as one file: written here, verified anywhere. Stands alone: no engine, no room, no web.

Verifying shares its claims with `gitrace.ledger.verify`, which verifies a database; each says what it does not verify.
"""

from gitrace.ledger.export.file import Export, ExportedEntry, Header, Scope
from gitrace.ledger.export.reading import ExportReader
from gitrace.ledger.export.verifying import ExportVerification
from gitrace.ledger.export.writing import write_export

__all__ = ["Export", "ExportReader", "ExportVerification", "ExportedEntry", "Header", "Scope", "write_export"]
