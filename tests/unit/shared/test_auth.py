"""Only a whole token, from our issuer, for us, now, from an opaque subject in one role, passes the gate."""

import asyncio
import hmac
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import Depends, FastAPI, Request
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from jwt.utils import base64url_encode

from shared import problems
from shared.auth import By, Caller, Gate, Keyring, Role, by, is_agency
from shared.errors import Unauthenticated

aio = pytest.mark.asyncio(loop_scope="session")

KEYS: dict[str, Any] = {
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "RS256": rsa.generate_private_key(65537, 2048),
}
WEAK = rsa.generate_private_key(65537, 1024)
SECRET = b"secret" * 6
STRANGER = ed25519.Ed25519PrivateKey.generate()


def jwk(kid: str, key: Any, **more: str) -> dict[str, Any]:
    made: dict[str, Any]
    match key:
        case ed25519.Ed25519PrivateKey():
            made = OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)
        case rsa.RSAPrivateKey():
            made = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        case _:
            made = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    made.pop("key_ops", None)
    return {**made, "kid": kid, **more}


RING = [
    *(jwk(kid, key) for kid, key in KEYS.items()),
    jwk("weak", WEAK),
    jwk("encryption", STRANGER, use="enc"),
    {"kid": "secret", "kty": "oct", "k": base64url_encode(SECRET).decode()},
    {"kid": "broken", "kty": "OKP", "crv": "Ed25519", "x": "!"},
    {"kty": "none"},
    "nonsense",
]


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("auth") / "jwks.json"
    path.write_text(json.dumps({"keys": RING}))
    return path


@pytest.fixture(scope="module")
def gate(ring: Path) -> Gate:
    return Gate(Keyring(ring), "issuer", "motcua")


def token(alg: str = "EdDSA", key: Any = None, header: dict[str, Any] | None = None, **claims: Any) -> str:
    now = int(time.time())
    whole = {
        "iss": "issuer",
        "aud": "motcua",
        "sub": "someone",
        "role": "applicant",
        "nbf": now,
        "exp": now + 60,
    }
    kept = {name: value for name, value in {**whole, **claims}.items() if value is not None}
    headers = {"typ": "at+jwt", "kid": alg, **(header or {})}
    return jwt.encode(kept, key or KEYS[alg], alg, {name: value for name, value in headers.items() if value != ""})


@pytest.mark.parametrize("alg", KEYS)
@aio
async def test_a_whole_token_passes(gate: Gate, alg: str) -> None:
    assert await gate.caller(token(alg)) == Caller("someone", Role.APPLICANT, None)


def unsigned() -> str:
    return jwt.encode({"sub": "a"}, "", "none", {"typ": "at+jwt", "kid": "EdDSA"})


def tampered() -> str:
    head, _, signature = token().split(".")
    return ".".join([head, token(role="operator").split(".")[1], signature])


def keyed_with(secret: bytes, kid: str) -> str:
    """HS256 by hand: PyJWT refuses to use a public key as a secret, an attacker does not."""
    head, body, _ = token(header={"kid": kid}).split(".")
    head = base64url_encode(json.dumps({"alg": "HS256", "typ": "at+jwt", "kid": kid}).encode()).decode()
    return f"{head}.{body}.{base64url_encode(hmac.digest(secret, f'{head}.{body}'.encode(), 'sha256')).decode()}"


def public(alg: str) -> bytes:
    encoded: bytes = KEYS[alg].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return encoded


def now(offset: int) -> int:
    return int(time.time()) + offset


