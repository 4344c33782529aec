"""Numbered Alembic migrations, forward only, and the frozen row shapes."""
