"""The node of a process that serves requests, with stored answers and the directory in force."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends

from shared.kernel.errors import StandsStill, Unavailable
from shared.kernel.node import Node
from shared.kernel.restore_guard import UNCHECKED
from shared.web.auth import Caller, Role
from shared.web.idempotency import Answers
from shared.web.moves import Offers
from shared.web.parts import part
from shared.web.standing import Directory


@dataclass
class ServedNode(Node):
    """A node whose answers are stored encrypted, and whose callers' agencies are checked against the directory.

    `offers`: the commands that its routes take.
    """

    directory: Directory = field(default_factory=Directory)
    answers: Answers = field(init=False)
    offers: Offers = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys = self.settings.answers_key, self.settings.answers_key_before
        self.answers = Answers([key.get_secret_value() for key in keys])

    def halted(self, caller: Caller) -> Unavailable | None:
        """Why this caller may change nothing now: a service that stands still takes operators' requests alone."""
        if self.unchecked:
            return Unavailable(UNCHECKED)
        if self.standing_still is None or caller.role is Role.OPERATOR:
            return None
        return StandsStill(self.standing_still)


#: The node a request has reached, as a parameter of its endpoint.
Here = Annotated[ServedNode, Depends(part(ServedNode))]
