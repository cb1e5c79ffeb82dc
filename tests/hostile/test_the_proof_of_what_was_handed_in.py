"""Each handing-in can be proved from the journal, and what was done to it behind the journal's back is found."""

from __future__ import annotations

import hashlib
from uuid import UUID

import pytest

from motcua.verify.handed_in import handed_in
from shared.kernel.sealing import Masters
from tests.support import dossiers
from tests.support.counter import Counter
from tests.support.handing import another, asked_at_desk, hand_in, refused, rewrite, versions


async def test_each_handing_in_is_in_the_journal_and_can_be_proved(counter: Counter) -> None:
    owner, path = await asked_at_desk(counter)
    assert (await rewrite(owner, path, another())).status_code == 200
    assert (await hand_in(owner, path)).status_code == 200
    said = await counter.rows(
        "select event, body::jsonb ->> 'digest' as digest from journal "
        "where dossier = $1 and entity_type = 'dossier' and body::jsonb ? 'digest' order by sequence",
        UUID(path.rpartition("/")[2]),
    )
    assert [row["event"] for row in said] == ["DossierSubmitted", "SupplementHandedIn"]
    for number, row in enumerate(said, 1):
        version = await owner.get("intake", f"{path}/versions/{number}")
        salted = bytes.fromhex(version["salt"]) + version["text"].encode()
        assert len(bytes.fromhex(version["salt"])) == 32
        assert hashlib.sha256(salted).hexdigest() == row["digest"] == version["digest"]
        assert hashlib.sha256(version["text"].encode()).hexdigest() != row["digest"], "a plain digest can be guessed"


async def test_the_same_text_twice_has_two_digests(counter: Counter) -> None:
    (one, path), (other, elsewhere) = await counter.submitted(), await counter.submitted()
    assert (await versions(one, path))[0]["digest"] != (await versions(other, elsewhere))[0]["digest"]


@pytest.mark.parametrize(
    "forgery",
    [
        "update versions set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) where dossier = $1",
        "update versions v set sealed = a.sealed from applications a where a.dossier = v.dossier and v.dossier = $1",
        "update versions set papers = '[]' where dossier = $1",
        "delete from versions where dossier = $1",
        "update versions set digest = encode(sha256('x'), 'hex') where dossier = $1",
        "update documents set sha256 = encode(sha256('x'), 'hex') where dossier = $1",
        "delete from documents where dossier = $1",
    ],
)
async def test_a_version_rewritten_behind_the_journals_back_is_found(attacked: Counter, forgery: str) -> None:
    _, path = await attacked.submitted()
    dossier = UUID(path.rpartition("/")[2])
    async with attacked.place() as place:
        work = place.connection.transaction()
        await work.start()
        await place.connection.execute(forgery, dossier)
        found, _ = await handed_in(place, attacked.masters)
        await work.rollback()
        assert [(one.invariant, one.service) for one in found] == [(10, "intake")]
        assert str(dossier) in found[0].what
        assert await handed_in(place, attacked.masters) == ([], 0)
        assert (await handed_in(place, Masters()))[1] > 0


async def test_versions_are_for_those_who_may_see_the_dossier(counter: Counter) -> None:
    owner, path = await counter.submitted()
    stranger = counter.province.applicant("applicant:stranger")
    elsewhere = counter.province.officer("officer:elsewhere", dossiers.ELSEWHERE)
    for person in (stranger, elsewhere):
        for there in (f"{path}/versions", f"{path}/versions/1"):
            refused(await person.ask("GET", "intake", there), 404, "not-found")
    assert len(await versions(owner, path)) == len(await versions(counter.desk, path)) == 1
    refused(await owner.ask("GET", "intake", f"{path}/versions/2"), 404, "not-found")
