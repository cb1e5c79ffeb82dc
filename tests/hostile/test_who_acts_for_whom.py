"""Who acts for another needs a mandate: in force, for this applicant, of this account. Others get nothing."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from intake.applicant.proof import Pepper
from intake.applicant.tables import LINK
from motcua.stack.issuer import Issuer
from motcua.stack.people import Person
from shared.kernel.ids import uuid7
from shared.web.callers import Proved
from tests.hostile.test_whose_account_it_is import THEY
from tests.support import dossiers
from tests.support.counter import Counter
from tests.support.exchanging import claims_of, exchanges

AGENT = Proved("099150000001", "Phan Thị Đại Diện", THEY.birth_date)
BORN = {"born": THEY.birth_date.isoformat()}
UNIT = {"name": "Công ty Chè", "tax_code": "9900000001"}
COMPANY = {"kind": "organisation", "form": "enterprise", **UNIT, "address": dossiers.home(), "phone": "0199000001"}
COMPANY |= {"representative": dossiers.mandating()["representative"]}
LEGAL = {"ground": "legal-representative", "person": None, "organisation": UNIT}


async def somebody(counter: Counter, proved: Proved | None = None) -> Person:
    """Somebody new; with an account that is linked to who has been proved, if any."""
    person = counter.province.applicant(f"applicant:{secrets.token_hex(4)}")
    if proved is not None:
        pepper: Pepper = counter.app[Pepper]
        number = pepper.number("citizen-id", proved.number)
        proof = pepper.person(proved.number, proved.name, proved.birth_date)
        async with counter.node.database.begin() as tx:
            await tx.value(LINK, person.subject, uuid7(), number, proof)
    return person


def written(mandate: str | None = None, applicant: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The body of a draft for who applies in these tests."""
    who = applicant or dossiers.applicant(**BORN)
    return dossiers.draft(application=dossiers.application(applicant=who), mandate=mandate, **more)


async def mandate(agent: Person, **changes: Any) -> str:
    made = await agent.post("intake", "/v1/mandates", dossiers.mandating(**changes))
    return str(made["id"])


async def handed_in(person: Person, body: dict[str, Any]) -> str:
    path = f"/v1/dossiers/{(await person.post('intake', '/v1/dossiers', body))['id']}"
    for component in ("TP01", "TP02", "TP03"):
        assert (await dossiers.uploaded(person, path, component)).status_code == 201
    await person.act("intake", path, "submission")
    return path


async def refusals(person: Person, path: str) -> set[tuple[int, str]]:
    """What each thing that its writer could do is answered."""
    star, found = {"If-Match": "*"}, []
    for verb in ("withdrawal", "supplement", "submission"):
        found.append(await person.ask("POST", "intake", f"{path}/{verb}", headers=star))
    body = dossiers.application()
    found.append(await person.ask("PUT", "intake", f"{path}/application", json=body, headers=star))
    found.append(await dossiers.uploaded(person, path, "TP01"))
    found += [
        await person.ask("GET", "intake", path + tail) for tail in ("", "/application", "/documents", "/timeline")
    ]
    return {(answer.status_code, answer.json()["type"].removeprefix("/problems/")) for answer in found}


async def test_without_a_mandate_nobody_acts_for_another(counter: Counter) -> None:
    agent, stranger, they = await somebody(counter, AGENT), await somebody(counter), await somebody(counter, THEY)
    answer = await agent.ask("POST", "intake", "/v1/dossiers", json=written())
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-the-applicant")
    mine = written(
        applicant=dossiers.applicant(name=AGENT.name, identity={"kind": "citizen-id", "number": AGENT.number})
    )
    draft = f"/v1/dossiers/{(await agent.post('intake', '/v1/dossiers', mine))['id']}"
    answer = await agent.ask(
        "PUT", "intake", f"{draft}/application", json=written()["application"], headers={"If-Match": '"r1"'}
    )
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-the-applicant")
    theirs = await mandate(agent)
    for person, body in (
        (stranger, written(theirs)),  # another's
        (agent, written(theirs, COMPANY)),  # for another
        (agent, written(str(uuid7()))),  # there is none
    ):
        answer = await person.ask("POST", "intake", "/v1/dossiers", json=body)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/no-mandate")
    path = await handed_in(stranger, written())  # who types a number opens nothing of its holder
    assert await refusals(agent, path) == {(404, "not-found")}
    assert (await they.get("intake", path))["state"] == "submitted", "who is named there sees it"
    listed = (await they.get("intake", "/v1/mandates"))["mandates"]
    assert [each["id"] for each in listed] == [theirs], "and sees who says to act for them"
    assert (await they.get("intake", f"/v1/mandates/{theirs}"))["text"]["representative"]["name"] == AGENT.name
    assert (await stranger.ask("GET", "intake", f"/v1/mandates/{theirs}")).status_code == 404


