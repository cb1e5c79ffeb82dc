"""`motcua prepare`: makes servers that run elsewhere ready for our services; run at every install and upgrade."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from motcua.commands.common import console, plainly
from motcua.settings import Preparation
from motcua.stack.databases import SERVICES
from motcua.stack.issuer import Issuer
from motcua.stack.servers import Elsewhere
from shared.kernel.declared import read

Place = Annotated[str, typer.Option(help="`local`: one broker; `cluster`: as deploy/kafka/topics.yaml has it.")]
Key = Annotated[Path | None, typer.Option(help="Development only: a folder for the issuer's private key.")]
Trust = Annotated[Path | None, typer.Option(help="With --issuer: a folder of what each service may see.")]

LIFETIME = timedelta(days=30)  # of a service's token; each `up` gives a fresh one


def prepare(place: Place = "cluster", issuer: Key = None, trust: Trust = None) -> None:
    """Declare databases, roles and topics on the servers the environment names; twice changes nothing."""
    if bool(issuer) != bool(trust):
        raise typer.BadParameter("--issuer and --trust go together")
    with plainly():
        told, servers = read(Preparation), Elsewhere(os.environ, Path())
        told.check(told.environment)
        told.check_roles(servers)
        servers.declare(place)
        if issuer and trust:
            for service in SERVICES:
                Issuer(issuer).entrust(service, trust / service, LIFETIME)
    console.print("Databases, roles and topics are declared.")
