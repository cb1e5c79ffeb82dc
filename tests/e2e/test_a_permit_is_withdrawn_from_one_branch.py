"""One agency is done, the other is at work; the applicant takes the dossier back."""

from motcua.simulation.scenarios import BRANCH
from tests.support.journals import lines
from tests.support.plays import Play


async def test_the_open_branch_is_cancelled_and_nothing_joins(play: Play) -> None:
    scene = await play(BRANCH)
    assert lines(await scene.journal(), "case", "task")[-2:] == [
        "applicant: CaseWithdrawn, case: processing -> withdrawn",
        "applicant: TaskCancelled, task: claimed -> cancelled",
    ]
    assert scene.refusals == [("give an opinion on nothing", 409, "unlisted-move")]
