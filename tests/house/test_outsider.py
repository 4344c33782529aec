"""What an outsider reads of the log and of every public page after a whole scenario; nothing personal is in it.

`pytest -s tests/house/test_outsider.py` prints the log as the public reads it.
"""

import html
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from scenario import LABELS, Scene, play, secrets_of
from standing_clock import Clock
from voices import hear_growers
from web.browsers import chosen

from gitrace import clock
from gitrace.app import create_app
from gitrace.ledger.events import REGISTER, RESTRICTED
from gitrace.ledger.export import Scope, write_export
from gitrace.ledger.proof import parse_proof
from gitrace.ledger.readers import evidence
from gitrace.ledger.tiles import FULL, Tile, bundle
from gitrace.people.commands import InvitePerson, invite, join
from gitrace.people.roles import Role
from gitrace.settings import Settings
from gitrace.storage import Store, open_store
from gitrace.work import SYSTEM, writing

LANGUAGES = ("zh-CN", "en")


@dataclass(frozen=True)
class Outside:
    """The scenario, and what must not be seen of it."""

    app: Flask
    store: Store
    scene: Scene
    secrets: dict[str, str]


@pytest.fixture(scope="module")
def outside(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    home = tmp_path_factory.mktemp("outside") / "home"
    shutil.copytree(sqlite_template, home)
    store = open_store(Settings(home=home, label_host="label.example", contact="演示县局"))
    with pytest.MonkeyPatch.context() as patch:
        scene = play(store, Clock(patch))
        app = create_app(store)
        employ_clerk(store, scene)
        hear_growers(store, scene.ours)
        farmer = {scene.farm.uscc: "individual's code", scene.farm.name: "individual's name"}
        yield Outside(app, store, scene, {**secrets_of(store), **farmer})
    store.close()


def employ_clerk(store: Store, scene: Scene) -> None:
    """One person with an account, so that there is a login and a name to look for."""
    form = InvitePerson(display_name="演示过磅员某", role=Role.CLERK, producer_id=scene.ours.producer.id)
    with writing(store, SYSTEM) as work:
        _user, token = invite(work, form)
    join(store, token, chosen("clerk-login-of-ours"), clock.now())


def public_log(store: Store, folder: Path) -> list[str]:
    """The leaves of the export that anybody may have."""
    path = folder / "log.jsonl"
    with evidence(store.engine) as reader:
        list(write_export(reader, path, Scope.PUBLIC))
    _header, *lines, _checkpoint = path.read_text(encoding="utf-8").splitlines()
    assert all(set(json.loads(line)) == {"leaf"} for line in lines)
    return [json.loads(line)["leaf"] for line in lines]


def public_addresses(outside: Outside) -> list[str]:
    """Every page that it has outside: labels in each state, forged ones, lots, products, the writer's receipt."""
    found = ["/", "/privacy", "/tell", f"/tell/{outside.scene.message}", "/healthz", "/account/sign-in", "/01/nothing"]
    for party in (outside.scene.ours, outside.scene.rival):
        labels = [party.label(outside.store, number) for number in (1, 41, 46, 51, LABELS + 1)]
        lot_page = labels[0].partition("/21/")[0]
        forged = f"{lot_page}/21/{'0' * 20}"
        product = lot_page.partition("/10/")[0]
        found += [*labels, forged, lot_page, product, f"{product}/10/CY260320A099", f"/tell?about={labels[0]}"]
        found += [f"{labels[0]}?lang=en"]
    return found


def found_in(text: str, secrets: dict[str, str]) -> list[str]:
    """What of the secrets a text holds."""
    plain = html.unescape(text)
    return sorted(f"{what}: {secret}" for secret, what in secrets.items() if secret in plain)


def test_the_scenario_has_secrets_of_every_kind(outside: Outside) -> None:
    assert set(outside.secrets.values()) >= {
        "household's name",
        "household's phone",
        "household number",
        "small village",
        "plot number",
        "parcel",
        "point",
        "delivery number",
        "contact's name",
        "contact's phone",
        "production record",
        "login",
        "person's name",
        "message",
        "shopper's contact",
        "individual's code",
    }


def test_an_outsider_reads_nothing_personal_in_the_log(outside: Outside, tmp_path: Path) -> None:
    log = "\n".join(public_log(outside.store, tmp_path))
    print(log)  # what an outsider reads
    assert found_in(log, outside.secrets) == []
    assert "user:" not in log
    assert outside.scene.ours.producer.name in log  # what is public would be found


def test_an_outsider_reads_of_a_restricted_entry_that_it_is_one(outside: Outside, tmp_path: Path) -> None:
    public = {kind for kind, event in REGISTER.items() if event.public}
    leaves = [json.loads(leaf) for leaf in public_log(outside.store, tmp_path)]
    told = [leaf for leaf in leaves if leaf["tag"] != RESTRICTED]
    assert {leaf["tag"] for leaf in told} <= public
    assert len(told) > 10
    assert all(set(leaf) == {"annex", "index", "tag", "time"} for leaf in leaves if leaf["tag"] == RESTRICTED)


def test_the_log_hands_out_over_http_what_the_public_export_holds_and_no_more(outside: Outside, tmp_path: Path) -> None:
    leaves = public_log(outside.store, tmp_path)
    client, read = outside.app.test_client(), []
    for first in range(0, len(leaves), FULL):
        tile = Tile(0, first // FULL, min(FULL, len(leaves) - first))
        read.append(client.get(f"/log/tile/entries/{tile.place}").data)
    assert b"".join(read) == bundle(leaf.encode() for leaf in leaves)
    proofs = [client.get(f"/log/proof/{index}").get_data(as_text=True) for index in range(len(leaves))]
    assert [parse_proof(proof).leaf.decode() for proof in proofs] == leaves
    assert found_in(client.get("/log/checkpoint").get_data(as_text=True), outside.secrets) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_public_page_holds_anything_personal(outside: Outside, language: str) -> None:
    client, found = outside.app.test_client(), []
    for address in public_addresses(outside):
        answer = client.get(address, headers={"Accept-Language": language})
        assert answer.status_code < 500, address
        found += [(address, one) for one in found_in(answer.get_data(as_text=True), outside.secrets)]
    assert found == []


def test_public_pages_do_show_the_lot(outside: Outside) -> None:
    ours = outside.scene.ours
    page = outside.app.test_client().get(ours.label(outside.store, 1)).get_data(as_text=True)
    for shown in (ours.producer.name, ours.producer.uscc, ours.batch.lot, "官庄村"):
        assert shown in page, shown
