"""`motcua up`, `stop` and `where` without a running stack: what they refuse, and what `where` tells a shell."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from motcua.cli import app
from motcua.commands.local import settings_of
from motcua.commands.where import variables
from motcua.stack.stack import Stack


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["up", "--service", "desk"], "there is no service desk"),
        (["up", "--set", "MOTCUA_A=1"], "--set needs --service"),
        (["up", "--service", "intake", "--set", "MOTCUA_A"], "MOTCUA_NAME=VALUE"),
        (["up", "--service", "intake", "--set", "PATH=/tmp"], "MOTCUA_NAME=VALUE"),
        (["stop"], "--service"),
        (["stop", "--service", "desk"], "there is no service desk"),
    ],
)
def test_what_does_not_exist_is_refused(words: list[str], why: str) -> None:
    done = CliRunner().invoke(app, [*words, "--name", "nowhere"], env={"COLUMNS": "300"})
    assert done.exit_code == 2
    assert why in done.output


def test_settings_may_hold_equals_signs() -> None:
    assert settings_of(["MOTCUA_A=x=y", "MOTCUA_B="]) == {"MOTCUA_A": "x=y", "MOTCUA_B": ""}


def test_a_shell_reads_what_where_says(tmp_path: Path) -> None:
    stack = Stack("a stack", tmp_path)
    for name in ("postgres", "kafka"):
        stack.state.settle_port(name)
    told = variables(stack, tmp_path)
    script = "\n".join([told, 'printf "%s %s" "$PGHOST:$PGPORT" "$STATE"; echo " $PATH"'])
    said = subprocess.run(["bash", "-euc", script], capture_output=True, check=True, text=True).stdout
    at = stack.addresses
    assert said.startswith(f"{at.postgres_host}:{at.postgres_port} {stack.folder}/services {tmp_path}:")
