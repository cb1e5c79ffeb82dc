"""The keyring reads the issuer's keys rarely, and works while the issuer is away."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm
from jwt.utils import base64url_encode

from shared.kernel.errors import Unauthenticated, Unavailable
from shared.web.keyring import Keyring
from tests.support import tokens

pytestmark = pytest.mark.asyncio(loop_scope="session")


def jwk(kid: str) -> dict[str, str]:
    return {**OKPAlgorithm.to_jwk(Ed25519PrivateKey.generate().public_key(), as_dict=True), "kid": kid}


class Source:
    """An issuer over HTTP that can change its keys and go away."""

    def __init__(self) -> None:
        self.keys: Any = [jwk("one")]
        self.status = 200
        self.reads = 0
        self.clock = 1000.0
        self.open = asyncio.Event()
        self.open.set()
        self.asked = asyncio.Event()

    def ring(self) -> Keyring:
        return Keyring(
            "https://issuer.example/jwks", transport=httpx2.MockTransport(self.answer), now=lambda: self.clock
        )

    async def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.reads += 1
        self.asked.set()
        await asyncio.sleep(0)  # let other tasks run in between
        await self.open.wait()
        if not self.status:
            raise httpx2.ConnectError("away", request=request)
        return httpx2.Response(self.status, json={"keys": self.keys})


async def knows(ring: Keyring, kid: str) -> bool:
    try:
        return (await ring.key(kid)).key_id == kid
    except Unauthenticated:
        return False


async def test_an_unknown_kid_refreshes_at_most_every_thirty_seconds() -> None:
    source = Source()
    ring = source.ring()
    assert await knows(ring, "one")
    source.keys.append(jwk("two"))
    asked = []
    for later in (0, 29.9, 0.1, 0, 29):
        source.clock += later
        asked.append((await knows(ring, "two"), await knows(ring, "three"), source.reads))
    assert asked == [
        (False, False, 1),
        (False, False, 1),
        (True, False, 2),
        (True, False, 2),
        (True, False, 2),
    ]


async def test_concurrent_requests_cause_one_read() -> None:
    source = Source()
    ring = source.ring()
    found = await asyncio.gather(*(knows(ring, kid) for kid in ["one", "two"] * 20))
    assert found == [True, False] * 20
    assert source.reads == 1


SECRET = {"kid": "secret", "kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA"}


async def test_a_secret_is_no_public_key() -> None:
    source = Source()
    source.keys.append(SECRET)
    assert not await knows(source.ring(), "secret")


@pytest.mark.parametrize("header", [{"alg": "HS256"}, {"alg": "none"}, {"typ": "JWT"}, {"kid": 1}, {"kid": None}])
async def test_a_malformed_header_does_not_reach_the_issuer(header: dict[str, Any]) -> None:
    source = Source()
    gate = tokens.gate_of(source.ring())
    whole = {"alg": "EdDSA", "typ": "at+jwt", "kid": "unknown", **header}
    head = {name: value for name, value in whole.items() if value is not None}
    parts = (base64url_encode(json.dumps(part).encode()).decode() for part in (head, {"iss": "issuer"}))
    made = f"{'.'.join(parts)}.eA"
    with pytest.raises(Unauthenticated):
        await gate.caller(made)
    assert source.reads == 0


@pytest.mark.parametrize(
    ("status", "keys"),
    [(0, []), (500, []), (200, []), (200, None), (200, [{"kid": "x"}]), (404, [jwk("two")])],
)
async def test_old_keys_stay_while_the_issuer_is_away(status: int, keys: Any) -> None:
    source = Source()
    ring = source.ring()
    assert await knows(ring, "one")
    source.status, source.keys = status, keys
    source.clock += 31
    assert not await knows(ring, "two")
    assert source.reads == 2
    assert await knows(ring, "one")
    source.clock += 10_000
    assert await knows(ring, "one")
    assert source.reads == 3


async def test_a_withdrawn_key_ends_after_ten_minutes() -> None:
    source = Source()
    ring = source.ring()
    assert await knows(ring, "one")
    source.keys = [jwk("two")]
    source.clock += 599
    assert await knows(ring, "one")
    source.clock += 1
    assert not await knows(ring, "one")
    assert await knows(ring, "two")


async def test_a_known_key_does_not_wait_for_a_slow_issuer() -> None:
    source = Source()
    ring = source.ring()
    assert await knows(ring, "one")
    source.clock += 600
    source.open.clear()
    source.asked.clear()
    reading = asyncio.create_task(knows(ring, "one"))
    await source.asked.wait()
    async with asyncio.timeout(60):
        assert await knows(ring, "one")
    assert not reading.done()
    source.open.set()
    assert await reading


async def test_before_the_first_key_the_keyring_is_unavailable_and_retries_every_second() -> None:
    source = Source()
    source.status = 0
    ring = source.ring()
    for reads, later in ((1, 0.5), (1, 0.5), (2, 1.0)):
        with pytest.raises(Unavailable):
            await ring.key("one")
        assert source.reads == reads
        source.clock += later
    source.status = 200
    assert await knows(ring, "one")


async def test_a_missing_file_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        await Keyring(tmp_path / "none.json").key("one")


async def test_a_cached_token_is_refused_once_its_key_is_gone() -> None:
    source = Source()
    source.keys = tokens.RING
    gate, made = tokens.gate_of(source.ring()), tokens.token()
    assert await gate.caller(made) == await gate.caller(made)
    source.keys, source.clock = [jwk("one")], source.clock + 24 * 3600
    with pytest.raises(Unauthenticated):
        await gate.caller(made)


async def test_a_cached_token_is_verified_again_when_it_has_expired() -> None:
    source = Source()
    source.keys = tokens.RING
    gate, made = tokens.gate_of(source.ring()), tokens.token(exp=tokens.now(-10))
    assert await gate.caller(made), "within the leeway"
    gate._known[made].claims["role"] = "operator"
    assert (await gate.caller(made)).role == "applicant", "nothing of what was remembered counts"
