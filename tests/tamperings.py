"""Twelve kinds of tampering with a home's evidence, each as somebody with the whole database and patience would do it.

Half of the time he only changes what he wants changed; else he tidies up: the tree is grown anew over what now stands
there, so that nothing but signatures, and a checkpoint that was kept elsewhere, can tell.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import anyrow
import sqlalchemy as sa

from gitrace.ledger import tables
from gitrace.ledger.annex import make_part, seal_of
from gitrace.ledger.canonical import canonical
from gitrace.ledger.checkpoints import Signer
from gitrace.ledger.tree import append_leaf, leaf_hash, root_of
from gitrace.storage import Instant

REWRITTEN, CUT_OFF, UNSIGNED = "The log was rewritten", "The log was cut off", "not signed by the log's key"
STRANGER = b"\x07" * 32
_AWAY = 10**6


@dataclass(frozen=True)
class Tampering:
    """What was done, in words; `named`: a verdict that says one of these names it."""

    words: str
    named: tuple[str, ...]


@dataclass(frozen=True)
class Scene:
    """A home's database, and what the attacker has besides: older checkpoints, signed in their time."""

    connection: sa.Connection
    chance: Random
    past: tuple[str, ...]

    @property
    def size(self) -> int:
        return int(self.connection.execute(sa.select(tables.head.c.size)).scalar_one())

    def some_index(self, first: int = 1) -> int:
        """Of an entry, not the one that opens the log."""
        return self.chance.randrange(first, self.size)

    def leaf(self, index: int) -> dict[str, Any]:
        found = self.connection.execute(sa.select(tables.entry.c.leaf).where(tables.entry.c.entry_index == index))
        return dict(json.loads(found.scalar_one()))

    def write_leaf(self, index: int, leaf: dict[str, Any]) -> None:
        text = canonical(leaf).decode()
        self.connection.execute(tables.entry.update().where(tables.entry.c.entry_index == index).values(leaf=text))

    def tidy(self) -> bytes:
        """Grow the tree anew over the entries that are there; returns its root."""
        peaks: list[bytes] = []
        nodes = []
        found = self.connection.execute(sa.select(tables.entry).order_by(tables.entry.c.entry_index)).all()
        for index, row in enumerate(found):
            nodes += append_leaf(index, peaks, leaf_hash(row.leaf.encode()))
        self.connection.execute(tables.node.delete())
        self.connection.execute(tables.node.insert(), [{"level": a, "position": b, "hash": c} for a, b, c in nodes])
        head = {"size": len(found), "peaks": b"".join(peaks).hex(), "time": found[-1].time}
        self.connection.execute(tables.head.update().values(head))
        return root_of(peaks)


def edit(scene: Scene) -> Tampering:
    """Another content of an entry, or of a column by which it is searched."""
    index, by = scene.some_index(), tables.entry.c.entry_index
    if scene.chance.random() < 0.3:
        column = scene.chance.choice([tables.entry.c[name] for name in ("tag", "subject", "actor", "time")])
        before = scene.connection.execute(sa.select(column).where(by == index)).scalar_one()
        value = another(column, before, scene.chance)
        scene.connection.execute(tables.entry.update().where(by == index).values({column.name: value}))
        return Tampering(f"column {column.name} of entry {index}", (f"Entry {index}: its column",))
    leaf = scene.leaf(index)
    edit_leaf(leaf, scene.chance)
    scene.write_leaf(index, leaf)
    if scene.chance.random() < 0.5:
        return Tampering(f"leaf of entry {index}", (f"Entry {index}:",))
    scene.tidy()
    return Tampering(f"leaf of entry {index}, and the tree", (REWRITTEN,))


def edit_leaf(leaf: dict[str, Any], chance: Random) -> None:
    number = chance.randrange(10**6)
    if "subject" in leaf and chance.random() < 0.6:
        leaf["subject"] = f"lot:CY{number}"
    else:
        leaf["annex"][chance.randrange(len(leaf["annex"]))] = f"{number:064x}"