@pytest.mark.parametrize("how", ["revoked", "at the desk", "expired"])
async def test_what_has_ended_opens_nothing_more(counter: Counter, how: str) -> None:
    agent, they = await somebody(counter, AGENT), await somebody(counter, THEY)
    theirs = await mandate(agent)
    path, draft = await handed_in(agent, written(theirs)), await agent.post("intake", "/v1/dossiers", written(theirs))
    assert (await agent.get("intake", path))["state"] == "submitted"
    if how == "expired":
        await counter.rows("update scheduled set at = now() - interval '1 second' where entity = $1", theirs)
        await counter.fire()
    else:
        head = counter.province.supervisor("supervisor:desk", dossiers.DESK)
        await (they if how == "revoked" else head).act("intake", f"/v1/mandates/{theirs}", "revocation")
    assert await refusals(agent, path) == {(403, "mandate-ended")}
    assert await refusals(agent, f"/v1/dossiers/{draft['id']}") == {(403, "mandate-ended")}
    answer = await agent.ask("POST", "intake", "/v1/dossiers", json=written(theirs))
    assert answer.json()["type"] == "/problems/no-mandate"
    assert path[-36:] not in {one["id"] for one in (await agent.get("intake", "/v1/dossiers"))["dossiers"]}
    await they.act("intake", path, "withdrawal")


async def test_who_never_had_it_is_told_nothing(counter: Counter, issuer: Issuer) -> None:
    """Who claims to act for somebody, and ends that, learns nothing of what that person does alone."""
    they, curious = await somebody(counter, THEY), await somebody(counter)
    own = await handed_in(they, written())
    theirs = await mandate(curious)
    company = await handed_in(counter.desk, written(None, COMPANY, channel="counter"))
    unit = await mandate(curious, **LEGAL)
    for each in (theirs, unit):
        await curious.act("intake", f"/v1/mandates/{each}", "revocation")
    assert await refusals(curious, own) == await refusals(curious, company) == {(404, "not-found")}
    told = claims_of(await exchanges(curious, "intake", issuer.sign_in(curious.subject)))
    assert [each[:2] for each in told["acted_for"]] == [[unit, "revoked"], [theirs, "revoked"]]
    assert "acts_for" not in told


async def test_a_mandate_is_handed_in_with_the_draft(counter: Counter) -> None:
    agent, they, stranger = await somebody(counter, AGENT), await somebody(counter, THEY), await somebody(counter)
    authority = {name: dossiers.mandating()[name] for name in ("ground", "last_day", "proof", "representative")}
    path = await handed_in(agent, written(authority=authority))
    [acts] = (await agent.get("intake", "/v1/account"))["acts_for"]
    assert (acts["name"], acts["ground"], acts["state"]) == (THEY.name.title(), "written-authority", "claimed")
    assert (await they.get("intake", path))["state"] == "submitted"
    assert await refusals(stranger, path) == {(404, "not-found")}
    await they.act("intake", f"/v1/mandates/{acts['mandate']}", "revocation")
    assert await refusals(agent, path) == {(403, "mandate-ended")}
    assert (await agent.get("intake", "/v1/account"))["acts_for"] == []
    for changes, pointer in (
        ({"authority": authority | {"last_day": "2026-01-01"}}, "/authority/last_day"),
        ({"authority": authority | {"ground": "parent"}}, "/application/applicant/born"),
        ({"authority": authority | {"representative": dossiers.mandating()["person"]}}, "/authority/representative"),
        ({"authority": authority, "mandate": acts["mandate"]}, "/authority"),
    ):
        answer = await agent.ask("POST", "intake", "/v1/dossiers", json=written(**changes))
        assert answer.status_code == 422, changes
        assert answer.json()["errors"][0]["pointer"].startswith(pointer)
    answer = await counter.desk.ask("POST", "intake", "/v1/dossiers", json=written(authority=authority))
    assert answer.status_code in (403, 422), "nobody acts for another at a counter"
    lonely = await counter.rows(
        "select from mandates m where not exists (select from mandate_texts where mandate = m.id)"
    )
    assert not lonely


async def test_a_company_acts_through_who_was_confirmed(counter: Counter) -> None:
    first, second, agent = [await somebody(counter) for _ in range(3)]
    at_counter = await handed_in(counter.desk, written(None, COMPANY, channel="counter"))
    ours = await mandate(first, **LEGAL)
    path = await handed_in(first, written(ours, COMPANY))
    assert (await first.ask("GET", "intake", at_counter)).status_code == 404, "the desk has not seen the document"
    other = await mandate(second, **LEGAL)
    await counter.desk.act("intake", f"/v1/mandates/{other}", "confirmation")
    assert (await second.get("intake", at_counter))["state"] == "submitted"
    assert (await second.get("intake", path))["state"] == "submitted"
    assert await refusals(agent, path) == {(404, "not-found")}
    draft = await second.post("intake", "/v1/dossiers", written(None, COMPANY))
    await second.act("intake", f"/v1/mandates/{other}", "revocation")
    assert await refusals(second, f"/v1/dossiers/{draft['id']}") == {(403, "mandate-ended")}
    assert (await second.ask("GET", "intake", at_counter)).status_code in (403, 404)
    await first.act("intake", path, "withdrawal")
