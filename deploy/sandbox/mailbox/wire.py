"""The route for notices, and the script route that lists them. Only sending can fail."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from sandbox.faults.gate import FaultyRoute
from sandbox.faults.plan import Counterpart
from sandbox.mailbox.messages import Messages
from sandbox.times import now


class MailboxRoute(FaultyRoute):
    counterpart = Counterpart.MAILBOX

    @staticmethod
    def refusal() -> Response:
        """The response of an overloaded gateway."""
        return JSONResponse({"detail": "too many messages"}, 429, {"Retry-After": "1"})


class Notice(BaseModel):
    """A message to one person. `key` is the sender's own: the same key is delivered once."""

    model_config = ConfigDict(extra="forbid")

    to: str = Field(min_length=1, max_length=200)
    channel: str = Field(min_length=1, max_length=40)
    template: str = Field(min_length=1, max_length=100)
    language: str = Field(min_length=2, max_length=10)
    subject: str = Field(max_length=500)
    body: str = Field(max_length=20_000)
    key: str = Field(min_length=1, max_length=200)


def messages(request: Request) -> Messages:
    """The messages of this mailbox."""
    found: Messages = request.app.state.messages
    return found


TheMessages = Annotated[Messages, Depends(messages)]
router = APIRouter(prefix="/mailbox", tags=["mailbox"], route_class=MailboxRoute)
scripts = APIRouter(prefix="/mailbox", tags=["scripts: mailbox"])


@router.post("/messages", status_code=202)
async def send(notice: Notice, messages: TheMessages) -> dict[str, str]:
    """202 {key}; again for the same message. 409 if the key was another message's."""
    known = messages.by_key.get(notice.key)
    if known and {name: known[name] for name in Notice.model_fields} != notice.model_dump():
        raise HTTPException(409, "the key was used for another message")
    if not known:
        messages.note("message", message={**notice.model_dump(), "at": now().isoformat()})
    return {"key": notice.key}


@scripts.get("/messages")
async def received(messages: TheMessages, to: str | None = None) -> dict[str, Any]:
    """{messages: [...]}, oldest first; those to one person, or all."""
    return {"messages": [one for one in messages.by_key.values() if to in (None, one["to"])]}
