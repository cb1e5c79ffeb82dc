"""The development issuer makes tokens that the gate lets through, and keeps its key to itself."""

import json
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import jwt
import pytest

from motcua.registries import REGISTRIES
from motcua.stack.issuer import CALLED, Issuer, audiences
from shared.kernel.errors import Unauthenticated
from shared.kernel.settings import DEVELOPMENT_ISSUER, Settings
from shared.web.auth import Caller, Gate, Role, audience_of
from shared.web.signing import key_of, public
from tests.support.routes import OPERATIONS

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer(tmp_path / "issuer")


def gate(issuer: Issuer, service: str = "intake") -> Gate:
    return Gate.of(Settings(environment="development", database_url="", kafka="", **issuer.known), service)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def kids(issuer: Issuer) -> list[str]:
    return [key["kid"] for key in json.loads(issuer.jwks.read_text())["keys"]]


CALLERS = [
    Caller("an-applicant", Role.APPLICANT, None),
    Caller("officer.7", Role.OFFICER, "H99.15"),
    Caller("s", Role.SUPERVISOR, "000.00.15.H43"),
    Caller("op_1", Role.OPERATOR, None),
    Caller("service:sync-gateway", Role.SERVICE, None),
]


@pytest.mark.parametrize("who", CALLERS, ids=lambda who: who.role)
async def test_a_token_passes_the_gate(issuer: Issuer, who: Caller) -> None:
    token = issuer.token(who.subject, who.role, who.agency)
    assert await gate(issuer, "workflow").caller(token) == who


SIGNED: dict[str, Callable[[Issuer], str]] = {
    DEVELOPMENT_ISSUER: lambda issuer: issuer.sign_in("a", role=None),
    "motcua-intake": lambda issuer: issuer.token("a", Role.APPLICANT),
    "motcua-workflow": lambda issuer: issuer.token("a", Role.OPERATOR),
}


@pytest.mark.parametrize(("name", "made"), SIGNED.items(), ids=SIGNED)
async def test_the_claims_are_those_of_rfc_9068(issuer: Issuer, name: str, made: Callable[[Issuer], str]) -> None:
    token = made(issuer)
    signs = issuer if name == DEVELOPMENT_ISSUER else issuer.of(name.removeprefix("motcua-"))
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims.keys() == {"iss", "aud", "sub", "role", "client_id", "jti", "iat", "nbf", "exp"}
    assert claims["iss"] == name == signs.name
    assert claims["exp"] - claims["iat"] == 12 * 3600
    assert jwt.get_unverified_header(token) == {"alg": "EdDSA", "typ": "at+jwt", "kid": kids(signs)[0]}


async def test_a_token_is_for_whom_its_caller_calls() -> None:
    """A service asks every other when its topic is lost; a person's token covers the routes open to the role."""
    assert {*CALLED} == {registry.producer for registry in REGISTRIES}
    for role in Role:
        if role is not Role.SERVICE:
            asked = {each.service for each in OPERATIONS if role in (each.roles or ())}
            assert {*audiences("someone", role)} == {*map(audience_of, asked)}
    others = {"motcua-intake", "motcua-workflow", "motcua-postal", "motcua-sync-gateway"}
    assert {*audiences("service:payment", Role.SERVICE)} == others


async def test_a_lifetime_ends(issuer: Issuer) -> None:
    token = issuer.token("a", Role.APPLICANT, lifetime=timedelta(minutes=-5))
    with pytest.raises(Unauthenticated, match="expired"):
        await gate(issuer).caller(token)


@pytest.mark.parametrize(
    ("subject", "role", "agency"),
    [
        ("001099012345", Role.APPLICANT, None),
        ("", Role.APPLICANT, None),
        ("o", Role.OFFICER, None),
        ("o", Role.OFFICER, "h99"),
    ],
)
async def test_what_no_gate_lets_through_is_not_signed(
    issuer: Issuer, subject: str, role: Role, agency: str | None
) -> None:
    with pytest.raises(Unauthenticated):
        issuer.token(subject, role, agency)


async def test_the_private_key_is_for_its_owner(issuer: Issuer) -> None:
    path = issuer.service_token_file("intake")
    folder = issuer.jwks.parent
    private = [one for one in folder.rglob("*") if one.is_file() and b"PRIVATE KEY" in one.read_bytes()]
    assert [mode(one) for one in private] == [0o600]
    assert mode(path) == 0o600
    assert mode(folder) == 0o700
    assert all("d" not in key for key in json.loads(issuer.jwks.read_text())["keys"])
    assert not list(folder.rglob(".*")), "a draft was left behind"


async def test_ensure_keeps_what_is_there(issuer: Issuer) -> None:
    issuer.ensure()
    before = issuer.jwks.read_bytes()
    issuer.ensure()
    assert issuer.jwks.read_bytes() == before


