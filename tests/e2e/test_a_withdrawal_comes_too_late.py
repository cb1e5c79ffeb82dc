"""The result is signed when the applicant wants the dossier back: declined, and handed over all the same."""

from motcua.simulation.scenarios import DECLINED
from tests.support.journals import ACCEPTED, DECIDED, RETURNED, lines
from tests.support.plays import Play


async def test_it_is_declined_and_the_result_is_handed_over(play: Play) -> None:
    scene = await play(DECLINED)
    assert lines(await scene.journal()) == [
        *ACCEPTED,
        *DECIDED,
        "applicant: WithdrawalRequested, dossier: accepted stays",
        "applicant: WithdrawalDeclined, case: decided stays",
        *RETURNED,
    ]
    seen = await scene.seen()
    assert (seen["case"]["withdrawal_declined"], seen["case"]["stage"]) == (True, "returned")
