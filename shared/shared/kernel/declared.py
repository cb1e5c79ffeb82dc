"""Settings whose every field is declared, by one `Annotated[type, Kind(...)]`.

The checks at a start and docs/settings.md follow from the declarations. A message names the variable and never its
value, because it is logged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Self, TypeVar

from pydantic import ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from shared.kernel.kinds import Kind

NOT_MADE = "default_factory_not_called"  # pydantic's type of error for a default that depends on an invalid setting


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Unfit(ValueError):
    """A process cannot start with its settings: one line for each variable, without values."""


class Declared(BaseSettings):
    """Base class of all settings. Raises ValidationError for what no start accepts."""

    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """Settings that name their environment are held to it."""
        self.check(getattr(self, "environment", Environment.DEVELOPMENT))
        return self

    def check(self, environment: Environment) -> None:
        """A production start refuses what only serves development and tests. Raises Unfit."""
        found = [*self.mismatches(environment)]
        if environment is Environment.PRODUCTION:
            found += [(name, kind.refusal(getattr(self, own))) for own, name, kind in declarations(type(self))]
        if refusals := [f"{variable}: {why}" for variable, why in found if why]:
            raise Unfit("\n".join(refusals))

    def mismatches(self, _environment: Environment) -> Iterator[tuple[str, str]]:
        """Variables that do not fit to each other, and why; every start refuses them."""
        yield from ()


S = TypeVar("S", bound=Declared)


def declarations(settings: type[Declared]) -> Iterator[tuple[str, str, Kind]]:
    """Each field of these settings: its name, its variable, and its kind. Raises TypeError for one without."""
    for name, field in settings.model_fields.items():
        kind = next((each for each in field.metadata if isinstance(each, Kind)), None)
        if kind is None:
            raise TypeError(f"{settings.__name__}.{name} is not declared")
        yield name, f"{settings.model_config.get('env_prefix', '')}{name}".upper(), kind


def read(settings: type[S], environment: Environment | None = None) -> S:
    """These settings from the environment variables, checked for `environment` or for their own. Raises Unfit."""
    prefix = settings.model_config.get("env_prefix", "")
    try:
        found = settings()
    except ValidationError as wrong:
        raise Unfit(
            "\n".join(_complaint(prefix, each) for each in wrong.errors() if each["type"] != NOT_MADE)
        ) from None
    except SettingsError as wrong:
        name = re.search(r'field "(\w+)"', str(wrong))
        raise Unfit(f"{prefix}{name[1] if name else ''}".upper() + ": is no JSON") from None
    if environment is not None:
        found.check(environment)
    return found


def _complaint(prefix: str, error: ErrorDetails) -> str:
    """One error of pydantic's, without the value; an error of all fields together stays as it is."""
    why = "is needed" if error["type"] == "missing" else error["msg"].removeprefix("Value error, ")
    return f"{prefix}{error['loc'][0]}".upper() + f": {why}" if error["loc"] else why
