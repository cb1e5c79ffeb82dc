"""Whose each command is: one row for each command and kind of entity, written by hand and never computed.

`may`: who of the cast moves the entity. `hidden`: from whom of those whose role is right it is hidden (404). To
every other caller of the cast it is refused (403).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from shared.web.auth import READERS, Role
from tests.support import dossiers, request_scenes, scenes
from tests.support.cast import HEADS, OFFICERS
from tests.support.scenes import APPRAISED, SIGNED, Scene

APPLICANTS = {"owner", "another applicant", "clerk as applicant"}
DESK = {"clerk", "desk officer"}
LEAD = {"holder", "colleague", "head as officer"}
ADVISERS = {"adviser", "consulted officer"}
STRANGERS = {"unrelated officer", "clerk who moved", "holder who moved"}
STRANGE_HEADS = {"unrelated head", "province head"}
RELATED = {"desk head", "head", "deputy", "consulted head", "former head", "former adviser", *DESK, *LEAD, *ADVISERS}
IN_LEAD = LEAD | {"head", "deputy"}
IN_CONSULTED = ADVISERS | {"consulted head"}
IN_DESK = DESK | {"desk head"}
EVERYBODY_ELSE = OFFICERS | HEADS


class Row(NamedTuple):
    """One command (by name, and the route that takes it) in one scene."""

    service: str
    command: str
    route: str
    scene: Scene
    may: set[str]
    hidden: set[str]
    unfit: frozenset[str] = frozenset()  # refused for the channel's sake (422)


def intake(command: str, tail: str, scene: Scene, may: set[str], hidden: set[str], **more: Any) -> Row:
    return Row("intake", command, f"POST /v1/dossiers/{{dossier}}/{tail}", scene, may, hidden, **more)


def task(command: str, verb: str, scene: Scene, may: set[str], *, agency: set[str]) -> Row:
    """Tasks are seen by the agency in whose queue they are, and by no other one."""
    return Row("workflow", command, f"POST /v1/tasks/{{task}}/{verb}", scene, may, EVERYBODY_ELSE - agency)


def case(command: str, verb: str, body: dict[str, Any], may: set[str], hidden: set[str]) -> Row:
    return Row("workflow", command, f"POST /v1/cases/{{case}}/{verb}", scenes.on_case(verb, body), may, hidden)


def charge(command: str, verb: str, may: set[str], hidden: set[str]) -> Row:
    return Row("payment", command, f"POST /v1/charges/{{charge}}/{verb}", scenes.on_charge(verb), may, hidden)


DOCUMENT = {"params": {"component": "TP01", "name": "a.pdf"}, "content": dossiers.PDF}
ONE = {"components": ["TP01"]}
NO = {"reason": "prohibited"}
WRITE, UPLOAD, DELETE = "/application", "/documents/{id}", "/documents/{id}"
AT_DRAFT = APPLICANTS | OFFICERS
ONLINE = APPLICANTS - {"owner"} | STRANGERS
COUNTER = APPLICANTS | STRANGERS

DRAFTS = [
    Row("intake", "Draft", "POST /v1/dossiers", scenes.beginning("online"), APPLICANTS, set(), frozenset(DESK)),
    Row("intake", "Draft", "POST /v1/dossiers", scenes.beginning("counter"), DESK, set(), frozenset(APPLICANTS)),
    *[
        Row("intake", "", f"{method} /v1/dossiers/{{dossier}}{path}", scene, may, AT_DRAFT - may)
        for channel, may in (("online", {"owner"}), ("counter", DESK))
        for method, path, scene in (
            ("PUT", WRITE, scenes.writing(channel, "PUT", WRITE, json=dossiers.application())),
            ("PUT", "/documents/{document}", scenes.writing(channel, "PUT", UPLOAD, **DOCUMENT)),
            ("DELETE", "/documents/{document}", scenes.writing(channel, "DELETE", DELETE)),
        )
    ],
    intake("Submit", "submission", scenes.on_draft("online", "submission"), {"owner"}, AT_DRAFT - {"owner"}),
    intake("Submit", "submission", scenes.on_draft("counter", "submission"), DESK, AT_DRAFT - DESK),
    intake("Withdraw", "withdrawal", scenes.on_draft("online", "withdrawal"), {"owner"}, AT_DRAFT - {"owner"}),
    intake("Withdraw", "withdrawal", scenes.on_draft("counter", "withdrawal"), DESK, AT_DRAFT - DESK),
]
DOSSIERS = [
    intake("Accept", "acceptance", scenes.on_dossier("online", "acceptance"), DESK, STRANGERS),
    intake("Accept", "acceptance", scenes.on_dossier("counter", "acceptance"), DESK, STRANGERS),
    intake("Refuse", "refusal", scenes.on_dossier("online", "refusal", NO), DESK, STRANGERS),
    intake(
        "AskSupplement", "supplement-request", scenes.on_dossier("online", "supplement-request", ONE), DESK, STRANGERS
    ),
    # what commits the applicant is the applicant's; the desk acts for those alone who came to its counter
    intake("HandIn", "supplement", scenes.on_dossier("online", "supplement", asked=True), {"owner"}, ONLINE),
    intake("HandIn", "supplement", scenes.on_dossier("counter", "supplement", asked=True), DESK, COUNTER),
    intake("Withdraw", "withdrawal", scenes.on_dossier("online", "withdrawal"), {"owner"}, ONLINE),
    intake("Withdraw", "withdrawal", scenes.on_dossier("counter", "withdrawal"), DESK, COUNTER),
]
WHO, GROUND = {"person": dossiers.PAPER}, {"ground": "kept-by-law"}
HEAD, ELSEWHERE = {"desk head"}, OFFICERS - DESK


def request(command: str, verb: str, scene: Scene, may: set[str], hidden: set[str]) -> Row:
    return Row("intake", command, f"POST /v1/requests/{{request}}/{verb}", scene, may, hidden)


REQUESTS = [
    Row("intake", "MakeRequest", "POST /v1/requests", request_scenes.requesting("online"), APPLICANTS, set()),
    Row("intake", "MakeRequest", "POST /v1/requests", request_scenes.requesting("counter"), DESK, set()),
    request("IdentifyRequester", "identity", request_scenes.on_request("online", "identity", WHO), DESK, ELSEWHERE),
    request(
        "TakeRequest",
        "taking",
        request_scenes.on_request("online", "taking"),
        DESK | HEAD,
        EVERYBODY_ELSE - DESK - HEAD,
    ),
    *[
        request(command, verb, request_scenes.on_request("online", verb, body, taken=True), HEAD, HEADS - HEAD)
        for command, verb, body in (
            ("GrantRequest", "grant", None),
            ("GrantRequestPartly", "partial-grant", GROUND),
            ("RefuseRequest", "refusal", GROUND),
        )
    ],
    request(
        "WithdrawRequest",
        "withdrawal",
        request_scenes.on_request("online", "withdrawal"),
        {"owner"},
        APPLICANTS - {"owner"} | ELSEWHERE,
    ),
    request(
        "WithdrawRequest",
        "withdrawal",
        request_scenes.on_request("counter", "withdrawal"),
        DESK,
        APPLICANTS | ELSEWHERE,
    ),
]
MANDATES = [
    Row("intake", command, f"POST /v1/mandates/{{mandate}}/{verb}", scenes.on_mandate(verb), may, hidden)
    for command, verb, may, hidden in (
        ("ConfirmMandate", "confirmation", DESK, OFFICERS - DESK),
        ("RevokeMandate", "revocation", {"owner", "desk head"}, APPLICANTS - {"owner"} | HEADS - {"desk head"}),
    )
]
CLAIM, RELEASE, COMPLETE = "claim", "release", "completion"
DEFERRED = ("appraise", "holder")
TASKS = [
    task("Claim", CLAIM, scenes.on_task("appraise", CLAIM), LEAD, agency=IN_LEAD),
    task("Claim", CLAIM, scenes.on_task("consult", CLAIM), ADVISERS, agency=IN_CONSULTED),
    task("Claim", CLAIM, scenes.on_task("sign", CLAIM, done=APPRAISED), {"head", "deputy"}, agency=IN_LEAD),
    task("Claim", CLAIM, scenes.on_task("return", CLAIM, done=SIGNED), DESK, agency=IN_DESK),
    task(
        "Release", RELEASE, scenes.on_task("appraise", RELEASE, DEFERRED), {"holder", "head", "deputy"}, agency=IN_LEAD
    ),
    task("Complete", COMPLETE, scenes.on_task("appraise", COMPLETE, DEFERRED), {"holder"}, agency=IN_LEAD),
    task("Complete", COMPLETE, scenes.on_task("consult", COMPLETE, *APPRAISED), {"adviser"}, agency=IN_CONSULTED),
    task(
        "Complete",
        COMPLETE,
        scenes.on_task("sign", COMPLETE, ("sign", "head"), done=APPRAISED),
        {"head"},
        agency=IN_LEAD,
    ),
    task(
        "Complete",
        COMPLETE,
        scenes.on_task("return", COMPLETE, ("return", "clerk"), done=SIGNED),
        {"clerk"},
        agency=IN_DESK,
    ),
]
PROMISE = {"reason": "staff-shortage", "due_at": scenes.LATER.isoformat()}
COURT = {"reason": "ordered-by-court"}
CASES = [
    case("RequestSupplement", "supplement-request", ONE, {"holder"}, STRANGERS),
    case("Apologise", "apology", PROMISE, IN_LEAD, STRANGERS | STRANGE_HEADS),
    case("Stop", "stop", COURT, {"head", "deputy"}, STRANGE_HEADS),
]
NOT_AT_CHARGES = {"former adviser", *ADVISERS, *STRANGERS}
OTHERS = [
    charge("Pay", "payment", {"owner", *DESK}, APPLICANTS - {"owner"} | NOT_AT_CHARGES),
    charge("TakeCash", "cash", {"desk cashier", *DESK}, {"unrelated cashier", *NOT_AT_CHARGES}),
    Row("sync-gateway", "Resend", "POST /v1/exchanges/{exchange}/resend", scenes.resending, {"operator"}, set()),
]
TABLE = [*DRAFTS, *DOSSIERS, *REQUESTS, *MANDATES, *TASKS, *CASES, *OTHERS]

#: What is about no dossier's agencies: routes of operators and of other services, by whose role they are.
OPERATOR, SUPERVISOR, SERVICE = {Role.OPERATOR}, {Role.SUPERVISOR}, {Role.SERVICE}
EDITOR = {Role.EDITOR}
BY_ROLE = {
    "POST /v1/anchors": OPERATOR,
    "POST /v1/republish": OPERATOR | SERVICE,
    "POST /v1/republish/all": OPERATOR,
    "POST /v1/deferred/{deferred}/retry": OPERATOR,
    "POST /v1/deferred/{deferred}/drop": OPERATOR,
    "POST /v1/gaps/{producer}/{dossier}/close": OPERATOR,
    "POST /v1/losses": OPERATOR,
    "POST /v1/losses/{loss}/events": OPERATOR,
    "POST /v1/losses/{loss}/counters": OPERATOR,
    "POST /v1/losses/{loss}/renewed": OPERATOR,
    "POST /v1/losses/{loss}/finish": OPERATOR,
    "POST /v1/journal/missing": OPERATOR,
    "POST /v1/codes": OPERATOR,
    "POST /v1/received/{producer}/accept": OPERATOR,
    "PUT /v1/clock": OPERATOR,
    "POST /v1/procedures": OPERATOR | EDITOR,
    "POST /v1/calendars": OPERATOR | EDITOR,
    "POST /v1/agencies": OPERATOR | EDITOR,
    "POST /v1/places": OPERATOR | EDITOR,
    "POST /v1/routes": OPERATOR | EDITOR,
    "POST /v1/people": SERVICE,
    "POST /v1/looks": SERVICE,
    "POST /v1/search": set(READERS),  # what each agency finds: hostile/test_who_searches
    "POST /v1/erasures/{applicant}/package": OPERATOR,
    "POST /v1/erasures/{applicant}/erasure": OPERATOR,
    "POST /v1/erasures/again": OPERATOR,
    "POST /v1/mandates": {Role.APPLICANT},
    "POST /v1/officers": OPERATOR | SUPERVISOR,  # whom a supervisor reaches: integration/workflow/test_officers
    "PUT /v1/officers/{officer}": OPERATOR | SUPERVISOR,
    "POST /v1/officers/import": OPERATOR | SUPERVISOR,
    "POST /v1/officers/{officer}/roles/{role}/end": OPERATOR | SUPERVISOR,
    "POST /v1/officers/names": SERVICE,
}

#: Who may read, which is another question.
LOOKING = {"inspector", "records clerk", "desk inspector"}
SEEN = [
    (next(row for row in DOSSIERS if row.command == "HandIn"), {"owner", *RELATED, *LOOKING}),
    (next(row for row in DRAFTS if row.command == "Submit"), {"owner"}),
    (REQUESTS[2], {"owner", "desk inspector", *IN_DESK}),
    (MANDATES[0], {"owner", *IN_DESK}),
    (TASKS[0], IN_LEAD | {"inspector", "records clerk"}),
    (TASKS[1], IN_CONSULTED),
    (CASES[0], RELATED | LOOKING),
    (OTHERS[0], {"owner", "head", "deputy", "desk head", "desk cashier", *DESK, *LEAD, *LOOKING}),
]
