"""The client of sync-gateway. Written by `make map` from docs/openapi/sync-gateway.json."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from motcua_client.base import Answer, Ask, Question, fresh_key

__all__ = ["Ahead", "Anchor", "Attempts", "Done", "ExchangeDetail", "ExchangeView", "Exchanges", "Head", "Heads", "HeldLine", "HeldRecord", "Known", "Lag", "LineView", "Refusal", "Resaid", "State", "SyncGateway", "Wanted", "Why"]

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


class Attempts(TypedDict):
    """The call that is due: how often it was tried, and when again (if nobody makes it right now)."""

    tries: int
    again_at: str | None


class Done(TypedDict):
    """It was done."""

    done: NotRequired[bool]


class ExchangeDetail(TypedDict):
    """One exchange with its lines."""

    id: str
    dossier: str
    state: str
    line: int
    code: str
    status: int
    told_status: int
    news: int
    recorded: int
    told: int
    declines: int
    retry_at: str | None
    moves: list[str]
    lines: list[LineView]
    last_refusal: Refusal | None
    call: Attempts | None


class ExchangeView(TypedDict):
    """One exchange: our status and the portal's, news, and how far they are told."""

    id: str
    dossier: str
    state: str
    line: int
    code: str
    status: int
    told_status: int
    news: int
    recorded: int
    told: int
    declines: int
    retry_at: str | None
    moves: list[str]


class Exchanges(TypedDict):
    """A page of exchanges; `after` asks for the next one, None at the end."""

    exchanges: list[ExchangeView]
    after: str | None


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
    """One line of progress, as the portal is told it; `told`: it has acknowledged it."""

    number: int
    status: int
    act: str
    agency: str
    at: str
    told: bool


class Refusal(TypedDict):
    """How the portal refused last, in its own words; it may have taken it since."""

    code: str
    message: str
    at: str


class Resaid(TypedDict):
    """Up to which journal position everything is said again; None when nothing came after the one asked for."""

    after: int | None


State = Literal['recording', 'telling', 'waiting', 'stuck', 'level']

class Wanted(TypedDict):
    """Lines of one dossier to be said again, as they are asked for from outside."""

    dossier: str
    lines: list[int]


class Why(TypedDict):
    """The reason an operator gives; kept with what was closed."""

    why: str


class SyncGateway:
    """All that sync-gateway can be asked."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    async def list_exchanges(self, *, state: State | None = None, dossier: str | None = None, after: str | None = None, limit: int | None = None) -> Answer[Exchanges]:
        """Exchanges by id, of one state or all."""
        return await self._ask(Question(method="GET", path="/v1/exchanges", query={"state": state, "dossier": dossier, "after": after, "limit": limit}))

    async def read_exchange(self, exchange: str | int) -> Answer[ExchangeDetail]:
        """One exchange with its lines; its ETag is what If-Match wants."""
        return await self._ask(Question(method="GET", path=f"/v1/exchanges/{exchange}"))

    async def resend(self, exchange: str | int, *, seen: str, key: str | None = None) -> Answer[ExchangeView]:
        """Tells the portal now: the record, then the lines it has not acknowledged (all, if it has lost the record)."""
        return await self._ask(Question(method="POST", path=f"/v1/exchanges/{exchange}/resend", seen=seen, key=key or fresh_key()))

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
