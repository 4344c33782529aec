"""The producer's door: what its clerks, packers and managers do, each for their own organisation alone."""

from flask import Blueprint

producer = Blueprint("producer", __name__, url_prefix="/producer")

from gitrace.web.producer import (  # noqa: E402, F401  (their views join the blueprint)
    applications,
    batch_deeds,
    batches,
    bench,
    board,
    cartons,
    certificates,
    deliveries,
    goods,
    grove,
    growers,
    inputs,
    labels,
    late,
    lot_codes,
    marked,
    orders,
    people,
    printing,
    profile,
    proofs,
    purchases,
    received,
    records,
    reports,
    slips,
    stocks,
    today,
    weighing,
)
