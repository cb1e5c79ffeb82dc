"""The other services over HTTP, with a service token. Called by jobs only, never inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import httpx2

from shared.kernel.declared import Unfit
from shared.kernel.errors import Unavailable
from shared.kernel.tls import told, trusted


def reachable(producers: Iterable[str], addresses: Mapping[str, str]) -> None:
    """Catch-up needs the address of each producer. Raises Unfit."""
    if unknown := sorted(set(producers) - addresses.keys()):
        raise Unfit(f"MOTCUA_PEERS: lacks {', '.join(unknown)}")


class Peers:
    """The HTTP client of a process. Raises Unavailable if a peer is away or answers with an error."""

    def __init__(self, addresses: Mapping[str, str], token_file: Path | None, bundle: Path | None = None) -> None:
        """`bundle`: certificates that prove the peers."""
        self.addresses = dict(addresses)
        self._token_file = token_file
        self._http = httpx2.AsyncClient(timeout=10, verify=trusted(bundle))

    async def close(self) -> None:
        await self._http.aclose()

    async def get(self, peer: str, path: str, **query: Any) -> Any:
        """The JSON body of a GET."""
        return await self._ask("GET", peer, path, params=query)

    async def post(self, peer: str, path: str, body: Any) -> Any:
        """The JSON body of the answer to a POST."""
        return await self._ask("POST", peer, path, json=body)

    async def _ask(self, method: str, peer: str, path: str, **more: Any) -> Any:
        try:
            answer = await self._http.request(method, self.addresses[peer] + path, headers=self._headers(), **more)
            answer.raise_for_status()
        except KeyError:
            raise Unavailable(f"no address for {peer}: set MOTCUA_PEERS") from None
        except httpx2.HTTPError as error:
            raise Unavailable(f"{peer} does not answer {path}: {told(error)}") from error
        return answer.json()

    def _headers(self) -> dict[str, str]:
        """The token is read for each request, because it is renewed by replacing the file."""
        token = self._token_file.read_text().strip() if self._token_file else ""
        return {"Authorization": f"Bearer {token}"}
