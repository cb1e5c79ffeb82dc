"""`motcua status`, and a start that waits for no service that stands still: what processes say of themselves."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from motcua.commands.status import parts_of
from motcua.stack import asked
from motcua.stack.folders import CHECKOUT
from motcua.stack.instance import READS_ONLY, STANDS_STILL, Instance
from motcua.stack.ports import HOST
from motcua.stack.process import Known, found
from motcua.stack.state import State
from motcua.stack.troubles import DidNotStart

READY = {"state": "ready", "why": None, "waits": {"heads": "intake does not answer"}}
STILL = {"state": STANDS_STILL, "why": "restored from older", "waits": {"relay": "does not run"}}
READS = {"state": READS_ONLY, "why": "not compared: Kafka does not answer", "waits": {}}
HEALTH = CHECKOUT / "deploy/docker/ready.py"
DEAD = Known(1, "another")


@contextmanager
def service(status: int, told: dict[str, Any]) -> Iterator[int]:
    """A process that answers /readyz; its port."""

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = json.dumps(told, separators=(",", ":")).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    with HTTPServer((HOST, 0), Answer) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def me() -> Known:
    """This process, as a stack knows its own."""
    return next(iter(found(lambda one: one.pid == os.getpid())))


def answers(_server: str) -> str:
    """What is to be said of a server that answers: nothing."""
    return ""


def state_of(folder: Path, processes: dict[str, Known], ports: dict[str, int]) -> State:
    state = State(folder)
    for name, known in processes.items():
        state.record(name, known)
    facts = json.loads(state.file.read_text())
    state.file.write_text(json.dumps({**facts, "ports": ports}))
    return state


def test_each_process_is_told_with_what_it_says_of_itself(tmp_path: Path, me: Known) -> None:
    processes = {"postgres": me, "kafka": DEAD, "service:intake": me, "service:payment": me, "counterparts:sandbox": me}
    processes |= {"counterparts:signin": me, "service:postal": me}
    answer = service(200, READY), service(503, STILL), service(200, {}), service(503, READS)
    with answer[0] as ready, answer[1] as still, answer[2] as sandbox, answer[3] as reads:
        ports = {"service:intake": ready, "service:payment": still, "counterparts:sandbox": sandbox}
        ports |= {"service:postal": reads}
        state = state_of(tmp_path, processes, {**ports, "counterparts:signin": 1})
        parts = {part.name: (part.told, part.works) for part in parts_of(state, answers)}
    assert parts == {
        "postgres": ("running", True),
        "kafka": ("not running", False),
        "intake": ("intake ready (heads waits: intake does not answer)", True),
        "payment": ("payment stands still: restored from older", False),
        "postal": ("postal answers queries only: not compared: Kafka does not answer", False),
        "sandbox": ("running", True),
        "signin": ("does not answer (URLError)", False),
    }


def test_a_process_that_lives_and_does_not_answer_does_not_work(tmp_path: Path, me: Known) -> None:
    (part,) = parts_of(state_of(tmp_path, {"service:intake": me}, {"service:intake": 1}), answers)
    assert (part.told, part.works) == ("does not answer (URLError)", False)


def test_a_server_that_is_frozen_lives_and_does_not_work(tmp_path: Path, me: Known) -> None:
    with socket.create_server((HOST, 0)) as frozen:  # as one that was stopped: its port is open, nothing is read
        port = frozen.getsockname()[1]
        asks = {"kafka": partial(asked.kafka, f"{HOST}:{port}"), "postgres": partial(asked.postgres, dsn(port))}
        parts = parts_of(state_of(tmp_path, dict.fromkeys(asks, me), {}), lambda name: asyncio.run(asks[name](0.1)))
    told = [f"Kafka does not answer at {HOST}:{port}: see if it runs, and MOTCUA_KAFKA", "TimeoutError"]
    assert [part[2:] for part in parts] == [("does not answer", each, False) for each in told]


def test_a_server_that_is_dead_does_not_answer() -> None:
    assert (
        asyncio.run(asked.kafka(f"{HOST}:1")) == f"Kafka does not answer at {HOST}:1: see if it runs, and MOTCUA_KAFKA"
    )
    assert asyncio.run(asked.postgres(dsn(1))) == "ConnectionRefusedError"


def dsn(port: int) -> str:
    return f"postgresql://nobody@{HOST}:{port}/nothing"


def test_a_start_does_not_wait_for_a_service_that_stands_still(tmp_path: Path) -> None:
    with service(503, STILL) as port:
        instance = Instance("intake", "intake", port, tmp_path / "log")
        instance.wait(lambda: True)
        assert str(instance.readiness()) == "stands still: restored from older"
        assert not instance.ready()


def test_a_start_waits_for_one_that_answers_queries_only_unless_that_is_enough(tmp_path: Path) -> None:
    with service(503, READS) as port:
        instance = Instance("intake", "intake", port, tmp_path / "log")
        instance.wait(lambda: True, reading=True)
        assert str(instance.readiness()) == "answers queries only: not compared: Kafka does not answer"
        with pytest.raises(DidNotStart, match="intake ended"):
            instance.wait(lambda: False)


def test_a_start_without_kafka_is_content_with_one_that_takes_commands_unchecked(tmp_path: Path) -> None:
    with service(503, {"state": "waiting", "waits": {"restored": "Kafka does not answer"}}) as port:
        Instance("intake", "intake", port, tmp_path / "log").wait(lambda: True, reading=True)


def test_one_that_runs_and_does_not_answer_is_frozen_and_that_is_told(tmp_path: Path) -> None:
    told = list[str]()
    silent = Instance("intake", "intake", 1, tmp_path / "log")
    assert silent.frozen(lambda: True, told.append, 0.1)
    assert "runs and does not answer" in told[0]
    assert told[1] == "intake does not answer: it is ended, and started anew"
    assert not silent.frozen(lambda: False, told.append)
    with service(503, STILL) as port:
        assert not Instance("intake", "intake", port, tmp_path / "log").frozen(lambda: True, told.append)
    assert len(told) == 2


def test_a_start_ends_with_its_process(tmp_path: Path) -> None:
    with service(503, {"state": "waiting"}) as port, pytest.raises(DidNotStart, match="intake ended"):
        Instance("intake", "intake", port, tmp_path / "log").wait(lambda: False)


@pytest.mark.parametrize(("status", "told", "well"), [(200, READY, 0), (503, STILL, 0), (503, {"state": "waiting"}, 1)])
def test_the_health_check_of_the_images_waits_for_nothing_that_stands_still(
    status: int, told: dict[str, Any], well: int
) -> None:
    with service(status, told) as port:
        done = subprocess.run([sys.executable, "-IS", HEALTH], env={"PORT": str(port)}, check=False)
    assert done.returncode == well
