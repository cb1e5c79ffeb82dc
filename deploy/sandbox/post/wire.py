"""What customers call: the MyVNPost customer API. The token travels in the header `token`, not as Bearer.

Refusals are HTTP 4xx with {status, timestamp, error, message, path}, as two public clients read them.
"""

from __future__ import annotations

import hmac
import secrets
import time
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import JSONResponse

from sandbox.faults.gate import FaultyRoute
from sandbox.faults.plan import Counterpart, Faults
from sandbox.post import shapes
from sandbox.post.office import Office
from sandbox.post.parcels import Parcel
from sandbox.post.statuses import CANCELLABLE
from sandbox.settings import Settings
from sandbox.times import now, slashed

MUST: Final = [
    "senderName",
    "senderPhone",
    "senderAddress",
    "receiverName",
    "receiverPhone",
    "receiverAddress",
    "serviceCode",
    "saleOrderCode",
    "contentNote",
    "weight",
    "sendType",
]
CASE_CANCEL: Final = 3


class PostRoute(FaultyRoute):
    counterpart = Counterpart.POST

    @staticmethod
    def refusal() -> Response:
        """MyVNPost limits the rate of calls."""
        return JSONResponse(
            _error(429, "Too Many Requests", "Vượt quá giới hạn truy cập, vui lòng thử lại sau", ""), 429
        )


class Tokens:
    """The issued tokens; a restart loses them, so clients must renew on 401."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: dict[str, float] = {}

    def new(self) -> str:
        """A token that is valid for a time."""
        token = secrets.token_urlsafe(48)
        self._until[token] = time.monotonic() + self._seconds
        return token

    def good(self, token: str) -> bool:
        """Whether it is still valid."""
        return self._until.get(token, 0) > time.monotonic()

    def forget(self) -> None:
        """All of them."""
        self._until.clear()


class BadToken(Exception):
    """The token is missing or expired."""


def office(request: Request) -> Office:
    """The post office of this process."""
    found: Office = request.app.state.post
    return found


def let_in(request: Request, token: Annotated[str, Header()] = "") -> Office:
    """The post office, if the token is valid. Raises BadToken."""
    tokens: Tokens = request.app.state.tokens
    if not tokens.good(token):
        raise BadToken
    return office(request)


AnyOffice = Annotated[Office, Depends(office)]
By = Annotated[Literal["1", "2"], Query(alias="type")]
LetIn = Annotated[Office, Depends(let_in)]
router = APIRouter(prefix="/post", tags=["post"], route_class=PostRoute)


@router.post("/GetAccessToken")
async def token(login: dict[str, Any], request: Request) -> Response:
    """{username, password, customerCode} -> {success, token}."""
    settings: Settings = request.app.state.settings
    tokens: Tokens = request.app.state.tokens
    must = f"{settings.post_username}\n{settings.post_password}\n{settings.post_customer}"
    shown = "\n".join(str(login.get(name, "")) for name in ("username", "password", "customerCode"))
    if not hmac.compare_digest(must.encode(), shown.encode(errors="replace")):
        return JSONResponse({"success": False, "message": "Sai thông tin đăng nhập"}, 401)
    return JSONResponse({"success": True, "token": tokens.new()})


@router.post("/CreateOrder")
async def create(body: dict[str, Any], request: Request, office: LetIn) -> Response:
    """A new order (orderCreationStatus 1). The same saleOrderCode with the same content answers the same order."""
    order = body.get("informationOrder")
    if not isinstance(order, dict) or body.get("orderCreationStatus") != 1 or body.get("type") != "GUI":
        return _no(request, "orderCreationStatus phải là 1, type phải là GUI, informationOrder là bắt buộc")
    if missing := [name for name in MUST if not str(order.get(name) or "").strip()]:
        return _no(request, f"Thiếu trường bắt buộc: {', '.join(missing)}")
    if not isinstance(order["saleOrderCode"], str):
        return _no(request, "saleOrderCode phải là chuỗi")
    settings: Settings = request.app.state.settings
    if body.get("customerCode") != settings.post_customer:
        return _no(request, "customerCode không đúng")
    parcel = office.take(settings.post_customer, {name: value for name, value in order.items() if value is not None})
    if parcel is None:
        return _no(request, "saleOrderCode đã tồn tại với nội dung khác")
    return JSONResponse(shapes.whole(parcel))


@router.get("/getOrder")
async def detail(request: Request, office: LetIn, code: str, kind: By = "1") -> Response:
    """By waybill (type=1) or by the customer's own code (type=2): {results: [order]}, empty if there is none."""
    parcel = _looked_up(request, office, kind, code)
    return JSONResponse({"results": [shapes.whole(parcel)] if parcel else []})


@router.get("/GetStatusHistoryOrder")
async def history(request: Request, office: LetIn, code: str, kind: By = "1") -> Response:
    """{data: [{itemCode, statusHistory: [...]}]}, empty if there is none."""
    parcel = _looked_up(request, office, kind, code)
    return JSONResponse({"data": [shapes.history(parcel)] if parcel else []})


@router.post("/orderCancel")
async def cancel(body: dict[str, Any], request: Request, office: LetIn) -> Response:
    """{OriginalId} -> [{type, note, message, originalId, caseId}]; refused once the parcel is collected."""
    name = str(body.get("OriginalId", ""))
    parcel = office.parcels.by_name(name) or office.parcels.by_code(name)
    if parcel is None:
        return _no(request, "Không tìm thấy đơn hàng")
    if parcel.status not in CANCELLABLE:
        return _no(request, "Đơn hàng không còn ở trạng thái được hủy")
    office.cancel(parcel)
    reply = {"type": "CANCEL", "note": "", "message": "Hủy đơn hàng thành công", "caseId": CASE_CANCEL}
    return JSONResponse([{**reply, "originalId": parcel.original}])


async def bad_token(request: Request, _: Exception) -> Response:
    """The answer to `BadToken`."""
    return JSONResponse(_error(401, "Unauthorized", "Token không hợp lệ hoặc đã hết hạn", request.url.path), 401)


def _looked_up(request: Request, office: Office, kind: str, code: str) -> Parcel | None:
    faults: Faults = request.app.state.faults
    if faults.unsure(Counterpart.POST):
        return None
    return office.parcels.by_code(code) if kind == "1" else office.parcels.by_name(code)


def _no(request: Request, message: str) -> Response:
    return JSONResponse(_error(400, "Bad Request", message, request.url.path), 400)


def _error(status: int, error: str, message: str, path: str) -> dict[str, Any]:
    return {"status": status, "timestamp": slashed(now()), "error": error, "message": message, "path": path}
