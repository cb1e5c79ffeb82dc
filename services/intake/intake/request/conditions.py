"""When a request moves: what needs no message (`may`), and what does (`guard`). Pure: the facts are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intake.applicant.rules import check_home
from intake.catalogue.rules import no_desk
from intake.places.rules import InForce
from intake.request import commands as ask
from intake.request.errors import AlreadyIdentified, NotIdentified, UnknownGround
from intake.request.facts import Facts
from intake.rights.models import Right
from intake.rights.store import GROUND_NAMES
from shared.contracts.names import Choice
from shared.contracts.reference import day_of
from shared.kernel.errors import FieldError, Invalid


def is_sound(facts: Facts, made: ask.MakeRequest) -> bool:
    """Is the desk a desk, is there a correction where one is asked, and no other? Raises Invalid."""
    if told := no_desk(made.desk, facts.documents.only("agencies")):
        raise Invalid(errors=[FieldError("/desk", "no_desk", told.vi, told.en)])
    wanted, given = made.asks is Right.CORRECT, made.correction is not None
    if wanted != given:
        en, vi = (
            ("Say what is to be written instead.", "Cần nêu nội dung đề nghị ghi thay.")
            if wanted
            else ("Only a request to correct has one.", "Chỉ yêu cầu chỉnh sửa mới có nội dung này.")
        )
        raise Invalid(errors=[FieldError("/correction", "correction", vi, en)])
    if made.correction is not None:
        _is_something(facts, made.correction)
    return True


def _is_something(facts: Facts, correction: ask.Correction) -> None:
    if not correction.model_dump(exclude_none=True):
        en, vi = "There is nothing to correct.", "Không có nội dung cần chỉnh sửa."
        raise Invalid(errors=[FieldError("/correction", "empty", vi, en)])
    if correction.address is not None:
        places = InForce(facts.documents.every("places"), day_of(facts.now))
        check_home("/correction/address", correction.address, places)


def is_not_identified(facts: Facts) -> bool:
    """Raises AlreadyIdentified."""
    if facts.request.identified is not None:
        raise AlreadyIdentified()
    return True


def is_identified(facts: Facts) -> bool:
    """Is it proved who asks? Raises NotIdentified."""
    if facts.request.identified is None:
        raise NotIdentified(
            "Ask the person to prove it: by a linked account, or at the desk.",
            "Cần xác minh danh tính qua tài khoản đã liên kết hoặc tại Bộ phận Một cửa.",
        )
    return True


def is_a_ground(_facts: Facts, decided: ask.GrantRequestPartly | ask.RefuseRequest) -> bool:
    """Raises UnknownGround."""
    if decided.ground not in GROUND_NAMES:
        raise UnknownGround.at("/ground", f"There is no ground {decided.ground}.", f"Không có căn cứ {decided.ground}.")
    return True


def time_moves(facts: Facts) -> bool:
    """Does the calendar in force give another time?"""
    return facts.recounted != (facts.request.answer_by, facts.request.decide_by)


def choices(_facts: Any, kind: type[Any]) -> Mapping[str, Choice]:
    """The grounds that a decision may name."""
    return {"ground": GROUND_NAMES} if kind in (ask.GrantRequestPartly, ask.RefuseRequest) else {}