WRONG: dict[str, Callable[[], str]] = {
    "empty": lambda: "",
    "no token": lambda: "a.b.c",
    "not ascii": lambda: "ệ.ệ.ệ",
    "too long": lambda: token(padding="x" * 9000),
    "header nested deep": lambda: base64url_encode(b"[" * 6000).decode() + ".e30.x",
    "alg none": unsigned,
    "alg HS256 with a public key": lambda: keyed_with(public("RS256"), "RS256"),
    "alg HS256 with a listed secret": lambda: keyed_with(SECRET, "secret"),
    "alg not allowed": lambda: token("PS256", key=KEYS["RS256"], header={"kid": "RS256"}),
    "alg of another key": lambda: token("EdDSA", header={"kid": "ES256"}),
    "tampered": tampered,
    "signed by a stranger": lambda: token(key=STRANGER),
    "kid unknown": lambda: token(header={"kid": "other"}),
    "kid missing": lambda: token(header={"kid": ""}),
    "key for encryption": lambda: token(key=STRANGER, header={"kid": "encryption"}),
    "key broken": lambda: token(header={"kid": "broken"}),
    "typ JWT": lambda: token(header={"typ": "JWT"}),
    "typ missing": lambda: token(header={"typ": None}),
    "typ of an id token": lambda: token(header={"typ": "id+jwt"}),
    "critical header": lambda: token(header={"crit": ["b65"], "b65": True}),
    "iss other": lambda: token(iss="other"),
    "iss missing": lambda: token(iss=None),
    "iss longer": lambda: token(iss="issuer/"),
    "aud other": lambda: token(aud="other"),
    "aud missing": lambda: token(aud=None),
    "exp past": lambda: token(exp=now(-31)),
    "exp missing": lambda: token(exp=None),
    "exp no number": lambda: token(exp="soon"),
    "nbf to come": lambda: token(nbf=now(35)),
    "nbf missing": lambda: token(nbf=None),
    "sub missing": lambda: token(sub=None),
    "sub empty": lambda: token(sub=""),
    "sub digits": lambda: token(sub="12345678"),
    "sub a citizen's number": lambda: token(sub="001099012345"),
    "sub an old citizen's number inside": lambda: token(sub="user-123456789"),
    "sub a citizen's number in a false uuid": lambda: token(sub="00000000-0000-0000-0000-001099012345"),
    "sub a citizen's number in a uuid of no version": lambda: token(sub="00000000-0000-0000-8000-001099012345"),
    "sub an address": lambda: token(sub="a@example.vn"),
    "sub a name": lambda: token(sub="Nguyễn"),
    "sub with a line": lambda: token(sub="abc\n"),
    "sub long": lambda: token(sub="a" * 65),
    "role missing": lambda: token(role=None),
    "role unknown": lambda: token(role="admin"),
    "role a list": lambda: token(role=["applicant", "operator"]),
    "role in capitals": lambda: token(role="APPLICANT"),
    "officer without agency": lambda: token(role="officer"),
    "supervisor without agency": lambda: token(role="supervisor"),
    "agency no id": lambda: token(role="officer", agency="Sở Tư pháp"),
    "agency a list": lambda: token(role="officer", agency=["H29.15"]),
    "agency empty": lambda: token(role="officer", agency=""),
}


@pytest.mark.parametrize("made", WRONG.values(), ids=WRONG)
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@aio
async def test_anything_wrong_is_unauthenticated(gate: Gate, made: Callable[[], str]) -> None:
    with pytest.raises(Unauthenticated) as refused:
        await gate.caller(made())
    assert refused.value.status == 401


@pytest.mark.filterwarnings("ignore")
@aio
async def test_a_weak_key_is_no_key(gate: Gate) -> None:
    with pytest.raises(Unauthenticated, match="InvalidKeyError"):
        await gate.caller(token("RS256", key=WEAK, header={"kid": "weak"}))


@given(
    st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: jwt.utils.base64url_encode(raw).decode() + ".e30.x")
)
def test_garbage_is_unauthenticated_and_never_a_bug(text: str) -> None:
    with pytest.raises(Unauthenticated):
        asyncio.run(Gate(Keyring("/nonexistent"), "issuer", "motcua").caller(text))