def bit(scene: Scene) -> Tampering:
    """One bit of one value of the ledger's own tables."""
    table = scene.chance.choice([tables.entry, tables.annex, tables.node, tables.subject, tables.head])
    kinds = (sa.Text, sa.LargeBinary)
    key = list(table.primary_key.columns)
    column = scene.chance.choice([one for one in table.columns if isinstance(one.type, kinds)])
    row = scene.chance.choice(scene.connection.execute(sa.select(table).where(column.is_not(None))).mappings().all())
    where = sa.and_(*(one == row[one.name] for one in key))
    value = flipped(row[column.name], scene.chance)
    scene.connection.execute(table.update().where(where).values({column.name: value}))
    words = f"a bit of {column} of {[row[one.name] for one in key]}"
    if table is tables.head:
        return Tampering(words, ("The head", "newest checkpoint"))
    if table is tables.node:
        place = f"{row['level']}/{row['position']}"
        return Tampering(words, (f"node {place} was changed", f"Entry {row['position']}: its leaf or its tree node"))
    return Tampering(words, (f"Entry {row['entry_index']}:", f"lists entry {row['entry_index']},"))


def flipped(value: Any, chance: Random) -> Any:
    """The value with one bit turned; of a text, of one of its ASCII characters."""
    if isinstance(value, str):
        place = chance.choice([place for place, one in enumerate(value) if one.isascii()])
        turned = ord(value[place]) ^ 1 << chance.randrange(7)
        return value[:place] + chr(turned or 1) + value[place + 1 :]
    changed = bytearray(value)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def delete(scene: Scene) -> Tampering:
    """An entry goes, and what is beside it."""
    index = scene.some_index()
    delete_entry(scene, index)
    return Tampering(f"entry {index} deleted", (f"Entry {index} is missing", CUT_OFF))


def delete_and_renumber(scene: Scene) -> Tampering:
    """An entry goes, and those after it close the gap."""
    index, size = scene.some_index(), scene.size
    delete_entry(scene, index)
    for number in range(index + 1, size):
        scene.write_leaf(number, scene.leaf(number) | {"index": number - 1})
    for table in (tables.annex, tables.subject, tables.entry):
        place = table.c.entry_index
        scene.connection.execute(table.update().where(place > index).values(entry_index=place + _AWAY))
        scene.connection.execute(table.update().where(place > _AWAY).values(entry_index=place - _AWAY - 1))
    scene.tidy()
    return Tampering(f"entry {index} deleted, those after it renumbered", (CUT_OFF,))


def delete_entry(scene: Scene, index: int) -> None:
    for table in (tables.annex, tables.subject, tables.entry):
        scene.connection.execute(table.delete().where(table.c.entry_index == index))


def swap(scene: Scene) -> Tampering:
    """Two entries in each other's place."""
    one = scene.some_index()
    other = scene.chance.choice([index for index in range(1, scene.size) if index != one])
    leaves = {index: scene.leaf(index) for index in (one, other)}
    words = f"entries {one} and {other} swapped"
    if scene.chance.random() < 0.5:
        scene.write_leaf(one, leaves[other])
        scene.write_leaf(other, leaves[one])
        return Tampering(words, (f"Entry {one}: its leaf says that it is entry {other}",))
    for index, table in ((i, t) for i in (one, other) for t in (tables.annex, tables.subject, tables.entry)):
        away = _AWAY + (other if index == one else one)
        scene.connection.execute(table.update().where(table.c.entry_index == index).values(entry_index=away))
    for table in (tables.annex, tables.subject, tables.entry):
        place = table.c.entry_index
        scene.connection.execute(table.update().where(place > _AWAY).values(entry_index=place - _AWAY))
    scene.write_leaf(one, leaves[other] | {"index": one})
    scene.write_leaf(other, leaves[one] | {"index": other})
    scene.tidy()
    return Tampering(f"{words}, and the tree", (REWRITTEN,))


