"""When an exchange moves, what it emits, and what its events decide. Pure: the facts are given.

`NEWS` is the one mapping from what happens to a dossier to the national status codes; what is not worth telling
is listed in `NOT_TOLD`, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from shared.contracts import intake, payment, personal, workflow
from shared.contracts import sync_gateway as events
from shared.contracts.message import Event
from shared.reference.documents import Documents
from sync_gateway.exchange.commands import Declined, Progressed, Recorded
from sync_gateway.exchange.models import Exchange

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=1)


class Status(IntEnum):
    """TrangThaiHoSo, the national status codes."""

    REGISTERED = 1  # Mới đăng ký
    ACCEPTED = 2  # Được tiếp nhận
    REFUSED = 3  # Không được tiếp nhận
    PROCESSING = 4  # Đang xử lý
    SUPPLEMENT = 5  # Yêu cầu bổ sung giấy tờ
    FEE = 6  # Yêu cầu thực hiện nghĩa vụ tài chính
    WITHDRAWN = 7  # Công dân yêu cầu rút hồ sơ
    STOPPED = 8  # Dừng xử lý
    DECIDED = 9  # Đã xử lý xong
    RETURNED = 10  # Đã trả kết quả


NEVER_SENT: Mapping[Status, str] = {
    Status.REGISTERED: "a dossier has no code before it is accepted, and then it is accepted",
}


@dataclass(frozen=True, slots=True)
class News:
    """What the portal is told when this happens. No status: it stays what it is; no words: the record alone changes."""

    status: Status | None
    words: str
    at_desk: bool = False


NEWS: Mapping[type[Event], News] = {
    intake.DossierAccepted: News(Status.ACCEPTED, "Tiếp nhận hồ sơ", at_desk=True),
    workflow.ProcessingStarted: News(Status.PROCESSING, "Bắt đầu xử lý hồ sơ"),
    workflow.SupplementRequested: News(Status.SUPPLEMENT, "Yêu cầu bổ sung giấy tờ"),
    workflow.ProcessingResumed: News(Status.PROCESSING, "Đã nhận bổ sung, tiếp tục xử lý hồ sơ"),
    workflow.FeeRequested: News(Status.FEE, "Yêu cầu thực hiện nghĩa vụ tài chính"),
    workflow.FeePaid: News(Status.PROCESSING, "Đã hoàn thành nghĩa vụ tài chính, tiếp tục xử lý hồ sơ"),
    workflow.ApologyGiven: News(None, "Xin lỗi và đề nghị gia hạn thời gian giải quyết"),
    workflow.DueDateMoved: News(None, "Thay đổi ngày hẹn trả kết quả theo lịch làm việc mới"),
    workflow.SupplementTimeMoved: News(None, "Lùi thời hạn bổ sung giấy tờ theo lịch làm việc mới"),
    workflow.FeeTimeMoved: News(None, "Lùi thời hạn nộp phí, lệ phí theo lịch làm việc mới"),
    workflow.CaseDecided: News(Status.DECIDED, "Đã xử lý xong, chờ trả kết quả"),
    workflow.CaseRefused: News(Status.REFUSED, "Từ chối giải quyết hồ sơ"),
    workflow.CaseWithdrawn: News(Status.WITHDRAWN, "Công dân yêu cầu rút hồ sơ"),
    workflow.CaseStopped: News(Status.STOPPED, "Dừng xử lý hồ sơ"),
    workflow.ResultReturned: News(Status.RETURNED, "Đã trả kết quả", at_desk=True),
    payment.ChargeSettled: News(None, ""),
}

BEFORE = "it has no dossier code before it is accepted"
INSIDE = "the agencies' own business"
NOTICE = "what applicants are told is intake's business"
MONEY = "the portal is told of the request, of a settled charge and of the case going on"
NOT_TOLD: Mapping[type[Event], str] = {
    intake.CalendarPublished: "reference data",
    intake.PlacesPublished: "reference data",
    intake.MandateConfirmed: "who acts for whom is in tokens",
    intake.MandateExpired: "who acts for whom is in tokens",
    intake.MandateMade: "who acts for whom is in tokens",
    intake.MandateRevoked: "who acts for whom is in tokens",
    intake.DossierDrafted: BEFORE,
    intake.SupplementAsked: BEFORE,
    intake.SupplementTimeExtended: BEFORE,
    intake.DossierRefused: BEFORE,
    intake.DossierWithdrawn: BEFORE,
    intake.WithdrawalRequested: "a request; the portal is told when it is granted",
    intake.NoticeDue: NOTICE,
    intake.NoticeSent: NOTICE,
    intake.NoticeShown: NOTICE,
    intake.NoticeHeld: NOTICE,
    intake.NoticeReleased: NOTICE,
    intake.NoticeDelivered: NOTICE,
    intake.NoticeTurnedAway: NOTICE,
    intake.NoticeKeptOnline: NOTICE,
    intake.NoticeGivenUp: NOTICE,
    personal.ApplicantArchived: "what intake has archived is its own business",
    **dict.fromkeys(personal.REQUESTS, "what people ask about their data is intake's business"),
    workflow.RoutePublished: "reference data",
    workflow.CaseReceived: "told by the acceptance",
    workflow.DueDateNear: INSIDE,
    workflow.DueDatePassed: INSIDE,
    workflow.WithdrawalDeclined: "the status stays",
    workflow.DeliveryFailed: "the status stays: it waits to be returned at the desk",
    workflow.TaskOpened: INSIDE,
    workflow.TaskClaimed: INSIDE,
    workflow.TaskReleased: INSIDE,
    workflow.TaskSuspended: INSIDE,
    workflow.TaskResumed: INSIDE,
    workflow.TaskDueDateMoved: INSIDE,
    workflow.TaskCompleted: INSIDE,
    workflow.TaskCancelled: INSIDE,
    payment.ChargeOpened: MONEY,
    payment.PaymentAsked: MONEY,
    payment.PaymentStarted: MONEY,
    payment.PaymentReported: MONEY,
    payment.PaymentFellShort: MONEY,
    payment.PaymentFailed: MONEY,
    payment.ExpiryNeared: MONEY,
    payment.ChargeExpired: MONEY,
    payment.ChargeTimeMoved: MONEY,
    payment.ChargeReopened: MONEY,
    payment.ChargeCancelled: MONEY,
    payment.RefundOwed: MONEY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known when an exchange is decided about. `hopeless`: refusals in a row before a person must look."""

    exchange: Exchange
    now: datetime
    documents: Documents
    hopeless: int


