"""`motcua token`: an access token of the development issuer."""

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
    """Print an access token of the development issuer."""
    with plainly():
        issuer, who = issuer_of(name), subject or f"{role}:laptop"
        try:
            print(issuer.token(who, role, agency or None, timedelta(hours=hours)))
        except Unauthenticated as wrong:
            raise typer.BadParameter(f"{wrong.detail_en} Such a role needs --agency H99.01.01.") from None
