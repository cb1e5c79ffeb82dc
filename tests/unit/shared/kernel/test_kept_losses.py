"""What is kept of losses beside a database: their highest number, by every file that has one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from shared.kernel.kept_losses import FOLDER, highest, keep
from shared.kernel.losses import Loss


def test_no_number_of_a_loss_is_given_twice(tmp_path: Path) -> None:
    assert highest(tmp_path / "nowhere") == highest(tmp_path) == 0
    began = datetime(2026, 11, 29, tzinfo=UTC)
    keep(
        tmp_path, Loss(id=2, actor="op", why="gone", begun_at=began, raised=[], renewed_at=began, finished_at=began), []
    )
    assert highest(tmp_path) == 2
    (tmp_path / FOLDER / "9.draft").touch()
    (tmp_path / "anchors-before-loss-4").mkdir()
    (tmp_path / "anchors-before-loss-x").mkdir()
    assert highest(tmp_path) == 4
