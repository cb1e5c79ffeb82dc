"""The post office: takes orders, moves parcels by their plans, and reports every change by webhook.

Changes within a short time share a webhook, of which only the first item is signed (MyVNPost).
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from datetime import datetime
from typing import Any

from sandbox.faults.courier import Callback, Courier, Fate
from sandbox.faults.plan import Counterpart
from sandbox.post import shapes
from sandbox.post.parcels import Parcel, Parcels
from sandbox.post.signature import Signer, text
from sandbox.post.statuses import CANCELLED, CREATED, DELIVERED, FAILED, Stage
from sandbox.settings import Settings
from sandbox.times import now, slashed

ChangeKey = tuple[str, int]  # a parcel's code and the number of one of its changes


class Office:
    """One post office: its parcels, the webhooks to be written, and the parcels on their way."""

    def __init__(self, parcels: Parcels, signer: Signer, courier: Courier, settings: Settings) -> None:
        self.parcels = parcels
        self.signer = signer
        self._courier = courier
        self._settings = settings
        self._news: list[ChangeKey] = []
        self._writing: asyncio.Task[None] | None = None
        self._moving: dict[str, asyncio.Task[None]] = {}

    def resume(self) -> None:
        """After a restart: parcels move on, and unreported changes are reported."""
        self.tell_again()
        for parcel in self.parcels.parcels.values():
            self._move(parcel)

    def tell_again(self) -> None:
        """Reports every change whose webhook has no fate yet."""
        for parcel in self.parcels.parcels.values():
            for number, change in enumerate(parcel.changes):
                if change.fate is None and (parcel.code, number) not in self._news:
                    self._tell(parcel, number)

    async def close(self) -> None:
        """Stops everything that is running."""
        tasks = [*self._moving.values(), *([self._writing] if self._writing else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def take(self, customer: str, order: dict[str, Any]) -> Parcel | None:
        """A new order, or the one with the same saleOrderCode; None if that has other content."""
        print_ = hashlib.sha256(json.dumps(order, sort_keys=True).encode()).hexdigest()
        known = self.parcels.by_name(order["saleOrderCode"])
        if known:
            return known if known.print == print_ else None
        code, original = self.parcels.next_code()
        named = {"code": code, "original": original, "customer": customer, "reference": order["saleOrderCode"]}
        self.parcels.note("order", **named, print=print_, order=order, created=now().isoformat())
        parcel = self.parcels.parcels[code]
        self.advance(parcel, CREATED)
        self._move(parcel)
        return parcel

    def advance(
        self, parcel: Parcel, status: int, planned: bool = False, at: datetime | None = None, reason: str = ""
    ) -> None:
        """The parcel takes a status, and a webhook reports it."""
        receiver = str(parcel.order["receiverName"]) if status == DELIVERED else ""
        reason = reason or ("Không gặp người nhận" if status == FAILED else "")
        when = (at or now()).isoformat()
        about = {"code": parcel.code, "at": when, "reason": reason, "receiver": receiver}
        self.parcels.note("status", status=status, planned=planned, **about)
        self._tell(parcel, len(parcel.changes) - 1)

    def plan(self, reference: str | None, stages: list[Stage]) -> None:
        """Sets the plan of one parcel, or of every later one."""
        self.parcels.note("plan", reference=reference, stages=stages)
        parcel = self.parcels.by_name(reference or "")
        if parcel:
            self._move(parcel)

    def cancel(self, parcel: Parcel) -> None:
        """Cancels an order; its parcel moves no further."""
        self.parcels.note("plan", reference=parcel.reference, stages=[Stage.HELD])
        self.advance(parcel, CANCELLED)

    def _move(self, parcel: Parcel) -> None:
        running = self._moving.get(parcel.code)
        if parcel.ahead and (running is None or running.done()):
            self._moving[parcel.code] = asyncio.create_task(self._on_its_way(parcel))

    async def _on_its_way(self, parcel: Parcel) -> None:
        while parcel.ahead:
            await asyncio.sleep(self._settings.post_stage)
            if parcel.ahead:
                self.advance(parcel, parcel.ahead[0], planned=True)

    def _tell(self, parcel: Parcel, number: int) -> None:
        if not self.parcels.hook:
            return
        self._news.append((parcel.code, number))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        """Waits for more changes for the same webhook, then sends it."""
        while self._news:
            await asyncio.sleep(self._settings.post_window)
            batch, self._news = self._news[: self._settings.post_batch], self._news[self._settings.post_batch :]
            self._send(batch)

    def _send(self, batch: list[ChangeKey]) -> None:
        def on_fate(fate: Fate, tries: int) -> None:
            self.parcels.note("notified", changes=batch, fate=fate, tries=tries)

        body = self._webhook(batch)
        self._courier.send(
            Callback(
                Counterpart.POST,
                self.parcels.hook,
                body,
                forged={**body, "signature": self.signer.sign("another text")},
                tampered={**body, "data": [*body["data"], *self._lies(batch)]},
                taken=lambda answer: answer.status_code == 200,  # noqa: PLR2004  # 400 and 401 are refusals (MyVNPost)
                on_fate=on_fate,
            )
        )

    def _webhook(self, batch: list[ChangeKey]) -> dict[str, Any]:
        found = [(self.parcels.parcels[code], number) for code, number in batch]
        data = [shapes.brief(parcel, parcel.changes[number]) for parcel, number in found]
        send_date = slashed(now())
        words = text(send_date, data[0]["itemCode"], data[0]["status"])
        return {"data": data, "sendDate": send_date, "signature": self.signer.sign(words)}

    def _lies(self, batch: list[ChangeKey]) -> list[dict[str, Any]]:
        """An unsigned item: a parcel that is not in the batch, reported as delivered."""
        inside = {code for code, _ in batch}
        others = (one for one in self.parcels.parcels.values() if one.code not in inside and one.status != DELIVERED)
        return [{**shapes.brief(one, one.last), "status": DELIVERED} for one in list(others)[:1]]
