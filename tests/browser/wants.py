"""Dossiers of `applicant:you` of which something is expected: a supplement, a fee."""

from __future__ import annotations

from typing import Any

from motcua.simulation.province import Province
from motcua.stack.waiting import until
from tests.browser.place import YOU, handed_in
from tests.support import dossiers

DESK = "officer:desk-1"


async def asked(people: Province, *components: str) -> str:
    """A dossier for which the desk wants these papers; its id."""
    dossier = await handed_in(people)
    desk = people.officer(DESK, dossiers.DESK)
    await desk.act("intake", f"/v1/dossiers/{dossier}", "supplement-request", {"components": [*components]})
    return dossier


async def billed(people: Province) -> str:
    """A dossier whose fee is to be paid; the id of the charge."""
    owner = people.applicant("applicant:you")
    answers = {"registered_name": YOU["name"], "registration_year": 1990, "copies": 1}
    own = {"applicant": dossiers.applicant(**YOU), "answers": answers}
    dossier = await dossiers.drafted(owner, procedure="2.000635", application=own)
    assert (await dossiers.uploaded(owner, dossier, "TP01")).status_code == 201
    await owner.act("intake", dossier, "submission")
    await people.officer(DESK, dossiers.DESK).act("intake", dossier, "acceptance")
    id_, clerk = dossier.rpartition("/")[2], people.officer("officer:register-1", dossiers.DESK)

    async def task() -> Any:
        return (await clerk.get("workflow", "/v1/tasks", dossier=id_))["tasks"]

    async def charge() -> Any:
        return (await owner.get("payment", "/v1/charges", dossier=id_))["charges"]

    there = f"/v1/tasks/{(await until(task, 'the first task'))[0]['id']}"
    await clerk.act("workflow", there, "claim")
    await clerk.act("workflow", there, "completion", {"outcome": "approved"})
    return str((await until(charge, "the fee"))[0]["id"])
