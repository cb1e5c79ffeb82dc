"""Fills in what dossiers are found by, soon after they were written, and for all that were written before.

Who writes a dossier, or gives it to an agency, leaves a row without words. Workers take different rows; what is
written again meanwhile has no words again, and is taken once more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import structlog
from pydantic import TypeAdapter, ValidationError

from intake.applicant.models import Applicant
from intake.applicant.proof import Pepper
from intake.version.store import text_of
from intake.word.rules import Word, kept, words_of
from intake.word.tables import FILL, LEFT, PENDING, TEXTS
from shared.kernel.metrics import UNSOUGHT
from shared.kernel.node import Node
from shared.kernel.sealing import Masters

log = structlog.get_logger()

BATCH = 500
EVERY = 2.0  # seconds
APPLICANT: TypeAdapter[Applicant] = TypeAdapter(Applicant)


class Words:
    """Fills in the words of a batch at a time."""

    def __init__(self, node: Node, masters: Masters, pepper: Pepper) -> None:
        self._node, self._masters, self._pepper = node, masters, pepper

    async def step(self) -> float:
        """One batch; the seconds until the next."""
        async with self._node.database.begin() as tx:
            pending = await tx.fetch(PENDING, BATCH)
            if pending:
                texts = await tx.fetch(TEXTS, list({row["dossier"] for row in pending}))
                await tx.do(FILL, *zip(*self._filled(pending, texts), strict=True))
            left = await tx.value(LEFT) if len(pending) == BATCH else 0
        UNSOUGHT.set(left)
        return 0 if left else EVERY

    def _filled(self, pending: Any, texts: Any) -> Iterator[tuple[Any, str, str]]:
        found = {row["dossier"]: self._words(row) for row in texts}
        for row in pending:
            listed = map(str, kept(found.get(row["dossier"], ()), row["agency"], self._pepper))
            yield row["dossier"], row["agency"], f"{{{','.join(listed)}}}"

    def _words(self, row: Any) -> set[Word]:
        """What was erased has none, and no applicant that cannot be read keeps others from being found."""
        text = text_of(self._masters, row)
        if text is None:
            return set()
        try:
            return words_of(APPLICANT.validate_python(text.parts["applicant"]), row["procedure"])
        except ValidationError as wrong:  # whose message has what was written
            log.warning("an applicant cannot be read", dossier=str(row["dossier"]), faults=wrong.error_count())
            return set()
