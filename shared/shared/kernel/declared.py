"""Settings whose every field is declared: one `Annotated[type, Kind(...)]` says all that is to be known of it.

The refusals and docs/settings.md follow from the declarations. A message names the variable and never its value: it
ends in a log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from shared.kernel.kinds import Kind

NOT_MADE = "default_factory_not_called"  # pydantic's word for a default that follows from a setting that is wrong


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Unfit(ValueError):
    """This process cannot start as it is told to: one line for each variable, without values."""


class Declared(BaseSettings):
    """Settings whose every field is declared. Raises ValidationError for what no start takes."""

    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True)

    def check(self, environment: Environment) -> None:
        """A production start refuses what only serves development and tests. Raises Unfit."""
        if environment is not Environment.PRODUCTION:
            return
        told = [(variable, kind.refusal(getattr(self, name))) for name, variable, kind in declarations(type(self))]
        if bad := [f"{variable}: {why}" for variable, why in told if why]:
            raise Unfit("\n".join(bad))


S = TypeVar("S", bound=Declared)


def declarations(settings: type[Declared]) -> Iterator[tuple[str, str, Kind]]:
    """Each field of these settings: its name, its variable, and its kind. Raises TypeError for one without."""
    for name, field in settings.model_fields.items():
        kind = next((each for each in field.metadata if isinstance(each, Kind)), None)
        if kind is None:
            raise TypeError(f"{settings.__name__}.{name} is not declared")
        yield name, f"{settings.model_config.get('env_prefix', '')}{name}".upper(), kind


def read(settings: type[S], environment: Environment | None = None) -> S:
    """These settings as the environment has them, fit for it (or for the one they name). Raises Unfit."""
    prefix = settings.model_config.get("env_prefix", "")
    try:
        found = settings()
    except ValidationError as wrong:
        raise Unfit("\n".join(_told(prefix, each) for each in wrong.errors() if each["type"] != NOT_MADE)) from None
    except SettingsError as wrong:
        name = re.search(r'field "(\w+)"', str(wrong))
        raise Unfit(f"{prefix}{name[1] if name else ''}".upper() + ": is no JSON") from None
    if environment is not None:
        found.check(environment)
    return found


def _told(prefix: str, error: ErrorDetails) -> str:
    """One complaint of pydantic's, without the value it is about; one about all of them is told as it is."""
    why = "is needed" if error["type"] == "missing" else error["msg"].removeprefix("Value error, ")
    return f"{prefix}{error['loc'][0]}".upper() + f": {why}" if error["loc"] else why
