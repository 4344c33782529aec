"""Slips, household cards, denials and call-backs."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Instant, Key
from gitrace.storage.migrate import put_under_notes

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the tables and put them under change notes."""
    op.create_table(
        "card_issue",
        sa.Column("id", Key, nullable=False),
        sa.Column("cards", sa.Integer, nullable=False),
        sa.Column("issued_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_issue")),
    )
    op.create_table(
        "household_key",
        sa.Column("id", Key, nullable=False),
        sa.Column("household_id", Key, nullable=False),
        sa.Column("producer_id", Key, nullable=True),
        sa.Column("issue_id", Key, nullable=True),
        sa.Column("token_hash", sa.String, nullable=False),
        sa.Column("nonce", sa.String, nullable=False),
        sa.Column("key_number", sa.Integer, nullable=False),
        sa.Column("issued_at", Instant, nullable=False),
        sa.Column("ended_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_household_key_household_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_household_key_producer_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["card_issue.id"], name=op.f("fk_household_key_issue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_household_key_token_hash")),
    )
    op.create_index(op.f("ix_household_key_household_id"), "household_key", ["household_id"])
    op.create_index(op.f("ix_household_key_issue_id"), "household_key", ["issue_id"])
    op.create_table(
        "slip_printing",
        sa.Column("id", Key, nullable=False),
        sa.Column("delivery_id", Key, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("paper", sa.String, nullable=False),
        sa.Column("key_id", Key, nullable=True),
        sa.Column("printed_by", sa.String, nullable=False),
        sa.Column("printed_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_slip_printing_delivery_id")),
        sa.ForeignKeyConstraint(["key_id"], ["household_key.id"], name=op.f("fk_slip_printing_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_printing")),
        sa.UniqueConstraint("delivery_id", "ordinal", name=op.f("uq_slip_printing_delivery_id_ordinal")),
    )
    op.create_table(
        "denial",
        sa.Column("id", Key, nullable=False),
        sa.Column("delivery_id", Key, nullable=False),
        sa.Column("household_id", Key, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("told_at", Instant, nullable=False),
        sa.Column("settled_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_denial_delivery_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_denial_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_denial")),
        sa.UniqueConstraint("delivery_id", "household_id", name=op.f("uq_denial_delivery_id_household_id")),
    )
    op.create_index(op.f("ix_denial_household_id"), "denial", ["household_id"])
    op.create_index(op.f("ix_denial_state"), "denial", ["state"])
    op.create_table(
        "denial_words",
        sa.Column("id", Key, nullable=False),
        sa.Column("denial_id", Key, nullable=False),
        sa.Column("household_id", Key, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("words", sa.String, nullable=True),
        sa.Column("reason", sa.String, nullable=True),
        sa.ForeignKeyConstraint(["denial_id"], ["denial.id"], name=op.f("fk_denial_words_denial_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_denial_words_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_denial_words")),
        sa.UniqueConstraint("denial_id", name=op.f("uq_denial_words_denial_id")),
    )
    op.create_table(
        "callback_draw",
        sa.Column("id", Key, nullable=False),
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("seed", sa.String, nullable=False),
        sa.Column("candidates", sa.String, nullable=False),
        sa.Column("wanted", sa.Integer, nullable=False),
        sa.Column("profile_version", sa.Integer, nullable=False),
        sa.Column("drawn_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_draw")),
        sa.UniqueConstraint("week", name=op.f("uq_callback_draw_week")),
    )
    op.create_table(
        "callback",
        sa.Column("id", Key, nullable=False),
        sa.Column("draw_id", Key, nullable=False),
        sa.Column("delivery_id", Key, nullable=False),
        sa.Column("household_id", Key, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("closed_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["draw_id"], ["callback_draw.id"], name=op.f("fk_callback_draw_id")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_callback_delivery_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_callback_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback")),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_callback_delivery_id")),
    )
    op.create_index(op.f("ix_callback_draw_id"), "callback", ["draw_id"])
    op.create_index(op.f("ix_callback_state"), "callback", ["state"])
    op.create_table(
        "call",
        sa.Column("id", Key, nullable=False),
        sa.Column("callback_id", Key, nullable=False),
        sa.Column("household_id", Key, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("result", sa.String, nullable=False),
        sa.Column("words", sa.String, nullable=True),
        sa.Column("called_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["callback_id"], ["callback.id"], name=op.f("fk_call_callback_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_call_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    op.create_index(op.f("ix_call_callback_id"), "call", ["callback_id"])
    put_under_notes(
        "call",
        "callback",
        "callback_draw",
        "card_issue",
        "denial",
        "denial_words",
        "household_key",
        "slip_printing",
    )
