"""A service named on the command line."""

from __future__ import annotations

import typer

from motcua.observe.each import absent, silent
from motcua.stack.people import Person
from motcua.stack.troubles import NotUp


async def there(service: str, operator: Person) -> Person:
    """The same, if it answers. Raises NotUp."""
    if why := await absent(known(service, operator), service):
        raise NotUp(f"{silent(service, why)}.")
    return operator


def known(service: str, operator: Person) -> Person:
    """The operator, if there is such a service. Raises BadParameter."""
    if service not in operator.addresses:
        raise typer.BadParameter(f"there is no service {service}, only {', '.join(sorted(operator.addresses))}")
    return operator
