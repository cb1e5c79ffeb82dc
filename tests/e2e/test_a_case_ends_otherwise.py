"""Cases that end without a result, or whose applicant would have had it so: withdrawn, refused, stopped."""

from motcua.simulation.scenarios import AFTER, APPRAISED, BRANCH, DECLINED, STOPPED, UNSUPPLIED
from tests.support.journals import ACCEPTED, DECIDED, RETURNED, about, lines, said
from tests.support.plays import Play


async def test_the_agency_lets_it_go_and_cancels_its_task(play: Play) -> None:
    """The applicant wants it back while an officer appraises it: granted, and the officer's task is cancelled."""
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


async def test_the_open_branch_is_cancelled_and_nothing_joins(play: Play) -> None:
    """One agency is done, the other is at work; the applicant takes the dossier back."""
    scene = await play(BRANCH)
    assert lines(await scene.journal(), "case", "task")[-2:] == [
        "applicant: CaseWithdrawn, case: processing -> withdrawn",
        "applicant: TaskCancelled, task: claimed -> cancelled",
    ]
    assert scene.refusals == [("give an opinion on nothing", 409, "unlisted-move")]


async def test_it_is_declined_and_the_result_is_handed_over(play: Play) -> None:
    """The result is signed when the applicant wants the dossier back: declined, and handed over all the same."""
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


async def test_the_head_signs_the_refusal_and_no_task_is_left(play: Play) -> None:
    """The officer proposes to refuse, and the head of the agency signs the refusal (form 03)."""
    scene = await play(APPRAISED)
    moves = about(await scene.journal())
    assert lines(moves) == [
        *ACCEPTED,
        *DECIDED[:6],
        "supervisor: CaseRefused, case: processing -> refused",
    ]
    assert moves[-1].body == {"reason": "prohibited"}
    assert scene.refusals == [("complete an unclaimed task", 403, "not-entitled")]
    seen = await scene.seen()
    assert (seen["state"], seen["case"]["stage"]) == ("accepted", "refused")
    queue = await scene.desk.get("workflow", "/v1/tasks", dossier=scene.dossier)
    assert queue["tasks"] == []


async def test_only_the_head_may_and_every_task_is_cancelled(play: Play) -> None:
    """The head of the lead agency stops the processing with a reason (form 05)."""
    scene = await play(STOPPED)
    moves = about(await scene.journal(), "case", "task")
    assert [move.event for move in moves[-3:]] == ["CaseStopped", "TaskCancelled", "TaskCancelled"]
    assert (moves[-3].actor, moves[-3].body) == (scene.head.subject, {"reason": "ordered-by-court"})
    assert scene.refusals == [("stop it without the right", 403, "forbidden")]


async def test_the_clock_stops_it_and_cancels_both_branches(play: Play) -> None:
    """The lead agency asks for a paper in the course of its work, and nothing comes."""
    scene = await play(UNSUPPLIED)
    moves = about(await scene.journal(), "case", "task")
    assert [(move.event, move.actor) for move in moves[-3:]] == [
        ("CaseStopped", "clock"),
        ("TaskCancelled", "clock"),
        ("TaskCancelled", "clock"),
    ]
    assert moves[-3].body == {"reason": "supplement-late"}
    assert scene.refusals == [("bring it after the time", 409, "not-editable")]
    assert "conclude" not in [move.body.get("step") for move in moves]
    assert said(moves).count("TaskOpened") == 3
