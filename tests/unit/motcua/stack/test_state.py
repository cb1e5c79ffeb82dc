"""What is remembered survives; no one else can read it."""

import socket
from pathlib import Path

from motcua.stack import ports
from motcua.stack.process import Known
from motcua.stack.state import State


def test_a_port_is_kept_while_it_is_free_and_replaced_when_it_is_not(tmp_path: Path) -> None:
    state = State(tmp_path)
    port = state.settle_port("kafka")
    assert State(tmp_path).settle_port("kafka") == port
    with socket.socket() as stranger:
        stranger.bind((ports.HOST, port))
        stranger.listen()
        assert state.settle_port("kafka") != port


def test_two_names_never_share_a_port(tmp_path: Path) -> None:
    state = State(tmp_path)
    settled = [state.settle_port(f"service-{number}") for number in range(20)]
    assert len(set(settled)) == len(settled)
    assert all(ports.FIRST <= port < ports.LAST for port in settled)


def test_a_password_is_made_once_and_is_for_its_owner_only(tmp_path: Path) -> None:
    state = State(tmp_path)
    assert State(tmp_path).password("writer") == state.password("writer") != state.password("owner")
    assert state.file.stat().st_mode & 0o777 == 0o600


def test_a_process_is_remembered_and_forgotten(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.record("kafka", Known(12, "34"))
    assert State(tmp_path).process("kafka") == Known(12, "34")
    state.record("kafka", None)
    assert State(tmp_path).processes() == {}
