"""MyVNPost on the wire: orders and histories we ask for, and the webhook as it comes.

It knows the carrier's format and nothing of ours but a reference. An answer that was not agreed on raises Unavailable:
the call is made again. No text the carrier writes is kept or logged.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

import httpx2
import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import SecretStr

from postal.carrier.myvnpost import proof, rules
from postal.carrier.protocol import Scan, Turned
from shared.kernel.errors import NotYet, Unavailable
from shared.kernel.tls import told, trusted

ZONE = timezone(timedelta(hours=7))
RENEW = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
BY_WAYBILL, BY_REFERENCE = 1, 2


class Customer:
    """One account at the customer API; the token is asked for when needed and renewed once when it is turned away."""

    def __init__(
        self, url: str, username: str, password: SecretStr, customer: str, timeout: float, bundle: Path | None = None
    ) -> None:
        self._url, self._customer = url.rstrip("/"), customer
        self._login = {"username": username, "customerCode": customer}
        self._password = password
        self._http = httpx2.AsyncClient(timeout=timeout, verify=trusted(bundle))
        self._renewing = asyncio.Lock()
        self._token = ""

    async def close(self) -> None:
        await self._http.aclose()

    async def create(self, order: Mapping[str, Any]) -> str:
        """Orders a consignment; its waybill. Raises Turned if the carrier says what is wrong with the order."""
        body = {"orderCreationStatus": 1, "type": "GUI", "customerCode": self._customer, "informationOrder": order}
        answer = await self._ask("POST", "/CreateOrder", json=body)
        return _text(answer, "itemCode")

    async def find(self, reference: str) -> str | None:
        """The waybill of the order that has our reference, if the carrier knows one."""
        answer = await self._ask("GET", "/getOrder", params={"type": BY_REFERENCE, "code": reference})
        found = [one for one in _list(answer, "results") if one.get("saleOrderCode") == reference]
        return _text(found[0], "itemCode") if found else None

    async def history(self, waybill: str) -> tuple[Scan, ...]:
        """All that the carrier knows of a parcel of ours. Raises NotYet if it knows nothing: it gave us the waybill."""
        answer = await self._ask("GET", "/GetStatusHistoryOrder", params={"type": BY_WAYBILL, "code": waybill})
        for one in _list(answer, "data"):
            if one.get("itemCode") == waybill:
                return tuple(_scan(line) for line in _list(one, "statusHistory"))
        raise NotYet("The carrier knows nothing of its waybill so far.", "Đơn vị bưu chính chưa có thông tin bưu gửi.")

    async def _ask(self, method: str, path: str, **more: Any) -> Any:
        """The JSON of a good answer. Raises Turned for 400 and 422, Unavailable for everything else."""
        spent = self._token
        answer = await self._send(method, path, {"token": spent or await self._renew(spent)}, **more)
        if answer.status_code in RENEW:
            answer = await self._send(method, path, {"token": await self._renew(self._token)}, **more)
        if answer.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY):
            raise Turned(f"{path}: {answer.status_code}")
        return _json(answer, path)

    async def _renew(self, spent: str) -> str:
        """A new token; one for all who were turned away with the same old one."""
        async with self._renewing:
            if self._token == spent:
                login = self._login | {"password": self._password.get_secret_value()}
                answer = _json(await self._send("POST", "/GetAccessToken", {}, json=login), "/GetAccessToken")
                self._token = _text(answer, "token")
            return self._token

    async def _send(self, method: str, path: str, headers: Mapping[str, str], **more: Any) -> httpx2.Response:
        try:
            return await self._http.request(method, self._url + path, headers=dict(headers), **more)
        except httpx2.HTTPError as error:
            raise Unavailable(f"{path}: {type(error).__name__}") from error


def _json(answer: httpx2.Response, path: str) -> Any:
    if answer.status_code != HTTPStatus.OK:
        raise Unavailable(f"{path}: {answer.status_code}")
    try:
        return msgspec.json.decode(answer.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unavailable(f"{path}: no JSON") from None


def _text(answer: Any, name: str) -> str:
    found = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(found, str) or not found or "\0" in found:
        raise Unavailable(f"the carrier's answer has no {name}")
    return found


def _list(answer: Any, name: str) -> list[dict[str, Any]]:
    found = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Unavailable(f"the carrier's answer has no {name}")
    return found


def _scan(line: Mapping[str, Any]) -> Scan:
    """One line of the history: a number, a date and an hour, apart or together."""
    try:
        when = f"{line['createdDate']} {line.get('createHour') or ''}".strip()
        status = int(line["statusCode"])
        return Scan(status=status, meaning=rules.status(status).meaning, at=moment(when))
    except (KeyError, TypeError, ValueError):
        raise Unavailable("the carrier's history has a line that cannot be read") from None


def moment(text: str) -> datetime:
    """`dd/MM/yyyy HH:mm:ss` or ISO 8601; GMT+7 where nothing is said. Raises ValueError."""
    try:
        found = datetime.strptime(text, "%d/%m/%Y %H:%M:%S").replace(tzinfo=ZONE)
    except ValueError:
        found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=ZONE)).astimezone(timezone.utc)  # noqa: UP017


# ---- the webhook

Waybill = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z._-]{1,50}$")]


class Item(msgspec.Struct, frozen=True, rename="camel"):
    """One parcel the carrier has news of."""

    item_code: Waybill
    status: int | str


class Notice(msgspec.Struct, frozen=True, rename="camel"):
    """A webhook. The signature covers the sending date and the first item, nothing else (see `proof`)."""

    data: Annotated[list[Item], msgspec.Meta(min_length=1, max_length=1000)]
    send_date: str
    signature: str


def notice_of(body: bytes) -> Notice | None:
    """The webhook in these bytes; None if they are none."""
    try:
        return msgspec.json.decode(body, type=Notice)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


class Seal:
    """The carrier's public key, from a file or an address; read when first needed, then kept."""

    def __init__(self, place: str, bundle: Path | None = None) -> None:
        self._place, self._trusted = place, trusted(bundle)
        self._key: RSAPublicKey | None = None

    async def fits(self, notice: Notice) -> bool:
        """Has the carrier signed this? Raises Unavailable while there is no key."""
        key = self._key = self._key or await self._read()
        first = notice.data[0]
        return proof.proves(key, notice.signature, notice.send_date, first.item_code, first.status)

    async def _read(self) -> RSAPublicKey:
        try:
            key = load_pem_public_key(await self._pem())
        except (OSError, ValueError, httpx2.HTTPError) as error:
            raise Unavailable(f"the carrier's public key cannot be read: {told(error)}") from None
        if not isinstance(key, RSAPublicKey):
            raise Unavailable("the carrier's public key is not RSA")
        return key

    async def _pem(self) -> bytes:
        if not self._place.startswith(("http://", "https://")):
            return await asyncio.to_thread(Path(self._place).read_bytes)
        async with httpx2.AsyncClient(timeout=5, verify=self._trusted) as http:
            answer = await http.get(self._place)
            answer.raise_for_status()
            return answer.content
