"""The procedure: one entry of the catalogue (thủ tục hành chính), as published and then pinned.

It knows what is asked, what is answered, by whom and in what time; agencies and routes it knows by code only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from jsonschema_rs import Draft202012Validator, RegexOptions
from pydantic import AfterValidator, Field, JsonValue, model_validator

from shared.contracts.reference.facts import Fact, facts_of, unfit, unmet
from shared.contracts.reference.fees import Fee
from shared.contracts.reference.limit import ONE_DAY, Limit, LimitUnit, TimeLimit, hours, renamed
from shared.contracts.reference.route import Fixed, Receiving
from shared.contracts.reference.words import (
    Bytes,
    Code,
    Coded,
    Distinct,
    Fault,
    Flag,
    Hours,
    ProcedureCode,
    Reference,
    SectorCode,
    Text,
    Words,
    insist,
    twice,
)

PROVINCE = ZoneInfo("Asia/Ho_Chi_Minh")  # days of the law begin at midnight there


def _closed_object(form: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Whether it is a valid schema at all is intake's question."""
    if form.get("type") != "object" or form.get("additionalProperties") is not False:
        en = 'a form is a schema with "type": "object" and "additionalProperties": false'
        vi = 'biểu mẫu phải là một schema có "type": "object" và "additionalProperties": false'
        insist([Fault((), "form", en, vi)])
    return form


