"""What `motcua verify` could not reach is named, and nothing is green then."""

from __future__ import annotations

import pytest

from motcua.commands.verify import HOPELESS, told
from motcua.registries import REGISTRIES
from motcua.stack.system import System
from motcua.verify.proof import INVARIANTS, Verdict, verify
from motcua.verify.reached import unanswered, unnamed

AWAY = "postgresql://nobody@127.0.0.1:1/nothing"
NOWHERE = "http://127.0.0.1:1"


def test_a_verdict_names_what_was_not_reached_and_does_not_hold() -> None:
    verdict = Verdict(
        quiet=True, broken=(), unreached=["the database of postal does not answer (ConnectionRefusedError)"]
    )
    assert not verdict.holds
    assert verdict.lines()[0] == (False, f"Not reached, and so not checked: {verdict.unreached[0]}")
    assert not any(holds for holds, _ in verdict.lines()), "what was not checked everywhere is not known to hold"
    whole = Verdict(quiet=True, broken=())
    assert whole.holds
    assert all(holds for holds, _ in whole.lines())


async def test_every_database_the_broker_and_the_sandbox_may_be_away() -> None:
    dsns = {registry.producer: AWAY for registry in REGISTRIES}
    verdict = await verify("127.0.0.1:1", dsns, timeout=1, sandbox=NOWHERE)
    text = "\n".join(verdict.unreached)
    for registry in REGISTRIES:
        assert f"the database of {registry.producer} does not answer (ConnectionRefusedError)" in text
    assert "the sandbox does not answer (ConnectError)" in text
    assert not verdict.holds
    assert len(verdict.lines()) >= len(verdict.unreached) + len(INVARIANTS) - 2


async def test_services_that_do_not_answer_and_databases_nobody_named_are_named() -> None:
    where = System({"intake": NOWHERE, "sync-gateway": NOWHERE}, "", {"intake": AWAY}, "token")
    assert unnamed(where) == ["the database of sync-gateway: set MOTCUA_VERIFY_SYNC_GATEWAY"]
    assert [line.partition(" (")[0] for line in await unanswered(where)] == [
        "intake does not answer",
        "sync-gateway does not answer",
    ]


async def test_what_does_not_answer_is_told_at_once_and_not_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    waited: list[float] = []

    async def proved(_kafka: object, _dsns: object, timeout: float, *_more: object) -> Verdict:
        waited.append(timeout)
        return Verdict(quiet=True, broken=())

    away = await told(System({"intake": NOWHERE}, "", {"intake": AWAY}, "token"), 60, proved)
    assert away.unreached == ["intake does not answer (ConnectError)"]
    assert capsys.readouterr().out == f"{away.unreached[0]}: not waited for\n"
    assert (await told(System({}, "", {}, "token"), 60, proved)).holds
    assert waited == [HOPELESS, 60]
