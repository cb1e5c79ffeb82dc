"""The client of postal. Written by `make map` from docs/openapi/postal.json."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from motcua_client.base import Answer, Ask, Question, fresh_key

__all__ = ["Ahead", "Anchor", "ConsignmentHistory", "ConsignmentView", "Consignments", "Done", "Head", "Heads", "HeldLine", "HeldRecord", "Known", "Lag", "LineView", "Postal", "Reply", "Resaid", "Wanted", "Why"]

class Ahead(TypedDict):
    """How far the domain clock is ahead of real time, in seconds."""

    seconds: float


class Anchor(TypedDict):
    """The signed end of a file; above it stands a line `dossier line digest` for each of its `heads`."""

    speaker: str
    number: int
    previous: NotRequired[str]
    digest: NotRequired[str]
    position: NotRequired[int]
    heads: NotRequired[int]
    at: str


class ConsignmentHistory(TypedDict):
    """A consignment with all that was heard of the carrier, oldest first."""

    id: str
    dossier: str
    code: str
    state: str
    line: int
    carrier: str | None
    waybill: str | None
    attempts: int
    proof: str | None
    ended_at: str | None
    moves: list[str]
    history: list[LineView]


class ConsignmentView(TypedDict):
    """A consignment as the applicant and the agencies see it."""

    id: str
    dossier: str
    code: str
    state: str
    line: int
    carrier: str | None
    waybill: str | None
    attempts: int
    proof: str | None
    ended_at: str | None
    moves: list[str]


class Consignments(TypedDict):
    """A page of consignments; `after` asks for the next one, None at the end."""

    consignments: list[ConsignmentView]
    after: str | None


class Done(TypedDict):
    """It was done."""

    done: NotRequired[bool]


class Head(TypedDict):
    """The last settled line of one dossier, and the number of lines said by now."""

    dossier: str
    line: int
    digest: str
    said: int


class Heads(TypedDict):
    """One page of heads; `position` is where the next page begins, None at the end."""

    heads: list[Head]
    position: int | None


class HeldLine(TypedDict):
    """One held line."""

    id: int
    dossier: str | None
    speaker: str | None
    line: int | None
    kind: str
    why: str
    attempts: int
    retry_at: str | None
    since: str


class HeldRecord(TypedDict):
    """One held line with what came over Kafka."""

    id: int
    dossier: str | None
    speaker: str | None
    line: int | None
    kind: str
    why: str
    attempts: int
    retry_at: str | None
    since: str
    topic: str
    partition: int
    offset: int
    headers: dict[str, str]
    body: str


class Known(TypedDict):
    """One version of a reference document."""

    kind: str
    code: str
    version: int


class Lag(TypedDict):
    """What waits in one service."""

    unsent: int
    held: int
    parked: int
    due: int


class LineView(TypedDict):
    """One line of what the carrier has told: its number, what we take it for, its name, its time."""

    status: int
    meaning: str
    vi: str
    en: str
    at: str


class Reply(TypedDict):
    """What MyVNPost is answered, in its own shape; `updated` counts the parcels that will be looked at."""

    success: bool
    message: str
    updated: NotRequired[int]


class Resaid(TypedDict):
    """Up to which journal position everything is said again; None when nothing came after the one asked for."""

    after: int | None


class Wanted(TypedDict):
    """Lines of one dossier to be said again, as they are asked for from outside."""

    dossier: str
    lines: list[int]


class Why(TypedDict):
    """The reason an operator gives; kept with what was closed."""

    why: str


class Postal:
    """All that postal can be asked."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    async def list_consignments(self, *, dossier: str | None = None, after: str | None = None, limit: int | None = None) -> Answer[Consignments]:
        """Those of one's own dossiers; for officers those of their desk and of their agency's cases."""
        return await self._ask(Question(method="GET", path="/v1/consignments", query={"dossier": dossier, "after": after, "limit": limit}))

    async def read_consignment(self, consignment: str | int) -> Answer[ConsignmentHistory]:
        """One consignment, with what was heard of the carrier."""
        return await self._ask(Question(method="GET", path=f"/v1/consignments/{consignment}"))

    async def myvnpost(self, body: dict[str, Any]) -> Answer[Reply]:
        """A webhook of MyVNPost: these parcels will be looked at."""
        return await self._ask(Question(method="POST", path="/v1/callbacks/myvnpost", body=body))

    async def anchor(self, *, key: str | None = None) -> Answer[Anchor]:
        """Writes an anchor now, instead of at the end of the day."""
        return await self._ask(Question(method="POST", path="/v1/anchors", key=key or fresh_key()))

    async def read_heads(self, *, after: int | None = None, dossier: str | None = None) -> Answer[Heads]:
        """The last settled line of each dossier, by journal position; or the last line of one dossier."""
        return await self._ask(Question(method="GET", path="/v1/heads", query={"after": after, "dossier": dossier}))

    async def resay(self, body: list[Wanted], *, key: str | None = None) -> Answer[Done]:
        """Says lines again."""
        return await self._ask(Question(method="POST", path="/v1/resay", body=body, key=key or fresh_key()))

    async def resay_all(self, *, after: int | None = None, key: str | None = None) -> Answer[Resaid]:
        """Says everything again, a page of lines a request: ask again with the position answered, until it is None."""
        return await self._ask(Question(method="POST", path="/v1/resay/all", query={"after": after}, key=key or fresh_key()))

    async def list_held(self, *, after: int | None = None, limit: int | None = None) -> Answer[list[HeldLine]]:
        """Held lines, oldest first: where, since when, why, and when they are tried next."""
        return await self._ask(Question(method="GET", path="/v1/held", query={"after": after, "limit": limit}))

    async def show_held(self, held: str | int) -> Answer[HeldRecord]:
        """One held line with its headers and body."""
        return await self._ask(Question(method="GET", path=f"/v1/held/{held}"))

    async def replay(self, held: str | int, *, key: str | None = None) -> Answer[Done]:
        """Tries a parked line now."""
        return await self._ask(Question(method="POST", path=f"/v1/held/{held}/replay", key=key or fresh_key()))

    async def drop(self, held: str | int, body: Why, *, key: str | None = None) -> Answer[Done]:
        """Gives up a parked line: the mark moves onto it, its speaker's later lines go on."""
        return await self._ask(Question(method="POST", path=f"/v1/held/{held}/drop", body=body, key=key or fresh_key()))

    async def close_gap(self, speaker: str | int, dossier: str | int, body: Why, *, key: str | None = None) -> Answer[Done]:
        """Gives up lines that will never come, or accepts a speaker's new history."""
        return await self._ask(Question(method="POST", path=f"/v1/gaps/{speaker}/{dossier}/close", body=body, key=key or fresh_key()))

    async def journal(self, dossier: str | int, *, after: int | None = None) -> Answer[list[dict[str, Any]]]:
        """The journal of one dossier in this service, line by line (at most 500)."""
        return await self._ask(Question(method="GET", path=f"/v1/journal/{dossier}", query={"after": after}))

    async def reference(self) -> Answer[list[Known]]:
        """Every version of every reference document this service has published or learned."""
        return await self._ask(Question(method="GET", path="/v1/reference"))

    async def lag(self) -> Answer[Lag]:
        """How much waits here: unsent, held, due."""
        return await self._ask(Question(method="GET", path="/v1/lag"))

    async def read_clock(self) -> Answer[dict[str, str]]:
        """The time of the domain clock."""
        return await self._ask(Question(method="GET", path="/v1/clock"))

    async def set_clock(self, body: Ahead, *, key: str | None = None) -> Answer[Done]:
        """Moves the domain clock on."""
        return await self._ask(Question(method="PUT", path="/v1/clock", body=body, key=key or fresh_key()))
