"""A portal that refuses for hours, for a recording: until a person must look, and has it sent again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motcua.simulation.applicants import Applicant
from motcua.simulation.province import Province
from motcua.simulation.scenarios.clock import Clock
from motcua.simulation.scenarios.scene import Scene
from motcua.stack.people import good
from motcua.stack.waiting import until

LIST = "/v1/exchanges"


async def the_portal_refuses(province: Province, person: Applicant) -> None:
    """Returns when the operator has asked for it again. The clock goes on by the pauses between the refusals."""
    clock = Clock(province.operator)
    scene = Scene(province, person, clock)
    good(await province.http.put(f"{province.sandbox}/faults/portal", json={"rate": 1, "kinds": ["refuse"]}))
    try:
        await scene.accepted()
        refused = 0
        while (exchange := await _refused_again(scene, refused))["state"] != "stuck":
            refused = exchange["declines"]
            await clock.reach(datetime.fromisoformat(exchange["retry_at"]))
    finally:
        good(await province.http.delete(f"{province.sandbox}/faults"))
    await province.operator.act("sync-gateway", f"{LIST}/{exchange['id']}", "resend")
    await scene.until_emitted("ResendAsked")


async def _refused_again(scene: Scene, times: int) -> dict[str, Any]:
    """The exchange, once it was refused once more, or is given up."""

    async def look() -> dict[str, Any] | None:
        page = await scene.province.operator.get("sync-gateway", LIST, dossier=scene.dossier)
        found = next(iter(page["exchanges"]), None)
        return found if found and (found["state"] == "stuck" or found["declines"] > times) else None

    return await until(look, f"the portal to refuse dossier {scene.dossier}")
