"""One whole scenario through the house's own commands, for tests that look at everything at once.

Two producers at work on a morning, each with growers, weighings, a lot, a report, labels in every state; a shopper who
wrote; a lone farmer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import cast
from sqlmodel import Session, select
from standing_clock import Clock

from gitrace.batches.corrections import CorrectDelivery, correct_delivery
from gitrace.batches.drawing import Draw, draw
from gitrace.batches.holds import HoldBatch, hold_batch
from gitrace.batches.tables import Batch
from gitrace.cases.commands import SendMessage, send_message
from gitrace.cases.tables import Message
from gitrace.certificates.commands import IssueCertificate, issue_certificate
from gitrace.certificates.received import TickReceived, tick_received
from gitrace.certificates.tables import Basis, Certificate
from gitrace.clock import shanghai_day
from gitrace.deliveries.tables import Delivery
from gitrace.growers.inputs import RegisterInput, register_input
from gitrace.growers.photos import photos_of
from gitrace.growers.records import PhotographRecord, enter_from_photo
from gitrace.growers.rules import InputKind
from gitrace.growers.tables import (
    Household,
    HouseholdPerson,
    InputProduct,
    Plot,
    PlotPlace,
    ProductionRecord,
    RecordPhoto,
)
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.identifiers.serial import label_serial
from gitrace.inspections.files import keep_pdf
from gitrace.inspections.tables import Laboratory, Report
from gitrace.labels.ending import ReturnLabels, VoidKind, VoidLabels, return_labels, void_labels
from gitrace.labels.tables import Run
from gitrace.people.tables import UserPerson
from gitrace.producers.commands import RecordContact, record_contact
from gitrace.producers.tables import Producer, ProducerContact, ProducerKind, Scale, TradeItem
from gitrace.storage import Store, reading
from gitrace.storage.files import keep_file
from gitrace.villages.objections import RecordObjection, record_objection
from gitrace.villages.steps import PublishList, publish_list
from gitrace.villages.tables import Objection
from gitrace.work import SYSTEM, Actor, writing

NOON = datetime(2026, 3, 20, 4, 0, tzinfo=UTC)
"""Noon of 20 March 2026 in Shanghai: what was weighed at half past six may be poured."""
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"
LABELS = 60


@dataclass
class Party:
    """One producer with all that is its own."""

    producer: Producer
    scale: Scale
    item: TradeItem
    laboratory: Laboratory
    people: list[str] = field(default_factory=list)
    """Names and phones of its growers."""
    households: list[Household] = field(default_factory=list)
    plots: list[Plot] = field(default_factory=list)
    records: list[ProductionRecord] = field(default_factory=list)
    photo: RecordPhoto = field(default_factory=RecordPhoto)
    input: InputProduct = field(default_factory=InputProduct)
    deliveries: list[Delivery] = field(default_factory=list)
    batch: Batch = field(default_factory=Batch)
    run: Run = field(default_factory=Run)
    report: Report = field(default_factory=Report)
    failing: Report = field(default_factory=Report)
    certificate: Certificate = field(default_factory=Certificate)

    def label(self, store: Store, number: int) -> str:
        """The printed address of one of its labels."""
        lot, gtin = self.batch.lot, self.item.gtin
        return DigitalLink(gtin, lot, label_serial(store.keys.labels[1], gtin, lot, number)).path

    @property
    def own_words(self) -> set[str]:
        """Names and numbers that no other producer may read on a page of its own."""
        numbers = {one.number for one in self.deliveries} | {
            self.scale.number,
            self.report.number,
            self.scale.certificate,
        }
        return {self.producer.name, self.producer.uscc, self.batch.lot, self.item.gtin, self.input.name} | numbers


@dataclass(frozen=True)
class Scene:
    """The whole of it."""

    ours: Party
    rival: Party
    farm: Producer
    message: str
    """Number that the shopper was given."""
    objection: Objection
    """To the list of our households' village."""


