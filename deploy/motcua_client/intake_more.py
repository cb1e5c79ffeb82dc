"""The rest of the client of intake. Written by `make map` from docs/openapi."""

from __future__ import annotations

from typing import Any, Literal

from motcua_client.base import Answer, Question, fresh_key
from motcua_client.models.intake import Again, Due, ErasureView, LetterView, NotedLooks, RefuseRequest, RequestView, Rights, ToldLooks
from motcua_client.models.shared import Granted
from motcua_client.operators import Operated


class IntakeMore(Operated):
    """The rest of the operations of intake."""

    async def refuse_request(self, request: str | int, body: RefuseRequest, *, seen: str, key: str | None = None) -> Answer[RequestView]:
        """Refuses a request, with the legal ground."""
        return await self._ask(Question(method="POST", path=f"/v1/requests/{request}/refusal", body=body, seen=seen, key=key or fresh_key()))

    async def withdraw_request(self, request: str | int, *, seen: str, key: str | None = None) -> Answer[RequestView]:
        """Takes the request back."""
        return await self._ask(Question(method="POST", path=f"/v1/requests/{request}/withdrawal", seen=seen, key=key or fresh_key()))

    async def fetch_package(self, request: str | int) -> Answer[bytes]:
        """What is kept of who asks, once that was granted: for the person, or for the desk at whose counter it was asked."""
        return await self._ask(Question(method="GET", path=f"/v1/requests/{request}/package"))

    async def list_due(self, *, after: str | None = None, limit: int | None = None) -> Answer[list[Due]]:
        """Applicants of whom no law keeps anything any more, by their opaque ids; the next ones come `after` the last."""
        return await self._ask(Question(method="GET", path="/v1/erasures/due", query={"after": after, "limit": limit}))

    async def read_erasure(self, applicant: str | int) -> Answer[ErasureView]:
        """How far the erasure of an applicant has come, with the receipt of the package."""
        return await self._ask(Question(method="GET", path=f"/v1/erasures/{applicant}"))

    async def archive_applicant(self, applicant: str | int, *, key: str | None = None) -> Answer[ErasureView]:
        """Leaves a package of all that is kept of an applicant in its folder, and keeps its receipt."""
        return await self._ask(Question(method="POST", path=f"/v1/erasures/{applicant}/package", key=key or fresh_key()))

    async def erase_applicant(self, applicant: str | int, *, key: str | None = None) -> Answer[ErasureView]:
        """Destroys the keys of an applicant whose package has left, here; other services follow by their own retention."""
        return await self._ask(Question(method="POST", path=f"/v1/erasures/{applicant}/erasure", key=key or fresh_key()))

    async def erase_again(self, *, key: str | None = None) -> Answer[Again]:
        """Destroys keys again that a restored back-up has brought back, as every start does."""
        return await self._ask(Question(method="POST", path="/v1/erasures/again", key=key or fresh_key()))

    async def list_rights(self) -> Answer[Rights]:
        """The rights with their time limits, and the legal grounds on which a request may be refused."""
        return await self._ask(Question(method="GET", path="/v1/rights"))

    async def exchange_token(self, content: bytes, media: Literal['application/x-www-form-urlencoded']) -> Answer[Granted]:
        """Exchanges the access token of a sign-in for one of ours (RFC 8693), of ten minutes."""
        return await self._ask(Question(method="POST", path="/v1/token", content=content, media=media))

    async def list_notices(self, dossier: str | int) -> Answer[list[LetterView]]:
        """What the applicant was told of this dossier, in order, and what became of each message."""
        return await self._ask(Question(method="GET", path=f"/v1/dossiers/{dossier}/notices"))

    async def list_notices_of_request(self, request: str | int) -> Answer[list[LetterView]]:
        """What the person was told of a request about personal data, in order, and what became of each message."""
        return await self._ask(Question(method="GET", path=f"/v1/requests/{request}/notices"))

    async def read_notice(self, notice: str | int) -> Answer[LetterView]:
        """One notice, of a dossier, a request or a mandate: where the link of a message leads."""
        return await self._ask(Question(method="GET", path=f"/v1/notices/{notice}"))

    async def report_message(self, channel: str | int, body: Any) -> Answer[Any]:
        """What became of a message, in the channel's own format and answered in it."""
        return await self._ask(Question(method="POST", path=f"/v1/callbacks/{channel}", body=body))

    async def note_looks(self, body: ToldLooks) -> Answer[NotedLooks]:
        """Another service tells who has looked at what it keeps, so that all looks at a dossier are in one place."""
        return await self._ask(Question(method="POST", path="/v1/looks", body=body))
