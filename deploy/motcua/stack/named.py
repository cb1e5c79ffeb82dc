"""Which system a command is about, by name alone: one named in the environment, or a local stack."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from motcua.stack.folders import STACKS
from motcua.stack.instance import PREFIX
from motcua.stack.ports import HOST
from motcua.stack.state import State
from motcua.stack.told import command
from motcua.stack.troubles import NotNamed, NotUp


def named() -> bool:
    """Whether the environment names a system."""
    return "MOTCUA_PEERS" in os.environ


def addresses(environment: Mapping[str, str]) -> dict[str, str]:
    """The services that the environment names. Raises NotNamed."""
    try:
        return {str(service): str(url) for service, url in json.loads(environment["MOTCUA_PEERS"]).items()}
    except (ValueError, AttributeError):
        raise NotNamed('MOTCUA_PEERS: is not JSON as {"intake": "https://..."}.') from None


def provider_of(name: str) -> str:
    """The address of the OpenID provider, of the system named in the environment or of a local stack. Raises NotUp."""
    if named():
        if at := os.environ.get("MOTCUA_SIGNIN"):
            return at
        raise NotUp("The system named in the environment has no sign-in page; use a token of yours.")
    port = State(_folder(name)).port("counterparts:signin")
    if port is None:
        raise NotUp(f"The stack {name} has no sign-in page. Start it with: {command('up', name)}")
    return f"http://{HOST}:{port}"


def service_of(name: str, service: str) -> str:
    """The address of a service, of the system named in the environment or of a local stack. Raises NotNamed, NotUp."""
    if named():
        if at := addresses(os.environ).get(service):
            return at
        raise NotNamed(f"MOTCUA_PEERS names no {service}.")
    port = State(_folder(name)).port(f"{PREFIX}{service}")
    if port is None:
        raise NotUp(f"The stack {name} has no service {service}. Start it with: {command('up', name)}")
    return f"http://{HOST}:{port}"


def _folder(name: str) -> Path:
    folder = STACKS.absolute() / name
    if not folder.exists():
        raise NotUp(f"There is no stack {name}. Make it with: {command('up', name)}")
    return folder
