"""The operator's routes: what may be asked, what is kept of it, and what is refused."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from motcua.generate.metrics import metrics
from motcua.simulation.province import Province
from motcua.stack.stack import Stack
from postal.registry import REGISTRY as POSTAL
from shared.kernel.streams import GENESIS
from tests.integration.http.conftest import Scenario, problem_of

#: No dossier of a real producer: those have ids of version 7, publications of version 5.
MADE_UP = "substr(dossier::text, 15, 1) = '4'"
WHY = {"why": "the producer will never say it"}
DEFER = """
insert into deferred(dossier, producer, sequence, digest, topic, partition, "offset", headers, value, kind, why,
attempts,
                 retry_at)
values ($1, $2, $3, 'd', 'motcua.intake', 0, $4, $5, 'xin chào', $6, 'a test said so', $7, 'infinity') returning id
"""


@pytest.fixture(scope="module")
async def workflow(stack: Stack) -> AsyncIterator[Any]:
    """A connection to workflow's database, to insert records that no producer has emitted."""
    connection = await asyncpg.connect(stack.addresses.owner_dsn("workflow"))
    yield connection
    await connection.execute("delete from deferred")
    await connection.execute(f"delete from streams where {MADE_UP}")
    await connection.close()


async def defer(workflow: Any, line: int = 1, kind: str = "refused", dossier: UUID | None = None) -> tuple[int, str]:
    """One deferred record of intake; its id and dossier."""
    dossier = dossier or uuid4()
    headers = json.dumps([["ce_previous", GENESIS.hex() if line == 1 else "aa" * 32]])
    await workflow.execute("insert into streams(dossier) values ($1) on conflict do nothing", dossier)
    values = (dossier, "intake", line, line, headers, kind, int(kind == "refused"))
    return await workflow.fetchval(DEFER, *values), str(dossier)


async def ask(installation: Province, path: str, body: Any = None) -> Any:
    return await installation.operator.ask("POST", "workflow", path, json=body)


async def test_a_deferred_record_shows_where_and_why(installation: Province, workflow: Any) -> None:
    number, dossier = await defer(workflow)
    shown = await installation.operator.get("workflow", f"/v1/deferred/{number}")
    assert (shown["dossier"], shown["producer"], shown["sequence"]) == (dossier, "intake", 1)
    assert (shown["why"], shown["body"], shown["retry_at"]) == ("a test said so", "xin chào", None)
    listed = await installation.operator.get("workflow", "/v1/deferred", after=number - 1, limit=1)
    assert listed == [{name: shown[name] for name in listed[0]}]
    assert await installation.operator.get("workflow", "/v1/deferred", after=2**62) == []


async def test_a_parked_entry_is_dropped_once_and_kept_as_closed(installation: Province, workflow: Any) -> None:
    number, dossier = await defer(workflow)
    assert (await ask(installation, f"/v1/deferred/{number}/drop", WHY)).json() == {"done": True}
    problem_of(await ask(installation, f"/v1/deferred/{number}/drop", WHY), 404)
    checkpoint = await workflow.fetchval("select checkpoints from streams where dossier = $1", UUID(dossier))
    assert json.loads(checkpoint) == {"intake": [1, "d"]}
    closed = await workflow.fetchrow("select verb, actor, why from closed where dossier = $1", UUID(dossier))
    assert tuple(closed) == ("drop", installation.operator.subject, WHY["why"])


async def test_an_entry_that_waits_is_not_dropped(installation: Province, workflow: Any) -> None:
    number, _ = await defer(workflow, line=3, kind="waiting")
    assert problem_of(await ask(installation, f"/v1/deferred/{number}/drop", WHY), 409).type == "/problems/not-parked"


async def test_a_gap_is_closed_up_to_the_first_deferred_entry(installation: Province, workflow: Any) -> None:
    _, dossier = await defer(workflow, line=3, kind="waiting")
    assert (await ask(installation, f"/v1/gaps/intake/{dossier}/close", WHY)).status_code == 200
    checkpoint = await workflow.fetchval("select checkpoints from streams where dossier = $1", UUID(dossier))
    assert json.loads(checkpoint) == {"intake": [2, "aa" * 32]}
    problem_of(await ask(installation, f"/v1/gaps/intake/{uuid4()}/close", WHY), 409)
    assert problem_of(await ask(installation, f"/v1/gaps/intake/{uuid4()}/close", WHY), 409).type == "/problems/no-gap"


