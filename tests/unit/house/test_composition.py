"""What a process is made of is typed: handlers by the messages they are registered for."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from types import UnionType
from typing import Any

from motcua.generate.apidocs.openapi import SERVICES
from shared.kernel.incoming import Incoming
from shared.kernel.registry import Registry

REGISTRIES = [service.registry for service in SERVICES.values()]


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
