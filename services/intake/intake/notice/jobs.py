"""The call a notice makes: the next channel that reaches the applicant, and the message for it.

Telephone and e-mail are read in the transaction that leases the call and kept nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from intake.channel.protocol import TOLD, Channel, Channels, Kind, Message, Unreachable
from intake.correction.store import corrections
from intake.notice import rules
from intake.notice.commands import Held, NoWay, OnlineOnly, Taken, TurnedAway
from intake.notice.machine import SEND
from intake.notice.models import SENT
from intake.notice.schemas import Addressed
from intake.notice.store import about, applicant_of, matters, message
from intake.version.rules import contact
from shared.contracts.message import Answer
from shared.kernel.db import Tx
from shared.kernel.errors import Unavailable
from shared.kernel.registry import Caller
from shared.kernel.sealing import Masters
from shared.reference.documents import Documents
from shared.reference.publication import Shelf

HERE = "notice"  # the peer of a call that nobody outside is asked by
NONE = "none"
OUTCOMES: Mapping[type[Answer], str] = {Taken: SENT, Held: "held", OnlineOnly: "online"}


@dataclass(frozen=True, slots=True)
class Question:
    """One notice when its call is leased. `applicant` is None if it was erased; `ways` are not tried yet."""

    row: Any
    applicant: dict[str, Any] | None
    documents: Documents
    ways: rules.Ways
    now: datetime

    @property
    def way(self) -> str | None:
        return next(iter(self.ways.kinds), None)


class Jobs:
    """Makes the calls of one process. `masters` open telephone and e-mail; `link` is where notices are read.

    `most`: tries after which the next channel takes over from one that is away; the last one has no such end.
    """

    def __init__(self, channels: Channels, masters: Masters, link: str, most: int) -> None:
        self._channels, self._masters, self._link, self._most = channels, masters, link, most
        self._shelf = Shelf()

    def calls(self) -> dict[str, Caller]:
        return {SEND: Caller(self._peer, self.prepare, self.ask)} if self._channels else {}

    async def prepare(self, tx: Tx, notices: Sequence[UUID]) -> Mapping[UUID, Question]:
        rows, documents = await matters(tx, self._shelf, notices)
        granted = await corrections(tx, self._masters, [row["dossier"] for row in rows])
        return {row["id"]: self._question(row, documents, granted) for row in rows}

    async def ask(self, question: Question, _key: str, tries: int) -> Answer:
        answer = await self._asked(question, tries)
        TOLD.labels(question.way or NONE, getattr(answer, "reason", OUTCOMES.get(type(answer), ""))).inc()
        return answer

    async def _asked(self, question: Question, tries: int) -> Answer:
        """The reference is the notice's and the channel's own, so a notice that was held is no other message."""
        if question.way is None:
            return self._nowhere(question)
        channel = self._channels.of(question.way)
        if until := channel.quiet(question.now):
            return Held(until=until)
        try:
            await channel.deliver(self._message(question, channel))
        except Unreachable:
            return TurnedAway(channel=channel.kind, reason=rules.TURNED_AWAY)
        except Unavailable:
            if tries >= self._most and len(question.ways.kinds) > 1:
                return TurnedAway(channel=channel.kind, reason=rules.AWAY)
            raise
        return Taken(channel=channel.kind)

    def _nowhere(self, question: Question) -> Answer:
        if not question.ways.wanted:
            return OnlineOnly()
        tried = json.loads(question.row["attempts"] or "[]")
        return NoWay(reason=rules.TRIED_ALL if tried else rules.NO_ADDRESS)

    def _question(self, row: Any, documents: Documents, granted: Mapping[UUID, Any]) -> Question:
        applicant = applicant_of(self._masters, row, granted)
        tried = {each["channel"] for each in json.loads(row["attempts"] or "[]")}
        addresses = _addresses(applicant) if applicant else {}
        found = rules.ways(self._channels, addresses, applicant.get("channels") if applicant else None)
        left = rules.Ways(tuple(kind for kind in found.kinds if kind not in tried), found.wanted)
        return Question(row, applicant, documents, left, row["now"])

    def _message(self, question: Question, channel: Channel) -> Message:
        assert question.applicant is not None, "there is a way to reach somebody"
        id_, language = question.row["id"], question.applicant.get("language") or "vi"
        link = f"{self._link.rstrip('/')}/{id_}"
        address = _addresses(question.applicant)[channel.kind]
        to = Addressed(address, f"{id_}.{channel.kind}", link, question.now)
        return message(about(question.row, question.applicant["kind"], question.documents), language, to)

    def _peer(self, question: Question) -> str:
        return self._channels.of(question.way).name if question.way else HERE


def _addresses(applicant: dict[str, Any]) -> dict[str, str]:
    told = contact(applicant)
    return {Kind.MAIL: told.get("email") or "", Kind.SMS: told["phone"] or ""}
