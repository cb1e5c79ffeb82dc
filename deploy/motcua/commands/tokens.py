"""`motcua token`: signs in at the development OpenID provider, and prints the access token."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from motcua.commands.common import Name, plainly
from motcua.stack.named import issuer_of
from shared.kernel.errors import Unauthenticated
from shared.web.callers import Role

RoleOf = Annotated[Role, typer.Option(help="The caller's role.")]
Subject = Annotated[str, typer.Option(help="The caller's opaque subject, never a citizen's number.")]
Agency = Annotated[str, typer.Option(help="The agency acted for, e.g. H99.01.01; not of operators, applicants.")]
Hours = Annotated[float, typer.Option(min=0.01, max=24 * 31, help="Validity in hours.")]


def token(
    role: RoleOf = Role.OPERATOR, subject: Subject = "", agency: Agency = "", hours: Hours = 12, name: Name = "main"
) -> None:
    """Print an access token of the development provider; of containers, one that their issuer's key signs."""
    who = subject or f"{role}:laptop"
    with plainly():
        try:
            print(issuer_of(name).token(who, role, agency or None, timedelta(hours=hours)))
        except Unauthenticated as wrong:
            raise typer.BadParameter(f"{wrong.detail_en} Some roles need --agency H99.01.01.") from None
