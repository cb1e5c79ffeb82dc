"""A notice that was sent is at its channel, also where the channel has lost it; one that was delivered has arrived."""

from __future__ import annotations

from typing import Any

import httpx2

from motcua.verify.accounts import Books, due, mailbox

KEY = "5b881e4f-f8f8-5984-bbaf-13ae70d4f151"


async def broken(state: str, **there: list[Any]) -> list[str]:
    """What the account complains about, for one notice by mail and what the mailbox knows of it."""

    class Known(Books):
        async def rows(self, service: str, sql: str, *args: Any) -> list[Any]:
            return [{"id": KEY, "state": state, "channel": "mail"}]

        async def sandbox_json(self, path: str) -> Any:
            if path == "/mailbox/vanished":
                return {"keys": there.get("vanished", [])}
            return {"messages": [{"key": key} for key in there.get("arrived", [])]}

    async with httpx2.AsyncClient() as http:
        books = Known({}, http, "")
        return [*await due(books), *await mailbox(books)]


async def test_what_is_nowhere_was_not_sent() -> None:
    for state in ("sent", "delivered"):
        assert await broken(state) == [f"notice {KEY} was never received by mail"]
        assert await broken(state, arrived=[f"{KEY}.mail"]) == []


async def test_what_the_mail_server_took_and_lost_is_sent_and_not_delivered() -> None:
    """Its report may be lost too, and then nobody can know."""
    lost = [f"{KEY}.mail"]
    assert await broken("sent", vanished=lost) == []
    assert await broken("delivered", vanished=lost) == [f"notice {KEY} was never received by mail"]


async def test_what_came_twice_or_belongs_to_no_notice_is_named() -> None:
    assert await broken("due") == [f"notice {KEY} is still due"]
    assert "came 2 times" in (await broken("sent", arrived=2 * [f"{KEY}.mail"]))[0]
    assert await broken("online", arrived=["other.mail"]) == ["message other.mail belongs to no notice"]
