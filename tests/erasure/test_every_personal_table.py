"""No personal table is forgotten: each is blanked for its person, and each text that stays in one is known."""

import sqlalchemy as sa
from erasure.test_erasing import verified
from fullhome import full, full_postgresql, full_sqlite
from sqlmodel import SQLModel

from gitrace.erasure.commands import erase
from gitrace.erasure.persons import Person, held_about, personal_tables
from gitrace.ledger.shapes import house_shapes
from gitrace.people.erasable import Ground, PersonKind
from gitrace.storage import Content, Store, reading
from gitrace.work import SYSTEM, writing

__all__ = ["full", "full_postgresql", "full_sqlite"]

STAYS = {"application_document.kind", "application_document.media_type", "call.result", "message.lot", "message.number"}
"""Codes and numbers, by which a thing is found and counted."""


def persons(store: Store) -> set[Person]:
    """Everybody of whom a row of a personal table speaks."""
    with reading(store) as session:
        return {
            Person(kind, key)
            for kind in PersonKind
            for table, names in personal_tables(kind)
            for key in session.execute(sa.select(names).select_from(table)).scalars()
        }


def test_all_tables_of_every_kind_of_person_are_blanked(full: Store) -> None:
    everybody = persons(full)
    assert {person.kind for person in everybody} == set(PersonKind)
    with writing(full, SYSTEM) as work:
        for person in sorted(everybody, key=lambda one: one.name):
            erase(work, person, Ground.OTHER, "演示：全部")
    with reading(full) as session:
        assert [held for person in everybody for held in held_about(session, person)] == []
    assert verified(full).findings == []


def test_each_text_that_stays_was_thought_about() -> None:
    personal = [t for t in SQLModel.metadata.tables.values() if t.info.get("content") is Content.PERSONAL]
    texts = {
        f"{t.name}.{name}" for t in personal for name, kind in house_shapes()[t.name][-1].columns if kind == "text"
    }
    texts -= {f"{t.name}.salt" for t in personal}
    assert texts - {f"{t.name}.{name}" for t in personal for name in t.info["blanked"]} == STAYS
    kinds = {table.info["person"].partition(":")[0] for table in personal}
    assert kinds == set(PersonKind)
