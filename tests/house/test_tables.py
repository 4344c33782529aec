"""Tables, migrations, row shapes and change notes agree, on both databases."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

from gitrace.ledger.shapes import house_shapes
from gitrace.scans import tables as scan_tables
from gitrace.storage import Content, Instant, Keeping, Store
from gitrace.storage.migrate import alembic_config
from house.plan import import_everything

import_everything()
TABLES = SQLModel.metadata.tables
AUDITED = {name: table for name, table in TABLES.items() if table.info.get("keeping") is Keeping.AUDITED}


def test_every_table_says_how_it_is_kept() -> None:
    assert {name for name, table in TABLES.items() if "keeping" not in table.info} == set()


def test_migrations_have_one_head_and_are_numbered() -> None:
    scripts = list(ScriptDirectory.from_config(alembic_config()).walk_revisions())
    numbers = sorted(script.revision for script in scripts)
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    assert all(
        script.down_revision == (f"{int(script.revision) - 1:04}" if script.revision != "0001" else None)
        for script in scripts
    )


def test_models_and_migrations_agree(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        # On SQLite the scans stand in a file of their own.
        declared = [SQLModel.metadata] if store.is_sqlite else [SQLModel.metadata, scan_tables.METADATA]
        assert compare_metadata(context, declared) == []


def test_check_constraints_of_the_models_are_in_the_database(store: Store) -> None:
    inspector = sa.inspect(store.engine)
    for name, table in TABLES.items():
        declared = {str(c.name) for c in table.constraints if isinstance(c, sa.CheckConstraint) and c.name}
        assert declared <= {c["name"] for c in inspector.get_check_constraints(name)}, name


def test_the_newest_shape_of_each_audited_table_is_its_model() -> None:
    assert set(house_shapes()) == set(AUDITED)
    for name, table in AUDITED.items():
        columns = tuple((column.name, kind_of(column.type)) for column in table.columns)
        assert house_shapes()[name][-1].columns == columns, f"{name}: write a new shape into shapes.json: {columns}"


def test_audited_tables_have_the_key_that_notes_need() -> None:
    for name, table in AUDITED.items():
        assert [column.name for column in table.primary_key] == ["id"], name


def test_personal_tables_carry_a_salt() -> None:
    personal = [table for table in AUDITED.values() if table.info["content"] is Content.PERSONAL]
    assert personal
    assert all("salt" in table.columns for table in personal)


def test_each_audited_table_is_under_notes(store: Store) -> None:
    with store.engine.connect() as connection:
        if store.is_sqlite:
            noted = connection.exec_driver_sql("SELECT tbl_name FROM temp.sqlite_master WHERE type = 'trigger'")
            assert {name for (name,) in noted} == set(AUDITED)
        else:
            noted = connection.execute(
                sa.text(
                    """
                    SELECT tgrelid::regclass::text, count(*) FROM pg_trigger
                    WHERE tgname LIKE 'gitrace_note%' GROUP BY 1
                    """
                )
            )
            assert {name.strip('"'): count for name, count in noted} == dict.fromkeys(AUDITED, 2)


def kind_of(column_type: sa.types.TypeEngine[object]) -> str:
    """A model column's kind, as shapes name it."""
    if isinstance(column_type, Instant):
        return "instant"
    kinds = ((sa.Boolean, "boolean"), (sa.Integer, "integer"), (sa.Date, "date"), (sa.String, "text"))
    plain = column_type.impl if isinstance(column_type, TypeDecorator) else column_type
    return next(name for kind, name in kinds if isinstance(plain, kind))
