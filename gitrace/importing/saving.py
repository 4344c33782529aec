"""From a judged row to the commands of the rooms. An import acts as the regulator: producers come in with their
authorisation, plots certified.

Each saver makes all its forms first, so that a value that no form takes refuses the row before anything has changed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from gitrace.batches.rejudging import rejudge_after
from gitrace.deliveries.commands import weigh
from gitrace.deliveries.entry import Weigh
from gitrace.errors import Refusal
from gitrace.growers.certifying import CertifyYield, certify_yield
from gitrace.growers.households import RegisterHousehold, register_household
from gitrace.growers.plots import RegisterPlot, register_plot
from gitrace.growers.queries import household_by_number, plot_by_number
from gitrace.growers.records import EnterRecord, enter_record
from gitrace.growers.rules import season_of
from gitrace.identifiers.entries import decimal_text
from gitrace.importing.rows import (
    DeliveryRow,
    HouseholdRow,
    InputRow,
    PlotRow,
    ProducerRow,
    Row,
    ScaleRow,
    degrees,
)
from gitrace.importing.saved_rows import UNIT_GRAMS
from gitrace.importing.stored import StoredRecords
from gitrace.producers.commands import RecordContact, RegisterProducer, record_contact, register_producer
from gitrace.producers.marks import Authorise, authorise
from gitrace.producers.scales import RegisterScale, register_scale
from gitrace.profile import Profile
from gitrace.work import Work

Form = TypeVar("Form", bound=BaseModel)
_DISPLAY = {grams: unit for unit, grams in UNIT_GRAMS.items()}
_WORDS = {500: "斤", 1000: "公斤"}


@dataclass
class Saver:
    """Saves the rows of one run. `certified`: codes of the plots that its sheet of plots, `plots_file`, certifies."""

    records: StoredRecords
    profile: Profile
    as_of: date
    certified: set[str] = field(default_factory=set)
    plots_file: str = ""

    def save(self, work: Work, row: Row) -> None:
        """Bring one row in through its room's command. Raises Refusal("invalid-value") and changes nothing then."""
        savers: dict[type[Any], Callable[[Work, Any], None]] = {
            ProducerRow: self._producer,
            HouseholdRow: self._household,
            PlotRow: self._plot,
            ScaleRow: self._scale,
            InputRow: self._input,
            DeliveryRow: self._delivery,
        }
        savers[type(row)](work, row)

    def _producer(self, work: Work, row: ProducerRow) -> None:
        entry = made(RegisterProducer, uscc=row.uscc, name=row.name, kind=row.kind, township=row.township)
        told = {name: text or None for name, text in _contact(row).items()}
        made(RecordContact, producer_id=0, **told)
        producer = register_producer(work, entry)
        forms = [form.code for form in self.profile.forms if not form.needs_food_licence]
        permission = Authorise(
            producer_id=producer.id, from_day=row.authorised_from, until_day=row.authorised_until, forms=forms
        )
        authorise(work, permission, today=self.as_of)
        if any(told.values()):
            record_contact(work, RecordContact(producer_id=producer.id, **told))

    def _household(self, work: Work, row: HouseholdRow) -> None:
        form = made(
            RegisterHousehold,
            number=row.number,
            name=row.head,
            township=row.township,
            village=row.village,
            contract_mu=row.contract_mu,
        )
        register_household(work, form)

    def _plot(self, work: Work, row: PlotRow) -> None:
        household = household_by_number(work.session, row.household)
        assert household is not None
        form = made(
            RegisterPlot,
            household_id=household.id,
            number=row.code,
            parcel=row.parcel,
            township=row.township,
            area_mu=row.area_mu,
            planted_year=row.planted_year,
            longitude=degrees(row.longitude_e6),
            latitude=degrees(row.latitude_e6),
        )
        season = season_of(self.as_of, self.profile)
        made(CertifyYield, plot_id=0, season=season, kg_per_mu=row.certified_kg_per_mu, reason=self._reason)
        plot = register_plot(work, form, today=self.as_of)
        self._certify(work, plot.id, season, row.certified_kg_per_mu)
        self.records.forget(row.household)

    def _scale(self, work: Work, row: ScaleRow) -> None:
        form = made(
            RegisterScale,
            producer_id=self.records.producer_id(row.producer),
            number=row.number,
            certificate=row.certificate,
            verified_on=row.verified_on,
            valid_until=row.valid_until,
            display_unit=_DISPLAY[row.unit_g],
            capacity_kg=Decimal(row.capacity_g).scaleb(-3),
        )
        register_scale(work, form, today=self.as_of)

    def _input(self, work: Work, row: InputRow) -> None:
        record = row.record
        plot = plot_by_number(work.session, record.plot)
        assert plot is not None
        form = made(
            EnterRecord,
            plot_id=plot.id,
            number=record.number,
            kind=record.kind,
            product=record.name,
            registration=record.registration or None,
            dose=row.dose or None,
            started_on=record.started,
            ended_on=record.ended,
            interval_days=record.interval_days,
        )
        rejudge_after(work, enter_record(work, form, today=self.as_of))

    def _delivery(self, work: Work, row: DeliveryRow) -> None:
        shown = {
            name: decimal_text(Decimal(grams) / row.unit_g)
            for name, grams in (
                ("gross", row.weighing.gross_g),
                ("tare", row.weighing.tare_g),
                ("deduction", row.weighing.deduction_g),
            )
        }
        form = made(
            Weigh,
            number=row.number,
            household=row.household,
            plot=row.plot or None,
            scale=row.scale,
            unit=_WORDS[row.unit_g],
            cover=row.cover,
            grade=row.grade,
            weighed_at=row.weighed_at,
            **shown,
        )
        season = season_of(row.day, self.profile)
        for plot_id, plot in self.records.uncertified_plots(row.household, season):
            if plot.code in self.certified:
                self._certify(work, plot_id, season, plot.certified_kg_per_mu)
        producer_id = self.records.producer_id(row.producer)
        assert producer_id is not None
        weigh(work, form, producer_id=producer_id)

    def _certify(self, work: Work, plot_id: int, season: int, kg_per_mu: Decimal) -> None:
        form = CertifyYield(plot_id=plot_id, season=season, kg_per_mu=kg_per_mu, reason=self._reason)
        certify_yield(work, form, today=self.as_of)

    @property
    def _reason(self) -> str:
        """A former season's certified list comes in by its sheet, which is what the certification rests on."""
        return f"按导入的地块表核定（{self.plots_file}）"


def made(form: type[Form], **values: Any) -> Form:
    """A command's form. Raises Refusal("invalid-value") where a cell is longer or greater than the form takes."""
    try:
        return form(**values)
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        title = form.model_fields[name].title or name
        raise Refusal("invalid-value", "“{title}”太长或超出范围，请核对。", name, title=title) from None


def _contact(row: ProducerRow) -> dict[str, str]:
    return {"name": row.contact, "phone": row.phone, "address": row.address}
