"""CONFIRM as anybody on the internet may send it: proved first, then compared; told twice, received once."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from payment.provider.national import proof, rules
from payment.provider.national.rules import moment
from tests.integration.payment.bench import Bench, Charge
from tests.integration.payment.conftest import SECRET
from tests.support.payment_facts import AMOUNT

SETTLED = """
select body::jsonb ->> 'proof' as proof, (body::jsonb ->> 'settled_at')::timestamptz as at from journal
where dossier = $1 and event = 'ChargeSettled'
"""
PATH = "/v1/callbacks/national-platform"


def confirm(reference: str, secret: str = SECRET, **changes: Any) -> dict[str, Any]:
    plain = {
        "LoaiBanTin": "CONFIRM",
        "MaLoi": "00",
        "MaDoiTac": "MOTCUA-H99",
        "MaThamChieu": reference,
        "SoTien": str(AMOUNT),
        "MaTienTe": "VND",
        "MaGiaoDich": "GD-by-hand",
        "MaNganHang": "PAYMENT",
        "ThoiGianGD": "20261110100000",
        "ThongTinGiaoDich": "Nộp phí",
    }
    message = {**plain, **changes}
    return proof.CONFIRM.signed(message, secret)


async def told(bench: Bench, message: Any) -> dict[str, Any]:
    """The reply, which is always in the platform's words; proved if what it answers is."""
    answer = await bench.http.post(bench.peers["payment"] + PATH, json=message)
    assert answer.status_code == 200, answer.text
    reply: dict[str, Any] = answer.json()
    assert proof.REPLY.proves(reply, SECRET) == (reply["MaLoi"] != rules.FORGED)
    return reply


async def untouched(bench: Bench, charge: Charge) -> bool:
    return (await charge.see())["state"] == "paying" and not await bench.entered(charge)


async def test_what_is_not_proved_is_not_received(bench: Bench) -> None:
    charge = await bench.charge()
    reference = await charge.pay()
    good = confirm(reference)
    unsigned = {name: value for name, value in good.items() if name != "MaXacThuc"}
    for message in (
        confirm(reference, secret="another"),
        confirm(reference, secret=""),
        {**good, "SoTien": "1"},
        {**good, "MaXacThuc": good["MaXacThuc"].upper()},
        unsigned,
        {},
        confirm(reference, MaDoiTac="STRANGER"),
    ):
        assert (await told(bench, message))["MaLoi"] == rules.FORGED
    assert await untouched(bench, charge)


async def test_what_is_proved_but_about_nothing_of_ours_is_not_taken(bench: Bench) -> None:
    assert (await told(bench, confirm("dvcnobody")))["MaLoi"] == rules.UNKNOWN


async def test_a_report_is_noted_and_the_question_is_asked_at_once(bench: Bench) -> None:
    """The bank was silent and its answers uncertain, so that the next question is minutes away; then it reports."""
    charge = await bench.charge()
    reference = await charge.pay()
    await bench.order("forget")
    await bench.bank_pays(reference)
    put_off = "update scheduled set leased_until = now() + interval '1 hour' where dossier = $1 and name = 'outcome'"
    await bench.rows(put_off, charge.dossier)
    paid = await charge.see()
    if paid["state"] == "paying":
        await bench.sandbox("POST", f"/bank/send/{reference}", {})
    await charge.comes_to("settled")
    [payment] = (await bench.bank_knows(reference))["payments"]
    [settled] = await bench.rows(SETTLED, charge.dossier)
    assert (settled["proof"], settled["at"]) == ("query", moment(payment["at"])), "the bank's time is the payment's"


async def test_a_repeated_confirm_is_received_once(bench: Bench) -> None:
    charge = await bench.charge()
    reference = await charge.pay()
    await bench.bank_pays(reference)
    await charge.comes_to("settled")
    [payment] = (await bench.bank_knows(reference))["payments"]
    for _ in range(2):
        again = confirm(reference, MaGiaoDich=payment["transaction"])
        assert (await told(bench, again))["MaLoi"] == rules.GOOD
    assert (await told(bench, confirm(reference, MaLoi="24")))["MaLoi"] == rules.GOOD
    assert (await charge.see())["state"] == "settled"
    assert (await bench.said(charge)).count("ChargeSettled") == 1


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"MaLoi": {}}', b'{"SoTien": "\\u0000"}', b'{"MaThamChieu": "\xff"}']
)
async def test_nonsense_is_refused(bench: Bench, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await bench.http.post(bench.peers["payment"] + PATH, content=content, headers=headers)
    assert isinstance(answer, httpx2.Response)
    assert 400 <= answer.status_code < 500
