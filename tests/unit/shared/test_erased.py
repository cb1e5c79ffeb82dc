"""The list of whose keys were destroyed."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from shared.kernel.erased import ErasedList

ONE, TWO, THREE = UUID(int=1), UUID(int=2), UUID(int=3)


async def test_a_line_that_was_cut_off_names_nobody_and_spoils_no_other(tmp_path: Path) -> None:
    erased = ErasedList(tmp_path / "apart", "applicant")
    assert await erased.read() == {}
    await erased.add([ONE, TWO], package="00")
    content = erased.file.read_text("utf-8")
    erased.file.write_text(content[:-9], "utf-8")
    assert list(await erased.read()) == [ONE]
    await erased.add([THREE])
    assert list(await erased.read()) == [ONE, THREE]
    assert (await erased.read())[ONE]["package"] == "00"
