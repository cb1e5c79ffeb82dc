"""What a citizen reads when something is refused: names of channels, agencies, fields and files, and plain units."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from intake.document.rules import media_of
from intake.document.store import fits
from intake.dossier import commands as ask
from intake.dossier import conditions as when
from intake.dossier.errors import no_component
from intake.dossier.names import title_of
from intake.guess.errors import TooManyTries
from intake.quota.store import FILES
from intake.version.models import Before
from shared.kernel.errors import Invalid, Refused
from shared.web.limits import TooManyAtOnce
from tests.support import dossiers
from tests.support.codes import codes_in
from tests.support.documents import documents
from tests.support.intake_facts import PAPERS, dossier, facts

SAME = Before(frozenset((paper.component, paper.sha256) for paper in PAPERS), dossiers.answers())
PDF = b"%PDF-1.7"
FORM = {
    "title": "Tờ khai",
    "properties": {
        "copies": {"title": "Số lượng bản sao", "x-title-en": "Number of copies", "type": "integer"},
        "goods": {"type": "array", "items": {"properties": {"name": {"title": "Tên hàng hóa"}}}},
    },
}


def drafted(**changes: Any) -> Callable[[], object]:
    draft = ask.Draft.model_validate(dossiers.draft() | changes)
    return lambda: when.is_offered(facts(documents=documents()), draft)


@pytest.mark.parametrize(
    ("refuse", "told"),
    [
        (drafted(channel="post"), "Thủ tục không tiếp nhận hồ sơ qua bưu chính công ích."),
        (drafted(desk="H99.03"), "Sở Công Thương không phải là Bộ phận Một cửa."),
        (drafted(desk="H99.77"), "Không có cơ quan mang mã H99.77."),
        (lambda: media_of(PDF, "image/png"), "Nội dung tệp là PDF, không khớp với loại tệp đã khai."),
        (lambda: media_of(b"MZ", "image/png"), "Chỉ nhận tệp PDF, PNG hoặc JPEG."),
        (lambda: fits(10_485_761, 10_485_760), "Tệp vượt quá dung lượng tối đa 10 MB."),
        (
            lambda: when.is_supplied(facts(dossier=dossier(asked=["TP03"]), before=SAME)),
            "Giấy tờ và nội dung khai giống hệt lần nộp trước. Cần nộp: Mẫu bằng chứng xác định trúng thưởng hoặc mô tả"
            " chi tiết về bằng chứng xác định trúng thưởng.",
        ),
        (
            lambda: when.reason_is_listed(facts(), ask.Refuse(reason="no-mood")),
            'Lý do "no-mood" không có trong danh mục lý do từ chối của thủ tục.',
        ),
    ],
)
def test_a_refusal_names_things_as_people_do(refuse: Callable[[], object], told: str) -> None:
    with pytest.raises(Refused) as refused:
        refuse()
    assert refused.value.detail_vi == told
    assert [word for word in codes_in(told.replace("no-mood", ""), refused.value.detail_en)] == []


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (TooManyTries(3540), "Vui lòng thử lại sau 59 phút, hoặc quét mã QR của hồ sơ để xem ngay."),
        (TooManyTries(4 * 3600), "Vui lòng thử lại sau 4 giờ, hoặc quét mã QR của hồ sơ để xem ngay."),
        (TooManyAtOnce(4, 5, FILES), "Mỗi người được gửi tối đa 4 tệp cùng lúc; vui lòng thử lại sau 5 giây."),
        (no_component("TP09", "?component"), "Thủ tục không có thành phần hồ sơ mang mã TP09."),
    ],
)
def test_times_and_sizes_are_told_in_units_people_use(refusal: Refused, told: str) -> None:
    assert refusal.detail_vi == told


def test_an_answer_that_does_not_fit_is_told_by_the_title_of_its_field() -> None:
    with pytest.raises(Invalid) as refused:
        when.is_complete(facts(answers={"area": "Hòa Giang", "unasked": 1}))
    told = [error.vi for error in refused.value.errors if error.pointer.startswith("/answers")]
    assert told[0] == "Tên thương nhân: thiếu thông tin bắt buộc."
    assert told[-1] == "Biểu mẫu: có thông tin không được hỏi."
    assert [word for error in refused.value.errors for word in codes_in(error.vi, error.en)] == []


@pytest.mark.parametrize(
    ("place", "vi", "en"),
    [
        (["copies"], "Số lượng bản sao", "Number of copies"),
        (["goods", 0, "name"], "Tên hàng hóa", "Tên hàng hóa"),
        ([], "Tờ khai", "Tờ khai"),
        (["nowhere", "deep"], "Biểu mẫu", "Biểu mẫu"),
    ],
)
def test_a_field_is_called_as_the_form_calls_it(place: list[str | int], vi: str, en: str) -> None:
    assert title_of(FORM, place) == (vi, en)
