"""A service named on the command line."""

from __future__ import annotations

import typer

from motcua.stack.people import Person


def known(service: str, operator: Person) -> Person:
    """The operator, if there is such a service. Raises BadParameter."""
    if service not in operator.addresses:
        raise typer.BadParameter(f"there is no service {service}, only {', '.join(sorted(operator.addresses))}")
    return operator
