"""A dossier from the counter is found by the person whom a sign-in proves, and by no one else."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from intake.key.store import destroy_applicant, destroy_dossier
from motcua.stack.issuer import Issuer
from motcua.stack.people import Person
from motcua.stack.rewrapping import rewrap
from shared.kernel.sealing import Masters, Sealing
from shared.web.callers import Proved
from tests.support import dossiers
from tests.support.counter import Counter
from tests.support.exchanging import claims_of, exchanges

MASTERS = Sealing().master_keys.get_secret_value()
UNDER_A_MASTER = "update sealing_keys set master = $2, wrapped = $3, under = null where subject = $1"
BORN = date(1976, 5, 17)
NAME, NUMBER = dossiers.SECRETS[:2]
THEY = Proved(NUMBER, NAME.upper(), BORN)
LISTED = "/v1/dossiers"


async def at_the_counter(counter: Counter, *, handed_in: bool = True, **applicant: Any) -> str:
    """A dossier that an officer writes for who stands there."""
    who = dossiers.applicant(**{"born": BORN.isoformat(), **applicant})
    desk = counter.province.officer("officer:desk", dossiers.DESK)
    path = await dossiers.drafted(desk, channel="counter", application=dossiers.application(applicant=who))
    for component in ("TP01", "TP02", "TP03") if handed_in else ():
        await dossiers.uploaded(desk, path, component)
    if handed_in:
        await desk.act("intake", path, "submission")
    return path


def somebody(counter: Counter) -> Person:
    """Somebody new, who has signed in and proved nothing."""
    return counter.province.applicant(f"applicant:{secrets.token_hex(4)}")


async def links(person: Person, issuer: Issuer, proved: Proved | None) -> Any:
    """The applicant's id in the token that they get who sign in so."""
    told = (proved.number, proved.name, proved.birth_date.isoformat(), proved.kind, proved.country) if proved else ()
    claims = zip(("number", "name", "birthdate", "paper", "country"), told, strict=False)
    sent = issuer.sign_in(person.subject, **dict(claims))
    return claims_of(await exchanges(person, "intake", sent)).get("applicant")


async def sees(person: Person, path: str) -> bool:
    """In the list, by itself, as written, with its documents and its history; all or nothing."""
    listed = (await person.get("intake", LISTED, limit=200))["dossiers"]
    found = {path[-36:] in {one["id"] for one in listed}}
    for part in ("", "/application", "/documents", "/timeline", "/versions"):
        found.add((await person.ask("GET", "intake", path + part)).status_code == 200)
    assert len(found) == 1, path
    return found == {True}


async def test_its_owner_finds_it_and_who_wrote_it_stays(counter: Counter, issuer: Issuer) -> None:
    path = await at_the_counter(counter)
    desk, owner = counter.province.officer("officer:desk", dossiers.DESK), somebody(counter)
    assert not await sees(owner, path), "nothing is linked by being asked"
    assert await owner.get("intake", "/v1/account") == {"applicant": None, "acts_for": []}
    linked = await links(owner, issuer, THEY)
    assert await owner.get("intake", "/v1/account") == {"applicant": linked, "acts_for": []}
    assert await links(owner, issuer, THEY) == await links(owner, issuer, None) == linked, "it stays"
    assert await sees(owner, path)
    for move in ("withdrawal", "supplement", "submission"):
        answer = await owner.ask("POST", "intake", f"{path}/{move}", headers={"If-Match": "*"})
        assert answer.status_code == 403, "who wrote it stays: the desk"
    assert (await owner.ask("PUT", "intake", f"{path}/application", json=dossiers.application())).status_code in (
        403,
        404,
    )
    assert not [move for move in (await owner.get("intake", path))["moves"] if move["possible"]]
    await desk.act("intake", path, "acceptance")
    [row] = await counter.rows("select body from journal where dossier = $1 and event = 'DossierAccepted'", path[-36:])
    assert json.loads(row["body"])["applicant"] == linked, "the id is the account's"


@pytest.mark.parametrize(
    "proved",
    [
        None,
        THEY._replace(birth_date=date(1976, 5, 18)),
        THEY._replace(number="099176543211"),
        THEY._replace(name="Phan Thị Kín"),
    ],
    ids=["nothing", "another birth date", "another number", "another name"],
)
async def test_who_proves_something_else_finds_nothing(counter: Counter, issuer: Issuer, proved: Proved | None) -> None:
    path, other = await at_the_counter(counter), somebody(counter)
    assert bool(await links(other, issuer, proved)) == bool(proved)
    assert not await sees(other, path)


