"""Settings in force as an operator reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field, SecretStr

from motcua.generate.apidocs.settings import OF
from shared.kernel.declared import Declared, Environment, declarations
from shared.kernel.kinds import Choice, Count, Duration, Never, Place, Secret, Text, Url
from shared.kernel.trust import Dsn
from shared.web.overview import InForce, shown
from tests.unit.motcua.test_settings import SETTINGS, started


class Some(Declared):
    """One of each kind."""

    environment: Annotated[Environment, Choice("which")] = Environment.DEVELOPMENT
    port: Annotated[int, Count("a port", most=65535)] = 80
    wait: Annotated[float, Duration("a time")] = 0.5
    place: Annotated[Path | None, Place("a file")] = None
    peers: Annotated[dict[str, str], Url("addresses")] = Field(default_factory=dict)
    words: Annotated[str, Text("words")] = ""
    secret: Annotated[SecretStr, Secret("a secret")] = SecretStr("")
    database: Annotated[str, Dsn("a database")] = ""
    never: Annotated[str, Never("for tests")] = ""


def test_each_kind_is_told_as_it_is_read() -> None:
    some = Some(port=8080, peers={"intake": "https://me:word@intake.example"}, place=Path("/a"), words="đây")
    told = {each.variable: (each.value, each.usual) for each in shown(some)}
    assert told["ENVIRONMENT"] == ("development", True)
    assert told["PORT"] == ("8080", False)
    assert told["WAIT"] == ("0.5", True)
    assert told["PLACE"] == ("/a", False)
    assert told["PEERS"] == ('{"intake": "https://***@intake.example"}', False)
    assert told["WORDS"] == ("đây", False)


def test_of_a_secret_it_is_told_only_that_it_is_given() -> None:
    one = Some(secret=SecretStr("hidden-1"), database="postgresql://a:hidden-2@db/x", never="hidden-3")
    told = {each.variable: each for each in shown(one)}
    assert "hidden" not in str(told)
    assert [(told[name].secret, told[name].given) for name in ("SECRET", "DATABASE", "NEVER")] == [(True, True)] * 3
    assert not any(each.given for each in shown(Some()) if each.secret)


def test_the_settings_of_a_service_are_told_beside_the_kernels() -> None:
    told = InForce(Some(), lambda: [Some]).told()
    assert [each.variable for each in told] == sorted([each.variable for each in shown(Some())] * 2)


@pytest.mark.parametrize("title", OF)
def test_no_secret_of_any_process_is_told(title: str) -> None:
    """Whatever settings there are: each is tried with a value that would be seen."""
    secrets = [variable for _, variable, kind in declarations(OF[title]) if isinstance(kind, Dsn | Secret | Never)]
    given = {name: value for name in secrets if (value := SETTINGS[title, name].good[-1])}
    told = {each.variable: each for each in shown(started(title, given))}
    assert not [name for name, value in given.items() if value in repr(told)]
    assert all(told[name].secret and told[name].value is None for name in secrets)
