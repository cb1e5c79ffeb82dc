"""The bank: opens references, takes payments, and sends CONFIRM to merchants until they have received it.

National payment platform 1.0.6. Wire and script routes both use it; neither writes to the ledger itself.
"""

from __future__ import annotations

import hashlib
from typing import Any

import httpx2

from sandbox.bank import codes
from sandbox.bank.ledger import Asked, Books, Outcome, Payment
from sandbox.faults.courier import Callback, Courier, Fate
from sandbox.faults.plan import Counterpart
from sandbox.times import compact, now


class Bank:
    """One bank: its ledger, and the courier that delivers its CONFIRMs."""

    def __init__(self, books: Books, courier: Courier) -> None:
        self.books = books
        self._courier = courier
        self._under_way: set[str] = set()

    def resume(self) -> None:
        """Sends every CONFIRM without a known fate: after a restart, and when a partner gets a callback."""
        for asked in self.books.asked.values():
            for payment in asked.payments:
                if payment.fate is None:
                    self._confirm(asked, payment)

    def open(self, message: dict[str, Any]) -> bool:
        """Opens a reference; False if it was opened before with other content.

        The same content means: every field that MaXacThuc covers, ThoiGianGD and Ip included.
        """
        print_ = hashlib.sha256("|".join(str(message[name]) for name in codes.INIT).encode()).hexdigest()
        known = self.books.asked.get(message["MaThamChieu"])
        if known:
            return known.print == print_
        self.books.note(
            "opened",
            partner=message["MaDoiTac"],
            reference=message["MaThamChieu"],
            amount=int(message["SoTien"]),
            print=print_,
            info=message["ThongTinGiaoDich"],
            currency=message["MaTienTe"],
            bank=message["MaNganHang"],
            dossier=str(message["ThongTinBienLai"].get("MaHoSo", "")),
            at=message["ThoiGianGD"],
        )
        return True

    def pay(self, asked: Asked, outcome: Outcome, amount: int | None) -> Payment:
        """Moves the money (or fails to) and sends the CONFIRM. `amount` is only for a wrong one."""
        self.books.note(
            "payment",
            reference=asked.reference,
            transaction=self.books.next_transaction(),
            outcome=outcome,
            amount=asked.amount if amount is None else amount,
            at=compact(now()),
        )
        payment = asked.payments[-1]
        self._confirm(asked, payment)
        return payment

    def _confirm(self, asked: Asked, payment: Payment) -> None:
        partner = self.books.partners[asked.partner]
        if not partner.callback or payment.transaction in self._under_way:
            return
        self._under_way.add(payment.transaction)
        body = codes.signed(confirm(asked, payment), codes.CONFIRM, partner.secret)

        def on_fate(fate: Fate, tries: int) -> None:
            self.books.note("confirmed", transaction=payment.transaction, fate=fate, tries=tries)

        self._courier.send(
            Callback(
                Counterpart.BANK,
                partner.callback,
                body,
                forged={**body, "MaXacThuc": codes.code(body, codes.CONFIRM, "not the secret")},
                tampered={**body, "SoTien": str(payment.amount + 1000)},
                taken=_taken,
                on_fate=on_fate,
            )
        )

    async def send(self, asked: Asked, body: dict[str, Any]) -> httpx2.Response:
        """Posts this body to the partner's callback once. Raises httpx2.HTTPError."""
        return await self._courier.once(self.books.partners[asked.partner].callback, body)


def _taken(answer: httpx2.Response) -> bool:
    """A merchant has received when it replies MaLoi "00"."""
    reply = answer.json() if answer.is_success else None
    return isinstance(reply, dict) and reply.get("MaLoi") == codes.GOOD


def confirm(asked: Asked, payment: Payment) -> dict[str, Any]:
    """CONFIRM without its code. MaLoi "00" is paid; SoTien is what came in."""
    return {
        "LoaiBanTin": "CONFIRM",
        "MaLoi": codes.GOOD if payment.outcome is Outcome.PAID else codes.NOT_PAID,
        "MaDoiTac": asked.partner,
        "MaThamChieu": asked.reference,
        "SoTien": str(payment.amount),
        "MaTienTe": asked.currency,
        "MaGiaoDich": payment.transaction,
        "MaNganHang": asked.bank,
        "ThoiGianGD": payment.at,
        "ThongTinGiaoDich": asked.info,
    }


def answer(asked: Asked, payment: Payment | None) -> dict[str, Any]:
    """The answer to a QUERY without its code: "1" paid, "4" failed, "0" unknown or in progress."""
    known: dict[str, Any] = {"MaGiaoDich": "", "SoTien": str(asked.amount), "ThoiGianGD": compact(now())}
    if payment:
        known = confirm(asked, payment)
    state = ("1" if asked.paid else "4") if payment else "0"
    names = {"MaDoiTac": asked.partner, "MaThamChieu": asked.reference, "MaTienTe": asked.currency}
    about = {"MaNganHang": asked.bank, "ThongTinGiaoDich": asked.info, "TrangThaiGD": state}
    return {
        **known,
        **names,
        **about,
        "LoaiBanTin": "QUERY",
        "MaLoi": codes.GOOD,
        "MoTaLoi": codes.MESSAGES[codes.GOOD],
    }