@pytest.mark.parametrize("producer", ["workflow", "no-one", "..", "a" * 300])
async def test_a_producer_that_is_not_received_has_no_gap(installation: Province, producer: str) -> None:
    """Least of all does its name become an address."""
    problem_of(await ask(installation, f"/v1/gaps/{producer}/{uuid4()}/close", WHY), 404)


@pytest.mark.parametrize("why", [None, "", "ab", "x" * 1001, 5, ["abc"]])
async def test_nothing_is_given_up_without_a_reason(installation: Province, workflow: Any, why: Any) -> None:
    number, _ = await defer(workflow)
    answer = await ask(installation, f"/v1/deferred/{number}/drop", {"why": why})
    assert [error.pointer for error in problem_of(answer, 422).errors or ()] == ["/why"]
    assert await workflow.fetchval("select count(*) from deferred where id = $1", number) == 1


async def test_replay_asks_for_an_entry_that_is_there(installation: Province, workflow: Any) -> None:
    number, _ = await defer(workflow, line=5, kind="waiting")
    assert (await ask(installation, f"/v1/deferred/{number}/retry")).status_code == 200
    problem_of(await ask(installation, "/v1/deferred/4000000/retry"), 404)


async def test_what_no_one_can_read_is_dropped_only(installation: Province, workflow: Any) -> None:
    number = await workflow.fetchval(
        """insert into deferred(topic, partition, "offset", headers, value, kind, why, attempts, retry_at)
        values ('motcua.intake', 0, 4000000, '[]', '\\xff', 'unreadable', 'why', 1, 'infinity') returning id"""
    )
    assert (await installation.operator.get("workflow", f"/v1/deferred/{number}"))[
        "body"
    ] == "\N{REPLACEMENT CHARACTER}"
    assert problem_of(await ask(installation, f"/v1/deferred/{number}/retry"), 409).type == "/problems/still-rejected"
    assert (await ask(installation, f"/v1/deferred/{number}/drop", WHY)).status_code == 200


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [
        ([{"dossier": "x", "sequences": [1]}], "/0/dossier"),
        ([{"dossier": str(uuid4()), "sequences": [0]}], "/0/sequences/0"),
        ([{"dossier": str(uuid4()), "sequences": [2**63]}], "/0/sequences/0"),
        ([{"dossier": str(uuid4()), "sequences": [1], "more": 1}], "/0/more"),
        ([{"dossier": str(uuid4()), "sequences": []}] * 1001, ""),
    ],
)
async def test_a_resay_of_nonsense(installation: Province, wanted: Any, pointer: str) -> None:
    answer = await installation.operator.ask("POST", "intake", "/v1/republish", json=wanted)
    assert [error.pointer for error in problem_of(answer, 422).errors or ()] == [pointer]


async def test_what_was_never_emitted_is_not_republished(installation: Province, scenario: Scenario) -> None:
    """Harmless, whatever sequences are asked for; half a megabyte of them is accepted, we ask for 500."""
    wanted = json.dumps([{"dossier": scenario.id, "sequences": list(range(1, 1000))}], indent=170)
    assert len(wanted) > 500_000
    headers = {"Content-Type": "application/json"}
    answer = await installation.operator.ask("POST", "intake", "/v1/republish", content=wanted, headers=headers)
    assert answer.status_code == 200


async def test_heads_and_journal_tell_the_same(installation: Province, scenario: Scenario) -> None:
    lines = await installation.operator.get("intake", f"/v1/journal/{scenario.id}")
    head = (await installation.operator.get("intake", "/v1/heads", dossier=scenario.id))["heads"][0]
    assert (head["sequence"], head["digest"]) == (lines[-1]["sequence"], lines[-1]["digest"])
    assert [line["sequence"] for line in lines] == [*range(1, len(lines) + 1)]
    said = [
        line["event"] for line in lines if not line["event"].startswith("Notice")
    ]  # those come when the port answers
    assert said == ["DossierDrafted", "DossierSubmitted", "DossierAccepted"]
    assert await installation.operator.get("intake", f"/v1/journal/{scenario.id}", after=2) == lines[2:]
    assert await installation.operator.get("intake", f"/v1/journal/{uuid4()}") == []
    assert (await installation.operator.get("intake", "/v1/heads", dossier=str(uuid4())))["heads"] == []


