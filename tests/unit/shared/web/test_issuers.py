"""Several issuers: each proves its own tokens and names claims in its own way; routes take services' and ours alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.kernel.errors import Unauthenticated
from shared.web.auth import Caller, Gate, Keyring, Role
from shared.web.callers import Proved, SignedIn
from tests.support import tokens
from tests.support.tokens import issuer_of, now, token

pytestmark = pytest.mark.asyncio(loop_scope="session")

OTHER, ALONE, OURS = (Ed25519PrivateKey.generate() for _ in range(3))
NIL = UUID(int=7)
PEOPLE: dict[str, Any] = {
    "prefix": "vneid:",
    "roles": ["applicant"],
    "typ": "JWT",
    "nbf": False,
    "audiences": ["portal"],
    "levels": {"urn:loa:2": 2},
    "claims": {
        "subject": "TechID",
        "role": "",
        "assurance": ["context", "acr"],
        "number": "SoDinhDanh",
        "name": ["person", "HoVaTen"],
        "birth_date": ["person", "NgayThangNamSinh"],
    },
}
STAFF: dict[str, Any] = {
    "prefix": "ad:",
    "roles": ["officer", "supervisor"],
    "claims": {"role": ["realm_access", "roles"]},
}
KEYLESS: dict[str, Any] = {"prefix": "k:", "roles": ["applicant"], "kid": False}


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """Four issuers and a service of ours; all but one have a key of the same kid."""
    folder = tmp_path_factory.mktemp("issuers")

    def ring(name: str, keys: list[Any], **more: Any) -> Keyring:
        file: Path = folder / name
        file.write_text(json.dumps({"keys": keys}))
        return Keyring(file, **more)

    alone = {name: value for name, value in tokens.jwk("", ALONE).items() if name != "kid"}
    return Gate(
        "motcua",
        [
            (issuer_of("issuer", roles=["operator", "service"]), ring("services", tokens.RING)),
            (issuer_of("people", **PEOPLE), ring("people", [tokens.jwk("EdDSA", OTHER)])),
            (issuer_of("staff", **STAFF), ring("staff", tokens.RING)),
            (issuer_of("keyless", **KEYLESS), ring("keyless", [alone], kid=False)),
        ],
        [(issuer_of("motcua-workflow", roles=["officer", "operator"]), ring("ours", [tokens.jwk("EdDSA", OURS)]))],
    )


def person(**changes: Any) -> str:
    """A token of the citizens' issuer."""
    header = changes.pop("header", {"typ": "JWT"})
    claims = {"iss": "people", "aud": "portal", "sub": None, "role": None, "nbf": None, "iat": now(0), "TechID": "p-1"}
    return token(key=changes.pop("key", OTHER), header=header, **(claims | changes))


def officer(**changes: Any) -> str:
    """A token of the officers' issuer."""
    claims = {
        "iss": "staff",
        "sub": "an.nv",
        "role": None,
        "realm_access": {"roles": ["offline_access", "officer"]},
    }
    return token(**(claims | changes))


def keyless(**changes: Any) -> str:
    return token(**({"iss": "keyless", "key": ALONE, "header": {"kid": ""}} | changes))


def ours(**changes: Any) -> str:
    """A token of ours."""
    claims = {"iss": "motcua-workflow", "key": OURS, "sub": "ad:an.nv", "role": "officer", "agency": "H99.15"}
    return token(**(claims | changes))


PEOPLE_MAY, STAFF_MAY = frozenset({"applicant"}), frozenset({"officer", "supervisor"})
AN = Proved("001099012345", "Nguy\u1ec5n An", date(1990, 9, 2))
ABOUT = {
    "SoDinhDanh": "001099012345",
    "person": {"HoVaTen": " Nguye\u0302\u0303n  An", "NgayThangNamSinh": "02/09/1990"},
}
HALF = ABOUT | {"person": {"HoVaTen": "An", "NgayThangNamSinh": "1990"}}
SIGNED_IN: dict[str, tuple[Callable[[], str], SignedIn]] = {
    "a citizen": (person, SignedIn("vneid:p-1", 0, PEOPLE_MAY, "people", None)),
    "whatever role is told": (lambda: person(role="operator"), SignedIn("vneid:p-1", 0, PEOPLE_MAY, "people", None)),
    "at a level": (
        lambda: person(context={"acr": "urn:loa:2"}, azp="portal"),
        SignedIn("vneid:p-1", 2, PEOPLE_MAY, "portal", None),
    ),
    "at no level we know": (
        lambda: person(context={"acr": "2"}, client_id="portal", azp="other"),
        SignedIn("vneid:p-1", 0, PEOPLE_MAY, "portal", None),
    ),
    "a proved person": (lambda: person(**ABOUT), SignedIn("vneid:p-1", 0, PEOPLE_MAY, "people", AN)),
    "half a person": (lambda: person(**HALF), SignedIn("vneid:p-1", 0, PEOPLE_MAY, "people", None)),
    "an officer": (officer, SignedIn("ad:an.nv", 0, STAFF_MAY, "staff", None)),
    "without a kid": (keyless, SignedIn("k:someone", 0, PEOPLE_MAY, "keyless", None)),
}


