"""The command line without a running system: what a command loads, how rows fit, and an error that says what to do."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from io import StringIO

import httpx2
import pytest
from rich.console import Console
from typer.testing import CliRunner

from motcua.cli import FOUND, app, loaded, summary
from motcua.commands.failures import sentence
from motcua.observe.glossary import Names
from motcua.observe.moves import Move
from motcua.observe.screen import fitting, print_line, print_note, print_rows
from motcua.observe.story import print_moves
from motcua.recovery.report import show
from motcua.stack.people import Unexpected
from motcua.stack.told import USUAL, about, command

#: What takes long to load, but for what typer loads itself.
HEAVY = {"fastapi", "httpx2", "aiokafka", "asyncpg", "sqlalchemy", "msgspec", "structlog", "alembic"}
LOADS = """
import contextlib, io, json, sys
from motcua.cli import app
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    app(sys.argv[1:])
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


@pytest.mark.parametrize("words", [["--help"], ["token", "--name", "nowhere"], ["status", "--name", "nowhere"]])
def test_a_small_command_loads_nothing_it_does_not_need(words: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", LOADS, *words], capture_output=True, check=True, text=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "typer" in loaded
    assert HEAVY & loaded == set()


@pytest.mark.parametrize("words", [["lag"], ["story", "a-code"]])
def test_a_look_at_services_loads_nothing_of_a_server(words: list[str]) -> None:
    command = [sys.executable, "-c", LOADS, *words, "--name", "nowhere"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "httpx2" in loaded
    assert {"sqlalchemy", "fastapi", "alembic"} & loaded == set()


@pytest.mark.parametrize("name", FOUND)
def test_the_list_of_commands_has_the_summary_of_each(name: str) -> None:
    assert (loaded(name).help or "").partition("\n")[0] == summary(name) != ""
    assert summary(name) in " ".join(CliRunner().invoke(app, ["--help"], env={"COLUMNS": "300"}).output.split())


@pytest.mark.parametrize("words", [["lag"], ["status"], ["deferred", "list"], ["story", "a-code"], ["verify"]])
def test_a_stack_that_is_not_up_says_how_to_start_it(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.delenv("MOTCUA_PEERS", raising=False)
    result = CliRunner().invoke(app, [*words, "--name", "nowhere"])
    assert result.exit_code == 1
    assert "motcua up --name nowhere" in result.output


def test_what_is_printed_afterwards_is_about_the_stack_that_was_named() -> None:
    try:
        CliRunner().invoke(app, ["lag", "--name", "nowhere"])
        assert command("status") == "motcua status --name nowhere"
    finally:
        about(USUAL)


TITLES = ("service", "outbox", "fanouts", "state")
ROWS = [("sync-gateway", "12", "0", ""), ("intake", "?", "0", "")]


@pytest.mark.parametrize(("width", "shown"), [(40, [0, 1, 2, 3]), (36, [0, 1, 2, 3]), (35, [0, 1]), (5, [0, 1])])
def test_columns_that_say_nothing_go_when_the_terminal_is_narrow(width: int, shown: list[int]) -> None:
    assert fitting(TITLES, ROWS, width) == shown
    assert fitting(TITLES, [("intake", "0", "0", "")], 5) == [0, 1, 2, 3]  # a column of names alone says nothing


@pytest.mark.parametrize("file", ["/nowhere/ca.pem", __file__, "/"])
def test_a_bundle_that_cannot_be_read_is_named(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_PEERS", '{"intake": "https://127.0.0.1:1"}')
    monkeypatch.setenv("MOTCUA_PEERS_CA", file)
    result = CliRunner().invoke(app, ["lag"])
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert result.output.startswith("MOTCUA_PEERS_CA: names ")


def test_addresses_that_are_no_json_and_a_report_without_a_place_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    lag, restore = ["lag"], ["restore", "accept", "--service", "intake", "--dry-run", "--to", "/nowhere/report.json"]
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("MOTCUA_SIGNIN", "http://127.0.0.1:1")
    for peers, words, told in (
        *((peers, words, "MOTCUA_PEERS: is not JSON") for peers in ("nonsense", "[]") for words in (lag, ["token"])),
        ("{}", ["token"], "MOTCUA_PEERS names no workflow"),
        ("{}", restore, "--to"),
    ):
        monkeypatch.setenv("MOTCUA_PEERS", peers)
        result = CliRunner().invoke(app, words)
        assert (result.exit_code > 0, told in result.output) == (True, True), result.output


@pytest.mark.parametrize("width", [80, 30])
def test_on_a_terminal_every_row_fits_and_in_a_pipe_nothing_is_cut(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)  # workers of pytest-xdist have it
    reason = "sequence 11 of a dossier was sent, but is not in this journal: restored from older"
    on_terminal, in_pipe = StringIO(), StringIO()
    for console in (
        Console(file=on_terminal, force_terminal=True, width=width, color_system=None),
        Console(file=in_pipe, width=width),
    ):
        print_rows(console, TITLES, [(*ROWS[0][:3], reason)], right=TITLES[1:3])
        print_line(console, f"intake 12: {reason}")
        print_note(console, reason)
    assert max(len(line) for line in on_terminal.getvalue().splitlines()) <= width
    assert reason in " ".join(on_terminal.getvalue().split())
    assert in_pipe.getvalue().count(reason) == 3
    assert not [line for line in in_pipe.getvalue().splitlines() if line != line.rstrip()]


COUNTED = ("service", *(f"count{n}" for n in range(8)), "state")


def test_rows_of_many_columns_are_stacked_where_they_do_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    said = StringIO()
    print_rows(Console(file=said), COUNTED, [("sync-gateway", *"12345678", "does not answer")], right=COUNTED[1:9])
    lines = said.getvalue().splitlines()
    assert max(map(len, lines)) <= 60
    assert lines[0] == "sync-gateway"
    assert "count7 8  state does not answer" in " ".join(lines)


def test_a_story_has_one_row_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    said, body = StringIO(), {"code": "H01.01-260503-0001"}
    move = Move(
        *("intake", 1, "d1", "dossier", None, "accepted", "Accept", "DossierAccepted", body, "desk:1", "officer"),
        *("H01.01", datetime(2026, 5, 3, tzinfo=UTC), "e1", "e0"),
    )
    print_moves(Console(file=said), [move], Names({}))
    lines = said.getvalue().splitlines()
    assert max(map(len, lines)) <= 60
    assert any("dossier: none -> accepted" in line for line in lines)


def test_a_refusal_begins_with_its_sentence_in_both_languages() -> None:
    problem = {"status": 409, "instance": "/v1/losses", "type": "/problems/nothing-lost"}
    problem |= {"en": {"title": "Nothing is lost", "detail": "Nothing is lost"}}
    problem |= {"vi": {"title": "Không mất gì", "detail": "Nhật ký có đủ"}}
    refused = Unexpected(httpx2.Response(409, json=problem, request=httpx2.Request("POST", "http://x/v1/losses")))
    assert sentence(refused) == "Nothing is lost\nKhông mất gì: Nhật ký có đủ\n(409 /v1/losses)"


def test_the_report_of_a_loss_does_not_lie_where_one_happens_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_PEERS", "{}")
    result = CliRunner().invoke(app, ["restore", "accept", "--service", "intake", "--dry-run"])
    assert (result.exit_code, "--to FILE" in result.output) == (2, True)


def test_the_table_of_a_loss_has_a_line_for_each_dossier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    said, dossier = StringIO(), "019e0000-0000-7000-8000-000000000001"
    known = {"dossier": dossier, "codes": ["H01.01-260503-0001"], "kept": 3, "sequences": [4, 5, 6]}
    known |= {"events": ["DossierAccepted", "NoticeDue"], "known_by": ["workflow", "sync-gateway"]}
    told = {"events": 3, "service": "intake", "dossiers": [known], "outside": [], "accepted": False}
    show(Console(file=said, width=80), {**told, "closed": {"workflow": 2}, "loss": None})
    assert [line for line in said.getvalue().splitlines() if dossier in line and line.endswith("sync-gateway")]


def test_a_refusal_says_what_is_wrong_in_the_body() -> None:
    wrong = {"pointer": "/why", "code": "string_too_short", "vi": "Cần ít nhất 3 ký tự.", "en": "3 characters."}
    texts = {tongue: {"title": tongue, "detail": tongue} for tongue in ("en", "vi")}
    body = {"status": 422, "instance": "/v1/losses", "errors": [wrong], **texts}
    answer = httpx2.Response(422, json=body, request=httpx2.Request("POST", "http://a/v1/losses"))
    assert sentence(Unexpected(answer)) == "en\nvi\n/why: 3 characters.\n/why: Cần ít nhất 3 ký tự.\n(422 /v1/losses)"


def test_a_loss_is_not_accepted_without_a_reason() -> None:
    result = CliRunner().invoke(app, ["restore", "accept", "--service", "intake"])
    assert result.exit_code == 2
    assert "--why" in result.output
