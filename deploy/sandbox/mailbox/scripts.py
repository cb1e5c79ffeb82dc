"""The script routes of messages: what came, as JSON and as a page, and what becomes of what goes to an address."""

from __future__ import annotations

import html
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict

from sandbox.mailbox.messages import Fate, Message, Messages

router = APIRouter(prefix="/mailbox", tags=["scripts: mailbox"])


class Decided(BaseModel):
    """What becomes of what goes to this address from now on."""

    model_config = ConfigDict(extra="forbid")

    to: str
    fate: Fate


def _messages(request: Request) -> Messages:
    found: Messages = request.app.state.messages
    return found


TheMessages = Annotated[Messages, Depends(_messages)]


@router.get("/messages")
async def received(messages: TheMessages, to: str | None = None) -> dict[str, Any]:
    """{messages: [...]}, oldest first; those to one address, or all."""
    return {"messages": [one for one in messages.by_key.values() if to in (None, one["to"])]}


@router.get("/vanished")
async def vanished(messages: TheMessages) -> dict[str, list[str]]:
    """{keys: [...]}: of the messages that were taken and came back, or were lost; a report of it may be lost too."""
    return {"keys": sorted(messages.vanished)}


@router.put("/fates")
async def decide(decided: Decided, messages: TheMessages) -> Decided:
    """Delivered, refused at once, returned afterwards, or lost."""
    messages.note("fate", **decided.model_dump(mode="json"))
    return decided


@router.get("", response_class=HTMLResponse)
async def page(messages: TheMessages) -> str:
    """What came, the newest first."""
    rows = "".join(_row(one) for one in reversed(messages.by_key.values()))
    return f"<!doctype html><meta charset=utf-8><title>Sandbox: messages</title><table border=1>{rows}</table>"


def _row(one: Message) -> str:
    cells = (one["at"], one["kind"], one["to"], one.get("subject", ""), one["body"])
    return "<tr>" + "".join(f"<td><pre>{html.escape(str(cell))}</pre></td>" for cell in cells) + "</tr>"
