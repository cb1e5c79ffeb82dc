"""Who opens what is kept of a person is written down, and told to that person: by agency and role, and never who."""

from __future__ import annotations

from motcua.stack.people import Person
from shared.web.auth import Role
from shared.web.looks import FORGET
from tests.support import dossiers
from tests.support.colleagues import officer
from tests.support.counter import Counter

NAME = "Đinh Thị Looks"
OFFICER, INSPECTOR = "officer:who-looks", "inspector:of-the-desk"


async def looks(person: Person, path: str) -> list[tuple[str, str, str | None, str | None]]:
    """Role, reason, agency and actor of each."""
    told = await person.get("intake", f"{path}/looks")
    return sorted((one["role"], one["why"], one["agency"] and one["agency"]["id"], one["actor"]) for one in told)


async def test_who_looks_is_told_once_an_hour(counter: Counter) -> None:
    counter.colleagues.known.append(officer(OFFICER, NAME))
    owner, path = await counter.submitted()
    await counter.at_agency(owner, path)
    await counter.involve(path, dossiers.AGENCY)
    desk = counter.province.officer(OFFICER, dossiers.DESK)
    agency = counter.province.officer(OFFICER, dossiers.AGENCY)
    service = counter.province.person("service:postal", Role.SERVICE, None)
    inspector = counter.province.person(INSPECTOR, Role.INSPECTOR, dossiers.DESK)
    stranger = counter.province.officer(OFFICER, "H99.77")
    assert await looks(owner, path) == [], "neither its state nor its history says who it is about"
    (document, *_) = await desk.get("intake", f"{path}/documents")
    for _ in range(2):
        for part in ("/application", "/versions/1", "/versions", f"/documents/{document['id']}/content"):
            for one in (desk, agency):
                assert (await one.ask("GET", "intake", path + part)).status_code == 200
            assert (await stranger.ask("GET", "intake", path + part)).status_code == 404
    listed = (await desk.get("intake", "/v1/dossiers", limit=200))["dossiers"]
    [shown] = [one["masked_name"] for one in listed if one["id"] in path]
    first, *_, last = dossiers.SECRETS[0].split()
    assert (shown[0], shown.split()[-1], first in shown) == (first[0], last, False), "and a list is no look"
    await service.post("intake", "/v1/people", {"dossiers": [path[-36:]], "purpose": "procedure"})
    await owner.get("intake", f"{path}/application")
    seen = [
        ("applicant", "own", None, owner.subject),
        ("officer", "counter", dossiers.DESK, OFFICER),
        ("officer", "task", dossiers.AGENCY, OFFICER),
        ("service", "procedure", None, "service:postal"),
    ]
    assert await looks(inspector, path) == seen
    assert await looks(owner, path) == [(*one[:3], None) for one in seen], "the subject is not told"
    told = {one["why"]: one for one in await owner.get("intake", f"{path}/looks")}
    assert told["task"]["title"]["en"] == "Working on it"
    names = {why: one["officer"] and one["officer"]["name"] for why, one in told.items()}
    assert names == {"own": None, "counter": NAME, "task": NAME, "procedure": None}


async def test_a_look_in_another_service_is_told_here_once(counter: Counter) -> None:
    owner, path = await counter.submitted()
    gateway = counter.province.person("service:sync-gateway", Role.SERVICE, None)
    who = {"subject": "operator:a", "role": "operator", "agency": "", "why": "operation"}
    told = who | {"dossier": path[-36:], "hour": "2036-11-10T03:00:00Z"}
    body = {"looks": [told]}
    assert [await gateway.post("intake", "/v1/looks", body) for _ in range(2)] == [{"noted": 1}, {"noted": 0}]
    assert await looks(owner, path) == [("operator", "operation", None, None)]
    for wrong in (told | {"why": "curiosity"}, told | {"role": "anybody"}):
        answer = await gateway.ask(
            "POST", "intake", "/v1/looks", json={"looks": [wrong | {"hour": "2036-11-10T03:00:00Z"}]}
        )
        assert answer.status_code == 422


async def test_looks_are_told_to_nobody_else(counter: Counter) -> None:
    _, path = await counter.submitted()
    other, elsewhere = counter.province.applicant("applicant:other"), "H99.77"
    for person, status in (
        (other, 404),
        (counter.province.person(INSPECTOR, Role.INSPECTOR, elsewhere), 404),
        (counter.desk, 403),
        (counter.province.operator, 403),
        (counter.province.person("service:postal", Role.SERVICE, None), 403),
    ):
        assert (await person.ask("GET", "intake", f"{path}/looks")).status_code == status
    service = counter.province.person("service:postal", Role.SERVICE, None)
    for body in ({"dossiers": [path[-36:]]}, {"dossiers": [path[-36:]], "purpose": "curiosity"}):
        assert (await service.ask("POST", "intake", "/v1/people", json=body)).status_code == 422


async def test_a_look_ends_after_five_years(counter: Counter) -> None:
    owner, path = await counter.submitted()
    await owner.get("intake", f"{path}/application")
    await counter.rows("insert into accesses values ($1, 'a', 'officer', 'H99', 'task', '2001-01-01')", path[-36:])
    async with counter.node.database.begin() as tx:
        await tx.do(FORGET)
    assert len(await looks(owner, path)) == 1, "what is older than five years is gone"
