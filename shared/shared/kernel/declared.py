"""Settings whose every field is declared, by one `Annotated[type, Kind(...)]`.

The checks at a start and docs/settings.md follow from the declarations. A message names the variable and never its
value, because it is logged.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Any, Self, TypeVar

from pydantic import ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from shared.kernel.kinds import Kind, Unread
from shared.kernel.secret_files import SUFFIX, given

NOT_MADE = "default_factory_not_called"  # pydantic's type of error for a default that depends on an invalid setting


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Unfit(ValueError):
    """A process cannot start with its settings: one line for each variable, without values."""


class Declared(BaseSettings):
    """Base class of all settings. Raises ValidationError for what no start accepts."""

    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then files, then variables."""
        return init_settings, Files(settings_cls), env_settings

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


class Files(PydanticBaseSettingsSource):
    """Secrets that are given as files."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Its value, or why there is none."""
        variable = variable_of(self.settings_cls, field_name)
        try:
            return given(os.environ, variable), field_name, False
        except ValueError as wrong:
            return Unread(str(wrong)), field_name, False

    def __call__(self) -> dict[str, Any]:
        fields = self.settings_cls.model_fields.items()
        return {name: self.get_field_value(field, name)[0] for name, field in fields if self._is_given(name, field)}

    def _is_given(self, name: str, field: FieldInfo) -> bool:
        filed = any(isinstance(each, Kind) and each.filed for each in field.metadata)
        return filed and variable_of(self.settings_cls, name) + SUFFIX in os.environ


S = TypeVar("S", bound=Declared)


def variable_of(settings: type[BaseSettings], name: str) -> str:
    """The environment variable of a field."""
    return f"{settings.model_config.get('env_prefix', '')}{name}".upper()


def declarations(settings: type[Declared]) -> Iterator[tuple[str, str, Kind]]:
    """Each field of these settings: its name, its variable, and its kind. Raises TypeError for one without."""
    for name, field in settings.model_fields.items():
        kind = next((each for each in field.metadata if isinstance(each, Kind)), None)
        if kind is None:
            raise TypeError(f"{settings.__name__}.{name} is not declared")
        yield name, variable_of(settings, name), kind


def read(settings: type[S], environment: Environment | None = None) -> S:
    """These settings from the environment variables, checked for `environment` or for their own. Raises Unfit."""
    prefix = settings.model_config.get("env_prefix", "")
    try:
        made = settings()
    except ValidationError as wrong:
        found = [_complaint(prefix, each) for each in wrong.errors() if each["type"] != NOT_MADE]
        known = {line.partition(":")[0] for each in found for line in each.splitlines()}
        found += [each for each in _lacking(settings) if each.partition(":")[0] not in known]
        raise Unfit("\n".join(found)) from None
    except SettingsError as wrong:
        name = re.search(r'field "(\w+)"', str(wrong))
        raise Unfit(f"{prefix}{name[1] if name else ''}".upper() + ": is no JSON") from None
    if environment is not None:
        made.check(environment)
    return made


def read_all(settings: type[S], others: Callable[[], Iterable[type[Declared]]]) -> S:
    """These settings, once the others are read too. Raises Unfit for all of them together."""
    found, wrong = _tried(settings, None)
    try:
        for other in others():
            wrong += _tried(other, getattr(found, "environment", _environment(settings)))[1]
    except Unfit as unfit:
        wrong.append(str(unfit))
    if found is None or wrong:
        raise Unfit("\n".join(dict.fromkeys(wrong)))
    return found


def _tried(settings: type[S], environment: Environment | None) -> tuple[S | None, list[str]]:
    try:
        return read(settings, environment), []
    except Unfit as unfit:
        return None, [str(unfit)]


def _environment(settings: type[Declared]) -> Environment | None:
    """The environment of settings that cannot be read; None if these have none."""
    field = settings.model_fields.get("environment")
    if field is None:
        return None
    given = os.environ.get(variable_of(settings, "environment"), field.default)
    return Environment.DEVELOPMENT if given == Environment.DEVELOPMENT else Environment.PRODUCTION


def _lacking(settings: type[Declared]) -> Iterator[str]:
    """The variables that production needs and nobody has set, where what is wrong is found before they are read."""
    if _environment(settings) is Environment.PRODUCTION:
        for _, variable, kind in declarations(settings):
            if kind.needed and not any(os.environ.get(each, "").strip() for each in (variable, variable + SUFFIX)):
                yield f"{variable}: is needed"


def _complaint(prefix: str, error: ErrorDetails) -> str:
    """One error of pydantic's, without the value; an error of all fields together stays as it is."""
    why = "is needed" if error["type"] == "missing" else error["msg"].removeprefix("Value error, ")
    return f"{prefix}{error['loc'][0]}".upper() + f": {why}" if error["loc"] else why
