"""What merchants call: INIT and QUERY of the national payment platform 1.0.6.

MaXacThuc is checked first. Responses are HTTP 200 with a code, as the platform's are.
"""

from __future__ import annotations

import hmac
import json
import re
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.responses import JSONResponse

from sandbox.bank import codes
from sandbox.bank.counter import Bank, answer
from sandbox.bank.ledger import Partner
from sandbox.faults.gate import FaultyRoute
from sandbox.faults.plan import Counterpart, Faults
from sandbox.times import is_compact

REFERENCE: Final = re.compile(r"[0-9A-Za-z]{1,100}")
AMOUNT: Final = re.compile(r"[1-9][0-9]{0,14}")
FIXED: Final = {"LoaiBanTin": "INIT", "PhienBan": "1.0.6", "LoaiHinhThanhToan": "PAY", "MaTienTe": "VND"}


class BankRoute(FaultyRoute):
    counterpart = Counterpart.BANK

    @staticmethod
    def refusal() -> Response:
        """Both forms of a response at once: INIT reads error_code, QUERY reads MaLoi."""
        message = codes.MESSAGES[codes.BUSY]
        return JSONResponse({"error_code": codes.BUSY, "message": message, "MaLoi": codes.BUSY, "MoTaLoi": message})


def bank(request: Request) -> Bank:
    """The bank of this process."""
    found: Bank = request.app.state.bank
    return found


TheBank = Annotated[Bank, Depends(bank)]
Message = dict[str, Any]
router = APIRouter(prefix="/bank", tags=["bank"], route_class=BankRoute)


@router.post("/init")
async def init(
    message: Message, request: Request, bank: TheBank, authorization: Annotated[str, Header()] = ""
) -> Response:
    """INIT: opens a reference. `message` of the answer is JSON text with UrlThanhToan."""
    partner = bank.books.partners.get(str(message.get("MaDoiTac")))
    if partner is None or not codes.fits(message, codes.INIT, partner.secret):
        return _no(codes.WRONG_CODE)
    if not _may(partner, authorization):
        return JSONResponse({"error_code": codes.WRONG_CODE, "message": "Token không hợp lệ"}, 401)
    if wrong := wrong_fields(message):
        return _no(codes.MALFORMED, f"{codes.MESSAGES[codes.MALFORMED]}: {', '.join(wrong)}")
    if not bank.open(message):
        return _no(codes.DUPLICATE)
    reference = message["MaThamChieu"]
    public = request.app.state.settings.public or request.base_url
    where = {"UrlThanhToan": f"{public}bank/checkout/{reference}", "MaThamChieu": reference}
    return JSONResponse({"error_code": "0", "message": json.dumps(where)})


@router.post("/query")
async def query(message: Message, request: Request, bank: TheBank) -> Response:
    """QUERY: TrangThaiGD "1" paid, "4" failed, "0" in progress; MaLoi "01" for a reference never opened."""
    partner = bank.books.partners.get(str(message.get("MaDoiTac")))
    if partner is None or not codes.fits(message, codes.QUERY, partner.secret):
        return _found(codes.WRONG_CODE)
    asked = bank.books.asked.get(str(message.get("MaThamChieu")))
    if asked is None or asked.partner != message["MaDoiTac"]:
        return _found(codes.UNKNOWN_REFERENCE)
    faults: Faults = request.app.state.faults
    found = answer(asked, None if faults.unsure(Counterpart.BANK) else asked.last)
    fields = codes.CONFIRM if partner.answers is None else partner.answers
    return JSONResponse(codes.signed(found, fields, partner.secret) if fields else found)


def wrong_fields(message: Message) -> list[str]:
    """The names of an INIT's invalid fields."""
    wrong = [name for name in codes.INIT if str(message.get(name, "")) == ""]
    wrong += [name for name, must in FIXED.items() if message.get(name) != must]
    wrong += [name for name in codes.INIT if not isinstance(message.get(name, ""), str) and name != "SoTien"]
    wrong += [name for name in codes.INIT if "|" in str(message.get(name, ""))]
    if not REFERENCE.fullmatch(str(message.get("MaThamChieu"))):
        wrong.append("MaThamChieu")
    if not AMOUNT.fullmatch(str(message.get("SoTien"))):
        wrong.append("SoTien")
    if not is_compact(str(message.get("ThoiGianGD"))):
        wrong.append("ThoiGianGD")
    if not isinstance(message.get("ThongTinBienLai"), dict):
        wrong.append("ThongTinBienLai")
    return sorted(set(wrong))


def _may(partner: Partner, authorization: str) -> bool:
    """Whether the bearer token is the partner's, if it has one."""
    return not partner.token or hmac.compare_digest(authorization.encode(), f"Bearer {partner.token}".encode())


def _no(code: str, message: str | None = None) -> Response:
    return JSONResponse({"error_code": code, "message": message or codes.MESSAGES[code]})


def _found(code: str) -> Response:
    return JSONResponse({"LoaiBanTin": "QUERY", "MaLoi": code, "MoTaLoi": codes.MESSAGES[code]})
