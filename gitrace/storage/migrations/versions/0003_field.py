"""Profile, producers, growers, balance, deliveries, batches, inspections, labels, messages."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Instant, Key
from gitrace.storage.migrate import put_under_notes

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables and put the audited ones under change notes."""
    op.create_table(
        "account",
        sa.Column("id", Key, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("is_source", sa.Boolean, nullable=False),
        sa.Column("balance_g", sa.BigInteger, nullable=False),
        sa.CheckConstraint("balance_g >= 0 OR is_source", name=op.f("ck_account_not_below_zero")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("kind", "owner", name=op.f("uq_account_kind_owner")),
    )
    op.create_table(
        "household",
        sa.Column("id", Key, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("township", sa.String, nullable=False),
        sa.Column("village", sa.String, nullable=False),
        sa.Column("contract_mu", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        sa.UniqueConstraint("number", name=op.f("uq_household_number")),
    )
    op.create_index(op.f("ix_household_township"), "household", ["township"])
    op.create_table(
        "laboratory",
        sa.Column("id", Key, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("cma_number", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_laboratory")),
        sa.UniqueConstraint("cma_number", name=op.f("uq_laboratory_cma_number")),
    )
    op.create_table(
        "message",
        sa.Column("id", Key, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("lot", sa.String, nullable=True),
        sa.Column("address", sa.String, nullable=True),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("place", sa.String, nullable=True),
        sa.Column("contact", sa.String, nullable=True),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("handled_at", Instant, nullable=True),
        sa.Column("handled_note", sa.String, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("number", name=op.f("uq_message_number")),
    )
    op.create_index(op.f("ix_message_lot"), "message", ["lot"])
    op.create_index(op.f("ix_message_received_at"), "message", ["received_at"])
    op.create_table(
        "producer",
        sa.Column("id", Key, nullable=False),
        sa.Column("uscc", sa.String, nullable=False),
        sa.Column("uscc_reason", sa.String, nullable=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("township", sa.String, nullable=False),
        sa.Column("food_licence", sa.String, nullable=True),
        sa.Column("label_use", sa.String, nullable=False),
        sa.Column("label_use_reason", sa.String, nullable=True),
        sa.Column("listed", sa.Boolean, nullable=False),
        sa.Column("first_season_labels", sa.BigInteger, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producer")),
        sa.UniqueConstraint("uscc", name=op.f("uq_producer_uscc")),
    )
    op.create_table(
        "profile_version",
        sa.Column("id", Key, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("from_day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_version")),
        sa.UniqueConstraint("version", name=op.f("uq_profile_version_version")),
    )
    op.create_table(
        "authorisation",
        sa.Column("id", Key, nullable=False),
        sa.Column("producer_id", Key, nullable=False),
        sa.Column("from_day", sa.Date, nullable=False),
        sa.Column("until_day", sa.Date, nullable=False),
        sa.Column("announcement", sa.String, nullable=False),
        sa.Column("forms", sa.String, nullable=False),
        sa.Column("withdrawn_on", sa.Date, nullable=True),
        sa.Column("withdrawn_reason", sa.String, nullable=True),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_authorisation_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorisation")),
    )
    op.create_index(op.f("ix_authorisation_producer_id"), "authorisation", ["producer_id"])
    op.create_table(
        "batch",
        sa.Column("id", Key, nullable=False),
        sa.Column("lot", sa.String, nullable=False),
        sa.Column("producer_id", Key, nullable=False),
        sa.Column("form", sa.String, nullable=False),
        sa.Column("cover", sa.String, nullable=False),
        sa.Column("grade", sa.String, nullable=True),
        sa.Column("packed_on", sa.Date, nullable=False),
        sa.Column("best_before", sa.Date, nullable=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("hold", sa.String, nullable=False),
        sa.Column("hold_reason", sa.String, nullable=True),
        sa.Column("recall_notice", sa.String, nullable=True),
        sa.Column("recall_issuer", sa.String, nullable=True),
        sa.Column("recall_phone", sa.String, nullable=True),
        sa.Column("recalled_on", sa.Date, nullable=True),
        sa.Column("profile_version", sa.Integer, nullable=False),
        sa.Column("opened_at", Instant, nullable=False),
        sa.Column("closed_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_batch_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("lot", name=op.f("uq_batch_lot")),
    )
    op.create_index(op.f("ix_batch_packed_on"), "batch", ["packed_on"])
    op.create_index(op.f("ix_batch_producer_id_packed_on"), "batch", ["producer_id", "packed_on"])
    op.create_table(
        "household_person",
        sa.Column("id", Key, nullable=False),
        sa.Column("household_id", Key, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=True),
        sa.Column("phone", sa.String, nullable=True),
        sa.Column("id_digest", sa.String, nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_household_person_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_person")),
        sa.UniqueConstraint("household_id", name=op.f("uq_household_person_household_id")),
        sa.UniqueConstraint("id_digest", name=op.f("uq_household_person_id_digest")),
    )
    op.create_index(op.f("ix_household_person_name"), "household_person", ["name"])
    op.create_table(
        "plot",
        sa.Column("id", Key, nullable=False),
        sa.Column("household_id", Key, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("township", sa.String, nullable=False),
        sa.Column("area_mu", sa.String, nullable=False),
        sa.Column("planted_year", sa.Integer, nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_plot_household_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plot")),
        sa.UniqueConstraint("number", name=op.f("uq_plot_number")),
    )
    op.create_index(op.f("ix_plot_household_id"), "plot", ["household_id"])
    op.create_table(
        "posting",
        sa.Column("id", Key, nullable=False),
        sa.Column("from_account_id", Key, nullable=False),
        sa.Column("to_account_id", Key, nullable=False),
        sa.Column("grams", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("document", sa.String, nullable=False),
        sa.Column("posted_at", Instant, nullable=False),
        sa.CheckConstraint("grams > 0", name=op.f("ck_posting_more_than_nothing")),
        sa.ForeignKeyConstraint(["from_account_id"], ["account.id"], name=op.f("fk_posting_from_account_id")),
        sa.ForeignKeyConstraint(["to_account_id"], ["account.id"], name=op.f("fk_posting_to_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    op.create_index(op.f("ix_posting_document"), "posting", ["document"])
    op.create_index(op.f("ix_posting_from_account_id"), "posting", ["from_account_id"])
    op.create_index(op.f("ix_posting_to_account_id"), "posting", ["to_account_id"])
    op.create_table(
        "producer_contact",
        sa.Column("id", Key, nullable=False),
        sa.Column("producer_id", Key, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=True),
        sa.Column("phone", sa.String, nullable=True),
        sa.Column("address", sa.String, nullable=True),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_producer_contact_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producer_contact")),
        sa.UniqueConstraint("producer_id", name=op.f("uq_producer_contact_producer_id")),
    )
    op.create_table(
        "report",
        sa.Column("id", Key, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("laboratory_id", Key, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("entered_by", sa.String, nullable=False),
        sa.Column("producer_id", Key, nullable=False),
        sa.Column("client", sa.String, nullable=False),
        sa.Column("sample", sa.String, nullable=False),
        sa.Column("sample_quantity", sa.String, nullable=False),
        sa.Column("sampled_on", sa.Date, nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("standard", sa.String, nullable=False),
        sa.Column("form", sa.String, nullable=False),
        sa.Column("conclusion", sa.String, nullable=False),
        sa.Column("recomputed", sa.String, nullable=False),
        sa.Column("under_review", sa.Boolean, nullable=False),
        sa.Column("review", sa.String, nullable=True),
        sa.Column("review_reason", sa.String, nullable=True),
        sa.Column("file_sha256", sa.String, nullable=True),
        sa.Column("file_bytes", sa.BigInteger, nullable=True),
        sa.Column("replaces_id", Key, nullable=True),
        sa.Column("entered_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["laboratory_id"], ["laboratory.id"], name=op.f("fk_report_laboratory_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_report_producer_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["report.id"], name=op.f("fk_report_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint(
            "laboratory_id", "number", "entered_by", name=op.f("uq_report_laboratory_id_number_entered_by")
        ),
    )
    op.create_index(op.f("ix_report_producer_id"), "report", ["producer_id"])
    op.create_table(
        "scale",
        sa.Column("id", Key, nullable=False),
        sa.Column("producer_id", Key, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("certificate", sa.String, nullable=False),
        sa.Column("verified_on", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date, nullable=False),
        sa.Column("display_unit", sa.String, nullable=False),
        sa.Column("capacity_g", sa.BigInteger, nullable=False),
        sa.Column("division_g", sa.BigInteger, nullable=True),
        sa.Column("maker", sa.String, nullable=True),
        sa.Column("model", sa.String, nullable=True),
        sa.Column("serial", sa.String, nullable=True),
        sa.Column("verified_by", sa.String, nullable=True),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_scale_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scale")),
        sa.UniqueConstraint("number", name=op.f("uq_scale_number")),
    )
    op.create_index(op.f("ix_scale_producer_id"), "scale", ["producer_id"])
    op.create_table(
        "trade_item",
        sa.Column("id", Key, nullable=False),
        sa.Column("producer_id", Key, nullable=False),
        sa.Column("gtin", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("name_en", sa.String, nullable=False),
        sa.Column("form", sa.String, nullable=False),
        sa.Column("net_content", sa.String, nullable=False),
        sa.Column("shoot_g", sa.BigInteger, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_trade_item_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trade_item")),
        sa.UniqueConstraint("gtin", name=op.f("uq_trade_item_gtin")),
    )
    op.create_index(op.f("ix_trade_item_producer_id"), "trade_item", ["producer_id"])
    op.create_table(
        "carry",
        sa.Column("id", Key, nullable=False),
        sa.Column("from_batch_id", Key, nullable=False),
        sa.Column("to_batch_id", Key, nullable=False),
        sa.Column("grams", sa.BigInteger, nullable=False),
        sa.Column("carried_at", Instant, nullable=False),
        sa.CheckConstraint("grams > 0", name=op.f("ck_carry_more_than_nothing")),
        sa.ForeignKeyConstraint(["from_batch_id"], ["batch.id"], name=op.f("fk_carry_from_batch_id")),
        sa.ForeignKeyConstraint(["to_batch_id"], ["batch.id"], name=op.f("fk_carry_to_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carry")),
    )
    op.create_index(op.f("ix_carry_from_batch_id"), "carry", ["from_batch_id"])
    op.create_index(op.f("ix_carry_to_batch_id"), "carry", ["to_batch_id"])
    op.create_table(
        "certified_yield",
        sa.Column("id", Key, nullable=False),
        sa.Column("plot_id", Key, nullable=False),
        sa.Column("season", sa.Integer, nullable=False),
        sa.Column("kg_per_mu", sa.String, nullable=False),
        sa.Column("grams", sa.BigInteger, nullable=False),
        sa.Column("measured_sample", sa.String, nullable=True),
        sa.ForeignKeyConstraint(["plot_id"], ["plot.id"], name=op.f("fk_certified_yield_plot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certified_yield")),
        sa.UniqueConstraint("plot_id", "season", name=op.f("uq_certified_yield_plot_id_season")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", Key, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("producer_id", Key, nullable=False),
        sa.Column("household_id", Key, nullable=True),
        sa.Column("plot_id", Key, nullable=True),
        sa.Column("scale_id", Key, nullable=False),
        sa.Column("weighed_at", Instant, nullable=False),
        sa.Column("entered_at", Instant, nullable=False),
        sa.Column("season", sa.Integer, nullable=False),
        sa.Column("cover", sa.String, nullable=False),
        sa.Column("grade", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("gross_g", sa.BigInteger, nullable=False),
        sa.Column("tare_g", sa.BigInteger, nullable=False),
        sa.Column("deduction_g", sa.BigInteger, nullable=False),
        sa.Column("net_g", sa.BigInteger, nullable=False),
        sa.Column("failing", sa.String, nullable=False),
        sa.Column("findings", sa.String, nullable=False),
        sa.Column("profile_version", sa.Integer, nullable=False),
        sa.Column("corrections", sa.Integer, nullable=False),
        sa.CheckConstraint("net_g > 0", name=op.f("ck_delivery_net_weight")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_delivery_household_id")),
        sa.ForeignKeyConstraint(["plot_id"], ["plot.id"], name=op.f("fk_delivery_plot_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_delivery_producer_id")),
        sa.ForeignKeyConstraint(["scale_id"], ["scale.id"], name=op.f("fk_delivery_scale_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("producer_id", "number", name=op.f("uq_delivery_producer_id_number")),
    )
    op.create_index(op.f("ix_delivery_household_id"), "delivery", ["household_id"])
    op.create_index(op.f("ix_delivery_number"), "delivery", ["number"])
    op.create_index(op.f("ix_delivery_producer_id_weighed_at"), "delivery", ["producer_id", "weighed_at"])
    op.create_index(op.f("ix_delivery_weighed_at"), "delivery", ["weighed_at"])
    op.create_table(
        "label_run",
        sa.Column("id", Key, nullable=False),
        sa.Column("batch_id", Key, nullable=False),
        sa.Column("trade_item_id", Key, nullable=False),
        sa.Column("gtin", sa.String, nullable=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("shoot_g", sa.BigInteger, nullable=False),
        sa.Column("key_number", sa.Integer, nullable=False),
        sa.Column("stock", sa.String, nullable=False),
        sa.Column("findings", sa.String, nullable=False),
        sa.Column("profile_version", sa.Integer, nullable=False),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("prints", sa.Integer, nullable=False),
        sa.Column("printed_at", Instant, nullable=False),
        sa.CheckConstraint("first >= 1 AND last >= first", name=op.f("ck_label_run_numbers")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_label_run_batch_id")),
        sa.ForeignKeyConstraint(["trade_item_id"], ["trade_item.id"], name=op.f("fk_label_run_trade_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_run")),
        sa.UniqueConstraint("batch_id", "gtin", "first", name=op.f("uq_label_run_batch_id_gtin_first")),
    )
    op.create_index(op.f("ix_label_run_batch_id"), "label_run", ["batch_id"])
    op.create_table(
        "plot_place",
        sa.Column("id", Key, nullable=False),
        sa.Column("plot_id", Key, nullable=False),
        sa.Column("household_id", Key, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("parcel", sa.String, nullable=True),
        sa.Column("longitude_e6", sa.Integer, nullable=True),
        sa.Column("latitude_e6", sa.Integer, nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_plot_place_household_id")),
        sa.ForeignKeyConstraint(["plot_id"], ["plot.id"], name=op.f("fk_plot_place_plot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plot_place")),
        sa.UniqueConstraint("parcel", name=op.f("uq_plot_place_parcel")),
        sa.UniqueConstraint("plot_id", name=op.f("uq_plot_place_plot_id")),
    )
    op.create_index(op.f("ix_plot_place_household_id"), "plot_place", ["household_id"])
    op.create_table(
        "production_record",
        sa.Column("id", Key, nullable=False),
        sa.Column("plot_id", Key, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("product", sa.String, nullable=False),
        sa.Column("registration", sa.String, nullable=True),
        sa.Column("dose", sa.String, nullable=True),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date, nullable=True),
        sa.Column("interval_days", sa.Integer, nullable=True),
        sa.Column("purpose", sa.String, nullable=True),
        sa.Column("source", sa.String, nullable=True),
        sa.Column("producer_id", Key, nullable=True),
        sa.Column("entered_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["plot_id"], ["plot.id"], name=op.f("fk_production_record_plot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_production_record")),
        sa.UniqueConstraint("number", name=op.f("uq_production_record_number")),
    )
    op.create_index(op.f("ix_production_record_plot_id_kind"), "production_record", ["plot_id", "kind"])
    op.create_table(
        "report_coverage",
        sa.Column("id", Key, nullable=False),
        sa.Column("report_id", Key, nullable=False),
        sa.Column("batch_id", Key, nullable=True),
        sa.Column("producer_id", Key, nullable=True),
        sa.Column("form", sa.String, nullable=True),
        sa.Column("from_day", sa.Date, nullable=True),
        sa.Column("until_day", sa.Date, nullable=True),
        sa.Column("plot_id", Key, nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_report_coverage_batch_id")),
        sa.ForeignKeyConstraint(["plot_id"], ["plot.id"], name=op.f("fk_report_coverage_plot_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_report_coverage_producer_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_coverage_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_coverage")),
    )
    op.create_index(op.f("ix_report_coverage_batch_id"), "report_coverage", ["batch_id"])
    op.create_index(op.f("ix_report_coverage_plot_id"), "report_coverage", ["plot_id"])
    op.create_index(op.f("ix_report_coverage_producer_id"), "report_coverage", ["producer_id"])
    op.create_index(op.f("ix_report_coverage_report_id"), "report_coverage", ["report_id"])
    op.create_table(
        "report_item",
        sa.Column("id", Key, nullable=False),
        sa.Column("report_id", Key, nullable=False),
        sa.Column("item", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("method", sa.String, nullable=False),
        sa.Column("result", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("detection_limit", sa.String, nullable=True),
        sa.Column("printed_limit", sa.String, nullable=True),
        sa.Column("printed_verdict", sa.String, nullable=False),
        sa.Column("recomputed", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_item_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_item")),
    )
    op.create_index(op.f("ix_report_item_report_id"), "report_item", ["report_id"])
    op.create_table(
        "delivery_correction",
        sa.Column("id", Key, nullable=False),
        sa.Column("delivery_id", Key, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("before", sa.String, nullable=False),
        sa.Column("after", sa.String, nullable=False),
        sa.Column("corrected_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_correction_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_correction")),
    )
    op.create_index(op.f("ix_delivery_correction_delivery_id"), "delivery_correction", ["delivery_id"])
    op.create_table(
        "label_range",
        sa.Column("id", Key, nullable=False),
        sa.Column("run_id", Key, nullable=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=True),
        sa.Column("note", sa.String, nullable=True),
        sa.Column("in_use_at", Instant, nullable=True),
        sa.Column("ended_at", Instant, nullable=True),
        sa.CheckConstraint("first >= 1 AND last >= first", name=op.f("ck_label_range_numbers")),
        sa.ForeignKeyConstraint(["run_id"], ["label_run.id"], name=op.f("fk_label_range_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_range")),
        sa.UniqueConstraint("run_id", "first", name=op.f("uq_label_range_run_id_first")),
    )
    op.create_table(
        "pour",
        sa.Column("id", Key, nullable=False),
        sa.Column("batch_id", Key, nullable=False),
        sa.Column("delivery_id", Key, nullable=False),
        sa.Column("grams", sa.BigInteger, nullable=False),
        sa.Column("poured_at", Instant, nullable=False),
        sa.CheckConstraint("grams >= 0", name=op.f("ck_pour_nothing_or_more")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_pour_batch_id")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_pour_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pour")),
    )
    op.create_index(op.f("ix_pour_batch_id"), "pour", ["batch_id"])
    op.create_index(op.f("ix_pour_delivery_id"), "pour", ["delivery_id"])
    put_under_notes(
        "account",
        "household",
        "laboratory",
        "message",
        "producer",
        "profile_version",
        "authorisation",
        "batch",
        "household_person",
        "plot",
        "posting",
        "producer_contact",
        "report",
        "scale",
        "trade_item",
        "carry",
        "certified_yield",
        "delivery",
        "label_run",
        "plot_place",
        "production_record",
        "report_coverage",
        "report_item",
        "delivery_correction",
        "label_range",
        "pour",
    )