RIGHT = {
    "typ in full": lambda: token(header={"typ": "application/at+jwt"}),
    "typ in capitals": lambda: token(header={"typ": "AT+JWT"}),
    "exp within the leeway": lambda: token(exp=now(-25)),
    "nbf within the leeway": lambda: token(nbf=now(25)),
    "for several": lambda: token(aud=["other", "motcua"]),
}


@pytest.mark.parametrize("made", RIGHT.values(), ids=RIGHT)
@aio
async def test_what_the_standards_allow_passes(gate: Gate, made: Callable[[], str]) -> None:
    assert (await gate.caller(made())).subject == "someone"


SUBJECTS = [
    "a",
    "a" * 64,
    "service:sync-gateway",
    "u.1_2-3:4",
    "12345678x",
    "7c1ab3b2-0f0d-4a5c-9e1f-123456789abc",
]


@pytest.mark.parametrize("subject", SUBJECTS)
@aio
async def test_an_opaque_subject_passes(gate: Gate, subject: str) -> None:
    assert (await gate.caller(token(sub=subject))).subject == subject


AGENCIES = {
    "H29": True,
    "H29.15": True,
    "G22.01.A1.B2.C3.D4": True,
    "000.00.15.H43": True,
    "": False,
    "h29": False,
    "H2": False,
    "H29.": False,
    "H29.1234567": False,
    "H29.1.2.3.4.5.6": False,
    "H29.15\n": False,
    "000.00.15.43": False,
    "H29.123456.123456.123456.123456.123": True,
    "H29.123456.123456.123456.123456.1234": False,
    "H29.A-1": False,
}


@pytest.mark.parametrize(("agency", "good"), AGENCIES.items())
@aio
async def test_an_agency_id_has_its_shape(gate: Gate, agency: str, good: bool) -> None:
    assert is_agency(agency) is good
    if good:
        who = await gate.caller(token(role="officer", agency=agency))
        assert who == Caller("someone", Role.OFFICER, agency)


# The dependency.

Staff = Annotated[Caller, Depends(by(Role.OFFICER, Role.SUPERVISOR))]


@pytest.fixture(scope="module")
def client(gate: Gate) -> Iterator[TestClient]:
    app = FastAPI()
    problems.install(app)
    app.state.gate = gate

    @app.get("/desk")
    def desk(who: Staff, request: Request) -> dict[str, Any]:
        kept: Caller = request.state.caller
        return {"subject": who.subject, "role": who.role, "agency": who.agency, "kept": kept == who}

    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize(
    ("role", "status"),
    [("officer", 200), ("supervisor", 200), ("operator", 403), ("applicant", 403), ("service", 403)],
)
def test_a_route_is_open_to_its_roles_only(client: TestClient, role: str, status: int) -> None:
    bearer = token(role=role, agency="H29.15")
    answer = client.get("/desk", headers={"Authorization": f"Bearer {bearer}"})
    assert answer.status_code == status
    if status == 200:
        assert answer.json() == {"subject": "someone", "role": role, "agency": "H29.15", "kept": True}
    else:
        assert answer.json()["type"] == "/problems/forbidden"


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c"])
def test_without_a_token_the_door_says_how(client: TestClient, header: str | None) -> None:
    answer = client.get("/desk", headers={} if header is None else {"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["type"] == "/problems/unauthenticated"


def test_who_may_call_can_be_listed_and_is_documented(client: TestClient) -> None:
    app: Any = client.app
    route = next(route for route in app.routes if route.path == "/desk")
    found = [one.call.roles for one in route.dependant.dependencies if isinstance(one.call, By)]
    assert found == [{Role.OFFICER, Role.SUPERVISOR}]
    document = client.get("/openapi.json").json()
    assert document["paths"]["/desk"]["get"]["security"] == [{"HTTPBearer": []}]
    assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"


def test_a_route_open_to_nobody_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="somebody"):
        by()
