"""The applicant wants it back while an officer appraises it: granted, and the officer's task is cancelled."""

from motcua.simulation.scenarios import AFTER
from tests.support.journals import ACCEPTED, lines
from tests.support.plays import Play


async def test_the_agency_lets_it_go_and_cancels_its_task(play: Play) -> None:
    scene = await play(AFTER)
    assert lines(await scene.journal()) == [
        *ACCEPTED,
        "officer: TaskClaimed, task: open -> claimed",
        "officer: ProcessingStarted, case: received -> processing",
        "applicant: WithdrawalRequested, dossier: accepted stays",
        "applicant: CaseWithdrawn, case: processing -> withdrawn",
        "applicant: TaskCancelled, task: claimed -> cancelled",
    ]
    assert scene.refusals == [("complete a cancelled task", 409, "unlisted-move")]
    seen = await scene.seen()
    assert (seen["state"], seen["case"]["stage"]) == ("accepted", "withdrawn")
