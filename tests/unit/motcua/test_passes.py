"""Tokens of people who sign in and exchange: kept until they near their end; and their public keys."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from motcua.cli import app
from motcua.commands.tutorial import write
from motcua.stack.passes import EARLY, Passes
from motcua.stack.people import Person
from motcua.stack.signed_in import NotSignedIn
from motcua.stack.troubles import NotUp
from shared.web.auth import Role
from shared.web.signing import public
from tests.support.small_server import Json, SmallServer, serving
from tests.support.told import pem


class Exchanges(SmallServer):
    """Gives numbered tokens that last so long; `operator` gets none."""

    def __init__(self) -> None:
        super().__init__(Answers)
        self.asked, self.seconds, self.number = list[dict[str, str]](), 600.0, count(1)
        self.away = 0  # exchanges for which it is


class Answers(Json):
    server: Exchanges

    def get(self, path: str) -> Any:
        return {"path": path}

    def read(self, body: bytes) -> Any:
        return {name: value[0] for name, value in parse_qs(body.decode()).items()} | {"path": self.path}

    def post(self, body: Any) -> Any:
        self.server.asked.append(body)
        self.server.away -= 1
        if self.server.away >= 0:
            return {"status": 503}
        given = {"access_token": f"token-{next(self.server.number)}", "expires_in": self.server.seconds}
        return {"en": {"title": "no role", "detail": "at all"}} if body["scope"] == "operator" else given


async def test_a_token_is_kept_until_it_nears_its_end() -> None:
    with serving(Exchanges()) as server:
        signed_in = list[str]()

        def sign_in(subject: str) -> str:
            signed_in.append(subject)
            return f"sign-in of {subject}"

        passes = Passes(sign_in, {"intake": server.url, "workflow": server.url})
        officer = passes.renewal("o", Role.OFFICER, "H99.03")
        assert [await officer() for _ in range(3)] == ["token-1"] * 3
        assert await passes.renewal("o", Role.OFFICER, "H99.04")() == "token-2", "another role is another token"
        assert await passes.renewal("a", Role.APPLICANT)() == "token-3"
        server.seconds = EARLY
        assert [await passes.renewal("b", Role.APPLICANT)() for _ in range(2)] == ["token-4", "token-5"]
        with pytest.raises(NotSignedIn, match=r"no role\. at all"):
            await passes.renewal("p", Role.OPERATOR)()
        assert signed_in == ["o", "o", "a", "b", "b", "p"]
        first = server.asked[0]
        assert (first["subject_token"], first["scope"], first["path"]) == (
            "sign-in of o",
            "officer@H99.03",
            "/v1/token",
        )


async def test_who_waits_for_a_service_waits_for_its_exchange_too() -> None:
    with serving(Exchanges()) as server:
        passes = Passes(str, {"workflow": server.url})
        server.away = 2
        async with httpx2.AsyncClient() as http:
            renewal, pauses = passes.renewal("o", Role.CLERK, "H99.03"), (0.0, 0.0)
            person = Person(http, {"intake": server.url}, "", "o", Role.CLERK, "H99.03", renewal, pauses)
            assert await person.get("intake", "/v1/me") == {"path": "/v1/me"}
            server.away, late = 3, passes.renewal("o", Role.CLERK, "H99.04")
            with pytest.raises(NotUp):
                await replace(person, renewal=late).get("intake", "/v1/me")


def test_public_keys_are_printed_as_one_set(tmp_path: Path) -> None:
    keys = [Ed25519PrivateKey.generate() for _ in range(2)]
    files = [tmp_path / f"{number}.pem" for number in range(2)]
    for file, key in zip(files, keys, strict=True):
        file.write_text(pem(key))
    done = CliRunner().invoke(app, ["keys", "public", *map(str, files)])
    assert json.loads(done.output) == {"keys": [public(key) for key in keys]}
    files[1].write_text("nonsense")
    assert CliRunner().invoke(app, ["keys", "public", str(files[1])]).exit_code == 2


def test_the_tutorials_people_sign_in_anew(tmp_path: Path) -> None:
    write(file := tmp_path / "tutorial.sh", {"sync-gateway": "http://127.0.0.1:1"}, "main")
    lines = file.read_text().splitlines()
    assert lines[0] == "SYNC_GATEWAY=http://127.0.0.1:1"
    assert lines[-1] == "sign_in"
    [desk] = [line for line in lines if line.startswith("  DESK=$(")]
    assert desk.endswith("token --name main --subject officer:desk-1 --role officer --agency H99.01.01)")
    assert file.stat().st_mode & 0o077 == 0
