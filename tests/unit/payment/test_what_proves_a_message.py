"""Messages of the payment platform are proved by bytes that only one message has, made of fields with an alphabet."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payment.provider.national import proof
from payment.provider.national.proof import ANSWER, CONFIRM, FIELDS, INIT, QUERY, REPLY, Form, Unsound
from payment.provider.national.settings import DECIDES, NationalSettings
from payment.provider.national.settings import FIELDS as SIGNED
from payment.provider.national.settings import Query as Way

SECRET = "a secret"
FORMS = {"INIT": INIT, "CONFIRM": CONFIRM, "QUERY": QUERY, "ANSWER": ANSWER, "REPLY": REPLY}
#: A sound value of every field, written out.
SOUND = {
    "LoaiBanTin": "CONFIRM",
    "PhienBan": "1.0.6",
    "MaLoi": "00",
    "MoTaLoi": "Thành công",
    "MaDoiTac": "MOTCUA-H99",
    "MaThamChieu": "dvcH9901012611100001",
    "SoTien": "8000",
    "LoaiHinhThanhToan": "PAY",
    "MaKenhThanhToan": "1",
    "MaThietBi": "1",
    "NgonNgu": "vi-VN",
    "MaTienTe": "VND",
    "MaNganHang": "PAYMENT",
    "MaGiaoDich": "GD0000000001",
    "ThongTinGiaoDich": "Nộp phí, lệ phí hồ sơ H99.01.01-261110-0001",
    "ThoiGianGD": "20261110100000",
    "TrangThaiGD": "1",
    "Ip": "10.0.0.1",
}
#: Few signs, so that two lists are often alike: digits and capitals that most alphabets have, and what joins fields.
SIGNS = st.text("0A|", max_size=3)
ANYTHING = st.one_of(
    SIGNS, st.text("0aé|\n\u202e ", max_size=3), st.integers(-9, 10**16), st.booleans(), st.none(), st.lists(SIGNS)
)


def of(form: Form) -> dict[str, Any]:
    return {**SOUND, "LoaiBanTin": form.kind or ""}


@st.composite
def signables(draw: st.DrawFn) -> tuple[Form, dict[str, Any]]:
    """A form, and a message in which some fields are drawn from what an attacker may write."""
    form = draw(st.sampled_from(list(FORMS.values())))
    spoilt = draw(st.dictionaries(st.sampled_from(form.names), ANYTHING, max_size=4))
    return form, {**of(form), **spoilt}


@st.composite
def alike(draw: st.DrawFn) -> tuple[Form, list[dict[str, Any]]]:
    """Two different messages that joining alone would sign alike: two neighbours that share their signs otherwise."""
    form = draw(st.sampled_from(list(FORMS.values())))
    place = draw(st.integers(0, len(form.names) - 2))
    left, right = form.names[place : place + 2]
    first, between, last = (draw(st.sampled_from(["", "0", "A", SOUND[left], SOUND[right]])) for _ in range(3))
    pairs = ((f"{first}|{between}", last), (first, f"{between}|{last}"))
    return form, [{**of(form), left: one, right: other} for one, other in pairs]


@given(st.one_of(alike(), st.tuples(st.sampled_from(list(FORMS.values())), st.lists(signables().map(lambda s: s[1])))))
def test_no_two_different_field_lists_have_the_same_bytes_to_sign(case: tuple[Form, list[dict[str, Any]]]) -> None:
    form, messages = case
    signed: dict[bytes, list[str]] = {}
    for message in messages:
        try:
            text = form.text(message, SECRET)
        except Unsound:
            continue
        words = [str(message.get(name, "")) for name in form.names]
        assert signed.setdefault(text, words) == words


@given(signables(), signables())
def test_no_message_has_the_bytes_of_another_kind(
    one: tuple[Form, dict[str, Any]], other: tuple[Form, dict[str, Any]]
) -> None:
    try:
        signed = [form.text(message, SECRET) for form, message in (one, other)]
    except Unsound:
        return
    assert one[0] is other[0] or signed[0] != signed[1]


@given(signables())
def test_the_bytes_to_sign_are_read_back_to_the_same_fields(signable: tuple[Form, dict[str, Any]]) -> None:
    form, message = signable
    try:
        text = form.text(message, SECRET)
    except Unsound:
        return
    assert text.decode().split("|") == [*(str(message[name]) for name in form.names), SECRET]


def test_the_attack_that_was_seen_is_refused_before_a_code_is_computed() -> None:
    """Fields of a reply that contain the separator read as the fields of a CONFIRM."""
    fields = {"MaDoiTac": "00|MOTCUA-H99", "MaThamChieu": "R1|8000|VND|TX1|VCB|20260101000000"}
    for form in FORMS.values():
        for name, value in fields.items():
            with pytest.raises(Unsound, match=name):
                form.text({**of(form), name: value}, SECRET)


@pytest.mark.parametrize("name", FORMS)
def test_every_field_of_every_form_has_an_alphabet_and_a_length(name: str) -> None:
    form = FORMS[name]
    assert form.sound(of(form))
    bad = ("|", "a|b", "\0", "\n", "a\nb", "\ud800", "\u202e", " " * 501, "9" * 501, True, 1.5, None, ["a"], {})
    open_ = [(field, value) for field in form.names for value in bad if form.sound({**of(form), field: value})]
    assert open_ == []


@pytest.mark.parametrize("name", ["INIT", "CONFIRM", "QUERY", "ANSWER"])
def test_a_message_means_only_what_its_type_says(name: str) -> None:
    form = FORMS[name]
    for kind in ("INIT", "CONFIRM", "QUERY", "97", "", "confirm"):
        assert form.sound({**of(form), "LoaiBanTin": kind}) == (kind == form.kind)


def test_a_confirm_is_no_answer_and_an_answer_no_confirm() -> None:
    assert not ANSWER.proves(CONFIRM.signed(of(CONFIRM), SECRET), SECRET)
    assert not CONFIRM.proves(ANSWER.signed(of(ANSWER), SECRET), SECRET)


@pytest.mark.parametrize("field", [*CONFIRM.names, "MaXacThuc"])
def test_any_altered_field_is_noticed(field: str) -> None:
    good = CONFIRM.signed(of(CONFIRM), SECRET)
    assert CONFIRM.proves(good, SECRET)
    assert not CONFIRM.proves({**good, field: good[field] + "0"}, SECRET)
    assert not CONFIRM.proves({**good, field: good[field].swapcase() + "é"}, SECRET)
    assert not CONFIRM.proves({name: value for name, value in good.items() if name != field}, SECRET)


@pytest.mark.parametrize("given_", ["", None, True, 1, ["a"], "\ud800", "é"])
def test_malformed_codes_prove_nothing(given_: Any) -> None:
    assert not CONFIRM.proves({**of(CONFIRM), "MaXacThuc": given_}, SECRET)


def test_a_number_counts_as_its_digits() -> None:
    good = CONFIRM.signed(of(CONFIRM), SECRET)
    assert CONFIRM.proves({**good, "SoTien": 8000}, SECRET)
    assert not CONFIRM.proves({**good, "SoTien": 8000.0}, SECRET)


def test_nothing_is_proved_without_a_secret() -> None:
    assert not CONFIRM.proves(CONFIRM.signed(of(CONFIRM), ""), "")


def test_an_own_list_must_cover_the_fields_that_decide() -> None:
    listed = (*sorted(DECIDES), "ThoiGianGD")
    assert NationalSettings(query=Way.FIELDS, query_fields=listed).query_fields == listed
    for fields in ((), tuple(sorted(DECIDES))[1:], (*listed, "Secret")):
        with pytest.raises(ValueError, match="MOTCUA_PAYMENT_NATIONAL_QUERY_FIELDS"):
            NationalSettings(query=Way.FIELDS, query_fields=fields)
    assert FIELDS.keys() >= SIGNED, "what may be listed has an alphabet"


@pytest.mark.parametrize("change", [{"partner": "a|b"}, {"ip": "10.0.0.1|x"}])
def test_a_setting_that_cannot_be_signed_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(change))):
        NationalSettings(**change)  # type: ignore[arg-type]


def test_amounts_are_written_in_one_way_only() -> None:
    sound = FIELDS["SoTien"]
    assert [text for text in ("", "0", "1", "8000", "9" * 15) if not sound(text)] == []
    assert [text for text in ("00", "08000", "-1", "1.5", "1e3", " 1", "١٢", "9" * 16, "1 000") if sound(text)] == []
    assert proof.alphabet("a")("a\n") is False
