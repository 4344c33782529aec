"""A lot of two growers' shoots poured, with a report that covers it."""

from dataclasses import dataclass

import cast

from gitrace.batches.tables import Batch
from gitrace.certificates.commands import IssueCertificate, issue_certificate
from gitrace.certificates.tables import Basis, Certificate
from gitrace.deliveries.tables import Delivery
from gitrace.inspections.tables import Report
from gitrace.producers.tables import Producer
from gitrace.storage import Store
from gitrace.work import Actor, writing


@dataclass(frozen=True)
class Packed:
    """A producer's lot of 100 kg, and what it was made of."""

    store: Store
    producer: Producer
    batch: Batch
    deliveries: tuple[Delivery, ...]
    report: Report

    @property
    def clerk(self) -> Actor:
        return cast.clerk_of(self.producer)

    def form(self, **said: object) -> IssueCertificate:
        fields = {"goods": "鲜笋", "weight": "200", "rests_on": (Basis.CONTROL,), "contact": "演示电话 0715-0000000"}
        return IssueCertificate.model_validate(fields | said)

    def issue(self, **said: object) -> Certificate:
        with writing(self.store, self.clerk) as work:
            return issue_certificate(work, self.form(**said), lot=self.batch.lot)

    def refused(self, actor: Actor | None = None, **said: object) -> tuple[str, str | None]:
        form = self.form(**said)
        return cast.refused(
            self.store, actor or self.clerk, lambda work: issue_certificate(work, form, lot=self.batch.lot)
        )


def pack(store: Store) -> Packed:
    """The lot, at the clock's morning."""
    producer = cast.make_producer(store, name="演示官庄合作社")
    deliveries = tuple(cast.make_delivery(store, producer, kg=50) for _ in range(2))
    batch = cast.make_batch(store, producer)
    for one in deliveries:
        cast.pour(store, batch, one)
    return Packed(store, producer, batch, deliveries, cast.make_report(store, producer))