class Channel(StrEnum):
    """How a dossier comes in: KenhThucHien 1, 2, 3 (NĐ 61/2018/NĐ-CP Đ16)."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"


class Return(StrEnum):
    """How a result goes out: at the one-stop desk, or by post."""

    DESK = "desk"
    POST = "post"


class OnSupplement(StrEnum):
    """The time limit in a supplement: from zero again (NĐ 61/2018/NĐ-CP Đ19.4), or suspended (QĐ 766)."""

    RESTART = "restart"
    SUSPEND = "suspend"


Media = Literal["application/pdf", "image/png", "image/jpeg"]


class Sector(Reference):
    """lĩnh vực (TT 01/2018/TT-VPCP Đ20)."""

    code: SectorCode
    title: Text


class Component(Reference):
    """One paper of the dossier (thành phần hồ sơ). max_bytes bounds one file."""

    code: Code
    title: Text
    required: Flag
    media: Annotated[tuple[Media, ...], Field(min_length=1), Distinct]
    max_bytes: Bytes


BEFORE_UNITS = {"supplement_hours": "supplement_limit", "fee_hours": "fee_limit"}


class Procedure(Reference):
    """One entry of the catalogue.

    limits: from acceptance to the due date; the first that holds counts, and the last one holds for all.
    warning_hours: how many working hours before the due date the warning fires; one day is the least that
    NĐ 61/2018/NĐ-CP Đ19.9 leaves for an apology, and only a time limit of a day or less has less.
    supplement_limit: how long the applicant has to supply what form 02 asks for.
    fees: asked for by the route's collect step; fee_limit: how long they may be paid.
    facts: what of the answers time limits may ask.
    refusal_reasons: why a dossier or a case may be refused. stop_reasons: why a supervisor may stop a case; a procedure
    that names none stops for its refusal reasons. apology_reasons: why a due date may be missed, as an apology tells it
    (form 04); a procedure that names none takes any, and its letters point to what the agency has written.
    agency: who decides. form: JSON Schema (2020-12) of the applicant's answers; each field has a `title` (Vietnamese)
    and an `x-title-en`, and fields are asked in their order.
    assurance: the least level of assurance of an applicant's sign-in to begin and hand in online; 0: any.
    retired_on: from this day on (local) no dossier is begun or submitted; what was submitted goes on. successor: the
    procedure to apply under then.
    """

    code: ProcedureCode
    title: Text
    sector: Sector
    legal_basis: Words
    channels: Annotated[tuple[Channel, ...], Field(min_length=1), Distinct]
    limits: Annotated[tuple[TimeLimit, ...], Field(min_length=1, max_length=20)]
    warning_hours: Hours = ONE_DAY
    clock_on_supplement: OnSupplement
    supplement_limit: Limit
    components: tuple[Component, ...]
    form: Annotated[dict[str, JsonValue], AfterValidator(_closed_object)]
    result: Coded
    returns: Annotated[tuple[Return, ...], Field(min_length=1), Distinct]
    refusal_reasons: Annotated[tuple[Coded, ...], Field(min_length=1)]
    stop_reasons: tuple[Coded, ...] = ()
    apology_reasons: tuple[Coded, ...] = ()
    agency: Fixed | Receiving
    route: Code
    fees: tuple[Fee, ...] = ()
    fee_limit: Limit = Limit(unit=LimitUnit.WORKING_HOURS, amount=80)
    facts: tuple[Fact, ...] = ()
    assurance: Annotated[int, Field(strict=True, ge=0, le=4)] = 0
    retired_on: date | None = None
    successor: ProcedureCode | None = None

    @model_validator(mode="before")
    @classmethod
    def _before_units(cls, document: Any) -> Any:
        """Documents from before limits had units say all in working hours."""
        document = renamed(document, BEFORE_UNITS)
        if not isinstance(document, dict) or "working_hours" not in document:
            return document
        rest = {name: value for name, value in document.items() if name != "working_hours"}
        return rest | {"limits": [{"legal": hours(document["working_hours"])}]}

    def limit(self, channel: str, facts: Mapping[str, Any]) -> Limit:
        """The time limit for what comes in this way with these facts."""
        return next(each for each in self.limits if each.holds(channel, facts)).kept

    def facts_of(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """What of the answers travels with events, by the code of the fact."""
        return facts_of(self.facts, answers)

    @property
    def reasons_to_stop(self) -> tuple[Coded, ...]:
        """Why a supervisor may stop a case of it. Documents from before `stop_reasons` have refusal reasons only."""
        return self.stop_reasons or self.refusal_reasons

    def is_retired(self, now: datetime) -> bool:
        """Whether no dossier may be begun or submitted any more."""
        return self.retired_on is not None and day_of(now) >= self.retired_on

    @cached_property
    def form_validator(self) -> Draft202012Validator:
        """What finds where answers do not fit the form; made once, because it costs as much as a request.

        Patterns are matched in linear time, whatever is answered. Raises ValueError for a form that is no such schema,
        or that refers to something outside of itself.
        """
        return Draft202012Validator(self.form, pattern_options=RegexOptions(), retriever=_nothing_outside)

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        insist([*_limits(self), *_warning(self), *_twice(self), *_succession(self), *unfit(self.facts, self.form)])
        return self


def day_of(moment: datetime) -> date:
    """The local day of a moment."""
    return moment.astimezone(PROVINCE).date()


def _nothing_outside(uri: str) -> JsonValue:
    raise ValueError(f"{uri} is outside of the form")


def _limits(procedure: Procedure) -> Iterator[Fault]:
    *_, last = limits = procedure.limits
    for n, each in enumerate(limits):
        yield from unmet(each.when, procedure.facts, ("limits", n, "when"))
        for m, channel in enumerate(each.channels):
            if channel not in procedure.channels:
                en, vi = f"{channel} is no channel of it", f"{channel} không phải là hình thức nộp của thủ tục"
                yield Fault(("limits", n, "channels", m), "reference", en, vi)
        if each.promised is not None and each.promised.hours > each.legal.hours:
            en, vi = "longer than the law gives", "thời hạn cam kết dài hơn thời hạn theo luật"
            yield Fault(("limits", n, "promised"), "longer", en, vi)
    if last.channels or last.when:
        en, vi = "the last time limit holds for all", "thời hạn cuối cùng phải áp dụng cho mọi trường hợp"
        yield Fault(("limits", len(limits) - 1), "not_for_all", en, vi)


def _warning(procedure: Procedure) -> Iterator[Fault]:
    """Of limits in working time; of others a warning that would have come already comes at once."""
    hours = procedure.warning_hours
    for n, each in enumerate(procedure.limits):
        limit = each.kept
        if limit.unit in (LimitUnit.WORKING_HOURS, LimitUnit.WORKING_DAYS) and hours >= limit.hours:
            en = f"a warning {hours} hours ahead leaves nothing of {limit.hours}"
            vi = f"cảnh báo trước {hours} giờ không còn lại gì của thời hạn {limit.hours} giờ"
            yield Fault(("limits", n), "warning", en, vi)


def _succession(procedure: Procedure) -> Iterator[Fault]:
    if procedure.successor is not None and procedure.retired_on is None:
        en, vi = "a successor needs the day of the change", "có thủ tục thay thế thì phải có ngày hết hiệu lực"
        yield Fault(("successor",), "no_day", en, vi)
    if procedure.successor == procedure.code:
        en, vi = f"{procedure.code} cannot succeed itself", f"{procedure.code} không thể thay thế chính nó"
        yield Fault(("successor",), "itself", en, vi)


def _twice(procedure: Procedure) -> Iterator[Fault]:
    yield from twice(("components",), (each.code for each in procedure.components), "component", "thành phần")
    yield from twice(("facts",), (each.code for each in procedure.facts), "fact", "dữ kiện")
    yield from twice(("fees",), (fee.code for fee in procedure.fees), "fee", "khoản thu")
    reasons = (reason.code for reason in procedure.refusal_reasons)
    yield from twice(("refusal_reasons",), reasons, "refusal reason", "lý do từ chối")
    stops = (reason.code for reason in procedure.stop_reasons)
    yield from twice(("stop_reasons",), stops, "stop reason", "lý do dừng")
    sorry = (reason.code for reason in procedure.apology_reasons)
    yield from twice(("apology_reasons",), sorry, "apology reason", "lý do gia hạn")
