"""The report of `motcua verify` as operators see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from motcua.commands.verify import write
from motcua.verify.verdict import Verdict
from motcua_console.staff.outside import report
from shared.audit.invariants import Broken


def test_what_does_not_hold_stands_first(tmp_path: Path) -> None:
    file = tmp_path / "verified.json"
    write(file, Verdict(quiet=True, broken=[Broken(5, "workflow", "9 are deferred")]))
    found = report(file)
    assert found is not None
    broken = [what for holds, what in found["lines"] if holds is False]
    assert "9 are deferred" in " ".join(broken)
    assert [what for _, what in found["lines"]][: len(broken)] == broken
    assert [each.name for each in tmp_path.iterdir()] == ["verified.json"]


@pytest.mark.parametrize("told", ["", "{}", "[]", '{"at": "x", "lines": [1]}', '{"lines": []}', "null"])
def test_a_report_that_cannot_be_read_is_none(tmp_path: Path, told: str) -> None:
    file = tmp_path / "verified.json"
    assert report(file) is None
    file.write_text(told)
    assert report(file) is None
