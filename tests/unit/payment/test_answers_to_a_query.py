"""Which answers to a QUERY are accepted, by each way the platform may prove them, and what follows from them."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx2
import pytest

from payment.charge.commands import Unpaid
from payment.charge.jobs import Asked, Jobs, Polls, Question
from payment.charge.machine import State
from payment.provider.national import rules
from payment.provider.national.clients import Platform
from payment.provider.national.jobs import National
from payment.provider.national.settings import NationalSettings, Query
from payment.provider.protocol import Paid, Providers
from shared.kernel.errors import NotYet, Unavailable
from shared.kernel.peers import Peers
from tests.support.payment_facts import AMOUNT, NOON, REFERENCE, paid

POLLS = Polls(before=3, after=36)
SECRET = "a secret of the bank and us"
CONFIRM = (
    *("LoaiBanTin", "MaLoi", "MaDoiTac", "MaThamChieu", "SoTien", "MaTienTe", "MaGiaoDich", "MaNganHang"),
    *("ThoiGianGD", "ThongTinGiaoDich"),
)
OWN = ("MaDoiTac", "MaThamChieu", "TrangThaiGD", "SoTien", "MaGiaoDich", "ThoiGianGD")
PLAIN = {
    "LoaiBanTin": "QUERY",
    "MaLoi": "00",
    "MaDoiTac": "P",
    "MaThamChieu": REFERENCE,
    "SoTien": str(AMOUNT),
    "MaTienTe": "VND",
    "MaGiaoDich": "GD1",
    "MaNganHang": "PAYMENT",
    "ThoiGianGD": "20261110100000",
    "ThongTinGiaoDich": "Nộp phí",
    "TrangThaiGD": "1",
}


def answer(fields: tuple[str, ...], **changes: Any) -> dict[str, Any]:
    """An answer, signed over these fields by hand."""
    message = {**PLAIN, **changes}
    text = "|".join([*(str(message[name]) for name in fields), SECRET])
    return {**message, "MaXacThuc": hashlib.sha256(text.encode()).hexdigest()}


def platform(said: Any, query: Query = Query.AS_CONFIRM) -> Platform:
    """A platform that answers this to every question."""
    fields = OWN if query is Query.FIELDS else ()
    settings = NationalSettings(
        url="http://bank", partner="P", secret=SECRET, query=query, query_fields=fields, ip="10.0.0.1"
    )
    found = Platform(settings)
    found._http = httpx2.AsyncClient(transport=httpx2.MockTransport(lambda _: httpx2.Response(200, json=said)))
    return found


async def asked(said: Any, query: Query = Query.AS_CONFIRM) -> Any:
    return await platform(said, query).query(rules.query(REFERENCE, NOON, "P"))


WAYS = {Query.AS_CONFIRM: CONFIRM, Query.FIELDS: OWN}


@pytest.mark.parametrize("way", WAYS)
async def test_an_answer_proved_as_configured_is_accepted(way: Query) -> None:
    good = answer(WAYS[way])
    assert await asked(good, way) == good


@pytest.mark.parametrize("way", WAYS)
async def test_an_answer_proved_in_another_way_is_refused(way: Query) -> None:
    other = next(fields for each, fields in WAYS.items() if each is not way)
    for said in (answer(other), PLAIN, {**answer(WAYS[way]), "MaXacThuc": ""}, {**answer(WAYS[way]), "SoTien": "7"}):
        with pytest.raises(Unavailable):
            await asked(said, way)


async def test_a_state_is_proved_where_the_list_covers_it() -> None:
    with pytest.raises(Unavailable):
        await asked({**answer(OWN), "TrangThaiGD": "4"}, Query.FIELDS)


async def test_with_tls_alone_reference_partner_type_and_fields_are_checked() -> None:
    assert await asked(PLAIN, Query.TLS) == PLAIN
    for change in ({"SoTien": "7|7"}, {"MaThamChieu": "R2"}, {"MaDoiTac": "Q"}, {"LoaiBanTin": "CONFIRM"}):
        with pytest.raises(Unavailable):
            await asked({**PLAIN, **change}, Query.TLS)


@pytest.mark.parametrize("way", [*WAYS, Query.TLS])
async def test_an_answer_of_type_confirm_is_refused(way: Query) -> None:
    with pytest.raises(Unavailable):
        await asked(answer(WAYS.get(way, ()), LoaiBanTin="CONFIRM"), way)


@pytest.mark.parametrize("change", [{"MaThamChieu": "R2"}, {"MaDoiTac": "Q"}], ids=str)
async def test_an_answer_about_another_reference_or_partner_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(Unavailable):
        await asked(answer(CONFIRM, **change))


def jobs(said: Any, query: Query = Query.AS_CONFIRM) -> Jobs:
    return Jobs(Providers([National(platform(said, query))]), Peers({}, None), POLLS)


def question(state: State, *booked: str, attempts: int = 1) -> Question:
    return Question(state, frozenset(booked), [Asked(rules.NAME, REFERENCE, NOON)] * attempts)


@pytest.mark.parametrize("amount", [1, AMOUNT, 10 * AMOUNT])
@pytest.mark.parametrize("state", list(State))
async def test_a_payment_of_any_amount_is_reported(state: State, amount: int) -> None:
    found = await jobs(answer(CONFIRM, SoTien=str(amount))).outcome(question(state), "", 1)
    assert found == paid(amount=amount)


@pytest.mark.parametrize("state", [State.OPEN, State.EXPIRING, State.EXPIRED, State.SETTLED, State.OWED])
async def test_a_booked_payment_is_not_reported_again(state: State) -> None:
    assert await jobs(answer(CONFIRM)).outcome(question(state, "GD1", attempts=0), "", 1) == Unpaid()
    with pytest.raises(NotYet):
        await jobs(answer(CONFIRM, TrangThaiGD="0")).outcome(question(state, "GD1"), "", 1)
    tries = POLLS.before if state is State.EXPIRING else POLLS.after
    assert await jobs(answer(CONFIRM)).outcome(question(state, "GD1"), "", tries) == Unpaid()


@pytest.mark.parametrize("state", list(State))
async def test_a_platform_without_query_is_not_asked(state: State) -> None:
    assert await jobs(None, Query.NONE).outcome(question(state), "", 1) == Unpaid()


@pytest.mark.parametrize("change", [{"SoTien": "0"}, {"MaGiaoDich": ""}, {"ThoiGianGD": ""}], ids=str)
async def test_an_unclear_answer_is_asked_for_again(change: dict[str, str]) -> None:
    with pytest.raises(Unavailable):
        await jobs(answer(CONFIRM, **change)).outcome(question(State.PAYING), "", 1)


def test_a_confirm_is_known_by_its_code_its_type_and_its_partner() -> None:
    bank = platform(None)
    good = answer(CONFIRM, LoaiBanTin="CONFIRM")
    del good["TrangThaiGD"]
    assert bank.confirms(good)
    assert not bank.confirms({**good, "TrangThaiGD": "1"})
    assert not bank.confirms(answer(CONFIRM))
    assert not bank.confirms({**answer(CONFIRM, LoaiBanTin="CONFIRM", MaDoiTac="Q"), "TrangThaiGD": None})
    assert isinstance(rules.outcome(answer(CONFIRM), REFERENCE), Paid)
