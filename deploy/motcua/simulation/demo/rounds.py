"""What no scenario of the demo asks, for a recording: sign-ins, searches, requests in all their ways, an erasure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from motcua.signin.people import YOU
from motcua.simulation.applicants import PROVINCE, Applicant
from motcua.simulation.province import Province
from motcua.simulation.scenarios.clock import Clock
from motcua.simulation.scenarios.matters import DESK
from motcua.simulation.scenarios.people import head_of_the_desk
from motcua.simulation.scenarios.scene import Scene
from motcua.stack.signed_in import GRANT, TYPE, SignIn
from motcua.stack.waiting import until
from motcua_client.intake import Intake
from shared.web.callers import Role

SEVERAL = "officer:desk-1"  # may work in more than one role


async def round_of_the_rest(province: Province, people: Sequence[Applicant], sign_in: SignIn) -> None:
    """Returns when everything was asked once."""
    kept, erased = (Scene(province, one, Clock(province.operator)) for one in people)
    await kept.accepted()
    await _tokens(province, sign_in)
    await _changed_and_sought(kept)
    await _asked_in_every_way(kept)
    await _erased(erased)
    await _officers(province)


async def _tokens(province: Province, sign_in: SignIn) -> None:
    """An applicant's, an officer's, and one who has not said in which role."""
    asked = {"grant_type": GRANT, "subject_token_type": TYPE}
    for service, subject, scope in (
        ("intake", YOU.subject, Role.APPLICANT),
        ("workflow", SEVERAL, f"{Role.OFFICER}@{DESK}"),
        ("workflow", SEVERAL, ""),
    ):
        form = {**asked, "subject_token": sign_in(subject), **({"scope": scope} if scope else {})}
        await province.http.post(f"{province.addresses[service]}/v1/token", data=form)


async def _changed_and_sought(scene: Scene) -> None:
    """A draft is written anew; the desk finds what was handed in by words, and opens a notice."""
    draft = Scene(scene.province, scene.applicant, scene.clock)
    await draft.begin()
    there = draft.owner.intake
    body = (await there.read_application(draft.dossier)).body
    await draft.owner.decides(
        lambda: there.read_application(draft.dossier),
        lambda seen: there.edit_application(draft.dossier, {**body}, seen=seen),
    )
    await draft.bring(scene.matter.required[0])
    for each in (await there.list_documents(draft.dossier)).body:
        await there.take_away_document(draft.dossier, each["id"])
    await until(lambda: _found(scene), "a dossier to be found by a name")
    notice = await scene.letter("accepted")
    await scene.owner.get("intake", f"/v1/notices/{notice['id']}")
    await scene.owner.get("intake", f"{scene.path}/looks")


async def _officers(province: Province) -> None:
    """An officer comes, is written anew and leaves; a list of places as it was published first."""
    operator, title = province.operator, {"vi": "Chuyên viên", "en": "Officer"}
    role = {"role": "officer", "agency": DESK, "valid_from": "2026-01-01T00:00:00+07:00", "valid_until": None}
    written = {"name": "Tống Thị Mẫu", "title": title, "email": None, "telephone": None, "roles": [role]}
    made = await operator.post("workflow", "/v1/officers", {"subject": "officer:sample-1", **written})
    path = f"/v1/officers/{made['id']}"
    for method, where, body in (
        ("PUT", path, {**written, "email": "officer.sample-1@hoagiang.example"}),
        ("POST", f"{path}/roles/{made['roles'][0]['id']}/end", None),
    ):
        seen = (await operator.ask("GET", "workflow", path)).headers["etag"]
        await operator.ask(method, "workflow", where, json=body, headers={"If-Match": seen})
    await operator.get("intake", f"/v1/places/{PROVINCE}/versions/1")


async def _found(scene: Scene) -> bool:
    found = await scene.desk.post("intake", "/v1/search", {"name": scene.applicant.name})
    return scene.dossier in str(found)


async def _asked_in_every_way(scene: Scene) -> None:
    """Requests at the counter: identified later, granted in part, refused, withdrawn."""
    desk, head, person = scene.desk, head_of_the_desk(scene), {"person": _paper(scene.applicant)}
    partly, refused, withdrawn = [await _request(scene, asks) for asks in ("see", "delete", "object")]
    await desk.act("intake", partly, "identity", person)
    await desk.act("intake", partly, "taking")
    await head.act("intake", partly, "partial-grant", {"ground": "kept-by-law"})
    await head.act("intake", refused, "refusal", {"ground": "kept-by-law"})
    await desk.act("intake", withdrawn, "withdrawal")
    for path in (partly, f"{partly}/text"):
        await desk.get("intake", path)


async def _erased(scene: Scene) -> None:
    """Who has withdrawn before acceptance, and asks to have everything deleted, is erased: no law keeps it."""
    await scene.hand_in()
    await scene.move(scene.owner, Intake.withdraw_dossier)
    request = await _request(scene, "delete", person=_paper(scene.applicant))
    await scene.desk.act("intake", request, "taking")
    await head_of_the_desk(scene).act("intake", request, "grant")
    operator = scene.province.operator

    async def look() -> str | None:
        found = await operator.get("intake", "/v1/erasures/due", limit=500)
        return next((str(each["applicant"]) for each in found), None)

    applicant = await until(look, "an applicant of whom nothing is kept by law")
    for move in ("package", "erasure"):
        await operator.post("intake", f"/v1/erasures/{applicant}/{move}")
    await operator.post("intake", "/v1/erasures/again")
    await scene.desk.ask("GET", "intake", f"{scene.path}/application")  # 410


async def _request(scene: Scene, asks: str, **more: Any) -> str:
    """A request that the desk writes for somebody; its path."""
    contact = {"phone": scene.applicant.phone}
    body = {"asks": asks, "desk": DESK, "channel": "counter", "contact": contact, **more}
    return f"/v1/requests/{(await scene.desk.post('intake', '/v1/requests', body))['id']}"


def _paper(applicant: Applicant) -> dict[str, Any]:
    """What the desk sees of them."""
    return {name: applicant.someone[name] for name in ("name", "identity", "born")}
