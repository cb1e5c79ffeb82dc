"""Brings the databases of a stack to this version's tables, as each service's job `migrate` does elsewhere.

All in this process: five processes would take as long as starting the services.
"""

from collections.abc import Sequence

from motcua.stack.addresses import Addresses
from motcua.stack.databases import apart
from shared.kernel.migrate import migrate


def migrate_all(at: Addresses, services: Sequence[str]) -> None:
    """One service's database after the other, with its owner's role."""
    apart(_migrated(at, services))


async def _migrated(at: Addresses, services: Sequence[str]) -> None:
    for service in services:
        await migrate(at.owner_dsn(service), "shared", service.replace("-", "_"))
