"""Villages' lists, objections and figures; households closed, plots passed on and put right."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Instant, Key
from gitrace.storage.migrate import put_under_notes

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the tables and put them under change notes."""
    _growers()
    _villages()
    put_under_notes(
        "household_closing",
        "household_succession",
        "plot_transfer",
        "plot_correction",
        "village_list",
        "village_list_line",
        "objection",
        "area_figure",
    )


def _growers() -> None:
    op.create_table(
        "household_closing",
        sa.Column("id", Key, nullable=False),
        sa.Column("household_id", Key, nullable=False),
        sa.Column("successor_id", Key, nullable=False),
        sa.Column("closed_at", Instant, nullable=False),
        _to("household_closing", "household_id", "household"),
        _to("household_closing", "successor_id", "household"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_closing")),
        sa.UniqueConstraint("household_id", name=op.f("uq_household_closing_household_id")),
    )
    op.create_table(
        "household_succession",
        sa.Column("id", Key, nullable=False),
        sa.Column("household_id", Key, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("successor_id", Key, nullable=False),
        sa.Column("kind", sa.String, nullable=True),
        sa.Column("reason", sa.String, nullable=True),
        sa.Column("entered_at", Instant, nullable=False),
        _to("household_succession", "household_id", "household"),
        _to("household_succession", "successor_id", "household"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_succession")),
    )
    op.create_table(
        "plot_transfer",
        sa.Column("id", Key, nullable=False),
        sa.Column("plot_id", Key, nullable=False),
        sa.Column("from_household_id", Key, nullable=False),
        sa.Column("to_household_id", Key, nullable=False),
        sa.Column("moved_at", Instant, nullable=False),
        _to("plot_transfer", "plot_id", "plot"),
        _to("plot_transfer", "from_household_id", "household"),
        _to("plot_transfer", "to_household_id", "household"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plot_transfer")),
    )
    op.create_table(
        "plot_correction",
        sa.Column("id", Key, nullable=False),
        sa.Column("plot_id", Key, nullable=False),
        sa.Column("household_id", Key, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("area_mu", sa.String, nullable=True),
        sa.Column("parcel", sa.String, nullable=True),
        sa.Column("reason", sa.String, nullable=True),
        sa.Column("corrected_at", Instant, nullable=False),
        _to("plot_correction", "plot_id", "plot"),
        _to("plot_correction", "household_id", "household"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plot_correction")),
    )
    for table, column in (
        ("household_succession", "household_id"),
        ("household_succession", "successor_id"),
        ("plot_transfer", "plot_id"),
        ("plot_transfer", "from_household_id"),
        ("plot_correction", "plot_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _villages() -> None:
    op.create_table(
        "village_list",
        sa.Column("id", Key, nullable=False),
        sa.Column("season", sa.Integer, nullable=False),
        sa.Column("township", sa.String, nullable=False),
        sa.Column("village", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("notice_from", sa.Date, nullable=True),
        sa.Column("notice_until", sa.Date, nullable=True),
        sa.Column("object_to", sa.String, nullable=True),
        sa.Column("returned", sa.String, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village_list")),
        sa.UniqueConstraint("season", "township", "village", name=op.f("uq_village_list_season_township_village")),
    )
    op.create_index(op.f("ix_village_list_season_state_township"), "village_list", ["season", "state", "township"])
    op.create_table(
        "village_list_line",
        sa.Column("id", Key, nullable=False),
        sa.Column("list_id", Key, nullable=False),
        sa.Column("plot_id", Key, nullable=False),
        sa.Column("household_id", Key, nullable=False),
        sa.Column("cover", sa.String, nullable=False),
        sa.Column("area_mu", sa.String, nullable=False),
        sa.Column("kg_per_mu", sa.String, nullable=False),
        sa.Column("grams", sa.BigInteger, nullable=False),
        sa.Column("measured_sample", sa.String, nullable=True),
        _to("village_list_line", "list_id", "village_list"),
        _to("village_list_line", "plot_id", "plot"),
        _to("village_list_line", "household_id", "household"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village_list_line")),
        sa.UniqueConstraint("list_id", "plot_id", name=op.f("uq_village_list_line_list_id_plot_id")),
    )
    for column in ("plot_id", "household_id"):
        op.create_index(op.f(f"ix_village_list_line_{column}"), "village_list_line", [column])
    op.create_table(
        "objection",
        sa.Column("id", Key, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("list_id", Key, nullable=False),
        sa.Column("raised_on", sa.Date, nullable=False),
        sa.Column("objector", sa.String, nullable=True),
        sa.Column("words", sa.String, nullable=True),
        sa.Column("outcome", sa.String, nullable=True),
        sa.Column("upheld", sa.Boolean, nullable=True),
        sa.Column("entered_at", Instant, nullable=False),
        sa.Column("settled_at", Instant, nullable=True),
        _to("objection", "list_id", "village_list"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    op.create_index(op.f("ix_objection_list_id"), "objection", ["list_id"])
    op.create_table(
        "area_figure",
        sa.Column("id", Key, nullable=False),
        sa.Column("season", sa.Integer, nullable=False),
        sa.Column("township", sa.String, nullable=False),
        sa.Column("village", sa.String, nullable=False),
        sa.Column("bearing_mu", sa.String, nullable=True),
        sa.Column("norm_natural", sa.String, nullable=True),
        sa.Column("norm_covered", sa.String, nullable=True),
        sa.Column("source", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_figure")),
        sa.UniqueConstraint("season", "township", "village", name=op.f("uq_area_figure_season_township_village")),
    )


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
