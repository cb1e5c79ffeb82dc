"""In deploy/compose.yaml each container reaches what it needs, knows its own secrets, and takes no more than it may."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from motcua.stack.databases import SERVICES
from tests.support.containers import DEPLOY, MOUNTED, composed, secret

FILE = composed()
CONTAINERS: dict[str, dict[str, Any]] = FILE["services"]
NETWORKS: dict[str, dict[str, Any]] = {name: found or {} for name, found in FILE["networks"].items()}
#: The only words of environments that hold something a stranger must not read; each names a file.
SECRET = ("PASSWORD", "SECRET", "DATABASE_URL", "EVENT_KEYS", "ANSWERS_KEY", "MASTER_KEYS", "PEPPER")
BUILD = {"ca", "pip"}
CONSOLES = {"console", "console-public"}
#: Who runs beside the services, by service: the sandbox calls these, or is called by them.
CALLS_OUT = {"intake-worker", "payment-worker", "postal-worker", "sync-gateway-worker"} | {
    f"{service}-api" for service in ("intake", "payment", "postal")
}  # what is called back too


def of(service: str) -> list[str]:
    """The containers of a service, its job too."""
    jobs = [f"{service}-migrate"]
    return jobs + [f"{service}-{part}{nth}" for part in ("api", "worker") for nth in ("", "-2")]


def serving() -> Iterator[tuple[str, str]]:
    """Each container that runs for ever, without the number of its instance."""
    for service in SERVICES:
        for name in of(service)[1:]:
            yield name, name.removesuffix("-2")


def at(name: str) -> set[str]:
    return {*CONTAINERS[name]["networks"]}


def together(one: str, other: str) -> bool:
    """Can these two reach each other?"""
    return bool(at(one) & at(other))


def test_every_container_names_its_networks() -> None:
    assert all(at(name) <= NETWORKS.keys() for name in CONTAINERS)
    assert all(at(name) for name in CONTAINERS)


def test_who_reaches_whom() -> None:
    brokers = {"kafka", "kafka-2", "kafka-3"}
    services, jobs = {name for name, _ in serving()}, {f"{service}-migrate" for service in SERVICES}
    reach = {name: {other for other in CONTAINERS if other != name and together(name, other)} for name in CONTAINERS}
    assert reach["postgres"] == services | jobs | {"prepare", "console-migrate"} | CONSOLES
    for broker in brokers:
        assert reach[broker] == services | {"prepare", "console"} | (brokers - {broker})
    assert reach["sandbox"] == {name for name, plain in serving() if plain in CALLS_OUT}
    assert all(together(*pair) for pair in combinations(services, 2))
    apis = {name for name, plain in serving() if plain.endswith("-api")}
    assert reach["console-public"] - CONSOLES == apis | {"postgres", "signin", "console-migrate"}
    assert reach["console"] - CONSOLES == services | brokers | {"postgres", "signin", "console-migrate", "prepare"}
    assert reach["signin"] == CONSOLES


def test_only_what_publishes_a_port_is_in_a_network_that_leads_out() -> None:
    outward = {name for name, network in NETWORKS.items() if not network.get("internal")}
    assert {name for name in CONTAINERS if at(name) & outward} == {
        name for name, one in CONTAINERS.items() if one.get("ports")
    } | {"kafka-2", "kafka-3"}
    apis = {f"{service}-api" for service in SERVICES}
    for network in outward:
        members = {name for name in CONTAINERS if network in at(name)}
        assert members in (apis, {"postgres"}, {"kafka", "kafka-2", "kafka-3"}, {"sandbox"}, CONSOLES, {"signin"})


def test_a_second_api_has_the_name_of_the_first_wherever_that_is_asked() -> None:
    for service in SERVICES:
        first, second = CONTAINERS[f"{service}-api"], CONTAINERS[f"{service}-api-2"]
        for network in {"peers", "counterparts", "pages"} & {*first["networks"]}:
            assert second["networks"][network] == {"aliases": [f"{service}-api"]}


def test_every_container_has_an_end_to_what_it_takes() -> None:
    for name, one in CONTAINERS.items():
        assert {"mem_limit", "pids_limit"} <= one.keys(), name
        assert one["security_opt"] == ["no-new-privileges:true"], name
        assert one["cap_drop"] == ["ALL"], name


def test_no_environment_holds_a_secret() -> None:
    for name, one in CONTAINERS.items():
        for variable, value in one.get("environment", {}).items():
            if any(word in variable for word in SECRET):
                assert variable.endswith("_FILE"), (name, variable)
                assert value.removeprefix(MOUNTED) in one["secrets"], (name, variable)
        assert "throw-away" not in str(one)


def test_a_container_knows_its_own_secrets_and_each_is_somebodys() -> None:
    known = {name: {*one.get("secrets", [])} for name, one in CONTAINERS.items()}
    for service in SERVICES:
        for name in of(service):
            assert all(each.startswith(f"{service}-") for each in known[name])
        owner = f"{service}-owner-database-url"
        assert {name for name, secrets in known.items() if owner in secrets} == {f"{service}-migrate"}
    assert known["postgres"] == {"superuser-password"}
    assert not known["sandbox"] | known["signin"]
    assert known["console"] == known["console-public"] == {"console-database-url"}
    assert known["console-migrate"] == {"console-owner-database-url"}
    assert set().union(*known.values()) == FILE["secrets"].keys() - BUILD


def test_the_files_of_the_repository_are_throw_away_and_no_others_lie_there() -> None:
    named = {DEPLOY / one["file"] for name, one in FILE["secrets"].items() if name not in BUILD}
    assert {path for path in (DEPLOY / "secrets").rglob("*") if path.is_file()} == named
    assert all("throw-away" in secret(f"{MOUNTED}{name}") for name in FILE["secrets"].keys() - BUILD)
    assert "deploy/secrets" in (DEPLOY.parent / ".dockerignore").read_text("utf-8").split()


def test_every_image_can_be_pinned_by_its_digest() -> None:
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    images = {line.split("image: ")[1] for line in text.splitlines() if "image: " in line}
    assert {image.split(":-")[0] for image in images} == {
        f"${{MOTCUA_{name}_IMAGE"
        for name in ("POSTGRES", "KAFKA", "TOOLS", "INTAKE", "WORKFLOW", "PAYMENT", "POSTAL", "SYNC_GATEWAY", "CONSOLE")
    }
    assert "PYTHON: ${MOTCUA_PYTHON_IMAGE:-" in text
