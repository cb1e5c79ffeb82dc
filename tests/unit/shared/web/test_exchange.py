"""What an exchange of tokens takes (RFC 8693), what it answers, and what it refuses before anybody is looked up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import APIRouter, Depends
from fastapi.testclient import TestClient
from pydantic import SecretStr

from shared.kernel.declared import Unfit
from shared.kernel.issuers import CALLED
from shared.web import problems
from shared.web.auth import Caller, Gate, Keyring, Role
from shared.web.bodies import Timeout
from shared.web.buckets import Bucket
from shared.web.exchange import FORM, OPEN, TYPE, Exchange, Granted, exchanging
from shared.web.limits import Places
from shared.web.parts import App
from shared.web.rates import Rates
from shared.web.signing import Signer
from shared.web.transactional import TransactionalRoute
from tests.support import tokens
from tests.support.exchanging import form
from tests.support.tokens import issuer_of, now, token
from tests.support.told import pem

OURS, OTHERS = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
router = APIRouter(route_class=TransactionalRoute)


@router.post("/v1/token", openapi_extra=OPEN)
async def exchange_token(asked: Annotated[Exchange, Depends(exchanging)]) -> Granted:
    asked.permit(Role.OPERATOR)
    return asked.granted(Caller(asked.who.subject, Role.OPERATOR, None, asked.who.level))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    folder = tmp_path_factory.mktemp("exchange")

    def ring(name: str, *keys: dict[str, Any]) -> Keyring:
        file: Path = folder / name
        file.write_text(json.dumps({"keys": keys}))
        return Keyring(file)

    app = App()
    app[Gate] = Gate(
        "motcua",
        [
            (issuer_of("issuer", claims={"assurance": "acr"}), ring("people", *tokens.RING[:3])),
            (issuer_of("citizens", roles=["applicant"], prefix="c:"), ring("citizens", tokens.jwk("EdDSA", OTHERS))),
        ],
        [
            (issuer_of(f"motcua-{name}"), ring(name, tokens.jwk("EdDSA", key)))
            for name, key in (("workflow", OURS), ("intake", OTHERS))
        ],
    )
    app[Timeout], app[Places] = Timeout(), Places(100)
    app[Signer] = Signer("workflow", SecretStr(pem(OURS)))
    problems.install(app)
    app.include_router(router)
    return app


@pytest.fixture
def client(app: App) -> Iterator[TestClient]:
    app[Rates] = Rates(*(Bucket(100) for _ in Rates._fields))
    with TestClient(app) as client:
        yield client


def test_a_sign_in_becomes_a_token_of_ten_minutes(client: TestClient) -> None:
    answer = client.post("/v1/token", data=form(token(acr="3", azp="console")))
    told = answer.json()
    given = told.pop("access_token")
    assert told == {"issued_token_type": TYPE, "token_type": "Bearer", "expires_in": 600, "scope": "operator"}
    assert answer.headers["cache-control"] == "no-store"
    claims = jwt.decode(given, OURS.public_key(), ["EdDSA"], audience="motcua-postal", issuer="motcua-workflow")
    times = {name: claims.pop(name) for name in ("iat", "nbf", "exp")}
    assert (times["exp"] - times["iat"], times["nbf"]) == (600, times["iat"])
    assert len(claims.pop("jti")) == 36
    assert claims == {
        "iss": "motcua-workflow",
        "aud": [f"motcua-{service}" for service in CALLED],
        "sub": "someone",
        "role": "operator",
        "acr": "3",
        "client_id": "console",
    }
    header = jwt.get_unverified_header(given)
    assert (header["typ"], header["alg"], len(header["kid"])) == ("at+jwt", "EdDSA", 43)


@pytest.mark.parametrize(
    ("more", "audience"),
    [
        ({"audience": "motcua-payment"}, ["motcua-payment"]),
        ({"audience": ["motcua-payment", "motcua-intake", "motcua-payment"]}, ["motcua-payment", "motcua-intake"]),
        ({"client_id": "x", "new": "y"}, [f"motcua-{service}" for service in CALLED]),
        ({"requested_token_type": TYPE}, [f"motcua-{service}" for service in CALLED]),
        ({"subject_token_type": TYPE.replace("access", "id")}, [f"motcua-{service}" for service in CALLED]),
    ],
)
def test_it_is_for_the_services_that_are_asked_for(client: TestClient, more: Any, audience: list[str]) -> None:
    given = client.post("/v1/token", data=form(token()) | more).json()["access_token"]
    assert jwt.decode(given, options={"verify_signature": False})["aud"] == audience


def ours(key: Ed25519PrivateKey = OURS, **claims: Any) -> str:
    return token(**{"iss": "motcua-workflow", "key": key, "role": "operator", **claims})


SIGN_INS: dict[str, tuple[Callable[[], str], str]] = {
    "of nobody": (lambda: "nonsense", "DecodeError"),
    "of a foreign issuer": (lambda: token(iss="https://elsewhere.example"), "issuer"),
    "of ours": (ours, "issuer"),
    "of ours by the key of the other service": (lambda: ours(OTHERS), "InvalidSignatureError"),
    "of the other service by our key": (lambda: ours(iss="motcua-intake"), "InvalidSignatureError"),
    "of the other service": (lambda: ours(OTHERS, iss="motcua-intake", role="applicant"), "issuer"),
    "expired": (lambda: token(exp=now(-31)), "expired"),
    "for another service": (lambda: token(aud="motcua-intake"), "audience"),
    "alg none": (tokens.unsigned, "issuer"),
    "alg none of an issuer": (
        lambda: jwt.encode({"iss": "issuer"}, "", "none", {"typ": "at+jwt", "kid": "EdDSA"}),
        "alg",
    ),
    "tampered": (tokens.tampered, "InvalidSignatureError"),
    "with a public key as secret": (lambda: tokens.keyed_with(tokens.public("RS256"), "RS256"), "alg"),
    "of a service": (lambda: token(role="service"), "role"),
    "a subject of another issuer": (lambda: token(sub="c:someone"), "subject"),
    "a number for a subject": (lambda: token(sub="001099012345"), "subject"),
    "too long": (lambda: token(padding="x" * 9000), "length"),
}


def refused(answer: Any, kind: str, error: str) -> dict[str, Any]:
    assert answer.status_code == 400, answer.text
    told: dict[str, Any] = answer.json()
    assert (told["type"], told["error"]) == (f"/problems/{kind}", error)
    assert told["error_description"] == told["en"]["detail"] != told["vi"]["detail"]
    assert told["error_description"].isascii()
    assert answer.headers["content-type"] == "application/problem+json"
    return told


@pytest.mark.parametrize(("made", "why"), SIGN_INS.values(), ids=SIGN_INS)
def test_a_sign_in_that_is_none_is_refused(client: TestClient, made: Callable[[], str], why: str) -> None:
    sent = made()
    answer = client.post("/v1/token", data=form(sent))
    assert refused(answer, "sign-in-refused", "invalid_request")["wrong"] == why
    assert sent not in answer.text


def test_a_role_that_the_issuer_may_not_give_is_refused(client: TestClient) -> None:
    answer = client.post("/v1/token", data=form(token(iss="citizens", key=OTHERS, role=None)))
    assert refused(answer, "sign-in-refused", "invalid_request")["en"]["detail"].endswith("may not sign in operators.")


FORMS: dict[str, tuple[dict[str, Any], str]] = {
    "another grant": ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
    "no grant": ({"grant_type": ""}, "invalid_request"),
    "no token": ({"subject_token": ""}, "invalid_request"),
    "no type": ({"subject_token_type": ""}, "invalid_request"),
    "a type of others": ({"subject_token_type": TYPE.replace("access", "refresh")}, "invalid_request"),
    "another type wanted": ({"requested_token_type": TYPE.replace("access", "refresh")}, "invalid_request"),
    "for somebody else": ({"actor_token": "x"}, "invalid_request"),
    "for a service that is none": ({"audience": "motcua"}, "invalid_target"),
    "for an address": ({"resource": "https://intake.example"}, "invalid_target"),
    "one field twice": ({"scope": ["operator", "officer"]}, "invalid_request"),
    "too many fields": ({f"f{number}": "x" for number in range(40)}, "invalid_request"),
}


@pytest.mark.parametrize(("changes", "error"), FORMS.values(), ids=FORMS)
def test_a_form_that_is_none_is_refused(client: TestClient, changes: dict[str, Any], error: str) -> None:
    refused(client.post("/v1/token", data=form(token(), **changes)), "not-exchanged", error)


@pytest.mark.parametrize("body", [b"\xff=1", b"a=%FF", b"grant_type"], ids=["bytes", "escapes", "no value"])
def test_what_is_no_form_is_refused(client: TestClient, body: bytes) -> None:
    refused(client.post("/v1/token", content=body, headers={"Content-Type": FORM}), "not-exchanged", "invalid_request")


def test_json_is_no_form(client: TestClient) -> None:
    assert client.post("/v1/token", json=form(token())).status_code == 415


def test_who_exchanges_often_waits_as_who_writes_often(app: App, client: TestClient) -> None:
    """A client that signs many people in is not counted for it; what proves nothing is."""
    app[Rates] = app[Rates]._replace(writes=Bucket(2), unproved=Bucket(3))
    made = form(token())
    assert [client.post("/v1/token", data=made).status_code for _ in range(4)] == [200, 200, 429, 429]
    assert client.post("/v1/token", data=form(token(sub="another"))).status_code == 200
    none = [client.post("/v1/token", data=form("nonsense")).status_code for _ in range(4)]
    assert none == [400, 400, 400, 429]


def test_without_a_key_nothing_is_signed() -> None:
    with pytest.raises(Unfit, match="MOTCUA_TOKEN_KEY"):
        Signer("intake", SecretStr(""))
