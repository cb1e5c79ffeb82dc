"""The message port: one address that takes messages and delivers each key once. It alone knows what is behind it.

An answer that does not keep to the format raises Unavailable, and the call is made again. Nothing of a message is
logged.
"""

from __future__ import annotations

import dataclasses
from http import HTTPStatus
from pathlib import Path

import httpx2

from intake.notice.commands import Taken, TurnedAway
from intake.notice.schemas import Letter
from shared.contracts.message import Answer
from shared.kernel.errors import Unavailable
from shared.kernel.tls import told, trusted

NAME = "mailbox"
#: The message itself is wrong, and another attempt would be answered alike.
NEVER = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)


class Mailbox:
    """A message port at an address; `/messages` is appended."""

    def __init__(self, url: str, timeout: float = 10, bundle: Path | None = None) -> None:
        self._url = f"{url.rstrip('/')}/messages"
        self._http = httpx2.AsyncClient(timeout=timeout, verify=trusted(bundle))

    async def close(self) -> None:
        await self._http.aclose()

    async def post(self, letter: Letter, key: str) -> Answer:
        """Hands the message over. Raises Unavailable; then the port may have it or not, and is asked with the same key.

        A conflict says that it has this key with another text: an earlier attempt, written before a title changed.
        """
        try:
            answer = await self._http.post(self._url, json={**dataclasses.asdict(letter), "key": key})
        except httpx2.HTTPError as error:
            raise Unavailable(f"the message port does not answer: {told(error)}") from None
        if answer.is_success or answer.status_code == HTTPStatus.CONFLICT:
            return Taken(channel=letter.channel)
        if answer.status_code in NEVER:
            return TurnedAway()
        raise Unavailable(f"the message port answers {answer.status_code}")