def forge(scene: Scene) -> Tampering:
    """An entry that nobody recorded, at the end."""
    index = forge_entry(scene)
    if scene.chance.random() < 0.5:
        return Tampering(f"entry {index} forged", (f"Entry {index}: tree node 0/{index} is missing",))
    scene.tidy()
    return Tampering(f"entry {index} forged, and the tree", ("The newest checkpoint, of",))


def forge_entry(scene: Scene) -> int:
    index = scene.size
    last = scene.connection.execute(sa.select(tables.entry).where(tables.entry.c.entry_index == index - 1)).one()
    record = make_part("record", {"actor": "user:1", "touches": []})
    named = {"tag": "test.noted/1", "subject": "lot:CY260312A001"}
    leaf = json.loads(last.leaf)["time"]
    told = {"annex": [record.digest], "index": index, "time": leaf, "fields": {"text": "伪造"}, **named}
    row = {"entry_index": index, "leaf": canonical(told).decode(), "actor": "user:1", "time": last.time, **named}
    scene.connection.execute(tables.entry.insert().values(row))
    kept = {"entry_index": index, "part": 0, "name": record.name, "salt": record.salt, "body": record.body}
    scene.connection.execute(tables.annex.insert().values(kept))
    scene.connection.execute(tables.subject.insert().values(subject=named["subject"], entry_index=index))
    return index


def forge_and_sign(scene: Scene) -> Tampering:
    """All of it written anew over a forged entry, under a signature of somebody else's key; by chance the opening entry
    names that key.
    """
    opened = scene.leaf(0)
    stranger = Signer.from_seed(opened["fields"]["origin"], STRANGER)
    index = forge_entry(scene)
    words, named = f"entry {index} forged and signed by another key", (UNSIGNED,)
    if scene.chance.random() < 0.5:
        opened["fields"]["log_key"] = str(stranger.verifier_key)
        scene.write_leaf(0, opened)
        words, named = f"{words}, which entry 0 names", ("The checkpoint kept elsewhere is not of this log",)
    root = scene.tidy()
    scene.connection.execute(tables.head.update().values(checkpoint=stranger.sign(index + 1, root)))
    return Tampering(words, named)


def truncate(scene: Scene) -> Tampering:
    """The last entries go, and the head is as it was before them, its signature good."""
    checkpoint = scene.chance.choice(scene.past)
    size = int(checkpoint.split("\n")[1])
    for table in (tables.annex, tables.subject, tables.entry):
        scene.connection.execute(table.delete().where(table.c.entry_index >= size))
    scene.tidy()
    scene.connection.execute(tables.head.update().values(checkpoint=checkpoint))
    return Tampering(f"cut off at {size}", (CUT_OFF,))


def row(scene: Scene) -> Tampering:
    """A row of an audited table edited, inserted or deleted."""
    table = scene.chance.choice(anyrow.audited_tables())
    act = scene.chance.choice((change_row, insert_row, delete_row))
    return Tampering(f"{table.name}: {act(scene, table)}", (f" of {table.name} ",))


def pick(scene: Scene, table: sa.Table) -> dict[str, Any]:
    return dict(scene.chance.choice(scene.connection.execute(sa.select(table)).mappings().all()))


def change_row(scene: Scene, table: sa.Table) -> str:
    chosen = pick(scene, table)
    column = scene.chance.choice([one for one in table.columns if not one.primary_key])
    value = another(column, chosen[column.name], scene.chance)
    scene.connection.execute(table.update().where(table.c.id == chosen["id"]).values({column.name: value}))
    return f"{column.name} {chosen[column.name]!r:.60} -> {value!r:.60}"


