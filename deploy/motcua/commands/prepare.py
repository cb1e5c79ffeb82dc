"""`motcua prepare`: declares databases, roles, topics and rights on existing servers, at every install and upgrade."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from motcua.commands.common import console, plainly
from motcua.settings import Preparation
from motcua.stack.databases import SERVICES
from motcua.stack.issuer import Issuer
from motcua.stack.servers import KAFKA_USERS, ROLES, Elsewhere
from shared.kernel.declared import Unfit, read

Place = Annotated[str, typer.Option(help="`local`: one broker; `cluster`: the replicas of deploy/kafka/topics.yaml.")]
Key = Annotated[Path | None, typer.Option(help="Development only: the folder of the issuer's private key.")]
Trust = Annotated[Path | None, typer.Option(help="With --issuer: the folder of tokens and public keys.")]

Only = Annotated[str, typer.Option(help="Nothing but the password of a role (intake-writer) or user (motcua-intake).")]

LIFETIME = timedelta(days=30)  # of a service's token; each run writes a new one


def prepare(place: Place = "cluster", issuer: Key = None, trust: Trust = None, only: Only = "") -> None:
    """Declare databases, roles, topics and rights on the servers of the environment. Repeating it changes nothing."""
    if bool(issuer) != bool(trust):
        raise typer.BadParameter("--issuer and --trust go together")
    if only and only not in (*ROLES, *KAFKA_USERS):
        raise typer.BadParameter(f"{only} is none of {', '.join((*ROLES, *KAFKA_USERS))}", param_hint="--only")
    with plainly():
        servers = Elsewhere(os.environ, Path())
        preparation = _preparation(() if only else servers.passwordless())
        if only:
            preparation.check_one(servers, only)
            servers.renew(only, preparation.brokers)
            console.print(f"{only} has the new password. Restart at once what uses it.", highlight=False)
            return
        preparation.check_roles(servers)
        preparation.check_users(servers)
        servers.declare(place, preparation.brokers)
        if issuer and trust:
            for service in SERVICES:
                Issuer(issuer).entrust(service, trust / service, LIFETIME)
    console.print("Databases, roles, topics and rights are declared.")


def _preparation(passwordless: Sequence[str]) -> Preparation:
    """What the environment says. Raises Unfit for all that is wrong, missing passwords among it."""
    wrong = [f"{variable}: is needed" for variable in passwordless]
    try:
        found = read(Preparation)
    except Unfit as unfit:
        raise Unfit("\n".join([str(unfit), *wrong])) from None
    if wrong:
        raise Unfit("\n".join(wrong))
    return found
