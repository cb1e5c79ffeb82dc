"""What the province's gateway calls: login and data call, forwarded by the adapter of the national data exchange.

`dstcode` names the provider twice, in the query and in a header; the adapter (XrdAdapter, later VXPAdapter) refuses
when they are missing or differ. Everything behind it is HTTP 200 with an error_code.
"""

from __future__ import annotations

import hmac
import re
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse

from sandbox.faults.gate import FaultyRoute
from sandbox.faults.plan import Counterpart, Faults
from sandbox.portal import codes
from sandbox.portal.hall import answer, reply
from sandbox.portal.records import Records
from sandbox.portal.sessions import Sessions
from sandbox.settings import Settings

PROVIDER: Final = re.compile(r"VN:GOV:[0-9A-Z.]{1,35}:[0-9A-Za-z_-]+")


class PortalRoute(FaultyRoute):
    counterpart = Counterpart.PORTAL

    @staticmethod
    def refusal() -> Response:
        """An error code no client knows, so it must retry."""
        return JSONResponse({**reply(codes.BUSY), "session": ""})


def adapter(
    adapter: Literal["XrdAdapter", "VXPAdapter"],
    dstcode: Annotated[str, Query()] = "",
    header: Annotated[str, Header(alias="dstcode")] = "",
) -> None:
    """Checks dstcode in query and header. Raises HTTP 400."""
    if dstcode != header or not PROVIDER.fullmatch(dstcode):
        raise HTTPException(400, "dstcode is missing, malformed, or not the same in query and header")


def records(request: Request) -> Records:
    """The records of this portal."""
    found: Records = request.app.state.records
    return found


TheRecords = Annotated[Records, Depends(records)]
router = APIRouter(
    prefix="/portal/{adapter}/RestService/forward/mapi",
    tags=["portal"],
    route_class=PortalRoute,
    dependencies=[Depends(adapter)],
)


@router.post("/login")
async def login(body: dict[str, Any], request: Request) -> dict[str, Any]:
    """{username, password} -> {session, error_code}; error_code is the number 0, or "-1"."""
    settings: Settings = request.app.state.settings
    sessions: Sessions = request.app.state.sessions
    must = f"{settings.portal_username}\n{settings.portal_password}"
    shown = f"{body.get('username', '')}\n{body.get('password', '')}"
    if not hmac.compare_digest(must.encode(), shown.encode(errors="replace")):
        return {"session": "", "error_code": codes.NO_SESSION, "message": "Sai tên đăng nhập hoặc mật khẩu"}
    return {"session": sessions.new(), "error_code": 0}


@router.post("/g")
async def data_call(envelope: dict[str, Any], request: Request, records: TheRecords) -> dict[str, Any]:
    """{session, madonvi, service, ...} -> {error_code, message, result}; "-1" when the session must be renewed."""
    sessions: Sessions = request.app.state.sessions
    faults: Faults = request.app.state.faults
    if not sessions.use(str(envelope.get("session", ""))):
        return reply(codes.NO_SESSION)
    if not str(envelope.get("madonvi") or ""):
        return reply(codes.INVALID, "madonvi")
    return answer(records, envelope, lambda: faults.unsure(Counterpart.PORTAL))
