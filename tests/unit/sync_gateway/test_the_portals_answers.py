"""What an answer of the portal means: taken, refused, or no one knows."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from sync_gateway.portal.clients import Portal, Reply
from sync_gateway.portal.errors import PortalAway
from sync_gateway.settings import SyncSettings

SETTINGS = SyncSettings(
    portal_url="http://server/XrdAdapter/RestService/forward/",
    username="motcua",
    password="throw-away-portal-password",
    madonvi="000.00.00.H99",
    dstcode="VN:GOV:000.00.00.G22:vpcpdvcprovider",
)
GOOD = {"error_code": "0", "message": "Thực hiện thành công", "result": []}
NO_SESSION = {"error_code": "-1", "message": "Phiên làm việc không hợp lệ hoặc đã hết hạn"}
Answers = Callable[[httpx2.Request], httpx2.Response]


def portal(answers: Answers) -> Portal:
    found = Portal(SETTINGS)
    found._http = httpx2.AsyncClient(
        transport=httpx2.MockTransport(answers), base_url=found._http.base_url, params=found._http.params
    )
    return found


def saying(*answers: Any) -> Answers:
    """Logs in anyone who asks, and gives these answers to data calls, one after the other."""
    left, logins = list(answers), iter(range(1, 100))

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/mapi/login"):
            return httpx2.Response(200, json={"session": f"s{next(logins)}", "error_code": 0})
        found = left.pop(0)
        return found if isinstance(found, httpx2.Response) else httpx2.Response(200, json=found)

    return answer


@pytest.mark.parametrize(
    ("code", "message", "done", "exists"),
    [
        ("0", "Thực hiện thành công", True, False),
        ("00", "THÀNH CÔNG", True, False),
        ("0", unicodedata.normalize("NFD", "thành công"), True, False),
        ("0", "", False, False),
        ("0", "Đã ghi nhận", False, False),
        ("-99", "thành công một phần", False, False),
        ("3", "Hồ sơ đã tồn tại", False, True),
        ("-3", unicodedata.normalize("NFD", "Hồ sơ ĐÃ TỒN TẠI trên hệ thống"), False, True),
    ],
)
def test_the_code_alone_is_not_enough(code: str, message: str, done: bool, exists: bool) -> None:
    reply = Reply(code, message)
    assert (reply.done, reply.exists) == (done, exists)


async def test_the_envelope() -> None:
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200, json={**GOOD, "session": "s1", "result": {"MaHoSo": "X"}})

    reply = await portal(answer).ask("TraCuuHoSo", mahoso="X")
    assert (reply.code, reply.result) == ("0", [{"MaHoSo": "X"}])
    login, call = asked
    assert str(login.url) == (
        "http://server/XrdAdapter/RestService/forward/mapi/login?dstcode=VN%3AGOV%3A000.00.00.G22%3Avpcpdvcprovider"
    )
    assert json.loads(login.content) == {"username": "motcua", "password": "throw-away-portal-password"}
    assert call.url.path == "/XrdAdapter/RestService/forward/mapi/g"
    told = {"session": "s1", "madonvi": "000.00.00.H99", "service": "TraCuuHoSo", "mahoso": "X"}
    assert json.loads(call.content) == told


async def test_a_session_is_renewed_once_and_kept() -> None:
    asked = portal(saying(GOOD, NO_SESSION, GOOD, GOOD))
    for _ in range(3):
        assert (await asked.ask("TraCuuHoSo", mahoso="X")).good
    assert asked._session == "s2"


async def test_a_portal_that_refuses_every_session_is_away() -> None:
    with pytest.raises(PortalAway, match="every session"):
        await portal(saying(NO_SESSION, NO_SESSION)).ask("TraCuuHoSo", mahoso="X")


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(502, text="<html>"),
        httpx2.Response(200, text="<html>"),
        httpx2.Response(200, text='{"error_code": "0"'),
        httpx2.Response(200, json=["0"]),
        httpx2.Response(200, json={"message": "thành công"}),
    ],
    ids=["error", "html", "half", "list", "no code"],
)
async def test_what_is_not_its_envelope_is_no_answer(answer: httpx2.Response) -> None:
    with pytest.raises(PortalAway):
        await portal(saying(answer)).ask("TraCuuHoSo", mahoso="X")


async def test_no_password_and_no_session_is_logged() -> None:
    with pytest.raises(PortalAway) as told:
        await portal(lambda _: httpx2.Response(200, json={"session": "s1", "error_code": "-1"})).ask("TraCuuHoSo")
    assert "throw-away" not in f"{told.value} {told.value!r}"
