"""Migrates the databases of a stack, as each service's job `migrate` does in production.

All in this process: five processes would take as long as starting the services.
"""

from collections.abc import Sequence

from motcua.stack.addresses import Addresses
from motcua.stack.databases import apart
from motcua.stack.told import command
from motcua.stack.troubles import ServicesRun
from shared.kernel.declared import Environment
from shared.kernel.migrate import StillRunning, migrate


def migrate_all(at: Addresses, services: Sequence[str]) -> None:
    """One service's database after the other, with its owner's role. Raises ServicesRun."""
    apart(_migrated(at, services))


async def _migrated(at: Addresses, services: Sequence[str]) -> None:
    for service in services:
        try:
            await migrate(
                at.owner_dsn(service), "shared", service.replace("-", "_"), environment=Environment.DEVELOPMENT
            )
        except StillRunning as running:
            raise ServicesRun(f"`{command('down')}`, then `{command('up')}`. {service}: {running}") from running