def play(store: Store, the_clock: Clock) -> Scene:
    """Everything happens at noon; the clock goes on standing there."""
    the_clock.set(NOON)
    cast.make_profile(store)
    ours = make_party(store, "甲", parcels=11)
    rival = make_party(store, "乙", parcels=51)
    farm = cast.make_producer(store, name="演示家庭农场主某", kind=ProducerKind.FARM, uscc=cast.fresh_uscc("92"))
    with writing(store, SYSTEM) as work:
        about = ours.label(store, 1)
        form = SendMessage(text="演示：袋里只有半袋", place="演示路菜场", contact="13900009999", about=about)
        number = send_message(work, form, keep_file(store, b"a shopper's photograph")).number
    return Scene(ours, rival, farm, number, list_a_village(store, ours))


def list_a_village(store: Store, party: Party) -> Objection:
    """A list on notice, to which somebody objects."""
    listed = cast.make_list(store, *party.plots[:2])
    with writing(store, cast.VILLAGE) as work:
        day = shanghai_day(work.now)
        publish_list(work, PublishList(list_id=listed.id, from_day=day, object_to="演示村委会"))
        told = {"objector": "演示异议人", "words": "演示：那块地不是他家的"}
        return record_objection(work, RecordObjection(list_id=listed.id, raised_on=day, **told))


def make_party(store: Store, name: str, *, parcels: int) -> Party:
    """A producer, five households of one village and two of another, and their morning."""
    producer = cast.make_producer(store, name=f"演示{name}地合作社")
    with writing(store, cast.REGULATOR) as work:
        told = RecordContact(
            producer_id=producer.id,
            name=f"演示{name}联系人",
            phone=f"1380000{parcels:04}",
            address=f"演示{name}街 1 号",
        )
        record_contact(work, told)
    cast.make_application(store, producer)
    party = Party(
        producer, cast.make_scale(store, producer), cast.make_trade_item(store, producer), cast.make_laboratory(store)
    )
    for place in range(7):
        _grow(store, party, name, parcels + place, village="官庄村" if place < 5 else f"演示{name}小村")
    _record_in_the_grove(store, party, name)
    _work(store, party, cast.manager_of(producer))
    return party


def _grow(store: Store, party: Party, name: str, parcel: int, *, village: str) -> None:
    person = {"name": f"演示{name}户主{parcel}", "phone": f"1370000{parcel:04}"}
    household = cast.make_household(store, number=f"DEM-{name}{parcel:03}", village=village, **person)
    point = {"longitude": f"113.9314{parcel}", "latitude": f"29.5368{parcel}"}
    plot = cast.make_plot(store, household, parcel=f"DEMPARCEL{parcel:04}", **point)
    weighing = {"kg": 40 + parcel, "number": f"JS{name}{parcel:03}"}
    party.people += person.values()
    party.households.append(household)
    party.plots.append(plot)
    party.records.append(cast.make_record(store, plot, actor=cast.manager_of(party.producer)))
    party.deliveries.append(cast.make_delivery(store, party.producer, plot, **weighing))


def _record_in_the_grove(store: Store, party: Party, name: str) -> None:
    """An input product of its own, and the photograph of a package."""
    plot, label = party.plots[0], {"kind": "fertiliser", "name": f"演示{name}有机肥"}
    told = PhotographRecord(plot_id=plot.id, kind=InputKind.FERTILISER, started_on=date(2026, 3, 1))
    with writing(store, cast.manager_of(party.producer)) as work:
        party.input = register_input(work, RegisterInput.model_validate(label))
        record = enter_from_photo(work, told, keep_file(store, name.encode()))
    with reading(store) as session:
        party.photo = photos_of(session, [record.id])[record.id]


