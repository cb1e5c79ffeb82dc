"""What may be published: both catalogues refuse what the engine cannot carry, and what points at nothing."""

from __future__ import annotations

from typing import Any

import pytest

from motcua.simulation.province import Province
from motcua.stack.waiting import until
from shared.web.problems import WrongField
from tests.integration.http.conftest import problem_of
from tests.support.reference import LINE, Document, agencies, agency, calendar, procedure, route, step
from tests.support.routes_at_random import FEES

FIRST = route(step("a", "collect", "s"), *LINE[1:], code="collect-first")
STRANGE = route(step("a", "appraise", "s", agency={"fixed": "H99.99"}), *LINE[1:], code="strange")
CIRCLE = route(step("a", "appraise", "s"), step("s", "sign", "a", "r"), LINE[2], code="circle")
TWICE = step("a", "appraise", "c", "d"), step("c", "collect", "s"), step("d", "collect", "s"), *LINE[1:]
UNPAID = procedure(code="2.999999", route="promotion-registration", fees=FEES)

REFUSED: list[tuple[str, str, Document, int, str, str]] = [
    ("workflow", "routes", FIRST, 422, "/steps/0/kind", "Bước a "),
    ("workflow", "routes", route(*TWICE, code="twice", working_hours=80), 422, "/steps/2/kind", "Bước d "),
    ("workflow", "routes", STRANGE, 422, "/steps/0/agency/fixed", "Bước a: Cơ quan H99.99"),
    ("workflow", "routes", CIRCLE, 422, "/steps/0", "bước a quay lại"),
    ("workflow", "agencies", agencies(agency("H30"), code="A"), 422, "/default", "H99"),
    ("workflow", "agencies", agencies(agency("H99")), 422, "/agencies", "Thiếu cơ quan"),
    ("intake", "calendars", calendar(code="a"), 422, "/default", "vn"),
    ("intake", "calendars", calendar(code="vn", default=False), 422, "/default", "vn"),
    ("intake", "procedures", UNPAID, 422, "/fees", "promotion-registration"),
    ("intake", "procedures", procedure(code="2.999999", route="nowhere"), 409, "/route", "nowhere"),
    (
        "intake",
        "procedures",
        procedure(code="2.999999", route="promotion-registration", agency={"fixed": "H99.99"}),
        409,
        "/agency/fixed",
        "H99.99",
    ),
]


@pytest.mark.parametrize(("service", "kind", "content", "status", "place", "vi"), REFUSED)
async def test_it_is_refused_with_its_place(
    installation: Province, service: str, kind: str, content: Document, status: int, place: str, vi: str
) -> None:
    answer = await installation.operator.ask("POST", service, f"/v1/{kind}", json=content)
    problem = problem_of(answer, status)
    wrong: list[WrongField] = problem.errors or []
    told = next(each for each in wrong if each.pointer == place)
    assert vi in told.vi
    assert told.en != told.vi
    listed = [each["code"] for each in await installation.operator.get(service, f"/v1/{kind}")]
    assert content["code"] not in set(listed) - {"vn", "H99"}


async def test_a_directory_that_names_a_calendar_no_one_knows_waits_for_it(installation: Province) -> None:
    """Its news may be on the way from intake: 409, and the same request succeeds once it has come."""
    plain = (await installation.operator.get("workflow", "/v1/agencies/H99"))["content"]
    content = plain | {"agencies": [*plain["agencies"][:-1], plain["agencies"][-1] | {"calendar": "zz-hills"}]}
    refused = await installation.operator.ask("POST", "workflow", "/v1/agencies", json=content)
    [told] = problem_of(refused, 409).errors or []
    assert told.pointer == f"/agencies/{len(plain['agencies']) - 1}/calendar"
    await installation.operator.post("intake", "/v1/calendars", calendar(code="zz-hills", default=False))
    there = await until(lambda: _published(installation, "workflow", "/v1/agencies", content), "the calendar to come")
    assert there["content"]["agencies"][-1]["calendar"] == "zz-hills"
    await installation.operator.post("workflow", "/v1/agencies", plain)


async def test_a_procedure_is_published_once_its_route_has_come(installation: Province) -> None:
    await installation.operator.post("workflow", "/v1/routes", route(code="zz-new"))
    content = procedure(code="2.888888", route="zz-new")
    there = await until(lambda: _published(installation, "intake", "/v1/procedures", content), "the route to come")
    assert there["content"]["route"] == "zz-new"


async def _published(installation: Province, service: str, path: str, content: Document) -> Any:
    """What is answered when it is published; nothing while it must wait for another document."""
    answer = await installation.operator.ask("POST", service, path, json=content)
    if answer.status_code == 409:
        assert problem_of(answer, 409).type == "/problems/not-yet"
        return None
    assert answer.status_code in (200, 201), answer.text
    return answer.json()
