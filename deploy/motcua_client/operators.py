"""Operations that all services share. Written by `make map` from docs/openapi."""

from __future__ import annotations

from typing import Any

from motcua_client.base import Answer, Ask, Question, fresh_key
from motcua_client.models.shared import AcceptedLoss, Ahead, Anchor, Behind, ClosedGaps, Counterpart, DeferredEvent, DeferredRecord, Done, FanOut, Gap, Heads, Known, KnownCodes, KnownLoss, Lag, Loss, Losses, MachineView, Me, MissingEvent, NotedEvents, ReceivedEvents, Republished, Schedule, SentEvent, Setting, Wanted, Why


class Operated:
    """The operations that every service has, for operators and for other services."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    async def accept_loss(self, producer: str | int, body: AcceptedLoss, *, key: str | None = None) -> Answer[ClosedGaps]:
        """Closes many gaps at once: a producer has lost what was received of it."""
        return await self._ask(Question(method="POST", path=f"/v1/received/{producer}/accept", body=body, key=key or fresh_key()))

    async def begin_loss(self, body: Why, *, key: str | None = None) -> Answer[Loss]:
        """Begins to accept a loss, or goes on with the one that was begun."""
        return await self._ask(Question(method="POST", path="/v1/losses", body=body, key=key or fresh_key()))

    async def close_gap(self, producer: str | int, dossier: str | int, body: Why, *, key: str | None = None) -> Answer[Done]:
        """Closes a gap that nothing will fill, or accepts a producer's new history."""
        return await self._ask(Question(method="POST", path=f"/v1/gaps/{producer}/{dossier}/close", body=body, key=key or fresh_key()))

    async def drop_deferred(self, deferred: str | int, body: Why, *, key: str | None = None) -> Answer[Done]:
        """Drops a parked event: the checkpoint moves onto it, and later events of its stream are handled."""
        return await self._ask(Question(method="POST", path=f"/v1/deferred/{deferred}/drop", body=body, key=key or fresh_key()))

    async def find_codes(self, body: list[str], *, key: str | None = None) -> Answer[KnownCodes]:
        """The codes by which these dossiers are known here."""
        return await self._ask(Question(method="POST", path="/v1/codes", body=body, key=key or fresh_key()))

    async def find_missing(self, body: list[SentEvent], *, key: str | None = None) -> Answer[list[MissingEvent]]:
        """Those of these events that the journal does not contain."""
        return await self._ask(Question(method="POST", path="/v1/journal/missing", body=body, key=key or fresh_key()))

    async def finish_loss(self, loss: str | int, *, key: str | None = None) -> Answer[Anchor]:
        """The loss is accepted: anchors begin a new series, and the service goes on within seconds."""
        return await self._ask(Question(method="POST", path=f"/v1/losses/{loss}/finish", key=key or fresh_key()))

    async def list_counterparts(self) -> Answer[list[Counterpart]]:
        """How each counterpart answered when this service called it last."""
        return await self._ask(Question(method="GET", path="/v1/counterparts"))

    async def list_deferred(self, *, after: int | None = None, limit: int | None = None) -> Answer[list[DeferredEvent]]:
        """Deferred events, oldest first: where, since when, why, and when each is retried."""
        return await self._ask(Question(method="GET", path="/v1/deferred", query={"after": after, "limit": limit}))

    async def list_fanouts(self) -> Answer[list[FanOut]]:
        """The last hundred fan-outs, newest first: how many dossiers each concerns, and how many it has yet to reach."""
        return await self._ask(Question(method="GET", path="/v1/fanouts"))

    async def list_losses(self) -> Answer[Losses]:
        """The losses that were accepted here, and the one that is being accepted."""
        return await self._ask(Question(method="GET", path="/v1/losses"))

    async def list_lost_events(self, loss: str | int, *, after: int | None = None) -> Answer[list[KnownLoss]]:
        """The events of a loss, a page at a time."""
        return await self._ask(Question(method="GET", path=f"/v1/losses/{loss}/events", query={"after": after}))

    async def list_machines(self) -> Answer[list[MachineView]]:
        """Every noun of this service with its states, moves and transitions."""
        return await self._ask(Question(method="GET", path="/v1/machines"))

    async def list_references(self) -> Answer[list[Known]]:
        """Every version of every reference document this service has published or projected."""
        return await self._ask(Question(method="GET", path="/v1/reference"))

    async def list_settings(self) -> Answer[list[Setting]]:
        """The settings in force in the process that answers."""
        return await self._ask(Question(method="GET", path="/v1/settings"))

    async def note_lost_events(self, loss: str | int, body: NotedEvents, *, key: str | None = None) -> Answer[Done]:
        """Notes lost events of a loss that is being accepted."""
        return await self._ask(Question(method="POST", path=f"/v1/losses/{loss}/events", body=body, key=key or fresh_key()))

    async def note_renewed(self, loss: str | int, *, key: str | None = None) -> Answer[Done]:
        """Notes that the topic was declared anew."""
        return await self._ask(Question(method="POST", path=f"/v1/losses/{loss}/renewed", key=key or fresh_key()))

    async def raise_counters(self, loss: str | int, *, key: str | None = None) -> Answer[list[str]]:
        """Raises every counter above the numbers of lost events; done once."""
        return await self._ask(Question(method="POST", path=f"/v1/losses/{loss}/counters", key=key or fresh_key()))

    async def read_behind(self) -> Answer[list[Behind]]:
        """How many events of each producer are not here, those on their way too: heads beside checkpoints."""
        return await self._ask(Question(method="GET", path="/v1/behind"))

    async def read_clock(self) -> Answer[dict[str, str]]:
        """The current time of the domain clock."""
        return await self._ask(Question(method="GET", path="/v1/clock"))

    async def read_deferred(self, deferred: str | int) -> Answer[DeferredRecord]:
        """One deferred event with its headers and body."""
        return await self._ask(Question(method="GET", path=f"/v1/deferred/{deferred}"))

    async def read_gap(self, producer: str | int, dossier: str | int) -> Answer[Gap]:
        """What closing a gap would do: nothing is changed."""
        return await self._ask(Question(method="GET", path=f"/v1/gaps/{producer}/{dossier}"))

    async def read_heads(self, *, after: int | None = None, dossier: str | None = None, settled: bool | None = None) -> Answer[Heads]:
        """The last settled event of each stream, or the last of all, by journal position; or that of one dossier."""
        return await self._ask(Question(method="GET", path="/v1/heads", query={"after": after, "dossier": dossier, "settled": settled}))

    async def read_journal(self, dossier: str | int, *, after: int | None = None) -> Answer[list[dict[str, Any]]]:
        """The journal of one dossier in this service, by sequence (at most 500 rows)."""
        return await self._ask(Question(method="GET", path=f"/v1/journal/{dossier}", query={"after": after}))

    async def read_lag(self) -> Answer[Lag]:
        """How many rows wait in the outbox, as deferred, as parked, as scheduled; and how many fan-outs run."""
        return await self._ask(Question(method="GET", path="/v1/lag"))

    async def read_me(self) -> Answer[Me]:
        """Who the caller is, and which operations of this service the role may call; each service answers for itself."""
        return await self._ask(Question(method="GET", path="/v1/me"))

    async def read_received(self, producer: str | int, *, after: str) -> Answer[ReceivedEvents]:
        """What this service has received from a producer, by dossier: a producer whose topic was wiped compares."""
        return await self._ask(Question(method="GET", path=f"/v1/received/{producer}", query={"after": after}))

    async def read_scheduled(self, *, name: str | None = None, limit: int | None = None) -> Answer[Schedule]:
        """What is scheduled: timers and calls by name, and those that are due first, of all names or of this one."""
        return await self._ask(Question(method="GET", path="/v1/scheduled", query={"name": name, "limit": limit}))

    async def republish_all_events(self, *, after: int | None = None, key: str | None = None) -> Answer[Republished]:
        """Republishes everything, one page of events a request: repeat with the returned position until it is None."""
        return await self._ask(Question(method="POST", path="/v1/republish/all", query={"after": after}, key=key or fresh_key()))

    async def republish_events(self, body: list[Wanted], *, key: str | None = None) -> Answer[Done]:
        """Republishes events."""
        return await self._ask(Question(method="POST", path="/v1/republish", body=body, key=key or fresh_key()))

    async def retry_deferred(self, deferred: str | int, *, key: str | None = None) -> Answer[Done]:
        """Retries a parked event now; one that was rejected is proved again first."""
        return await self._ask(Question(method="POST", path=f"/v1/deferred/{deferred}/retry", key=key or fresh_key()))

    async def set_clock(self, body: Ahead, *, key: str | None = None) -> Answer[Done]:
        """Moves the domain clock forward."""
        return await self._ask(Question(method="PUT", path="/v1/clock", body=body, key=key or fresh_key()))

    async def write_anchor(self, *, key: str | None = None) -> Answer[Anchor]:
        """Writes an anchor now instead of at the end of the day."""
        return await self._ask(Question(method="POST", path="/v1/anchors", key=key or fresh_key()))
