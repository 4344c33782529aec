"""Papers of the county office that are made as files: what was asked for, as a job keeps it, and the file."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

from gitrace.clock import SHANGHAI
from gitrace.errors import Refusal
from gitrace.jobs import Progress
from gitrace.storage import Store, reading
from gitrace.supervision.dossier import lot_dossier
from gitrace.supervision.dossier_paper import TITLE, Paper, dossier_paper
from gitrace.supervision.returns.catalogue import RETURNS, Kind
from gitrace.supervision.returns.sheet import Return, sheets_of
from gitrace.supervision.spreadsheets import MIME_TYPES, Format, write_book
from gitrace.supervision.verification import ledger_state


@dataclass(frozen=True)
class ReturnWish:
    """A return as a workbook. `today`: the day on which it was asked for, which decides what "this month" is."""

    kind: Kind
    asked: BaseModel
    today: date

    suffix = Format.XLSX.value
    mime = MIME_TYPES[Format.XLSX]

    @classmethod
    def of(cls, payload: Any) -> "ReturnWish":
        """From a job's payload. Raises Refusal("return-unknown") for a return of another release."""
        kind = RETURNS.get(payload["return"])
        if kind is None:
            raise Refusal("return-unknown", "没有这个报表。")
        return cls(kind, kind.asks.model_validate(payload["asked"]), date.fromisoformat(payload["today"]))

    @property
    def payload(self) -> dict[str, Any]:
        """As a job keeps it."""
        asked = self.asked.model_dump(mode="json")
        return {"return": self.kind.name, "asked": asked, "today": self.today.isoformat()}

    def file_name(self, made_at: datetime) -> str:
        """What the file is called where it is saved."""
        return f"{self.kind.title}-{made_at.astimezone(SHANGHAI):%Y%m%d-%H%M}.{self.suffix}"

    def read(self, session: Session) -> Return:
        """The return, with every line."""
        return self.kind.of(session, self.asked, self.today)  # type: ignore[arg-type] # asked is of the kind's own model

    def make(self, store: Store, path: Path, _progress: Progress) -> int:
        """Write the workbook; returns how many lines it has."""
        with reading(store) as session:
            made = self.read(session)
        return write_return(path, made)


def write_return(path: Path, made: Return) -> int:
    """A return as a workbook, a sheet for its figures and one for each table; returns how many lines it has."""
    return write_book(path, sheets_of(made))


@dataclass(frozen=True)
class DossierWish:
    """A lot's dossier as a PDF, as the ledger stands when it is made."""

    lot: str

    suffix = "pdf"
    mime = "application/pdf"

    @classmethod
    def of(cls, payload: Any) -> "DossierWish":
        """From a job's payload."""
        return cls(payload["dossier"])

    @property
    def payload(self) -> dict[str, Any]:
        """As a job keeps it."""
        return {"dossier": self.lot}

    def file_name(self, _made_at: datetime) -> str:
        """What the file is called where it is saved."""
        return f"{TITLE}-{self.lot}.pdf"

    def read(self, store: Store, session: Session) -> Paper:
        """What it says. Raises Refusal("unknown-lot")."""
        dossier = lot_dossier(session, self.lot)
        if dossier is None:
            raise Refusal("unknown-lot", "没有批次 {lot}。", lot=self.lot)
        return dossier_paper(dossier, ledger_state(session))

    def make(self, store: Store, path: Path, _progress: Progress) -> int:
        """Draw it; returns how many lines it has."""
        from gitrace.supervision.drawing import paper_pdf

        with reading(store) as session:
            paper = self.read(store, session)
        path.write_bytes(paper_pdf(paper))
        return paper.lines
