"""Migrated databases for tests: on each stack the tables of a service are made once, and cloned for who wants them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from motcua.stack.addresses import Scratch
from motcua.stack.stack import Stack
from shared.kernel.migrate import migrate

#: By stack, then by package. No one ever connects to one of these again.
TEMPLATES: WeakKeyDictionary[Stack, dict[str, Scratch]] = WeakKeyDictionary()


async def clone(stack: Stack, package: str) -> Scratch:
    """A database of its own, with the tables of this service's package."""
    made = TEMPLATES.setdefault(stack, {})
    service = package.replace("_", "-")
    if package not in made:
        template = await asyncio.to_thread(stack.scratch, service)
        await migrate(template.owner_dsn, "shared", package)
        made[package] = template
    return await asyncio.to_thread(stack.scratch, service, made[package].name)


@asynccontextmanager
async def cloned(stack: Stack, package: str) -> AsyncIterator[Scratch]:
    """The same, dropped afterwards."""
    scratch = await clone(stack, package)
    yield scratch
    await asyncio.to_thread(stack.drop, scratch.name)
