"""The statements that count scans: which came before, a tally for each label, a row for each scan.

On SQLite they follow one another while the file is held. On PostgreSQL they are one statement, which commits itself:
each question to the server is a wait, and each wait costs a worker a turn of its loop.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC
from functools import cache

import sqlalchemy as sa

from gitrace.errors import Unavailable
from gitrace.ledger.append import seeing_subjects
from gitrace.scans.place import ScanPlace
from gitrace.scans.scan import Counted, Label, Name, Scan
from gitrace.storage import Instant
from gitrace.storage.statements import Convert, Statement, run

Settled = tuple[list[Counted], dict[str, int]]
"""The numbers of scans, in their order, and how new the subjects are."""

_TRIES = 5
"""In which a batch comes through beside another process that counts some of the same scans."""

_LABEL = "lot, gtin, number"
_SCAN = f"{_LABEL}, key, at, device, network, region, ordinal"
_ADDED = f"ON CONFLICT ({_LABEL}) DO UPDATE SET count = t.count + excluded.count RETURNING {_LABEL}, count, first_at"

_FILE_BEFORE = (
    "WITH n AS (SELECT value ->> 0 AS lot, value ->> 1 AS gtin, value ->> 2 AS number, value ->> 3 AS key "
    "FROM json_each(?)) SELECT n.lot, n.gtin, n.number, n.key, scan.ordinal, t.first_at FROM n "
    "JOIN scan ON scan.lot = n.lot AND scan.gtin = n.gtin AND scan.number = n.number AND scan.key = n.key "
    "JOIN scan_tally AS t ON t.lot = n.lot AND t.gtin = n.gtin AND t.number = n.number"
)
_FILE_TALLY = (
    f"INSERT INTO scan_tally AS t ({_LABEL}, count, first_at) "
    "SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?) WHERE true "
    f"{_ADDED}"
)
_FILE_KEEP = (
    f"INSERT INTO scan ({_SCAN}) SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, "
    "value ->> 6, value ->> 7, value ->> 8 FROM json_each(?)"
)

# LIMIT has each looked up by its index: of a table that was empty when it was planned, it would read all ever after.
# `later`: how many of the same label came after it. Labels are taken in one order, so that two processes never wait for
# each other; whoever waited for one, and then finds its scan there, fails as a whole and is asked again.
_SERVER = f"""
WITH n AS MATERIALIZED (
  SELECT value ->> 0 AS lot, value ->> 1 AS gtin, (value ->> 2)::bigint AS number, value ->> 3 AS key,
    (value ->> 4)::timestamptz AS at, value ->> 5 AS device, value ->> 6 AS network, value ->> 7 AS region, place
  FROM json_array_elements(%s::json) WITH ORDINALITY AS given (value, place)
), known AS (
  SELECT n.lot, n.gtin, n.number, n.key, s.ordinal, t.first_at FROM n
  CROSS JOIN LATERAL (
    SELECT ordinal FROM scan WHERE (lot, gtin, number, key) = (n.lot, n.gtin, n.number, n.key) LIMIT 1
  ) AS s CROSS JOIN LATERAL (
    SELECT first_at FROM scan_tally WHERE (lot, gtin, number) = (n.lot, n.gtin, n.number) LIMIT 1
  ) AS t
), fresh AS (
  SELECT n.*, count(*) OVER label - 1 AS later FROM n LEFT JOIN known USING ({_LABEL}, key) WHERE ordinal IS NULL
  WINDOW label AS (PARTITION BY {_LABEL} ORDER BY place DESC)
), tallied AS (
  INSERT INTO scan_tally AS t ({_LABEL}, count, first_at)
  SELECT {_LABEL}, count(*), min(at) FROM fresh GROUP BY {_LABEL} ORDER BY {_LABEL}
  {_ADDED}
), kept AS (
  INSERT INTO scan ({_SCAN})
  SELECT {_LABEL}, key, at, device, network, region, count - later FROM fresh JOIN tallied USING ({_LABEL})
  RETURNING {_LABEL}, key, ordinal
)
SELECT {_LABEL}, key, ordinal, first_at FROM known
UNION ALL SELECT {_LABEL}, key, ordinal, first_at FROM kept JOIN tallied USING ({_LABEL})
"""


def settle(place: ScanPlace, scans: Sequence[Scan], subjects: Collection[str]) -> Settled:
    """Count scans and commit them. Of several with one key the first one counts, and one that was counted before is
    answered with its number. With them, for each of `subjects`, the greatest index of an entry that touched it.

    Raises Unavailable.
    """
    first = {one.name: one for one in reversed(scans)}
    came = list(reversed(first.values()))
    if place.store.is_sqlite:
        counted, seen_at = _settle_in_file(place, came, subjects)
    else:
        counted, seen_at = _settle_on_server(place, came, subjects)
    return [counted[one.name] for one in scans], seen_at


def _settle_in_file(
    place: ScanPlace, scans: Sequence[Scan], subjects: Collection[str]
) -> tuple[dict[Name, Counted], dict[str, int]]:
    with place.writing() as connection:
        instant = _instant(connection.dialect)
        before = Statement(_FILE_BEFORE, [(json.dumps([one.name for one in scans]),)], (None,) * 5 + (instant,))
        counted = {row[:4]: Counted(*row[4:]) for row in run(connection, [before])[0]}
        with place.store.engine.connect() as ledger:
            seen_at = _seen(run(ledger, [seeing_subjects(ledger.dialect, subjects)])[0]) if subjects else {}
        looks: dict[Label, list[Scan]] = {}
        for one in scans:
            if one.name not in counted:
                looks.setdefault(one.label, []).append(one)
        totals = [(*label, len(some), _written_at(some[0])) for label, some in looks.items()]
        tally = Statement(_FILE_TALLY, [(json.dumps(totals),)], (None,) * 4 + (instant,))
        for lot, gtin, number, count, first_at in run(connection, [tally])[0] if looks else ():
            some = looks[Label(lot, gtin, number)]
            counted |= {one.name: Counted(n, first_at) for n, one in enumerate(some, count - len(some) + 1)}
        rows = [(*_row(one), counted[one.name].count) for some in looks.values() for one in some]
        run(connection, [Statement(_FILE_KEEP, [(json.dumps(rows),)])])
    return counted, seen_at


def _settle_on_server(
    place: ScanPlace, scans: Sequence[Scan], subjects: Collection[str]
) -> tuple[dict[Name, Counted], dict[str, int]]:
    rows = json.dumps([_row(one) for one in scans])
    with place.at_once() as connection:
        asked = [Statement(_SERVER, [(rows,)], (None,) * 5 + (_instant(connection.dialect),))]
        asked += [seeing_subjects(connection.dialect, subjects)] if subjects else []
        for _try in range(_TRIES):
            try:
                found, *seen = run(connection, asked)
            except sa.exc.IntegrityError:
                continue
            return {row[:4]: Counted(*row[4:]) for row in found}, _seen(*seen)
    raise Unavailable("the same scans are being counted elsewhere")


def _seen(*answers: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {subject: index for found in answers for subject, index in found}


def _row(scan: Scan) -> tuple[object, ...]:
    return *scan.name, _written_at(scan), scan.device, scan.network, scan.region


def _written_at(scan: Scan) -> str:
    """As SQLite keeps instants, and as PostgreSQL reads them in our sessions, whose zone is UTC."""
    return scan.at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


@cache
def _instant(dialect: sa.Dialect) -> Convert:
    return Instant().dialect_impl(dialect).result_processor(dialect, None)
