"""What a citizen has handed in is rewritten by no one: not by the desk, not by its owner, not while something is asked.

Each attack is made over the real routes; after each test the invariants must hold.
"""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid4

import pytest

from tests.support import dossiers
from tests.support.counter import Counter
from tests.support.handing import (
    another,
    asked_at_desk,
    asked_by_agency,
    delete,
    documents,
    hand_in,
    refused,
    rewrite,
    versions,
)

NEW_PHONE = "0199000042"


# ---- the desk


async def test_the_desk_does_not_replace_an_online_applicants_application(counter: Counter) -> None:
    owner, path = await asked_at_desk(counter)
    before = await owner.get("intake", f"{path}/application")
    refused(await rewrite(counter.desk, path, another()), 403, "forbidden")
    assert await owner.get("intake", f"{path}/application") == before


async def test_the_desk_does_not_touch_an_online_applicants_documents(counter: Counter) -> None:
    owner, path = await asked_at_desk(counter)
    before = await owner.get("intake", f"{path}/documents")
    for document in (await documents(owner, path)).values():
        refused(await delete(counter.desk, path, document), 403, "forbidden")
    refused(await dossiers.uploaded(counter.desk, path, "TP03"), 403, "forbidden")
    assert await owner.get("intake", f"{path}/documents") == before


async def test_the_desk_does_not_hand_in_for_an_online_applicant(counter: Counter) -> None:
    owner, path = await asked_at_desk(counter)
    refused(await hand_in(counter.desk, path), 403, "not-entitled")
    assert len(await versions(owner, path)) == 1


async def test_what_comes_at_the_counter_is_the_desks_to_write_until_it_is_handed_in(counter: Counter) -> None:
    path = await at_counter(counter)
    answer = await rewrite(counter.desk, path, another())
    refused(answer, 409, "not-editable")
    await counter.desk.act("intake", path, "supplement-request", {"components": ["TP04"]})
    colleague = counter.province.officer("officer:colleague", dossiers.DESK)
    assert (await dossiers.uploaded(colleague, path, "TP04")).status_code == 201
    assert (await hand_in(colleague, path)).status_code == 200
    assert [one["event"] for one in await versions(counter.desk, path)] == ["DossierSubmitted", "SupplementHandedIn"]


async def at_counter(counter: Counter) -> str:
    """Handed in at the counter."""
    path = await dossiers.drafted(counter.desk, channel="counter")
    for component in ("TP01", "TP02", "TP03"):
        assert (await dossiers.uploaded(counter.desk, path, component)).is_success
    await counter.desk.act("intake", path, "submission")
    return path


# ---- the owner


async def test_the_owner_does_not_rewrite_it_once_it_is_accepted(counter: Counter) -> None:
    owner, path = await counter.submitted()
    await counter.at_agency(owner, path)
    there = await documents(owner, path)
    refused(await rewrite(owner, path, another()), 409, "not-editable")
    refused(await delete(owner, path, there["TP01"]), 409, "not-editable")
    refused(await dossiers.uploaded(owner, path, "TP01"), 409, "not-editable")
    assert (await documents(owner, path), len(await versions(owner, path))) == (there, 1)


async def test_what_is_written_during_a_supplement_counts_only_when_it_is_handed_in(counter: Counter) -> None:
    """The agency reads what was handed in; what the owner writes shows when it is handed in, as a new version."""
    owner, path, _ = await asked_by_agency(counter)
    agency = counter.province.officer("officer:appraiser", dossiers.AGENCY)
    await counter.involve(path, dossiers.AGENCY)
    before = await agency.get("intake", f"{path}/application")
    papers = await agency.get("intake", f"{path}/documents")
    refused(await hand_in(owner, path), 409, "nothing-new")
    (again,) = (each for each in (await owner.get("intake", path))["moves"] if each["move"] == "HandIn")
    assert not again["possible"]
    assert (await rewrite(owner, path, another())).status_code == 200
    fresh = (await dossiers.uploaded(owner, path, "TP03", dossiers.PDF + b"new")).json()
    for person in (agency, counter.desk):
        assert (await person.get("intake", f"{path}/application"))["answers"] == before["answers"]
        assert await person.get("intake", f"{path}/documents") == papers
        content = await person.ask("GET", "intake", f"{path}/documents/{fresh['id']}/content")
        refused(content, 404, "not-found")
    assert (await hand_in(owner, path)).status_code == 200
    now = await agency.get("intake", f"{path}/application")
    assert now["answers"]["promotion_name"] == "Khuyến mại khác"
    assert fresh["id"] in [one["id"] for one in await agency.get("intake", f"{path}/documents")]
    first, second = await versions(agency, path)
    assert first["digest"] != second["digest"]
    assert (await agency.get("intake", f"{path}/versions/1"))["answers"] == before["answers"]


