"""Liên thông: two agencies at once, one supplement, the fee after the appraisal, the permit by post."""

import json

from motcua.generate import picture
from motcua.simulation.scenarios import PERMITTED
from tests.support.journals import about, said
from tests.support.plays import Play

CASE = [
    *("CaseReceived", "ProcessingStarted", "SupplementRequested", "ProcessingResumed"),
    *("FeeRequested", "FeePaid", "CaseDecided", "ResultReturned"),
]


async def test_every_step_is_worked_on_by_whom_the_route_names(play: Play) -> None:
    scene = await play(PERMITTED)
    moves = await scene.journal()
    opened = {move.body["step"]: move.body["agency"] for move in moves if move.event == "TaskOpened"}
    assert opened == {
        "forward": "H99.01.01",
        "appraise": "H99.07",
        "consult": "H99.06",
        "conclude": "H99.07",
        "sign": "H99.07",
    }
    assert said(moves, "case") == CASE
    assert scene.refusals == [("hand in nothing", 422, "invalid")]


async def test_the_supplement_suspends_the_clock_and_is_kept(play: Play) -> None:
    scene = await play(PERMITTED)
    bodies = {move.event: move.body for move in about(await scene.journal(), "case", "dossier")}
    assert bodies["SupplementRequested"]["components"] == ["TP04"]
    assert "TP04" in [paper["component"] for paper in bodies["SupplementSupplied"]["papers"]]
    assert bodies["ProcessingResumed"]["due_at"] >= bodies["CaseReceived"]["due_at"]


async def test_the_portal_receives_every_status_in_order(play: Play) -> None:
    scene = await play(PERMITTED)
    await scene.until_emitted("PortalTold")
    code = (await scene.seen())["code"]

    def lines(dossier: dict[str, list[dict[str, str]]]) -> list[str]:
        return [line["TrangThai"] for line in dossier["progress"]]

    known = await scene.at_the_portal(code, lambda dossier: lines(dossier)[-1:] == ["10"])
    assert lines(known) == ["2", "4", "5", "4", "6", "4", "9", "10"]
    assert known["complaints"] == []


async def test_the_recorded_story_is_of_this_scenario(play: Play) -> None:
    """If it fails: motcua story CODE --record, then make map."""
    scene = await play(PERMITTED)
    known = picture.steady(json.loads(picture.FILE.read_text("utf-8")))
    assert picture.steady(picture.recorded(await scene.journal())) == known
