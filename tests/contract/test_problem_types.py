"""The `type` of a problem is an address: each service answers there, in both languages, for every type it has."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest
from fastapi.testclient import TestClient

from motcua.generate.apidocs.openapi import SERVICES as KNOWN
from shared.kernel.errors import Named, Stale
from shared.web.meanings import every
from tests.support.over import over
from tests.support.routes import SERVICES, app_of

PACKAGES = {"shared": "shared.web", **{service.package: service.package for service in KNOWN.values()}}
services = over("service", SERVICES)


def kinds(*packages: str) -> list[type[Named]]:
    return [kind for kind in every(Named) if kind.__module__.partition(".")[0] in packages and kind.__name__ != "Named"]


def written(package: str) -> dict[str, Any]:
    file = files(PACKAGES[package]) / "problems.toml"
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_kind_says_what_it_means_and_no_text_is_left_over(package: str) -> None:
    texts = written(package)
    assert {kind.kind for kind in kinds(package)} == texts.keys()
    for name, text in texts.items():
        assert text.keys() == {"vi", "en"}, name
        assert all(len(said) > 20 and said.endswith(".") for said in text.values()), name
        assert text["vi"] != text["en"]


@services
def test_every_type_resolves(service: str) -> None:
    client = TestClient(app_of(service))  # without a lifespan, so without a database; and without a token
    own = kinds("shared", KNOWN[service].package)
    listed = client.get("/problems").json()
    assert {each["type"] for each in listed} == {f"/problems/{kind.kind}" for kind in own}
    for kind in own:
        answer = client.get(f"/problems/{kind.kind}")
        assert answer.status_code == 200, kind
        told = answer.json()
        assert (told["status"], told["vi"]["title"], told["en"]["title"]) == (kind.status, kind.vi, kind.en)
        assert client.head(f"/problems/{kind.kind}").headers["content-length"] == answer.headers["content-length"]


@services
def test_every_type_that_the_document_names_resolves(service: str) -> None:
    document = app_of(service).openapi()
    told = [
        answer["description"]
        for path in document["paths"].values()
        for operation in path.values()
        for status, answer in operation["responses"].items()
        if status >= "4"
    ]
    named = {kind for description in told for kind in re.findall(r"\(`([a-z-]+)`\)", description)}
    client = TestClient(app_of(service))
    assert [kind for kind in sorted(named) if client.get(f"/problems/{kind}").status_code != 200] == []


def test_a_browser_gets_a_page() -> None:
    client = TestClient(app_of("intake"))
    answer = client.get("/problems/stale", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert (answer.headers["vary"], answer.headers["api-version"]) == (
        "Accept",
        client.get("/problems").headers["api-version"],
    )
    assert f"<h1>{Stale.vi}</h1>" in answer.text
    assert f'<section lang="en"><h2>{Stale.en}</h2>' in answer.text
    assert "(<code>etag</code>)" in answer.text


def test_a_type_of_another_service_is_a_problem_itself() -> None:
    answer = TestClient(app_of("payment")).get("/problems/not-editable")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
