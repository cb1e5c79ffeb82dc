"""`motcua token`: signs in, exchanges that for a token of ours in one role, and prints it."""

from __future__ import annotations

from typing import Annotated

import typer

from motcua.commands.common import Name, plainly
from motcua.signin.people import SAMPLE
from motcua.stack.named import provider_of, service_of
from motcua.stack.signed_in import NotSignedIn, exchanged, sign_in
from shared.web.callers import Role, scope_of

RoleOf = Annotated[Role, typer.Option(help="The caller's role.")]
Subject = Annotated[str, typer.Option(help="Who signs in: an opaque subject; else a sample person of this role.")]
Agency = Annotated[str, typer.Option(help="The agency acted for, e.g. H99.01.01; else the sample person's.")]


def token(role: RoleOf = Role.OPERATOR, subject: Subject = "", agency: Agency = "", name: Name = "main") -> None:
    """Print a token of ours, valid for ten minutes, of a person who has signed in at the development provider."""
    sample = next((each for each in SAMPLE if each.role is role and agency in ("", each.agency)), None)
    who, at = subject or (sample.subject if sample else f"{role}:laptop"), agency or (sample.agency if sample else None)
    service = "intake" if role is Role.APPLICANT else "workflow"
    with plainly():
        try:
            print(exchanged(service_of(name, service), sign_in(provider_of(name), who), scope_of(role, at)).token)
        except NotSignedIn as wrong:
            raise typer.BadParameter(f"{who} gets no token as {scope_of(role, at)}: {wrong}") from None
