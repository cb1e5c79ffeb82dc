"""When a dossier moves: what needs no message (`may`), and what does (`guard`). Pure: the facts are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from jsonschema_rs import ValidationError
from jsonschema_rs import ValidationErrorKind as Kind

from intake.catalogue.rules import changes, no_desk
from intake.dossier import commands as ask
from intake.dossier.errors import (
    AskedBefore,
    AssuranceTooLow,
    Ended,
    NotAsked,
    NothingNew,
    NotOffered,
    ProcedureChanged,
    ProcedureRetired,
    UnknownCode,
    no_component,
)
from intake.dossier.facts import DRAFT, Facts
from intake.dossier.models import Dossier
from intake.dossier.names import MISFIT, MISFITS, title_of
from shared.contracts.names import CHANNELS, RETURNS, Choice, titled
from shared.contracts.reference import Agencies, Channel, Procedure
from shared.contracts.workflow import STAGES
from shared.kernel.errors import FieldError, Invalid, pointer
from shared.reference.documents import Documents

ENDED = frozenset({"returned", "refused", "withdrawn", "stopped"})
SUPPLEMENTING = "supplementing"
MOST = 100  # faults of answers that are told at once; hostile answers could have many thousands

# ---- what needs no message


def is_complete(facts: Facts) -> bool:
    """Are all required components there, and do the answers fit the form?"""
    faults = [*_missing(facts), *_unasked(facts), *islice(_misfits(facts), MOST)]
    if faults:
        raise Invalid(
            "The dossier is not complete or not correct.",
            "Hồ sơ chưa đầy đủ hoặc chưa đúng.",
            faults,
            **_changed(facts),
        )
    return True


def is_submittable(facts: Facts) -> bool:
    """Is the procedure still offered as the draft wants it, and is the draft complete by the version in force?"""
    check_offered(facts, facts.procedure, facts.dossier.channel, facts.dossier.returns)
    return is_complete(facts)


def changed_since(dossier: Dossier, documents: Documents) -> list[FieldError]:
    """What of the procedure has changed since the draft was begun; nothing for what was handed in. Raises NotYet."""
    code, version = dossier.procedure, dossier.version
    if dossier.state != DRAFT or documents.version("procedure", code) == version:
        return []
    return list(changes(documents.get("procedure", code, version), documents.get("procedure", code)))


def _changed(facts: Facts) -> dict[str, Any]:
    """What has changed, and the version that a confirmation names."""
    found = changed_since(facts.dossier, facts.documents)
    about = {"drafted_under": facts.dossier.version, "procedure_version": facts.in_force}
    return {"changes": found, **about} if found else {}


def _missing(facts: Facts) -> Iterator[FieldError]:
    there = {paper.component for paper in facts.papers}
    asked = (*(facts.dossier.asked or ()), *((facts.progress and facts.progress.asked) or ()))
    for component in facts.procedure.components:
        if component.code not in there and (component.required or component.code in asked):
            title = component.title
            yield FieldError(f"/documents/{component.code}", "missing", f"Thiếu: {title.vi}", f"Missing: {title.en}")


def _unasked(facts: Facts) -> Iterator[FieldError]:
    """Documents of components that the version in force does not have any more: no officer would look at them."""
    known = {component.code for component in facts.procedure.components}
    for code in sorted({paper.component for paper in facts.papers} - known):
        vi, en = "Không còn yêu cầu thành phần này, hãy xóa tài liệu.", "Not asked for any more: take it away."
        yield FieldError(f"/documents/{code}", "unknown", vi, en)


def _misfits(facts: Facts) -> Iterator[FieldError]:
    """Where the answers do not fit the form; never what was answered, that may be personal."""
    form = facts.procedure.form
    for error in facts.procedure.form_validator.iter_errors(facts.answers or {}):
        keyword = error.kind.name
        fault = MISFITS.get(keyword, MISFIT)
        for place in _places(error):
            title = title_of(form, place)
            told = f"{title.vi}: {fault.vi}.", f"{title.en}: {fault.en}."
            yield FieldError(f"/answers{pointer(place)}", keyword, *told)


def _places(error: ValidationError) -> Iterator[list[str | int]]:
    """Each member that is missing or that is not asked for; of another error the place itself."""
    match error.kind:
        case Kind.Required(property=name):
            yield [*error.instance_path, name]
        case Kind.AdditionalProperties(unexpected=names) | Kind.UnevaluatedProperties(unexpected=names):
            yield from ([*error.instance_path, name] for name in names)
        case _:
            yield error.instance_path


def has_a_due_date(facts: Facts) -> bool:
    """Do the calendars reach the due date that acceptance gives? Raises NotYet, CalendarEnds."""
    return all(facts.dates)


def not_asked_before(facts: Facts) -> bool:
    """May a supplement still be asked for? (NĐ 61/2018 Đ15.3) Raises AskedBefore, CalendarEnds."""
    if facts.dossier.asked is not None:
        raise AskedBefore()
    return bool(facts.supplement_until)


def time_moves(facts: Facts) -> bool:
    """Does the calendar in force give the applicant more time?"""
    return facts.extended != facts.dossier.supplement_until


def is_open(facts: Facts) -> bool:
    """Is the case not yet dealt with, as far as intake has received?"""
    if facts.progress is not None and facts.progress.stage in ENDED:
        stage = STAGES[facts.progress.stage]
        raise Ended(f"The dossier {stage.en}.", f"Hồ sơ {stage.vi}.")
    return True


def is_asked(facts: Facts) -> bool:
    """Does workflow wait for a supplement, as far as intake has received, and is there one?"""
    if facts.progress is None or facts.progress.stage != SUPPLEMENTING:
        raise NotAsked()
    return is_supplied(facts)


def is_supplied(facts: Facts) -> bool:
    """Is it complete, and is a paper or an answer another than when it was handed in last? Raises NothingNew."""
    before, papers = facts.before, {(paper.component, paper.sha256) for paper in facts.papers}
    if is_complete(facts) and before is not None and before.answers == facts.answers and papers <= before.papers:
        asked = (facts.progress and facts.progress.asked) or facts.dossier.asked or ()
        raise NothingNew([each for each in facts.procedure.components if each.code in asked])
    return True


# ---- guards


def is_offered(facts: Facts, draft: ask.Draft) -> bool:
    """Is the procedure in force and offered through this channel, and is this desk a desk?"""
    check_offered(facts, facts.documents.get("procedure", draft.procedure), draft.channel, draft.returns)
    directory: Agencies = facts.documents.only("agencies")
    if told := no_desk(draft.desk, directory):
        raise NotOffered.at("/desk", told.en, told.vi)
    return True


def check_offered(facts: Facts, procedure: Procedure, channel: str, returns: str) -> None:
    """Raises ProcedureRetired, NotOffered, AssuranceTooLow."""
    if procedure.is_retired(facts.now):
        code = procedure.successor
        raise ProcedureRetired(procedure, facts.documents.get("procedure", code) if code else None)
    if returns not in procedure.returns:
        vi, en = RETURNS[returns]
        raise NotOffered.at("/returns", f"The procedure returns no results {en}.", f"Thủ tục không trả kết quả {vi}.")
    if channel not in procedure.channels:
        vi, en = CHANNELS[channel]
        told = f"The procedure takes no dossiers {en}.", f"Thủ tục không tiếp nhận hồ sơ {vi}."
        raise NotOffered.at("/channel", *told, channel=channel)
    if channel == Channel.ONLINE and facts.level < procedure.assurance:
        raise AssuranceTooLow(procedure.assurance, facts.level)


def is_aware(facts: Facts, submit: ask.Submit) -> bool:
    """Has the applicant seen what has changed in the procedure since the draft was begun?"""
    if (changed := _changed(facts)) and submit.procedure_version != facts.in_force:
        raise ProcedureChanged(
            f"See what is different, then confirm version {facts.in_force} of the procedure.",
            f"Hãy xem các thay đổi rồi xác nhận phiên bản {facts.in_force} của thủ tục.",
            **changed,
        )
    return True


def to_confirm(facts: Facts) -> tuple[str, ...]:
    """The field that says so, if anything has changed."""
    return ("procedure_version",) if _changed(facts) else ()


def choices(facts: Facts, kind: type[Any]) -> Mapping[str, Choice]:
    """The components and reasons of the procedure, where a command names some."""
    if kind is ask.AskSupplement:
        return {"components": titled(facts.procedure.components)}
    return {"reason": titled(facts.procedure.refusal_reasons)} if kind is ask.Refuse else {}


def are_components(facts: Facts, asked: ask.AskSupplement) -> bool:
    """Are these components of the procedure?"""
    known = choices(facts, ask.AskSupplement)["components"]
    for place, code in enumerate(asked.components):
        if code not in known:
            raise no_component(code, f"/components/{place}")
    return True


def reason_is_listed(facts: Facts, refuse: ask.Refuse) -> bool:
    """Does the procedure know this reason?"""
    if refuse.reason not in choices(facts, ask.Refuse)["reason"]:
        raise UnknownCode.at(
            "/reason",
            f'"{refuse.reason}" is no reason of the procedure to refuse.',
            f'Lý do "{refuse.reason}" không có trong danh mục lý do từ chối của thủ tục.',
        )
    return True
