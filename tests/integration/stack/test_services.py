"""Our services as processes: given addresses, awaited, stopped, and reported when they die."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from motcua.stack.services import Services
from motcua.stack.stack import Stack
from motcua.stack.troubles import DidNotStart

APP = """
import http.server, json, os, signal, sys
if os.environ.get("DIE"):
    sys.exit("the parrot is dead")
if os.environ.get("DEAF"):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
else:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

class Parrot(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        variables = {name: value for name, value in os.environ.items() if name.startswith("MOTCUA_")}
        self.wfile.write(json.dumps(variables).encode())

http.server.HTTPServer((os.environ["MOTCUA_HOST"], int(os.environ["MOTCUA_PORT"])), Parrot).serve_forever()
"""


class Issuer:
    """Returns paths, signs nothing."""

    @property
    def token_keys(self) -> dict[str, str]:
        return {"intake": "/intake.json"}

    def key_file(self, service: str) -> Path | None:
        return Path("/parrot.pem") if service == "parrot" else None

    def trusted_at(self, *providers: str) -> str:
        return json.dumps(providers)

    def service_token_file(self, service: str) -> Path:
        return Path(f"/{service}.token")


@pytest.fixture
def services(stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    (tmp_path / "parrot").mkdir()
    (tmp_path / "parrot" / "__init__.py").touch()
    (tmp_path / "parrot" / "app.py").write_text(APP)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    services = Services(stack, Issuer(), names=["parrot"])
    yield services
    services.stop_all()


def environment_of(url: str) -> dict[str, str]:
    with urllib.request.urlopen(url) as answer:  # an address we were just given, on this machine
        return dict(json.load(answer))


def test_a_service_is_given_every_address(services: Services, stack: Stack) -> None:
    [parrot] = services.start_all()
    assert services.start_all() == [parrot]
    settings = environment_of(parrot.url)
    assert settings["MOTCUA_KAFKA"] == stack.addresses.kafka
    assert settings["MOTCUA_DATABASE_URL"] == stack.addresses.writer_dsn("parrot")
    assert "MOTCUA_OWNER_DATABASE_URL" not in settings
    assert json.loads(settings["MOTCUA_ROLES"]) == ["api", "worker"]
    assert json.loads(settings["MOTCUA_PEERS"]) == {"parrot": parrot.url}
    assert Path(settings["MOTCUA_STATE"]).is_dir()


def test_roles_and_instances_run_apart(services: Services) -> None:
    api = services.start("parrot", roles=["api"])
    worker = services.start("parrot", roles=["worker"], label="parrot-2", extra={"MOTCUA_AUDIENCE": "x"})
    assert (json.loads(environment_of(worker.url)["MOTCUA_ROLES"]), environment_of(worker.url)["MOTCUA_AUDIENCE"]) == (
        ["worker"],
        "x",
    )
    assert environment_of(worker.url)["MOTCUA_STATE"] == environment_of(api.url)["MOTCUA_STATE"]
    services.kill(worker)
    assert not services.alive(worker)
    assert services.alive(api)


def test_one_that_dies_is_reported_with_the_end_of_its_log(services: Services) -> None:
    with pytest.raises(DidNotStart, match="the parrot is dead"):
        services.start("parrot", extra={"DIE": "1"})


def test_one_that_ignores_sigterm_is_killed_with_a_warning(services: Services) -> None:
    parrot, notes = services.start("parrot", extra={"DEAF": "1"}), list[str]()
    services.stop(parrot, grace=0.3, loud=notes.append)
    assert not services.alive(parrot)
    assert "was killed" in notes[0]
