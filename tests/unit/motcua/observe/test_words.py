"""Every event has words in both languages, made of its own fields."""

from string import Formatter

from motcua.observe.glossary import Names
from motcua.observe.words import WORDS, sentences
from shared.contracts import intake, payment, postal, sync_gateway, workflow
from shared.contracts.message import Event
from tests.support.over import over

PRODUCERS = (intake, workflow, payment, postal, sync_gateway)


def _events() -> list[type[Event]]:
    kinds = [value for producer in PRODUCERS for value in vars(producer).values()]
    return [each for each in kinds if isinstance(each, type) and issubclass(each, Event) and "producer" in vars(each)]


EVENTS = {event.__name__: event for event in _events()}
#: Only the event that opens a task has its step; stories carry it on.
CARRIED = {"step"}


def test_every_event_has_words_and_no_word_is_left_over() -> None:
    assert WORDS.keys() == EVENTS.keys()


@over("name, language", [(name, language) for name in WORDS for language in (0, 1)])
def test_its_words_name_fields_it_has(name: str, language: int) -> None:
    named = {field for _, field, _, _ in Formatter().parse(WORDS[name][language]) if field}
    assert named <= {*EVENTS[name].__struct_fields__} | (CARRIED if name.startswith("Task") else set())


def test_codes_become_titles_in_each_language() -> None:
    names = Names({"H99.03": {"vi": "Sở Công Thương", "en": "Department of Industry and Trade"}})
    vi, en = sentences("CaseReceived", {"agency": "H99.03"}, names)
    assert vi == "Chuyển đến Sở Công Thương giải quyết"
    assert en == "Its case arrives at the agency: Department of Industry and Trade"


def test_moments_are_local_lists_are_joined_and_papers_counted() -> None:
    vi, _ = sentences("SupplementAsked", {"components": ["TP01", "TP04"], "until": "2026-12-07T10:00:00Z"}, Names())
    assert vi == "Yêu cầu bổ sung TP01, TP04, hạn 17 giờ 00 ngày 07/12/2026 (mẫu 02)"
    assert sentences("DossierSubmitted", {"papers": [{}, {}, {}]}, Names())[1] == "It is handed in, with 3 papers"


def test_an_unknown_event_is_its_name() -> None:
    assert sentences("SomethingNew", {"amount": 5}, Names()) == ("SomethingNew", "SomethingNew")


def test_money_is_written_as_each_language_does_and_fees_are_added_up() -> None:
    body = {"fees": [{"code": "LP01", "kind": "le-phi", "amount": 150_000}, {"code": "PH01", "amount": 500_000}]}
    vi, en = sentences("FeeRequested", body, Names())
    assert "650.000 đồng" in vi
    assert "VND 650,000" in en


@over(
    "name, body, told",
    [
        ("NoticeDue", {"template": "fee-requested"}, "Cần báo cho chủ hồ sơ: đề nghị nộp phí, lệ phí"),
        ("NoticeSent", {"channel": "mail"}, "Đã báo cho chủ hồ sơ (thư điện tử)"),
        ("NoticeGivenUp", {"reason": "turned-away"}, "Không báo được: địa chỉ không nhận được"),
        ("NewsCame", {"status": 4}, 'Có cập nhật gửi Cổng Dịch vụ công quốc gia: "Đang xử lý"'),
        (
            "ChargeSettled",
            {"amount": 8000, "provider": "cash", "receipt": "H99.03-2026-0000017"},
            "Đã thu 8.000 đồng bằng tiền mặt, biên lai H99.03-2026-0000017",
        ),
        ("CaseStopped", {"reason": "fee-late"}, "Dừng giải quyết: Quá thời hạn nộp phí, lệ phí (mẫu 05)"),
        ("ConsignmentCreated", {"waybill": "E1"}, "Đã đăng ký gửi qua bưu chính công ích, số hiệu bưu gửi E1"),
    ],
)
def test_codes_of_the_system_have_names(name: str, body: dict[str, object], told: str) -> None:
    assert sentences(name, body, Names())[0] == told