# ---- what needs no message


def nothing_came(facts: Facts) -> bool:
    """Has nothing happened since the record was put together?"""
    return facts.exchange.news == facts.exchange.recorded


def is_hopeless(facts: Facts) -> bool:
    """Has the portal refused so often that a person must look?"""
    return facts.exchange.declines + 1 >= facts.hopeless


# ---- guards


def titles_are_known(facts: Facts, accepted: intake.DossierAccepted) -> bool:
    """The portal wants titles: the procedure's, its sector's, the agency's. Raises NotYet."""
    facts.documents.get("procedure", accepted.procedure, accepted.version)
    facts.documents.only("agencies")
    return True


def is_last(facts: Facts, progressed: Progressed) -> bool:
    """Has the portal all progress?"""
    return facts.exchange.news == progressed.news


# ---- events


def opened(_facts: Facts, accepted: intake.DossierAccepted) -> Event:
    return events.ExchangeOpened(code=accepted.code, status=Status.ACCEPTED)


def queued(facts: Facts, event: Event) -> Event:
    """A call may be out; its answer settles what it has told, and this news is for the next one."""
    return events.NewsQueued(news=facts.exchange.news + 1, status=status_after(facts.exchange, event))


def came(facts: Facts, event: Event) -> Event:
    return events.NewsCame(news=facts.exchange.news + 1, status=status_after(facts.exchange, event))


def status_after(row: Exchange, event: Event) -> int:
    """The dossier's national status once this has happened."""
    return NEWS[type(event)].status or row.status


def recorded(_facts: Facts, answer: Recorded) -> Event:
    return events.RecordAcknowledged(news=answer.news, status=answer.status, created=answer.created)


def progressed(_facts: Facts, answer: Progressed) -> Event:
    return events.LinesAcknowledged(lines=answer.news)


def told(facts: Facts, answer: Progressed) -> Event:
    return events.PortalTold(lines=answer.news, status=facts.exchange.status)


def declined(facts: Facts, answer: Declined) -> Event:
    """Two seconds, then twice as long each time, up to an hour."""
    times = facts.exchange.declines + 1
    pause = min(FIRST_PAUSE * 2 ** (times - 1), LONGEST_PAUSE)
    return events.PortalDeclined(code=answer.code, times=times, retry_at=facts.now + pause)


def given_up(facts: Facts, answer: Declined) -> Event:
    return events.PortalGivenUp(code=answer.code, times=facts.exchange.declines + 1)


def resumed(_facts: Facts, _tick: object) -> Event:
    return events.SendingResumed()


def resend_asked(facts: Facts, _resend: object) -> Event:
    return events.ResendAsked(retry_at=facts.now)


# ---- what events decide


def apply(row: Exchange, event: Any) -> None:
    """Folds an event into the exchange's own columns."""
    match event:
        case events.ExchangeOpened():
            row.code, row.status, row.news = event.code, event.status, 1
        case events.NewsQueued() | events.NewsCame():
            row.news, row.status = event.news, event.status
        case events.RecordAcknowledged():
            row.recorded, row.told_status = event.news, event.status
            row.told = 0 if event.created else row.told
        case events.LinesAcknowledged() | events.PortalTold():
            row.told, row.declines, row.retry_at = event.lines, 0, None
        case events.PortalDeclined():
            row.declines, row.retry_at = event.times, event.retry_at
        case events.PortalGivenUp():
            row.declines, row.retry_at = event.times, None
        case events.ResendAsked():
            row.declines, row.retry_at = 0, event.retry_at
