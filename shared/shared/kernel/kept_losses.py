"""Accepted losses beside the database, in `/state`: a back-up from before one brings the database back without it.

So no number of a loss is given twice, and what was lost then stays known by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from shared.kernel.db import Database, Tx
from shared.kernel.losses import KnownLoss, Loss

FOLDER: Final = "losses"
#: What else in the folder has the number of a loss.
NUMBERED: Final = re.compile(r".*-before-loss-([0-9]{1,18})")
KNOWN = "select id from losses"
LOSS = """
insert into losses(id, actor, why, begun_at, raised, renewed_at, finished_at) overriding system value
select l.*, l.renewed_at from jsonb_to_record($1::jsonb) l(id bigint, actor text, why text, begun_at timestamptz,
    raised jsonb, renewed_at timestamptz) on conflict do nothing
"""
LOST = """
insert into lost(loss, dossier, sequence, digest, event, entity, at, code, outside, known_by)
select $1, l.* from jsonb_to_recordset($2::jsonb) l(dossier uuid, sequence bigint, digest text, event text,
    entity uuid, at timestamptz, code text, outside text, known_by text[]) on conflict do nothing
"""


def keep(state: Path, loss: Loss, events: Iterable[KnownLoss]) -> None:
    """Writes a loss that is about to end, with its events. The file appears complete, or not at all."""
    folder = state / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    told = {"loss": loss.model_dump(mode="json"), "events": [each.model_dump(mode="json") for each in events]}
    draft = folder / f"{loss.id}.draft"
    draft.write_text(json.dumps(told))
    draft.rename(_file(state, loss.id))


def highest(state: Path) -> int:
    """The highest number of a loss that anything there has; 0 if nothing has."""
    numbers = [int(found[1]) for path in _there(state, "*") if (found := NUMBERED.fullmatch(path.name))]
    return max([0, *numbers, *_kept(state)])


async def remember(database: Database, state: Path) -> None:
    """Adds the losses to the database that it does not know, being of an older back-up."""
    if not (kept := _kept(state)):
        return
    async with database.begin() as tx:
        known = {row["id"] for row in await tx.fetch(KNOWN)}
        for number in sorted(set(kept) - known):
            await _add(tx, json.loads(_file(state, number).read_text()))


async def _add(tx: Tx, told: dict[str, Any]) -> None:
    await tx.do(LOSS, json.dumps(told["loss"]))
    await tx.do(LOST, told["loss"]["id"], json.dumps(told["events"]))


def _kept(state: Path) -> Sequence[int]:
    return [int(path.stem) for path in _there(state / FOLDER, "*.json") if path.stem.isdecimal()]


def _there(folder: Path, pattern: str) -> Iterable[Path]:
    return folder.glob(pattern) if folder.is_dir() else ()


def _file(state: Path, number: int) -> Path:
    return state / FOLDER / f"{number}.json"
