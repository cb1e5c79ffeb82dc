"""The OpenID provider as a process of a stack: `motcua token` signs in there, and only this machine reaches it."""

from __future__ import annotations

from collections.abc import Iterator

import jwt
import psutil
import pytest

from motcua.stack.provider import Provider
from motcua.stack.signed_in import NotSignedIn, sign_in
from motcua.stack.stack import Stack
from motcua.stack.troubles import NotUp


@pytest.fixture
def provider(stack: Stack) -> Iterator[Provider]:
    provider = Provider(stack)
    provider.open()
    yield provider
    provider.stop()


def test_a_program_signs_in_at_this_machine_alone(provider: Provider, stack: Stack) -> None:
    told = jwt.decode(sign_in(provider.url, "officer:desk-1"), options={"verify_signature": False})
    assert (told["iss"], told["sub"], told["name"]) == (provider.url, "officer:desk-1", "Lê Thu Hà")
    assert told["exp"] - told["iat"] == 3600
    with pytest.raises(NotSignedIn, match="the subject is wrong"):
        sign_in(provider.url, "001099012345")
    known = stack.state.process("counterparts:signin")
    assert known is not None
    listening = [each for each in psutil.Process(known.pid).net_connections("inet") if each.status == "LISTEN"]
    assert [each.laddr.ip for each in listening] == ["127.0.0.1"]
    provider.stop()
    with pytest.raises(NotUp):
        sign_in(provider.url, "operator:a")
