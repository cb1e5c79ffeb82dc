"""Only a valid token of our issuer, for our audience, unexpired, with an opaque subject and one role, is accepted."""

import asyncio
from collections.abc import Callable

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jwt.utils import base64url_encode

from shared.kernel.errors import Unauthenticated
from shared.web.auth import Caller, Gate, Keyring, Role, is_agency
from tests.support.tokens import (
    KEYS,
    SECRET,
    STRANGER,
    WEAK,
    gate_of,
    keyed_with,
    now,
    public,
    tampered,
    token,
    unsigned,
)

aio = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("alg", KEYS)
@aio
async def test_a_valid_token_is_accepted(gate: Gate, alg: str) -> None:
    assert await gate.caller(token(alg)) == Caller("someone", Role.APPLICANT, None)


WRONG: dict[str, Callable[[], str]] = {
    "empty": lambda: "",
    "no token": lambda: "a.b.c",
    "not ascii": lambda: "ệ.ệ.ệ",
    "too long": lambda: token(padding="x" * 9000),
    "header nested deep": lambda: base64url_encode(b"[" * 6000).decode() + ".e30.x",
    "claims nested deep": lambda: f"{token().split(chr(46))[0]}.{base64url_encode(bytes([91]) * 6000).decode()}.eA",
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
    "agency a list": lambda: token(role="officer", agency=["H99.15"]),
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
    with pytest.raises(Unauthenticated) as refused:
        await gate.caller(token("RS256", key=WEAK, header={"kid": "weak"}))
    assert refused.value.more == {"wrong": "InvalidKeyError"}


@given(
    st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: jwt.utils.base64url_encode(raw).decode() + ".e30.x")
)
def test_garbage_is_unauthenticated_and_never_a_bug(text: str) -> None:
    with pytest.raises(Unauthenticated):
        asyncio.run(gate_of(Keyring("/nonexistent")).caller(text))


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
    "H99": True,
    "H99.15": True,
    "G22.01.A1.B2.C3.D4": True,
    "000.00.15.H43": True,
    "": False,
    "h99": False,
    "H2": False,
    "H99.": False,
    "H99.1234567": False,
    "H99.1.2.3.4.5.6": False,
    "H99.15\n": False,
    "000.00.15.43": False,
    "H99.123456.123456.123456.123456.123": True,
    "H99.123456.123456.123456.123456.1234": False,
    "H99.A-1": False,
}


@pytest.mark.parametrize(("agency", "good"), AGENCIES.items())
@aio
async def test_an_agency_id_has_its_shape(gate: Gate, agency: str, good: bool) -> None:
    assert is_agency(agency) is good
    if good:
        who = await gate.caller(token(role="officer", agency=agency))
        assert who == Caller("someone", Role.OFFICER, agency)
