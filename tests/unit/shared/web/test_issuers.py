"""Several issuers: each proves its own tokens, names claims in its own way, and gives the roles that it may."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.kernel.errors import Unauthenticated
from shared.web.auth import Caller, Gate, Keyring, Role
from shared.web.callers import Proved
from tests.support import tokens
from tests.support.tokens import issuer_of, now, token

pytestmark = pytest.mark.asyncio(loop_scope="session")

OTHER, ALONE = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
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
    "claims": {"role": ["realm_access", "roles"], "agency": ["https://motcua.example/agency"]},
}
KEYLESS: dict[str, Any] = {"prefix": "k:", "roles": ["applicant"], "kid": False}


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """Four issuers; two have a key of the same kid."""
    folder = tmp_path_factory.mktemp("issuers")

    def ring(name: str, keys: list[Any], **more: Any) -> Keyring:
        file: Path = folder / name
        file.write_text(json.dumps({"keys": keys}))
        return Keyring(file, **more)

    alone = {name: value for name, value in tokens.jwk("", ALONE).items() if name != "kid"}
    return Gate(
        "motcua",
        [
            (issuer_of("issuer", roles=["operator", "service"]), ring("ours", tokens.RING)),
            (issuer_of("people", **PEOPLE), ring("people", [tokens.jwk("EdDSA", OTHER)])),
            (issuer_of("staff", **STAFF), ring("staff", tokens.RING)),
            (issuer_of("keyless", **KEYLESS), ring("keyless", [alone], kid=False)),
        ],
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
        "https://motcua.example/agency": "H99.15",
    }
    return token(**(claims | changes))


def keyless(**changes: Any) -> str:
    return token(**({"iss": "keyless", "key": ALONE, "header": {"kid": ""}} | changes))


ABOUT = {
    "SoDinhDanh": "001099012345",
    "person": {"HoVaTen": " Nguye\u0302\u0303n  An", "NgayThangNamSinh": "02/09/1990"},
}
TAKEN: dict[str, tuple[Callable[[], str], Caller]] = {
    "ours": (lambda: token(role="operator"), Caller("someone", Role.OPERATOR, None)),
    "of a citizen": (person, Caller("vneid:p-1", Role.APPLICANT, None)),
    "of one role that is not told": (lambda: person(role="operator"), Caller("vneid:p-1", Role.APPLICANT, None)),
    "of a level": (
        lambda: person(context={"acr": "urn:loa:2"}),
        Caller("vneid:p-1", Role.APPLICANT, None, 2),
    ),
    "of no level we know": (lambda: person(context={"acr": "2"}), Caller("vneid:p-1", Role.APPLICANT, None)),
    "of a proved person": (
        lambda: person(**ABOUT),
        Caller("vneid:p-1", Role.APPLICANT, None, 0, Proved("001099012345", "Nguy\u1ec5n An", date(1990, 9, 2))),
    ),
    "of half a person": (
        lambda: person(**ABOUT | {"person": {"HoVaTen": "An", "NgayThangNamSinh": "1990"}}),
        Caller("vneid:p-1", Role.APPLICANT, None),
    ),
    "of an officer": (officer, Caller("ad:an.nv", Role.OFFICER, "H99.15")),
    "without a kid": (keyless, Caller("k:someone", Role.APPLICANT, None)),
}


@pytest.mark.parametrize(("made", "who"), TAKEN.values(), ids=TAKEN)
async def test_a_token_is_read_as_its_issuer_writes_it(gate: Gate, made: Callable[[], str], who: Caller) -> None:
    given = made()
    assert await gate.caller(given) == await gate.caller(given) == who


WRONG: dict[str, tuple[Callable[[], str], str]] = {
    "a foreign issuer": (lambda: token(iss="elsewhere"), "issuer"),
    "no issuer": (lambda: token(iss=None), "issuer"),
    "another issuer's key of the same kid": (lambda: person(key=tokens.KEYS["EdDSA"]), "InvalidSignatureError"),
    "ours by the key of another": (lambda: token(key=OTHER, role="operator"), "InvalidSignatureError"),
    "a role it may not give": (lambda: token(role="applicant"), "role"),
    "a supervisor of services' issuer": (lambda: token(role="supervisor", agency="H99.15"), "role"),
    "an operator among officers": (lambda: officer(realm_access={"roles": ["operator"]}), "role"),
    "two roles": (lambda: officer(realm_access={"roles": ["officer", "supervisor"]}), "role"),
    "a role that is no text": (lambda: officer(realm_access={"roles": [["officer"]]}), "role"),
    "the path ends early": (lambda: officer(realm_access="officer"), "role"),
    "no role": (lambda: officer(realm_access={}), "role"),
    "the role elsewhere": (lambda: officer(role="officer", realm_access=None), "role"),
    "no agency": (lambda: officer(**{"https://motcua.example/agency": None}), "agency"),
    "no subject": (lambda: person(TechID=None, sub="p-1"), "subject"),
    "a number for a subject": (lambda: person(TechID="001099012345"), "subject"),
    "a subject of another issuer": (lambda: token(role="operator", sub="vneid:p-1"), "subject"),
    "relaxed where it is not": (lambda: token(role="operator", header={"typ": "JWT"}), "typ"),
    "strict where it is relaxed": (lambda: person(header={}), "typ"),
    "an audience of others": (lambda: person(aud="motcua"), "audience"),
    "no audience": (lambda: person(aud=None), "MissingRequiredClaimError"),
    "neither nbf nor iat": (lambda: person(iat=None), "MissingRequiredClaimError"),
    "issued to come": (lambda: person(iat=now(90)), "ImmatureSignatureError"),
    "a kid where none is": (lambda: keyless(header={"kid": "x"}), "key"),
    "no kid where one is": (lambda: token(role="operator", header={"kid": ""}), "kid"),
}


@pytest.mark.parametrize(("made", "why"), WRONG.values(), ids=WRONG)
async def test_what_an_issuer_may_not_say_is_refused(gate: Gate, made: Callable[[], str], why: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        await gate.caller(made())
    assert refused.value.more == {"wrong": why}


async def test_the_refusal_of_a_role_says_which(gate: Gate) -> None:
    with pytest.raises(Unauthenticated) as refused:
        await gate.caller(token(role="applicant"))
    assert refused.value.detail_en == "The issuer of this token may not sign in applicants."
    assert refused.value.detail_vi == "Nơi cấp mã truy cập không được cấp quyền người dân."


async def test_who_has_signed_in_is_not_shown(gate: Gate) -> None:
    found = await gate.caller(person(**ABOUT))
    assert found.proved
    assert "An" not in repr(found)
    assert "0990" not in repr(found)