def insert_row(scene: Scene, table: sa.Table) -> str:
    chosen = pick(scene, table)
    unique = {c.name for k in table.constraints if isinstance(k, sa.UniqueConstraint) for c in k.columns}
    for column in table.columns:
        if column.primary_key or column.name in unique or column.unique:
            chosen[column.name] = another(column, chosen[column.name], scene.chance)
    scene.connection.execute(table.insert().values(chosen))
    return f"inserted {chosen['id']}"


def delete_row(scene: Scene, table: sa.Table) -> str:
    chosen = pick(scene, table)
    scene.connection.execute(table.delete().where(table.c.id == chosen["id"]))
    return f"deleted {chosen['id']}"


def annex(scene: Scene) -> Tampering:
    """A part of an annex changed, taken away, added, or passed off as erased by law."""
    part = tables.annex
    chosen = pick(scene, part)
    where = sa.and_(part.c.entry_index == chosen["entry_index"], part.c.part == chosen["part"])
    act = scene.chance.choice(("another body", "another salt", "another name", "gone", "added", "as if erased"))
    changes = {
        "another body": {"body": chosen["body"] + " "},
        "another salt": {"salt": scene.chance.randbytes(16).hex()},
        "another name": {"name": f"person/user:{scene.chance.randrange(10**6)}"},
        "as if erased": {
            "salt": None,
            "body": None,
            "seal": seal_of(chosen["salt"], chosen["body"]),
            "erased_by": scene.chance.randrange(scene.size + 5),
        },
    }
    if act == "gone":
        scene.connection.execute(part.delete().where(where))
    elif act == "added":
        scene.connection.execute(part.insert().values(chosen | {"part": 90}))
    else:
        scene.connection.execute(part.update().where(where).values(changes[act]))
    index = chosen["entry_index"]
    return Tampering(f"part {chosen['part']} of entry {index}: {act}", (f"Entry {index}:",))


def checkpoint(scene: Scene) -> Tampering:
    """The log's own newest checkpoint: another size, root, name, signature or signer, or an older one."""
    text = str(scene.connection.execute(sa.select(tables.head.c.checkpoint)).scalar_one())
    name, size, root, blank, *signatures = text.split("\n")
    stranger = Signer.from_seed(name, STRANGER)
    choices = {
        "another size": "\n".join([name, str(int(size) + 1), root, blank, *signatures]),
        "another root": "\n".join([name, size, root[::-1][1:] + "=", blank, *signatures]),
        "another name": "\n".join([f"{name}2", size, root, blank, *signatures]),
        "no signature": "\n".join([name, size, root, blank, ""]),
        "a stranger's": stranger.sign(int(size), scene.tidy()),
        "an older one": scene.chance.choice(scene.past),
    }
    act = scene.chance.choice(list(choices))
    scene.connection.execute(tables.head.update().values(checkpoint=choices[act]))
    return Tampering(f"checkpoint: {act}", ("The newest checkpoint",))


KINDS: dict[str, Callable[[Scene], Tampering]] = {
    "edit": edit,
    "bit": bit,
    "delete": delete,
    "delete and renumber": delete_and_renumber,
    "swap": swap,
    "forge": forge,
    "forge and sign without the key": forge_and_sign,
    "truncate": truncate,
    "row edit, insert, delete": row,
    "annex edit": annex,
    "checkpoint edit": checkpoint,
}
"""All but the twelfth, an older backup put back, which is a home of its own."""


def another(column: sa.Column[Any], value: Any, chance: Random) -> Any:
    """A value of the column's type that is not this one."""
    if isinstance(column.type, sa.LargeBinary):
        return chance.randbytes(32)
    if value is not None and column.nullable and chance.random() < 0.3:
        return None
    if isinstance(column.type, sa.Boolean):
        return not value
    if isinstance(value, str) and value and not isinstance(column.type, Instant) and chance.random() < 0.5:
        place = chance.randrange(len(value))  # one character of it
        return value[:place] + ("x" if value[place] != "x" else "y") + value[place + 1 :]
    return anyrow.other_value(column, chance.randrange(10**5, 10**6))
