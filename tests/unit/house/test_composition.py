"""What a process is made of is typed: parts by their types, handlers by the messages they are registered for."""

from __future__ import annotations

import ast
import tomllib
import typing
from collections.abc import Iterator
from types import UnionType
from typing import Any

from motcua.generate.apidocs.openapi import SERVICES
from motcua.stack.folders import PROJECT
from shared.contracts.intake import ApplicantErased
from shared.contracts.release import RELEASE
from shared.kernel.incoming import Incoming
from shared.kernel.registry import Registry
from tests.unit.house.test_shape import CODE, name, parts, tree

REGISTRIES = [service.registry for service in SERVICES.values()]


def test_nothing_is_kept_in_an_untyped_state_of_the_app() -> None:
    """`app[Documents]` has the type of what it holds; `app.state.documents` has none. (The sandbox is not ours.)"""
    assert [
        f"{name(path)}:{node.lineno}"
        for path in CODE
        if "sandbox" not in parts(path)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "state" and ast.unparse(node).endswith("app.state")
    ] == []


def misregistered(registry: Registry[Any]) -> Iterator[str]:
    """Handlers whose third parameter is no Incoming of the type they are registered for."""
    for kind, handler in registry.handlers.items():
        hints = [*typing.get_type_hints(handler).values()]
        (taken,) = typing.get_args(hints[2])
        assert typing.get_origin(hints[2]) is Incoming, handler
        kinds = typing.get_args(taken) if isinstance(taken, UnionType) else (taken,)
        if taken is not Any and not issubclass(kind, tuple(kinds)):
            yield f"{kind.__name__}: {handler.__module__}.{handler.__qualname__}"


def test_a_handler_takes_the_message_it_is_registered_for() -> None:
    assert [found for registry in REGISTRIES for found in misregistered(registry)] == []


def test_every_package_is_of_the_release() -> None:
    files = [
        *PROJECT.glob("services/*/pyproject.toml"),
        PROJECT / "shared/pyproject.toml",
        PROJECT / "deploy/pyproject.toml",
    ]
    assert {tomllib.loads(file.read_text("utf-8"))["project"]["version"] for file in files} == {RELEASE}


def test_a_service_that_seals_destroys_its_keys_when_an_applicant_is_erased() -> None:
    """Before it serves anything, too: a back-up may have brought them back."""
    sealing = {
        file.parts[-4]
        for file in PROJECT.glob("services/*/*/migrations/versions/*.py")
        if "create table sealing_keys" in file.read_text("utf-8")
    }
    assert sealing == {"intake", "sync_gateway"}
    roots = {package: next(PROJECT.glob(f"services/*/{package}/app.py")).read_text("utf-8") for package in sealing}
    assert [package for package, root in roots.items() if '.first["erasures"]' not in root] == []
    told = {registry.producer for registry in REGISTRIES if ApplicantErased in registry.handlers}
    assert told == {"sync-gateway"}, "intake itself has destroyed them; the others seal nothing"
