"""What `motcua verify` could not reach is named, and nothing is green then."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from motcua.commands.verify import HOPELESS, told
from motcua.registries import REGISTRIES
from motcua.stack.system import System
from motcua.verify.accounts import COMPARISONS, Account
from motcua.verify.proof import verify
from motcua.verify.reached import Unreached, broker, closed_texts, database, sandbox, unanswered, unnamed
from motcua.verify.verdict import INVARIANTS, Verdict

AWAY = "postgresql://nobody@127.0.0.1:1/nothing"
NOWHERE = "http://127.0.0.1:1"


def test_a_verdict_names_what_was_not_reached_and_does_not_hold() -> None:
    verdict = Verdict(quiet=True, broken=(), unreached=[database("postal", "the database of postal does not answer")])
    assert not verdict.holds
    assert verdict.lines()[0] == (False, "Not reached: the database of postal does not answer")
    marks = {line: holds for holds, line in verdict.lines()}
    assert marks["Invariant 5: nothing is deferred: checked without the database of postal"] is None
    assert marks["Invariant 10: what was handed in is stored unchanged"], "it is intake's alone"
    whole = Verdict(quiet=True, broken=())
    assert whole.holds
    assert all(holds for holds, _ in whole.lines())


ACCOUNTS = [Account(one.rule, [], one.invariant) for one in COMPARISONS]


@pytest.mark.parametrize(
    ("away", "all_of", "half"),
    [
        (
            sandbox("the sandbox does not answer"),
            {"Every consignment has ended", "The portal sees every dossier"},
            {"Invariant 6", "Every notice that was sent"},
        ),
        (broker("Kafka does not answer"), {"Invariant 3"}, set()),
        (Unreached("payment", "payment does not answer"), set(), set()),
        (closed_texts(3), set(), {"Invariant 10"}),
    ],
)
def test_each_rule_is_listed_with_what_it_lacks_and_all_others_hold(
    away: Unreached, all_of: set[str], half: set[str]
) -> None:
    verdict = Verdict(quiet=True, broken=(), accounts=ACCOUNTS, anchored=True, unreached=[away])
    (first, *lines), every = verdict.lines(), len(INVARIANTS) + len(COMPARISONS) - 1
    assert (first, len(lines)) == ((False, f"Not reached: {away.told}"), every)
    told = {line: holds for holds, line in lines}
    assert {line for line in told if line.endswith(f": not checked without {away.name}")} == starting(told, all_of)
    assert {line for line in told if line.endswith(f": checked without {away.name}")} == starting(told, half)
    assert {line for line, holds in told.items() if holds is None} == starting(told, all_of | half)
    assert not verdict.holds


def starting(told: Iterable[str], heads: set[str]) -> set[str]:
    return {line for line in told if any(re.match(f"{head}\\b", line) for head in heads)}


def test_what_breaks_a_rule_is_shown_also_where_it_was_checked_in_part() -> None:
    away, broken = sandbox("the sandbox does not answer"), Account("money", ["entry 7 sums to 1"], 6)
    lines = Verdict(quiet=True, broken=(), accounts=[broken], unreached=[away]).lines()
    assert (False, "  entry 7 sums to 1") in lines
    assert [holds for holds, line in lines if line.startswith("Invariant 6")] == [False]


async def test_every_database_the_broker_and_the_sandbox_may_be_away() -> None:
    dsns = {registry.producer: AWAY for registry in REGISTRIES}
    verdict = await verify("127.0.0.1:1", dsns, timeout=1, sandbox=NOWHERE)
    text = "\n".join(each.told for each in verdict.unreached)
    for registry in REGISTRIES:
        assert f"the database of {registry.producer} does not answer (ConnectionRefusedError)" in text
    assert "the sandbox does not answer (ConnectError)" in text
    assert not verdict.holds
    told = [line for holds, line in verdict.lines() if holds is None]
    assert len(told) == len(INVARIANTS) - 1 + len(COMPARISONS) - 1, "no folder of anchors was named"
    assert all(": not checked without " in line for line in told)


async def test_services_that_do_not_answer_and_databases_nobody_named_are_named() -> None:
    where = System({"intake": NOWHERE, "sync-gateway": NOWHERE}, "", {"intake": AWAY}, "token")
    assert [each.told for each in unnamed(where)] == ["the database of sync-gateway: set MOTCUA_VERIFY_SYNC_GATEWAY"]
    assert [each.told.partition(" (")[0] for each in await unanswered(where)] == [
        "intake does not answer",
        "sync-gateway does not answer",
    ]


async def test_what_does_not_answer_is_told_at_once_and_not_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    waited: list[float] = []

    async def proved(_kafka: object, _dsns: object, timeout: float, *_more: object) -> Verdict:
        waited.append(timeout)
        return Verdict(quiet=True, broken=())

    away = await told(System({"intake": NOWHERE}, "", {"intake": AWAY}, "token"), 60, proved)
    assert [each.told for each in away.unreached] == ["intake does not answer (ConnectError)"]
    assert capsys.readouterr().out == f"{away.unreached[0].told}: not waited for\n"
    assert (await told(System({}, "", {}, "token"), 60, proved)).holds
    assert waited == [HOPELESS, 60]
