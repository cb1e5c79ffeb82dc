"""/docs: a page that loads all it needs from its own service, and that may load nothing else."""

from __future__ import annotations

import json
import re

from fastapi.testclient import TestClient

from motcua.stack.folders import PROJECT
from tests.support.over import over
from tests.support.routes import SERVICES, app_of


@over("service", SERVICES)
def test_the_page_loads_everything_from_here(service: str) -> None:
    client = TestClient(app_of(service))
    page = client.get("/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    loaded = re.findall(r'(?:src|href)="([^"]*)"', page.text)
    assert sorted(loaded) == ["data:,", "docs/start.js", "docs/swagger-ui-bundle.js", "docs/swagger-ui.css"]
    for path in loaded[1:]:
        answer = client.get(f"/{path}")
        kind = "text/css" if path.endswith("css") else "text/javascript"
        assert (answer.status_code, answer.headers["content-type"]) == (200, f"{kind}; charset=utf-8")
        assert answer.headers["cache-control"].startswith("public")
    assert 'url: "openapi.json"' in client.get("/docs/start.js").text
    assert client.get("/openapi.json").json()["info"]["title"] in page.text
    assert client.get("/redoc").status_code == 404


@over("service", SERVICES)
def test_what_is_served_is_what_is_checked_in(service: str) -> None:
    """Recorded examples too: they are in the packages, as the images have them."""
    answer = TestClient(app_of(service)).get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == json.loads((PROJECT / "docs/openapi" / f"{service}.json").read_text("utf-8"))
    assert '"example":' in answer.text


def test_its_policy_names_no_other_address() -> None:
    policy = TestClient(app_of("intake")).get("/docs").headers["content-security-policy"]
    sources = {source for rule in policy.split("; ") for source in rule.split()[1:]}
    assert sources == {"'none'", "'self'", "'unsafe-inline'", "data:"}
    assert "script-src 'self';" in policy
    assert "default-src 'none';" in policy


def test_nothing_else_of_the_package_is_served() -> None:
    client = TestClient(app_of("intake"))
    for name in ("redoc.standalone.js", "..%2fcore.py", "favicon.png"):
        assert client.get(f"/docs/{name}").status_code in (404, 422)
