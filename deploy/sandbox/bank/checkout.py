"""The page of the bank that a payer sees. It needs no script."""

from __future__ import annotations

from enum import StrEnum
from html import escape

from sandbox.bank.ledger import Asked, view


class Does(StrEnum):
    """What a payer does there."""

    PAYS = "paid"
    FAILS = "failed"
    LEAVES = "abandoned"


STATES = {"paid": "Đã thanh toán", "failed": "Không thành công"}
CHOICES = {Does.PAYS: "Thanh toán", Does.FAILS: "Thẻ bị từ chối", Does.LEAVES: "Để sau"}
LOOK = (
    "body{font:17px/1.5 system-ui,sans-serif;max-width:26em;margin:2em auto;padding:0 1em}"
    "button{font:inherit;display:block;width:100%;padding:.6em;margin:.5em 0}"
)


def page(asked: Asked, back: str) -> str:
    """One reference, with buttons until it is paid; `back`: where the payer goes on afterwards, empty for nowhere."""
    amount = f"{asked.amount:,}".replace(",", ".")
    state = STATES.get(view(asked)["state"], "Chờ thanh toán")
    shown = {} if asked.paid else CHOICES
    buttons = "".join(f"<button name=outcome value={does}>{label}</button>" for does, label in shown.items())
    leads = f'<p><a href="{escape(back)}">Quay lại trang dịch vụ công</a>' if back else ""
    return (
        "<!doctype html><html lang=vi><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>Ngân hàng thử nghiệm</title><style>{LOOK}</style><main><h1>{amount} đồng</h1>"
        f"<p>{escape(asked.info)}<p><small>{asked.reference}</small><p role=status><b>{state}</b>"
        f"<form method=post>{buttons}</form>{leads}</main>"
    )
