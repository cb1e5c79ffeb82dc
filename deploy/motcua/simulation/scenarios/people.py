"""Scenarios of who applies: companies and who acts for them, a household, and what people see of their own data."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import cast
from zipfile import ZipFile

from motcua.signin.people import AGENT, DIRECTOR, NEIGHBOUR, YOU, known
from motcua.simulation.scenarios.matters import DESK
from motcua.simulation.scenarios.scene import Scene
from motcua.stack.people import Person
from motcua.stack.waiting import until
from motcua_client.intake import Intake
from motcua_client.models.intake import Mandating, Reached

HELD_FOR = timedelta(days=10 * 365)  # longer than any scenario moves the clock


class NotSeen(Exception):
    """Somebody does not see what is theirs."""


async def company(scene: Scene) -> None:
    """The desk has seen who represents the company: from then on they act in all that is the company's."""
    scene.is_of(DIRECTOR, "organisation")
    await confirmed(scene, await represents(scene))
    await scene.accepted()
    await scene.decide()
    await scene.hand_over()
    scene.notes.append(f"{scene.applicant.trader} acted through its legal representative, whom the desk has confirmed")


async def revoked(scene: Scene) -> None:
    """A representative may do nothing more once the mandate was revoked; another one goes on with the dossier."""
    scene.is_of(AGENT, "organisation")
    agent, mandate = scene.owner, await represents(scene)
    await scene.hand_in(mandate=mandate)
    await head_of_the_desk(scene).act("intake", f"/v1/mandates/{mandate}", "revocation")
    await scene.refused("read it without a mandate", scene.seen(agent))
    told = await scene.refused("act without a mandate", scene.move(agent, Intake.withdraw_dossier))
    await scene.refused("begin another one", scene.begin(mandate=mandate))
    scene.is_of(DIRECTOR, "organisation")
    await confirmed(scene, await represents(scene))
    await scene.move(scene.desk, Intake.accept_dossier)
    await scene.decide()
    await scene.hand_over()
    what = f"{told.status} {told.kind}"
    scene.notes.append(f"{scene.applicant.trader}: a mandate was revoked midway, then {what}; another one went on")


async def household(scene: Scene) -> None:
    """Several persons apply, and one of them is told; what they read names the officer."""
    scene.is_of(NEIGHBOUR, "group")
    await scene.accepted()
    officer = known(scene.desk.subject).name
    letter = (await scene.letter("accepted"))["text"]["vi"]["body"]
    if officer not in letter:
        raise NotSeen(f"a notice does not name the officer: {letter}")
    await scene.decide()
    await scene.hand_over()
    scene.notes.append(f"a household's contact read who received the dossier: {officer}")


async def found(scene: Scene) -> None:
    """What was handed in at a counter is its owner's at the next sign-in, and so is who has looked at it."""
    scene.is_of(YOU)
    you = scene.owner
    await scene.accepted("counter")
    scene.owner = you
    await until(lambda: _lists(scene, you), f"the owner to find dossier {scene.dossier}")
    await _opens(scene, scene.desk)
    await _opens(scene, scene.appraiser)
    await scene.decide()
    await scene.hand_over()
    looks = (await you.intake.list_looks(scene.dossier)).body
    by = sorted({f"{each['agency']['id']} ({each['title']['en']})" for each in looks if each["agency"]})
    if len(by) < 2:  # noqa: PLR2004  # the desk, and the agency
        raise NotSeen(f"who looked is not told: {looks}")
    scene.notes.append(f"a dossier of the counter was found at sign-in; who looked: {', '.join(by)}")


async def asked(scene: Scene) -> None:
    """Who has a result asks for what is kept, and gets it once a supervisor of the desk has granted it."""
    scene.is_of(YOU)
    await scene.accepted()
    await scene.decide()
    await scene.hand_over()
    you, head = scene.owner, head_of_the_desk(scene)
    contact = cast("Reached", {"phone": scene.applicant.phone})
    made = await you.intake.make_request({"asks": "copy", "desk": DESK, "channel": "online", "contact": contact})
    request = scene.beside(made.body["id"])
    for person, move in ((scene.desk, "taking"), (head, "grant")):
        await person.act("intake", f"/v1/requests/{request}", move)
    answer = await you.ask("GET", "intake", f"/v1/requests/{request}/package")
    names = ZipFile(BytesIO(answer.content)).namelist() if answer.is_success else []
    if f"{scene.dossier}/dossier.json" not in names:
        raise NotSeen(f"the copy lacks the dossier: {answer.status_code} {names}")
    scene.notes.append(f"a request for a copy of one's data was granted: {len(names)} files")


def head_of_the_desk(scene: Scene) -> Person:
    """Decides about requests, and ends mandates for who comes to the desk."""
    return scene.province.supervisor("supervisor:desk-1", DESK)


async def represents(scene: Scene) -> str:
    """The owner says to be the company's legal representative."""
    last = (await scene.clock.now() + HELD_FOR).date().isoformat()
    proof = {"number": "41/2026/ĐKDN", "issued_on": "2026-01-05", "issuer": "Sở Tài chính"}
    who = {"organisation": scene.applicant.unit, "representative": scene.applicant.someone, "proof": proof}
    body = {"ground": "legal-representative", "desk": DESK, "last_day": last, **who}
    return scene.beside((await scene.owner.intake.make_mandate(cast("Mandating", body))).body["id"])


async def confirmed(scene: Scene, mandate: str) -> None:
    """The desk has seen the document, and its holder."""
    await scene.desk.act("intake", f"/v1/mandates/{mandate}", "confirmation")


async def _lists(scene: Scene, person: Person) -> bool:
    mine = (await person.intake.list_dossiers(sort="-received", limit=100)).body["dossiers"]
    return scene.dossier in {each["id"] for each in mine}


async def _opens(scene: Scene, person: Person) -> None:
    """Reads what was written, once the person may."""

    async def look() -> bool:
        return (await person.ask("GET", "intake", f"{scene.path}/application")).is_success

    await until(look, f"{person.subject} to read dossier {scene.dossier}")