@pytest.mark.parametrize("seconds", [-1, "1 day", 10**12, None, True, [1]])
async def test_the_clock_takes_seconds_ahead(installation: Province, seconds: Any) -> None:
    before = (await installation.operator.get("intake", "/v1/clock"))["now"]
    answer = await installation.operator.ask("PUT", "intake", "/v1/clock", json={"seconds": seconds})
    assert [error.pointer for error in problem_of(answer, 422).errors or ()] == ["/seconds"]
    assert before[:13] == (await installation.operator.get("intake", "/v1/clock"))["now"][:13]


async def test_the_clock_is_never_set_back(installation: Province) -> None:
    await installation.operator.put("intake", "/v1/clock", {"seconds": 0})
    assert (await installation.operator.get("intake", "/v1/lag")).keys() == {
        "outbox",
        "deferred",
        "parked",
        "scheduled",
        "fanouts",
        "oldest_parked",
        "standing_still",
    }


async def test_what_is_behind_is_told_by_producer(installation: Province) -> None:
    """By the producers' heads and the checkpoints, as they are now."""
    told = await installation.operator.get("postal", "/v1/behind")
    assert {each["producer"]: (each["events"], each["why"]) for each in told} == {
        producer: (0, None) for producer in POSTAL.producers
    }


async def test_every_service_shows_metrics_that_are_listed(installation: Province) -> None:
    """And counts requests by route, whatever is in their paths."""
    missing, declared = uuid4(), {one.name for some in metrics().values() for one in some}
    await installation.operator.ask("GET", "workflow", f"/v1/journal/{missing}")
    for service in installation.addresses:
        text = (await installation.operator.ask("GET", service, "/metrics")).text
        served = set(re.findall(r"^# TYPE (motcua_\w+)", text, re.MULTILINE))
        assert {name for name in served if not name.endswith("_created")} <= declared
        assert f'motcua_build_info{{producer="{service}",roles="api,worker"' in text
        assert 'motcua_pool_limit{pool="readers"} 8.0' in text
        assert 'motcua_tables_revision{package="shared"} ' in text
        assert str(missing) not in text
        if service == "workflow":
            assert 'motcua_http_total{method="GET",route="/v1/journal/{dossier}",status="2xx"}' in text


async def test_what_closing_a_gap_would_do_is_told_before(installation: Province, workflow: Any) -> None:
    _, dossier = await defer(workflow, line=4)
    path = f"/v1/gaps/intake/{dossier}"
    before = await installation.operator.get("workflow", path)
    assert before == {"checkpoint": 0, "deferred": 4, "head": None, "becomes": 3}
    assert (await ask(installation, f"{path}/close", WHY)).status_code == 200
    after = await installation.operator.get("workflow", path)
    assert (after["checkpoint"], after["becomes"]) == (3, None)
    nothing = await installation.operator.get("workflow", f"/v1/gaps/intake/{uuid4()}")
    assert nothing == {"checkpoint": 0, "deferred": None, "head": None, "becomes": None}
    problem_of(await installation.operator.ask("GET", "workflow", f"/v1/gaps/nobody/{dossier}"), 404)


async def test_what_is_scheduled_counterparts_and_settings_are_told(installation: Province, scenario: Scenario) -> None:
    told = await installation.operator.get("workflow", "/v1/scheduled", limit=2)
    assert {"due", "waiting", "next_at"} <= told["names"][0].keys()
    assert [each["at"] for each in told["soonest"]] == sorted(each["at"] for each in told["soonest"])
    name = told["names"][-1]["name"]
    some = await installation.operator.get("workflow", "/v1/scheduled", name=name)
    assert {each["name"] for each in some["soonest"]} == {name}
    assert isinstance(await installation.operator.get("sync-gateway", "/v1/counterparts"), list)
    settings = {each["variable"]: each for each in await installation.operator.get("payment", "/v1/settings")}
    assert settings["MOTCUA_DATABASE_URL"]["value"] is None
    assert settings["MOTCUA_DATABASE_URL"]["given"]
    assert settings["MOTCUA_PORT"]["value"].isdecimal()
    assert any(name.startswith("MOTCUA_PAYMENT_") for name in settings)
