"""The command line without a running system: the error names what to do."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from motcua.cli import app


def test_a_stack_that_is_not_up_says_how_to_start_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_PEERS", raising=False)
    result = CliRunner().invoke(app, ["lag", "--name", "nowhere"])
    assert result.exit_code == 1
    assert "motcua up --name nowhere" in result.output
