"""What the ledger's tests ask for beside an empty home."""

from fullhome import full, full_postgresql, full_sqlite

__all__ = ["full", "full_postgresql", "full_sqlite"]
