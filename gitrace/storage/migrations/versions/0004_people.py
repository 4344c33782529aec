"""Users, their persons, credentials and invitations; sign-ins and counters of guesses."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Instant, Key
from gitrace.storage.migrate import put_under_notes

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables and put the audited ones under change notes."""
    op.create_table(
        "user_account",
        sa.Column("id", Key, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("producer_id", Key, nullable=True),
        sa.Column("laboratory_id", Key, nullable=True),
        sa.Column("bureau", sa.String, nullable=True),
        sa.Column("level", sa.String, nullable=True),
        sa.Column("area", sa.String, nullable=True),
        sa.Column("invited_at", Instant, nullable=False),
        sa.Column("joined_at", Instant, nullable=True),
        sa.Column("disabled_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
    )
    op.create_index(op.f("ix_user_account_producer_id"), "user_account", ["producer_id"])
    op.create_table(
        "user_person",
        sa.Column("id", Key, nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("login", sa.String, nullable=True),
        sa.Column("display_name", sa.String, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_person_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_person")),
        sa.UniqueConstraint("user_id", name=op.f("uq_user_person_user_id")),
        sa.UniqueConstraint("login", name=op.f("uq_user_person_login")),
    )
    op.create_table(
        "user_credential",
        sa.Column("id", Key, nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("password_hash", sa.String, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_credential_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_credential")),
        sa.UniqueConstraint("user_id", name=op.f("uq_user_credential_user_id")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", Key, nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("token_hash", sa.String, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("used_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_invitation_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("user_id", name=op.f("uq_invitation_user_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_table(
        "user_session",
        sa.Column("id", Key, nullable=False),
        sa.Column("token_hash", sa.String, nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("device", sa.String, nullable=False),
        sa.Column("signed_in_at", Instant, nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("revoked_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_session_token_hash")),
    )
    op.create_index(op.f("ix_user_session_user_id"), "user_session", ["user_id"])
    op.create_index(op.f("ix_user_session_expires_at"), "user_session", ["expires_at"])
    op.create_table(
        "guess_counter",
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("began_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_guess_counter")),
    )
    op.create_index(op.f("ix_guess_counter_began_at"), "guess_counter", ["began_at"])
    put_under_notes("invitation", "user_account", "user_credential", "user_person")