def _work(store: Store, party: Party, manager: Actor) -> None:
    kept = keep_pdf(store, PDF)
    party.report = cast.make_report(store, party.producer, laboratory=party.laboratory, file=kept)
    lead = {"items": [cast.reported("lead", "0.5", "fail")], "conclusion": "fail"}
    party.failing = cast.make_report(store, party.producer, laboratory=party.laboratory, form="boiled", **lead)
    party.batch = cast.make_batch(store, party.producer, actor=manager)
    lot, gtin = party.batch.lot, party.item.gtin
    for delivery in party.deliveries[:-1]:
        cast.pour(store, party.batch, delivery, actor=manager)
    party.run = cast.issue(store, lot, gtin, LABELS, actor=manager)
    cast.put_in_use(store, lot, gtin, 1, 40, actor=manager)
    with writing(store, manager) as work:
        void_labels(work, VoidLabels(lot=lot, gtin=gtin, first=41, last=45, kind=VoidKind.SPOILED, note="演示：印坏"))
        return_labels(work, ReturnLabels(lot=lot, gtin=gtin, first=46, last=50, note="演示：交还县局"))
        draw(work, Draw(to="loose-sale", weight="3", note="演示：散卖"), lot=lot)
    with writing(store, cast.REGULATOR) as work:
        hold_batch(work, HoldBatch(reason="演示：核对称重"), lot=lot)
    cast.release(store, lot)
    _correct(store, party)
    _certify(store, party, manager)


def _correct(store: Store, party: Party) -> None:
    delivery, household = party.deliveries[0], party.households[0]
    form = CorrectDelivery(
        household=household.number,
        plot=party.plots[0].number,
        scale=party.scale.number,
        gross="50",
        unit="公斤",
        cover="natural",
        reason="演示：毛重看错",
    )
    with writing(store, cast.REGULATOR) as work:
        correct_delivery(work, form, delivery_id=delivery.id)


def _certify(store: Store, party: Party, manager: Actor) -> None:
    """A certificate of the lot, and one that was received with a delivery."""
    told = {"goods": "鲜笋", "weight": "100", "rests_on": (Basis.CONTROL,), "contact": "演示门市部 0715-0000000"}
    with writing(store, manager) as work:
        party.certificate = issue_certificate(work, IssueCertificate.model_validate(told), lot=party.batch.lot)
        ticked = TickReceived(deliveries=(party.deliveries[0].id,))
        tick_received(work, ticked, producer_id=party.producer.id, day=shanghai_day(work.now))


def secrets_of(store: Store) -> dict[str, str]:
    """Everything that no outsider may read, with what it is: of growers, plots, deliveries, clerks, shoppers.

    A village is one only below the rule of five; a name that public pages show by law is none.
    """
    with reading(store) as session:
        return {text: what for what, text in _secrets(session) if text}


def _secrets(session: Session) -> Iterator[tuple[str, str | None]]:
    for person in session.exec(select(HouseholdPerson)):
        yield from (("household's name", person.name), ("household's phone", person.phone))
        yield "household's ID digest", person.id_digest
    for household in session.exec(select(Household)):
        yield "household number", household.number
        if household.village != "官庄村":
            yield "small village", household.village
    for plot in session.exec(select(Plot)):
        yield "plot number", plot.number
    for place in session.exec(select(PlotPlace)):
        yield "parcel", place.parcel
        yield from (("point", _degrees(value)) for value in (place.longitude_e6, place.latitude_e6) if value)
        yield from (("point", str(value)) for value in (place.longitude_e6, place.latitude_e6) if value)
    for delivery in session.exec(select(Delivery)):
        yield "delivery number", delivery.number
    for contact in session.exec(select(ProducerContact)):
        yield from (("contact's name", contact.name), ("contact's phone", contact.phone))
        yield "contact's address", contact.address
    for objection in session.exec(select(Objection)):
        yield from (("objector", objection.objector), ("objection", objection.words))
    for record in session.exec(select(ProductionRecord)):
        yield "production record", record.number
    yield from _of_people(session)


def _of_people(session: Session) -> Iterator[tuple[str, str | None]]:
    for person in session.exec(select(UserPerson)):
        yield from (("login", person.login), ("person's name", person.display_name))
    for message in session.exec(select(Message)):
        yield from (("message", message.text), ("shop", message.place), ("shopper's contact", message.contact))


def _degrees(millionths: int) -> str:
    return f"{millionths // 1_000_000}.{millionths % 1_000_000:06}".rstrip("0")