@pytest.mark.parametrize(("made", "who"), SIGNED_IN.values(), ids=SIGNED_IN)
async def test_a_sign_in_is_read_as_its_issuer_writes_it(gate: Gate, made: Callable[[], str], who: SignedIn) -> None:
    given = made()
    assert await gate.signed_in(given) == await gate.signed_in(given) == who
    with pytest.raises(Unauthenticated) as refused:
        await gate.caller(given)
    assert refused.value.more == {"wrong": "not_exchanged"}


TAKEN: dict[str, tuple[Callable[[], str], Caller]] = {
    "ours": (ours, Caller("ad:an.nv", Role.OFFICER, "H99.15")),
    "ours with all it may say": (
        lambda: ours(role="operator", agency=None, acr="3", applicant=str(NIL)),
        Caller("ad:an.nv", Role.OPERATOR, None, 3, NIL),
    ),
    "a service": (lambda: token(role="service", sub="service:intake"), Caller("service:intake", Role.SERVICE, None)),
}


@pytest.mark.parametrize(("made", "who"), TAKEN.values(), ids=TAKEN)
async def test_a_route_takes_ours_and_services(gate: Gate, made: Callable[[], str], who: Caller) -> None:
    given = made()
    assert await gate.caller(given) == await gate.caller(given) == who
    with pytest.raises(Unauthenticated):
        await gate.signed_in(given)


WRONG: dict[str, tuple[Callable[[], str], str]] = {
    "a foreign issuer": (lambda: token(iss="elsewhere"), "issuer"),
    "no issuer": (lambda: token(iss=None), "issuer"),
    "another issuer's key of the same kid": (lambda: person(key=tokens.KEYS["EdDSA"]), "InvalidSignatureError"),
    "an issuer's by our key": (lambda: token(key=OURS, role="service"), "InvalidSignatureError"),
    "ours by an issuer's key": (lambda: ours(key=tokens.KEYS["EdDSA"]), "InvalidSignatureError"),
    "no subject": (lambda: person(TechID=None, sub="p-1"), "subject"),
    "a number for a subject": (lambda: person(TechID="001099012345"), "subject"),
    "a subject of another issuer": (lambda: token(role=None, sub="vneid:p-1"), "subject"),
    "relaxed where it is not": (lambda: token(header={"typ": "JWT"}), "typ"),
    "strict where it is relaxed": (lambda: person(header={}), "typ"),
    "an audience of others": (lambda: person(aud="motcua"), "audience"),
    "no audience": (lambda: person(aud=None), "MissingRequiredClaimError"),
    "neither nbf nor iat": (lambda: person(iat=None), "MissingRequiredClaimError"),
    "issued to come": (lambda: person(iat=now(90)), "ImmatureSignatureError"),
    "a kid where none is": (lambda: keyless(header={"kid": "x"}), "key"),
    "no kid where one is": (lambda: token(header={"kid": ""}), "kid"),
    "ours": (ours, "issuer"),
    "a service": (lambda: token(role="service"), "role"),
}


@pytest.mark.parametrize(("made", "why"), WRONG.values(), ids=WRONG)
async def test_what_is_no_sign_in_is_refused(gate: Gate, made: Callable[[], str], why: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        await gate.signed_in(made())
    assert refused.value.more == {"wrong": why}


NO_CALLER: dict[str, tuple[Callable[[], str], str]] = {
    "a role that our service may not give": (lambda: ours(role="applicant"), "role"),
    "a service of ours": (lambda: ours(role="service"), "role"),
    "two roles": (lambda: ours(role=["officer", "operator"]), "role"),
    "no role": (lambda: ours(role=None), "role"),
    "no agency": (lambda: ours(agency=None), "agency"),
    "ours by an issuer's key": (lambda: ours(key=OTHER), "InvalidSignatureError"),
    "an issuer's with a role of ours": (lambda: token(role="operator"), "not_exchanged"),
    "a service of whom may sign none in": (lambda: officer(realm_access={"roles": ["service"]}), "role"),
    "a service among others": (lambda: officer(realm_access={"roles": ["officer", "service"]}), "not_exchanged"),
    "a role that is no text": (lambda: officer(realm_access={"roles": [["service"]]}), "not_exchanged"),
    "the path ends early": (lambda: officer(realm_access="service"), "not_exchanged"),
    "a service with a subject of another": (lambda: token(role="service", sub="ad:x"), "subject"),
}


@pytest.mark.parametrize(("made", "why"), NO_CALLER.values(), ids=NO_CALLER)
async def test_what_no_route_takes_is_refused(gate: Gate, made: Callable[[], str], why: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        await gate.caller(made())
    assert refused.value.more == {"wrong": why}


async def test_the_refusal_of_a_role_says_which(gate: Gate) -> None:
    with pytest.raises(Unauthenticated) as refused:
        await gate.caller(officer(realm_access={"roles": ["service"]}))
    assert refused.value.detail_en == "The issuer of this token may not sign in services."
    assert refused.value.detail_vi == "Nơi cấp mã truy cập không được cấp quyền dịch vụ."
