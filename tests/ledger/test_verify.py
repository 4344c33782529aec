"""The verifier: finds nothing in an honest home, and names each kind of tampering."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import anyrow
import pytest
import sqlalchemy as sa
from anyrow import CLERK, Noted
from outsider import attack

from gitrace.erasure.events import PersonErased
from gitrace.ledger import tables
from gitrace.ledger.annex import seal_of
from gitrace.ledger.readers import evidence
from gitrace.ledger.verify import Claim, Report, Verification
from gitrace.storage import Store
from gitrace.work import writing


def verify(store: Store, *, kept: str | None = None, trusted_key: str | None = None) -> Report:
    with evidence(store.engine, home=store.settings.home) as reader:
        verification = Verification(reader, kept=kept, trusted_key=trusted_key)
        for _ in verification.run():
            pass
    return verification.report


def first_code(store: Store, **known: str) -> str:
    return next((finding.code for finding in verify(store, **known).findings), "sound")


def newest_checkpoint(store: Store) -> str:
    with store.engine.connect() as connection:
        return str(connection.execute(sa.select(tables.head.c.checkpoint)).scalar_one())


def note(store: Store, text: str) -> None:
    with writing(store, CLERK) as work:
        work.record(Noted(text=text), subject="lot:CY260312A002")


def test_a_new_home_is_sound(store: Store) -> None:
    report = verify(store)
    assert report.findings == []
    assert report.size >= 1


def test_a_home_full_of_rows_is_sound(full: Store) -> None:
    report = verify(full)
    assert report.findings == []
    assert report.rows >= len(anyrow.audited_tables())
    assert len(report.proved) == 6


def test_the_report_says_what_was_not_proved(full: Store) -> None:
    open_questions = " ".join(verify(full).not_proved)
    for words in ("true when it was recorded", "checkpoint kept elsewhere", "operational tables", "stored files"):
        assert words in open_questions


def test_a_checkpoint_kept_elsewhere_and_a_known_key_are_proved(full: Store) -> None:
    kept = newest_checkpoint(full)
    note(full, "后来")
    report = verify(full, kept=kept, trusted_key=verify(full).log_keys[0])
    assert report.findings == []
    assert any("kept elsewhere" in sentence for sentence in report.proved)
    assert any("is trusted" in sentence for sentence in report.proved)


def test_progress_is_told(full: Store) -> None:
    with evidence(full.engine) as reader:
        told = [progress.looking_at for progress in Verification(reader).run()]
    assert f"rows of {anyrow.audited_tables()[0].name}" in told


def test_a_changed_a_missing_and_an_extra_row_of_any_table_are_named(full: Store) -> None:
    kept = {table: anyrow.add_row(full, table) for table in anyrow.audited_tables()}
    with attack(full) as connection:
        for table, key in kept.items():
            column = anyrow.plain_column(table)
            other = anyrow.other_value(column, 999_999)
            connection.execute(table.update().where(table.c.id == key).values({column.name: other}))
        strays = {table: anyrow.make_row(connection, table, []) for table in kept}
    sentences = [finding.sentence for finding in verify(full).findings]
    for table, key in kept.items():
        assert any(s.startswith(f"Row {key} of {table.name} is not as") for s in sentences)
        assert f"Row {strays[table]} of {table.name} is there, and no entry ever recorded it." in sentences
    with attack(full) as connection:
        for table, key in kept.items():
            connection.execute(table.delete().where(table.c.id == key))
    sentences = [finding.sentence for finding in verify(full).findings]
    for table, key in kept.items():
        assert any(s.startswith(f"Row {key} of {table.name} is gone") for s in sentences)


def test_a_deleted_row_that_came_back_is_named(full: Store) -> None:
    table = anyrow.audited_tables()[0]
    key = anyrow.add_row(full, table)
    anyrow.delete_row(full, table, key)
    with attack(full) as connection:
        anyrow.make_row(connection, table, [], id=key)
    assert first_code(full) == "row-returned"


def set_leaf(connection: sa.Connection, change: Callable[[dict[str, object]], None]) -> None:
    index = connection.execute(sa.select(sa.func.max(tables.entry.c.entry_index))).scalar_one()
    where = tables.entry.c.entry_index == index
    leaf = json.loads(connection.execute(sa.select(tables.entry.c.leaf).where(where)).scalar_one())
    change(leaf)
    text = json.dumps(leaf, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    connection.execute(tables.entry.update().where(where).values(leaf=text))


def test_a_changed_leaf_is_named(full: Store) -> None:
    with attack(full) as connection:
        set_leaf(connection, lambda leaf: leaf["fields"].update(text="改过"))  # type: ignore[attr-defined]
    assert first_code(full) == "node-differs"


def test_a_leaf_that_is_not_canonical_is_named(full: Store) -> None:
    with attack(full) as connection:
        connection.execute(tables.entry.update().values(leaf=tables.entry.c.leaf + " "))
    assert first_code(full) == "leaf-malformed"


def test_a_leaf_moved_back_in_time_is_named(full: Store) -> None:
    with attack(full) as connection:
        set_leaf(connection, lambda leaf: leaf.update(time="2020-01-01T00:00:00.000000Z"))
    assert first_code(full) == "time-backwards"


def test_an_entry_taken_out_is_named(full: Store) -> None:
    with attack(full) as connection:
        connection.execute(tables.annex.delete().where(tables.annex.c.entry_index == 3))
        connection.execute(tables.entry.delete().where(tables.entry.c.entry_index == 3))
    report = verify(full)
    assert report.findings[0].sentence == "Entry 3 is missing: after 2 comes 4."


def test_the_last_entry_taken_out_is_named(full: Store) -> None:
    with attack(full) as connection:
        newest = connection.execute(sa.select(sa.func.max(tables.entry.c.entry_index))).scalar_one()
        for table in (tables.annex, tables.subject, tables.entry):
            connection.execute(table.delete().where(table.c.entry_index == newest))
    assert {"size-differs", "node-extra", "checkpoint-differs"} <= {f.code for f in verify(full).findings}


@pytest.mark.parametrize("name", ["tag", "subject", "actor"])
def test_a_changed_column_is_named(full: Store, name: str) -> None:
    with attack(full) as connection:
        connection.execute(tables.entry.update().where(tables.entry.c.entry_index == 2).values({name: "x"}))
    finding = verify(full).findings[0]
    assert finding.code == "column-differs"
    assert f"Entry 2: its column {name}" in finding.sentence


@pytest.mark.parametrize("what", ["changed", "deleted", "added", "stray"])
def test_a_changed_timeline_is_named(full: Store, what: str) -> None:
    listed = tables.subject
    with attack(full) as connection:
        if what == "changed":
            connection.execute(
                listed.update().where(listed.c.entry_index == 2, listed.c.subject == "test:rows").values(subject="x")
            )
        elif what == "deleted":
            connection.execute(listed.delete().where(listed.c.entry_index == 2))
        else:
            connection.execute(listed.insert().values(subject="x", entry_index=2 if what == "added" else 10**6))
    report = verify(full)
    assert all(finding.claim is Claim.COLUMNS for finding in report.findings)
    assert report.findings


def last_parts(connection: sa.Connection, name: str) -> sa.ColumnElement[bool]:
    part = tables.annex.c
    query = sa.select(part.entry_index, part.part).where(part.name.like(name)).order_by(part.entry_index.desc())
    index, number = connection.execute(query).first() or (None, None)
    assert index is not None
    return sa.and_(part.entry_index == index, part.part == number)


def erased(connection: sa.Connection, where: sa.ColumnElement[bool], by: int) -> dict[str, object]:
    """What an erasure by entry `by` makes of the part."""
    salt, body = connection.execute(sa.select(tables.annex.c.salt, tables.annex.c.body).where(where)).one()
    return {"salt": None, "body": None, "seal": seal_of(salt, body), "erased_by": by}


PART_CHANGES: list[tuple[dict[str, object], str]] = [
    ({"body": '{"actor":"user:2","touches":[]}'}, "part-changed"),
    ({"salt": "00" * 16}, "part-changed"),
    ({"salt": "zz"}, "part-changed"),
    ({"name": "person/user:987654"}, "part-changed"),
    ({"name": "unheard-of"}, "part-changed"),
    ({"erased_by": 1}, "part-changed"),
    ({"body": None, "salt": None}, "part-erased-unrecorded"),
    ({"body": None, "salt": None, "erased_by": 10**6}, "part-erased-unrecorded"),
    ({"body": None, "salt": None, "erased_by": 0}, "part-erased-unrecorded"),
    ({"body": None}, "part-changed"),
    ({"part": 9}, "part-missing"),
]


@pytest.mark.parametrize("name", ["rows", "record", "changes", "person/%"])
def test_a_changed_annex_part_is_named(full: Store, name: str) -> None:
    parts = tables.annex
    with attack(full) as connection:
        where = last_parts(connection, name)
        honest = dict(connection.execute(sa.select(parts).where(where)).one()._mapping)
    for values, code in PART_CHANGES:
        with attack(full) as connection:
            connection.execute(parts.delete().where(where))
            connection.execute(parts.insert().values(honest | values))
        assert code in {finding.code for finding in verify(full).findings}, values
        with attack(full) as connection:
            connection.execute(parts.delete().where(parts.c.entry_index == honest["entry_index"], parts.c.part == 9))
    with attack(full) as connection:
        connection.execute(parts.delete().where(where))
        connection.execute(parts.insert().values(honest))
    assert verify(full).findings == []


def erasing(person: str) -> PersonErased:
    return PersonErased(data_subject=person.partition(":")[0], number="1", ground="ended", rows=0, parts=1, files=0)


def test_a_part_erased_by_the_erasure_of_that_person_is_told_and_not_wrong(full: Store) -> None:
    with attack(full) as connection:
        where = last_parts(connection, "person/%")
        index, name = connection.execute(sa.select(tables.annex.c.entry_index, tables.annex.c.name).where(where)).one()
    with writing(full, CLERK) as work:
        person = name.removeprefix("person/")
        erasure = work.record(erasing(person), subject=person)
    with attack(full) as connection:
        connection.execute(tables.annex.update().where(where).values(erased(connection, where, erasure)))
    report = verify(full)
    assert report.findings == []
    assert report.erased == [
        f"Entry {index}: what it kept about {name.removeprefix('person/')} was erased by entry {erasure}."
    ]


@pytest.mark.parametrize("is_erasure", [True, False], ids=["of somebody else", "that erases nothing"])
def test_a_part_erased_by_another_entry_is_named(full: Store, is_erasure: bool) -> None:
    with attack(full) as connection:
        where = last_parts(connection, "person/%")
        name = connection.execute(sa.select(tables.annex.c.name).where(where)).scalar_one()
    with writing(full, CLERK) as work:
        if is_erasure:
            erasure = work.record(erasing("user:987654"), subject="user:987654")
        else:
            erasure = work.record(Noted(text="依法删除"), subject=name.removeprefix("person/"))
    with attack(full) as connection:
        connection.execute(tables.annex.update().where(where).values(erased(connection, where, erasure)))
    assert first_code(full) == "part-erased-unrecorded"


@pytest.mark.parametrize("name", ["rows", "record", "changes"])
def test_a_part_of_no_person_cannot_pass_as_erased(full: Store, name: str) -> None:
    with writing(full, CLERK) as work:
        erasure = work.record(erasing("user:1"), subject="user:1")
    with attack(full) as connection:
        oldest = sa.select(sa.func.min(tables.annex.c.entry_index)).where(tables.annex.c.name == name).scalar_subquery()
        where = sa.and_(tables.annex.c.entry_index == oldest, tables.annex.c.name == name)
        values = erased(connection, where, erasure) | {"name": "person/user:1"}
        connection.execute(tables.annex.update().where(where).values(values))
    assert first_code(full) == "part-erased-unrecorded"


@pytest.mark.parametrize(("level", "what"), [(0, "changed"), (2, "changed"), (1, "deleted"), (0, "deleted")])
def test_a_changed_or_missing_tree_node_is_named(full: Store, level: int, what: str) -> None:
    where = sa.and_(tables.node.c.level == level, tables.node.c.position == 1)
    with attack(full) as connection:
        if what == "changed":
            connection.execute(tables.node.update().where(where).values(hash=bytes(32)))
        else:
            connection.execute(tables.node.delete().where(where))
    report = verify(full)
    assert [finding.claim for finding in report.findings] == [Claim.TREE]
    assert f"{level}/1 is missing" in report.findings[0].sentence or what == "changed"


@pytest.mark.parametrize(("level", "position"), [(0, 10**6), (40, 0)])
def test_a_tree_node_too_many_is_named(full: Store, level: int, position: int) -> None:
    with attack(full) as connection:
        connection.execute(tables.node.insert().values(level=level, position=position, hash=bytes(32)))
    assert first_code(full) == "node-extra"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"peaks": "00" * 32}, "peaks-differ"),
        ({"origin": "other/log"}, "head-origin-differs"),
        ({"size": 2}, "size-differs"),
        ({"checkpoint": "x"}, "checkpoint-unsigned"),
    ],
)
def test_a_changed_head_is_named(full: Store, values: dict[str, object], code: str) -> None:
    with attack(full) as connection:
        connection.execute(tables.head.update().values(values))
    assert first_code(full) == code


def test_a_head_taken_away_is_named(full: Store) -> None:
    with attack(full) as connection:
        connection.execute(tables.head.delete())
    assert first_code(full) == "head-missing"


def test_an_older_signed_checkpoint_in_the_head_is_named(full: Store) -> None:
    older = newest_checkpoint(full)
    note(full, "后来")
    with attack(full) as connection:
        connection.execute(tables.head.update().values(checkpoint=older))
    assert first_code(full) == "checkpoint-differs"


def test_another_trusted_key_is_named(full: Store) -> None:
    assert first_code(full, trusted_key="x+00000000+AAAA") == "key-foreign"


def test_a_checkpoint_of_another_log_is_named(full: Store) -> None:
    assert first_code(full, kept="x\n1\nAAAA\n\n— x AAAA\n") == "kept-foreign"


def test_a_value_that_no_release_wrote_is_named(full: Store) -> None:
    if not full.is_sqlite:
        pytest.skip("PostgreSQL refuses a value of another type by itself")
    table = next(t for t in anyrow.audited_tables() if any(c.name.endswith("_g") for c in t.columns))
    name = next(c.name for c in table.columns if c.name.endswith("_g"))
    key = anyrow.add_row(full, table)
    with attack(full) as connection:
        connection.exec_driver_sql(f"UPDATE {table.name} SET {name} = 1.5 WHERE id = {key}")
    assert first_code(full) == "row-changed"


def test_a_day_that_is_no_day_is_named(full: Store) -> None:
    if not full.is_sqlite:
        pytest.skip("PostgreSQL refuses a value of another type by itself")
    table, column = next((t, c) for t in anyrow.audited_tables() for c in t.columns if isinstance(c.type, sa.Date))
    key = anyrow.add_row(full, table)
    with attack(full) as connection:
        connection.exec_driver_sql(f"UPDATE {table.name} SET {column.name} = 'soon' WHERE id = {key}")
    finding = verify(full).findings[0]
    assert (finding.code, table.name in finding.sentence) == ("unreadable", True)


REPORT = next(t for t in anyrow.audited_tables() if t.name == "report")


@pytest.fixture
def stored(full: Store) -> Path:
    """A file that a report names."""
    with writing(full, CLERK) as work:
        work.session.connection().execute(REPORT.update().values(file_sha256=None))
        keys = work.session.connection().execute(sa.select(REPORT.c.id)).scalars().all()
        anyrow.record(work, [("report", key) for key in keys])
    digest = hashlib.sha256(b"%PDF-1.7").hexdigest()
    path = full.settings.home / "files" / digest[:2] / digest[2:]
    path.parent.mkdir(parents=True)
    path.write_bytes(b"%PDF-1.7")
    anyrow.change_row(full, REPORT, keys[0], file_sha256=digest)
    return path


def test_a_stored_file_is_proved(full: Store, stored: Path) -> None:
    report = verify(full)
    assert (report.findings, report.files) == ([], 1)
    assert "1 stored files have the hashes that were recorded." in report.proved


def test_a_changed_file_is_named(full: Store, stored: Path) -> None:
    stored.write_bytes(b"%PDF-1.8")
    assert first_code(full) == "file-changed"


def test_a_missing_file_is_named(full: Store, stored: Path) -> None:
    stored.unlink()
    assert first_code(full) == "file-missing"


def test_a_file_name_that_leads_elsewhere_is_not_followed(full: Store) -> None:
    with writing(full, CLERK) as work:
        work.session.connection().execute(REPORT.update().values(file_sha256="../../../etc/passwd"))
        keys = work.session.connection().execute(sa.select(REPORT.c.id)).scalars().all()
        anyrow.record(work, [("report", key) for key in keys])
    assert first_code(full) == "file-missing"
