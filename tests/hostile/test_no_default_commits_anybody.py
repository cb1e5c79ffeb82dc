"""What may be left out of a request that writes, all of it and by hand, with why no one is committed by leaving it out.

`{}` posted as the completion of a signature once signed. Whatever may be left out anew is decided here, or fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.routes import CALLBACKS, EVERY, SERVICES, app_of

Json = dict[str, Any]

#: By operation: the places of what may be left out.
PROOF = ("document", "number", "issued_on", "issuer")
SOMEONE = {
    "born": "it is not known; no account proves to be this person then",
    "email": "no one is written to by mail",
}
RESIDENT = SOMEONE | {
    "address/province": "the address is abroad, or the desk's rules refuse it",
    "address/commune": "the same",
    "address/abroad": "it is in Vietnam, and needs its codes",
}
APPLICANT = RESIDENT | {
    "language": "notices come in Vietnamese, the official language",
    "channels": "the province chooses how applicants are told",
    "submitter": "the applicant hands it in",
    "receiver": "the applicant takes the result",
    **{f"{who}/{name}": why for who in ("contact", "others[]", "receiver") for name, why in RESIDENT.items()},
    **{f"{who}/{name}": why for who in ("representative", "submitter") for name, why in SOMEONE.items()},
}


def limit_at(place: str) -> dict[str, str]:
    """Of a time limit; what is counted and how much is refused if it does not fit."""
    return {
        f"{place}/amount": "none, which only what is done at once or the same day may have",
        f"{place}/after": "the desk's closing time",
        f"{place}/source": "the procedure's legal basis",
    }


MAY_BE_LEFT_OUT = {
    "POST /v1/dossiers": {
        "/mandate": "one applies for oneself; for another it is refused",
        "/authority": "the same; with both it is refused",
        **{f"/authority/proof/{name}": "one of both: a document, or number, day and issuer" for name in PROOF},
        **{f"/authority/representative/{name}": why for name, why in SOMEONE.items()},
        **{f"/application/applicant/{name}": why for name, why in APPLICANT.items()},
    },
    "POST /v1/mandates": {
        "/person": "an organisation is represented; neither, or both, is refused",
        "/organisation": "a person is represented",
        "/organisation/phone": "the end of the mandate is told online only, or by mail",
        "/organisation/email": "no one is written to by mail",
        "/language": "notices come in Vietnamese, the official language",
        **{f"/proof/{name}": "one of both: a document, or number, day and issuer" for name in PROOF},
        **{f"/{who}/{name}": why for who in ("person", "representative") for name, why in SOMEONE.items()},
    },
    "PUT /v1/dossiers/{dossier}/application": {f"/applicant/{name}": why for name, why in APPLICANT.items()},
    "POST /v1/dossiers/{dossier}/submission": {
        "": "what the procedure was when the draft was begun; if that has changed, it is refused",
        "/procedure_version": "the same",
    },
    "POST /v1/tasks/{task}/completion": {"/reason": "an approval has none, and a refusal without one is refused"},
    "POST /v1/requests": {
        "/contact/email": "no one is written to by mail",
        "/contact/language": "notices come in Vietnamese, the official language",
        "/words": "the right says what is asked",
        "/correction": "only a request to correct has one, and is refused without",
        "/correction/phone": "it stays",
        "/correction/email": "it stays",
        "/correction/address": "it stays",
        "/correction/address/province": "the address is abroad, or the desk's rules refuse it",
        "/correction/address/commune": "the same",
        "/correction/address/abroad": "it is in Vietnam, and needs its codes",
        "/person": "it is proved later who asks, or nothing is granted",
    },
    "POST /v1/procedures": {
        "/warning_hours": "a day, the least that the decree leaves for an apology",
        "/apology_reasons": "letters of apology then point to what the agency has written",
        "/stop_reasons": "a case is stopped for a refusal reason then, as before there was this list",
        "/fees": "nothing is asked of an applicant that no document lists",
        "/facts": "no time limit asks for an answer",
        "/limits[]/promised": "the agency is held to what the law gives",
        "/limits[]/channels": "it holds however a dossier comes in",
        "/limits[]/when": "it holds whatever is answered",
        **limit_at("/limits[]/legal"),
        **limit_at("/limits[]/promised"),
        **limit_at("/supplement_limit"),
        **limit_at("/fee_limit"),
        "/fee_limit": "ten working days to pay what is listed",
        "/assurance": "any account may apply, as before there were levels",
        "/retired_on": "it does not end",
        "/successor": "no other one takes its place",
    },
    "POST /v1/calendars": {
        "/working_days": "no weekend day is worked",
        "/default": "it counts where no other one is named; a second one is refused",
    },
    "POST /v1/agencies": {
        "/agencies[]/calendar": "the agency counts by the default calendar",
        "/default": "it is the directory; a second one is refused",
    },
    "POST /v1/places": {
        "/former": "no former code of the province is kept",
        "/formerly": "it has had no other name",
        "/until": "it has not ended",
    },
    "POST /v1/routes": {
        "/steps[]/next": "the route ends there, and must have been signed and returned",
        **limit_at("/steps[]/limit"),
    },
    "POST /v1/token": {
        "/scope": "the only role; of several one is asked for",
        "/audience": "all services",
        "/requested_token_type": "there is one type",
    },
    "POST /v1/search": dict.fromkeys(
        ("/code", "/identity", "/telephone", "/name", "/procedure", "/received_from", "/received_to"),
        "any will do; one of the first four is needed, and it commits nobody",
    )
    | {"/why": "the look is kept without a reason"},
    "POST /v1/republish/all": {"?after": "from the beginning; who has received a line skips it"},
}
HEADERS = {"idempotency-key", "if-match"}  # what must be seen is asked for with 428
WRITING = sorted({(each.service, each.method, each.route.path) for each in EVERY if each.method != "GET"})
PROVED = {(each.service, each.method, each.route.path) for each in CALLBACKS}


def left_out(document: Json, operation: Json) -> Iterator[str]:
    """Where something may be left out: `?query`, or a pointer into the body ("" is all of it)."""
    for parameter in operation.get("parameters", ()):
        if not parameter.get("required") and parameter["name"] not in HEADERS:
            yield f"?{parameter['name']}"
    body = operation.get("requestBody")
    if body is not None:
        if not body.get("required"):
            yield ""
        for media in body["content"].values():
            yield from optional(document, media["schema"], "")


def optional(document: Json, schema: Json, place: str) -> Iterator[str]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for way in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(way, ()):
            yield from optional(document, one, place)
    if "items" in schema:
        yield from optional(document, schema["items"], f"{place}[]")
    for name, below in schema.get("properties", {}).items():
        if name not in schema.get("required", ()):
            yield f"{place}/{name}"
        yield from optional(document, below, f"{place}/{name}")


@pytest.mark.parametrize(("service", "method", "path"), WRITING)
def test_what_may_be_left_out_is_known(service: str, method: str, path: str) -> None:
    """Counterparts' own messages are proved field by field, which is another test's matter."""
    if (service, method, path) in PROVED:
        return
    document = app_of(service).openapi()
    found = set(left_out(document, document["paths"][path][method.lower()]))
    assert found == set(MAY_BE_LEFT_OUT.get(f"{method} {path}", {}))


def test_every_reason_is_about_a_route_that_is_there() -> None:
    assert set(MAY_BE_LEFT_OUT) <= {f"{method} {path}" for _, method, path in WRITING}
    assert {service for service, _, _ in WRITING} == set(SERVICES)
