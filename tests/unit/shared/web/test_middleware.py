"""Unexpected exceptions are answered before uvicorn sees them: a commit that fails, an answer that breaks off."""

import threading
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
import uvicorn
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from tests.support.failing import SECRET, failing_app, told


def test_a_commit_that_fails_is_not_answered_as_done(failing: TestClient) -> None:
    with capture_logs():
        assert told(failing.get("/commit"))["type"] == "/problems/unavailable"


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """The same app behind a real uvicorn."""
    server = uvicorn.Server(uvicorn.Config(failing_app(), port=0, log_level="error", log_config=None, lifespan="off"))
    listening = server.config.bind_socket()
    ready = threading.Event()
    real = server.startup

    async def startup(sockets: Any = None) -> None:
        await real(sockets)
        ready.set()

    server.startup = startup  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    assert ready.wait(10)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.mark.parametrize(("what", "status"), [("bug", 500), ("shutdown", 503), ("stale", 412)])
def test_uvicorn_serves_the_same(served: str, what: str, status: int, caplog: pytest.LogCaptureFixture) -> None:
    with capture_logs():
        body = told(httpx2.get(f"{served}/raise/{what}"))
    assert body["status"] == status
    assert not [record for record in caplog.records if record.name.startswith("uvicorn")]


def test_half_an_answer_is_cut_off(served: str, caplog: pytest.LogCaptureFixture) -> None:
    with capture_logs() as logs, pytest.raises(httpx2.RemoteProtocolError):
        httpx2.get(f"{served}/stream")
    assert [line["event"] for line in logs] == ["bug"]
    assert "shared.web.middleware.Cut" in caplog.text, "uvicorn logs what it cuts"
    assert "KeyError" not in caplog.text
    assert SECRET not in caplog.text