async def test_a_lost_jwks_file_is_written_again(issuer: Issuer) -> None:
    token = issuer.sign_in("a")
    issuer.jwks.unlink()
    issuer.ensure()
    assert (await gate(issuer).signed_in(token)).subject == "a"


async def test_many_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: Issuer(folder).ensure(), range(16)))
    assert len(kids(Issuer(folder))) == 1


async def test_rotation_keeps_old_tokens_and_signs_with_the_new_key(issuer: Issuer) -> None:
    old = issuer.sign_in("old")
    issuer.rotate()
    new = issuer.sign_in("new")
    kid = [jwt.get_unverified_header(token)["kid"] for token in (old, new)]
    assert kid == kids(issuer)
    assert len(set(kid)) == 2
    assert [(await gate(issuer).signed_in(token)).subject for token in (old, new)] == ["old", "new"]


async def test_a_new_key_is_known_before_it_signs(issuer: Issuer) -> None:
    issuer.ensure()
    old = kids(issuer)
    probe = issuer.announce("service:a", Role.SERVICE)
    assert issuer.announce("service:a", Role.SERVICE) != probe
    assert (await gate(issuer).caller(probe)).role is Role.SERVICE
    new = [kid for kid in kids(issuer) if kid not in old]
    assert [jwt.get_unverified_header(probe)["kid"]] == new
    assert [jwt.get_unverified_header(issuer.sign_in("a"))["kid"]] == old
    issuer.rotate()
    assert [jwt.get_unverified_header(issuer.sign_in("a"))["kid"]] == new


async def test_retired_keys_are_gone_and_the_one_that_signs_stays(issuer: Issuer) -> None:
    old = issuer.sign_in("old")
    issuer.announce("service:a", Role.SERVICE)
    issuer.rotate()
    issuer.announce("service:a", Role.SERVICE)
    assert issuer.retire() == 2
    assert issuer.retire() == 0
    with pytest.raises(Unauthenticated):
        await gate(issuer).signed_in(old)
    assert (await gate(issuer).signed_in(issuer.sign_in("new"))).subject == "new"


async def test_our_keys_follow_each_other_without_a_refusal(issuer: Issuer) -> None:
    known, workflow = gate(issuer), issuer.of("workflow")
    old = issuer.token("old", Role.OPERATOR)
    assert (await known.caller(old)).subject == "old"
    workflow.rotate()
    assert [(await gate(issuer).caller(each)).subject for each in (old, issuer.token("new", Role.EDITOR))] == [
        "old",
        "new",
    ]
    assert workflow.retire() == 1
    with pytest.raises(Unauthenticated):
        await gate(issuer).caller(old)
    assert (await gate(issuer).caller(issuer.token("a", Role.APPLICANT))).role is Role.APPLICANT, "another's key stays"


async def test_a_service_gets_a_fresh_token(issuer: Issuer) -> None:
    path = issuer.service_token_file("sync-gateway")
    first = path.read_text()
    assert await gate(issuer).caller(first) == Caller("service:sync-gateway", Role.SERVICE, None)
    assert issuer.service_token_file("sync-gateway") == path
    assert path.read_text() != first


@pytest.mark.parametrize("name", ["", "../intake", "a/b", "Intake", "intake\n", ".."])
async def test_a_name_is_not_a_path(issuer: Issuer, name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a service"):
        issuer.service_token_file(name)


async def test_a_service_is_given_its_own_token_and_key_and_public_ones(tmp_path: Path) -> None:
    issuer = Issuer(tmp_path / "issuer")
    services = ("intake", "workflow", "postal")
    for service in services:
        issuer.entrust(service, tmp_path / "trust" / service)
    known = {"intake.json", "jwks.json", "token", "workflow.json"}
    folders = {service: {file.name: file for file in (tmp_path / "trust" / service).iterdir()} for service in services}
    assert {name: files.keys() - known for name, files in folders.items()} == {
        "intake": {"key.pem"},
        "workflow": {"key.pem"},
        "postal": set(),
    }
    assert {mode(file) for files in folders.values() for file in files.values()} == {0o600}
    assert {mode(tmp_path / "trust" / service) for service in services} == {0o700}
    files = folders["intake"]
    assert jwt.decode(files["token"].read_text(), options={"verify_signature": False})["sub"] == "service:intake"
    sets = {name: json.loads(files[name].read_bytes())["keys"] for name in known - {"token"}}
    assert [len(keys) for keys in sets.values()] == [1, 1, 1]
    assert all("d" not in key for keys in sets.values() for key in keys)
    assert public(key_of(files["key.pem"].read_text())) == sets["intake.json"][0]