@pytest.mark.parametrize(
    "applicant",
    [{"born": None}, {"identity": {"kind": "none", "reason": "Chưa có số"}}],
    ids=["no birth date", "no number"],
)
async def test_what_says_too_little_is_found_by_nobody(
    counter: Counter, issuer: Issuer, applicant: Mapping[str, Any]
) -> None:
    path, owner = await at_the_counter(counter, **applicant), somebody(counter)
    await links(owner, issuer, THEY)
    assert not await sees(owner, path)


@pytest.mark.parametrize("kind", ["identity-certificate", "passport"])
async def test_another_paper_proves_it_as_well(counter: Counter, issuer: Issuer, kind: str) -> None:
    paper = {"kind": "passport", "country": "FRA", "number": "19AB12345"} if kind == "passport" else {}
    who = THEY._replace(**paper or {"kind": kind, "number": "099176543218"})
    written = {"kind": kind, "number": who.number} | paper
    path, owner, other = await at_the_counter(counter, identity=written), somebody(counter), somebody(counter)
    wrong = {"country": "DEU"} if paper else {"number": "099176543217"}
    assert await links(other, issuer, who._replace(**wrong))
    assert not await sees(other, path), "somebody else's paper"
    for no_paper in (
        {"kind": "driving-licence"},
        {"kind": "passport", "country": "France"},
        {"kind": "old-id", "number": "19AB12345"},
    ):
        assert await links(other, issuer, who._replace(**no_paper)) != await links(owner, issuer, who)
    assert await sees(owner, path)


async def test_what_was_not_handed_in_is_its_authors(counter: Counter, issuer: Issuer) -> None:
    path, owner = await at_the_counter(counter, handed_in=False), somebody(counter)
    await links(owner, issuer, THEY)
    assert not await sees(owner, path)


async def test_who_was_erased_is_read_by_nobody_and_comes_again_as_somebody_new(
    counter: Counter, issuer: Issuer
) -> None:
    """One key ends all dossiers of an applicant, also those that have one of their own; other people's stay."""
    proved = Proved("099176543219", "Đặng Thị Xoá", BORN)
    who = {"name": proved.name, "identity": {"kind": "citizen-id", "number": proved.number}}
    first, draft = await at_the_counter(counter, **who), await at_the_counter(counter, handed_in=False, **who)
    alone, other = await at_the_counter(counter, **who), await at_the_counter(counter)
    desk, owner = counter.province.officer("officer:desk", dossiers.DESK), somebody(counter)
    applicant = UUID(await links(owner, issuer, proved))
    await counter.rows(UNDER_A_MASTER, UUID(alone[-36:]), counter.masters.first, *await own_key(counter, alone))

    async def opens() -> list[int]:
        paths = [f"{path}/application" for path in (first, draft, alone, other)]
        return [(await desk.ask("GET", "intake", path)).status_code for path in paths]

    assert await opens() == [200] * 4
    await rewrap(counter.scratch.owner_dsn, Masters(f"2:another,{MASTERS}"), lambda *_: None)
    counter.app[Masters] = Masters(f"2:another,{MASTERS}")
    assert await opens() == [200] * 4, "only the outer keys have another master"
    counter.app[Masters] = counter.masters
    await rewrap(counter.scratch.owner_dsn, Masters(f"{MASTERS},2:another"), lambda *_: None)
    async with counter.node.database.begin() as tx:
        await destroy_dossier(tx, UUID(draft[-36:]))
    assert await opens() == [200, 410, 200, 200]
    async with counter.node.database.begin() as tx:
        await destroy_applicant(tx, applicant)
    assert await opens() == [410, 410, 410, 200]
    assert not await sees(owner, first)
    assert await links(owner, issuer, proved) != str(applicant)
    assert await sees(owner, await at_the_counter(counter, **who))


async def own_key(counter: Counter, path: str) -> tuple[bytes]:
    """Of a dossier, wrapped as keys were before applicants had any."""
    (key,) = await counter.rows("select * from subject_keys where subject = $1", UUID(path[-36:]))
    return (counter.masters.again(key["master"], key["wrapped"]),)


async def test_one_person_has_one_id_no_matter_who_types_the_number(counter: Counter) -> None:
    first, second = await at_the_counter(counter), await at_the_counter(counter, name="Phan Thi Kin Dao")
    nobody = await at_the_counter(counter, identity={"kind": "none", "reason": "Chưa có số"})
    other = await at_the_counter(counter, identity={"kind": "citizen-id", "number": "099176543212"})
    ids = [path[-36:] for path in (first, second, nobody, other)]
    rows = await counter.rows("select id, applicant from dossiers where id = any($1::uuid[])", ids)
    found = {str(row["id"]): row["applicant"] for row in rows}
    assert found[ids[0]] == found[ids[1]]
    assert len(set(found.values())) == 3
    assert "" not in found.values()
    keys = await counter.rows("select encode(key, 'escape') as key from applicants where key is not null")
    assert not [row for row in keys if NUMBER in row["key"]]
