"""What no law keeps any more leaves as a package, then its keys are destroyed; a restored back-up brings none back."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest

from intake.erasure.jobs import Again
from intake.erasure.store import Erased
from motcua.recovery import erasing
from motcua.stack.databases import SERVICES
from motcua.stack.people import Person
from motcua.verify.handed_in import handed_in
from tests.support import dossiers
from tests.support.counter import Counter

KEPT = ("sealing_keys", "applicants", "accounts", "applications", "request_people")


@pytest.fixture
def operator(counter: Counter) -> Person:
    counter.app[Erased] = Erased(counter.folder / "erasures", counter.folder / "packages")
    return counter.province.operator


async def ended(counter: Counter, years: float) -> tuple[str, UUID]:
    """A dossier that was not accepted so long ago, of somebody new: its path, and the applicant."""
    number = f"0011760{len(await counter.rows('select from applicants')):05d}"
    _, path = await counter.submitted(identity={"kind": "citizen-id", "number": number})
    await counter.desk.act("intake", path, "refusal", {"reason": "prohibited"})
    dossier = UUID(path[-36:])
    await counter.rows("update dossiers set changed_at = now() - $2 * interval '1 year' where id = $1", dossier, years)
    [row] = await counter.rows("select applicant_id from applications where dossier = $1", dossier)
    return path, row["applicant_id"]


async def due(operator: Person) -> dict[str, Any]:
    return {each["applicant"]: each for each in await operator.get("intake", "/v1/erasures/due", limit=500)}


async def told(operator: Person, applicant: UUID, verb: str) -> Any:
    return await operator.ask("POST", "intake", f"/v1/erasures/{applicant}/{verb}")


async def reads(counter: Counter, path: str) -> tuple[int, int, bool]:
    """What is written, a paper, and whether the list says that it is erased."""
    document = (await counter.desk.get("intake", f"{path}/documents"))[0]["id"]
    parts = ("/application", f"/documents/{document}/content")
    one, two = [(await counter.desk.ask("GET", "intake", path + part)).status_code for part in parts]
    listed = (await counter.desk.get("intake", "/v1/dossiers", limit=200))["dossiers"]
    [erased] = [each["erased"] for each in listed if each["id"] == path[-36:]]
    assert (await counter.desk.get("intake", path))["erased"] is erased
    return one, two, erased


async def test_it_leaves_before_it_is_erased_and_stays_erased(counter: Counter, operator: Person) -> None:
    (path, applicant), (young, other) = await ended(counter, 2.1), await ended(counter, 1.9)
    found = await due(operator)
    assert [found[str(applicant)][name] for name in ("dossiers", "files")] == [1, 3]
    assert str(other) not in found
    for who, verb, status, kind in (
        (other, "package", 409, "kept-by-law"),
        (applicant, "erasure", 409, "unlisted-move"),
    ):
        answer = await told(operator, who, verb)
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{kind}")

    await told(operator, applicant, "package")
    before = await kept_rows(counter)
    await erased_and_told(counter, operator, path, applicant)
    assert (await reads(counter, young))[2] is False
    await restored(counter, before)
    assert await reads(counter, path) == (200, 200, False), "the back-up of yesterday has the keys"
    counter.node.first["erasures"] = Again(counter.node, counter.app[Erased]).destroy
    counter.node.stopping.clear()  # another test may have stopped it
    await counter.node.begin()
    assert await reads(counter, path) == (410, 410, True)
    assert (await operator.post("intake", "/v1/erasures/again")) == {"applicants": 0}
    assert (await operator.get("intake", f"/v1/erasures/{applicant}"))["state"] == "erased"
    assert (await operator.ask("GET", "intake", f"/v1/erasures/{other}")).status_code == 404


async def test_the_package_that_has_left_stays_where_a_back_up_knows_nothing_of_it(
    counter: Counter, operator: Person
) -> None:
    """Restored from before the erasure, it is due again, and the other services are told at last."""
    path, applicant = await ended(counter, 2.1)
    erased, receipt = counter.app[Erased], (await told(operator, applicant, "package")).json()
    package = (erased.packages / f"{applicant}.zip").read_bytes()
    line = {"package": receipt["sha256"], "size": receipt["size"], "files": receipt["files"]}
    await erased.list.add([applicant], **line)
    await Again(counter.node, erased).destroy()
    assert await reads(counter, path) == (410, 410, True)
    counter.node.standing_still = "restored from older"
    answer = await told(operator, applicant, "package")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/stands-still")
    counter.node.standing_still = None
    again = (await told(operator, applicant, "package")).json()
    assert [again[name] for name in ("sha256", "size", "files")] == [*line.values()]
    assert (erased.packages / f"{applicant}.zip").read_bytes() == package
    assert (await told(operator, applicant, "erasure")).json()["state"] == "erased"


async def test_the_command_looks_first_and_goes_on_where_it_was_stopped(counter: Counter, operator: Person) -> None:
    (_, one), (_, two), (_, young) = await ended(counter, 2.1), await ended(counter, 2.1), await ended(counter, 1.9)
    found = {each["applicant"]: each for each in await erasing.due(operator)}
    assert {str(one), str(two)} <= found.keys()
    assert str(young) not in found
    await told(operator, one, "package")
    erase = erasing.Erasing(operator).erase
    done = [await erase(str(each)) for each in (one, two, young, one)]
    assert [each["outcome"] for each in done] == ["erased", "erased", "not erased", "erased before"]
    assert (done[1]["files"], done[1]["state"]) == (5, "erased"), "its papers, what was written, and how to read it"
    assert erasing.followers().keys() == set(SERVICES)


async def test_the_package_has_all_that_was_handed_in(counter: Counter, operator: Person) -> None:
    path, applicant = await ended(counter, 2.1)
    receipt = (await told(operator, applicant, "package")).json()
    stored = counter.folder / "packages" / f"{applicant}.zip"
    assert receipt["sha256"] == sha256(stored.read_bytes()).hexdigest()
    with ZipFile(stored) as package:
        written = json.loads(package.read(f"{path[-36:]}/dossier.json"))["versions"][0]["written"]
        listed = json.loads(package.read("manifest.json"))["files"]
        assert len(listed) == receipt["files"]
        assert all(sha256(package.read(each["path"])).hexdigest() == each["sha256"] for each in listed)
    assert written["applicant"]["name"] == dossiers.SECRETS[0]
    assert await reads(counter, path) == (200, 200, False)


async def kept_rows(counter: Counter) -> dict[str, list[Any]]:
    return {table: await counter.rows(f"select * from {table}") for table in KEPT}


async def erased_and_told(counter: Counter, operator: Person, path: str, applicant: UUID) -> None:
    """Nothing opens any more, the list says so, the event names the dossiers, and the journal still proves them."""
    erased = (await told(operator, applicant, "erasure")).json()
    assert erased["state"] == "erased"
    assert await reads(counter, path) == (410, 410, True)
    assert str(applicant) not in await due(operator)
    [row] = await counter.rows("select body from journal where dossier = $1 and event = 'ApplicantErased'", applicant)
    assert json.loads(row["body"])["dossiers"] == [path[-36:]]
    async with counter.place() as place:
        broken, _ = await handed_in(place, counter.masters)
    assert [each for each in broken if path[-36:] in each.what] == []


async def restored(counter: Counter, rows: dict[str, list[Any]]) -> None:
    """These tables as they were; the journal of a back-up is older too, which the restore guard looks after."""
    for table, kept in rows.items():
        for row in kept:
            names, places = ", ".join(row.keys()), ", ".join(f"${n}" for n in range(1, len(row) + 1))
            sets = ", ".join(f"{name} = excluded.{name}" for name in row.keys())  # noqa: SIM118 - a record has no names
            key = next(iter(row.keys()))
            sql = f"insert into {table} ({names}) values ({places}) on conflict ({key}) do update set {sets}"
            await counter.rows(sql, *row.values())


async def test_who_was_granted_to_have_it_deleted_waits_no_longer_than_a_law_says(
    counter: Counter, operator: Person
) -> None:
    _, applicant = await ended(counter, 0.1)
    assert str(applicant) not in await due(operator)
    request = await counter.desk.post("intake", "/v1/requests", dossiers.request("delete", channel="counter"))
    path = f"/v1/requests/{request['id']}"
    await counter.desk.act("intake", path, "taking")
    await counter.rows(
        "update requests set identified = 'desk', applicant = $2 where id = $1", UUID(request["id"]), str(applicant)
    )
    assert str(applicant) not in await due(operator), "nothing is erased while a request is open"
    await counter.rows("update requests set state = 'granted' where id = $1", UUID(request["id"]))
    assert (await due(operator))[str(applicant)]["asked"] is True
    columns = "state = 'in_hand', identified = null, applicant = ''"
    await counter.rows(f"update requests set {columns} where id = $1", UUID(request["id"]))
