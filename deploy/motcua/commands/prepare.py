"""`motcua prepare`: makes servers that run elsewhere ready for our services; run at every install and upgrade."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from motcua.commands.common import console, plainly
from motcua.issuer import Issuer
from motcua.stack.databases import SERVICES
from motcua.stack.servers import Elsewhere

Place = Annotated[str, typer.Option(help="`local`: one broker; `cluster`: as deploy/kafka/topics.yaml has it.")]
Trust = Annotated[Path | None, typer.Option(help="Development only: a folder for the issuer's key and tokens.")]

LIFETIME = timedelta(days=30)  # of a service's token; each `up` gives a fresh one


def prepare(place: Place = "cluster", trust: Trust = None) -> None:
    """Declare databases, roles and topics on the servers the environment names; twice changes nothing."""
    with plainly():
        Elsewhere(os.environ, Path()).declare(place)
        if trust:
            for service in SERVICES:
                Issuer(trust).service_token_file(service, LIFETIME)
    console.print("Databases, roles and topics are declared.")