@pytest.mark.parametrize("field", ["name", "identity"])
async def test_who_applies_does_not_change(counter: Counter, field: str) -> None:
    other = {"name": "Người Khác", "identity": {"kind": "citizen-id", "number": "099176543211"}}[field]
    stolen = dossiers.application(applicant=dossiers.applicant(**{field: other}))
    owner, path = await asked_at_desk(counter)
    refused(await rewrite(owner, path, stolen), 409, "same-applicant")
    owner, path, _ = await asked_by_agency(counter)
    refused(await rewrite(owner, path, stolen), 409, "same-applicant")


async def test_only_what_was_asked_for_is_brought(counter: Counter) -> None:
    owner, path = await asked_at_desk(counter, "TP04")
    there = await documents(owner, path)
    refused(await delete(owner, path, there["TP01"]), 409, "not-asked-for")
    refused(await dossiers.uploaded(owner, path, "TP01"), 409, "not-asked-for")
    assert (await dossiers.uploaded(owner, path, "TP04")).status_code == 201


# ---- documents that were handed in


async def test_a_document_that_was_handed_in_stays_with_its_version(counter: Counter) -> None:
    """A new one for the same component takes its place; both can be read."""
    owner, path = await asked_at_desk(counter)
    old = (await documents(owner, path))["TP03"]
    new = (await dossiers.uploaded(owner, path, "TP03", dossiers.PDF + b"new")).json()["id"]
    assert (await documents(owner, path))["TP03"] == new
    assert (await hand_in(owner, path)).status_code == 200
    first, second = await versions(owner, path)
    for version, document, content in ((first, old, dossiers.PDF), (second, new, dossiers.PDF + b"new")):
        [paper] = [one for one in version["documents"] if one["component"] == "TP03"]
        assert (paper["id"], paper["sha256"]) == (document, hashlib.sha256(content).hexdigest())
        for person in (owner, counter.desk):
            read = await person.ask("GET", "intake", f"{path}/documents/{document}/content")
            assert read.content == content


async def test_taking_away_what_was_handed_in_deletes_nothing(counter: Counter) -> None:
    owner, path = await asked_at_desk(counter)
    old = (await documents(owner, path))["TP03"]
    assert (await delete(owner, path, old)).status_code == 204
    assert "TP03" not in await documents(owner, path)
    assert "TP03" in await documents(counter.desk, path), "until something else is handed in, that was"
    refused(await hand_in(owner, path), 422, "invalid")
    again = await dossiers.uploaded(owner, path, "TP03", document=old)
    refused(again, 409, "another-document")
    assert (await owner.ask("GET", "intake", f"{path}/documents/{old}/content")).content == dossiers.PDF


async def test_what_was_not_handed_in_can_be_taken_away_again(counter: Counter) -> None:
    """A wrong file is removed before it was handed in; its place is free."""
    owner, path = await asked_at_desk(counter)
    wrong = str(uuid4())
    assert (await dossiers.uploaded(owner, path, "TP03", dossiers.PDF + b"wrong", document=wrong)).status_code == 201
    assert (await delete(owner, path, wrong)).status_code == 204
    assert await counter.rows("select from documents where id = $1", UUID(wrong)) == []


# ---- tracking


async def test_a_changed_phone_is_no_new_key_to_the_public_page(counter: Counter) -> None:
    owner, path, code = await asked_by_agency(counter)
    moved = dossiers.application(applicant=dossiers.applicant(phone=NEW_PHONE))
    assert (await rewrite(owner, path, moved)).status_code == 200
    for stage in ("written", "handed in"):
        new = await counter.http.get(f"/v1/tracking/{code}", params={"phone": NEW_PHONE[-4:]})
        old = await counter.http.get(f"/v1/tracking/{code}", params={"phone": dossiers.SECRETS[2][-4:]})
        assert (new.status_code, old.status_code) == (404, 200), stage
        if stage == "written":
            refused(await hand_in(owner, path), 409, "nothing-new")  # how one is reached is nothing that was asked for
            assert (await dossiers.uploaded(owner, path, "TP03", dossiers.PDF + b"new")).status_code == 201
            assert (await hand_in(owner, path)).status_code == 200
