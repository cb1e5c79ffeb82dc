"""What the engine of workflow carries: which routes, and which procedures on which routes. Decision 19 says why.

A document may be sound in itself and still be more than the engine does today. Such a one is refused where it is
published; what was published before these rules is read as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from shared.contracts.reference.procedure import Procedure, Return
from shared.contracts.reference.route import Kind, Route, Step, ahead_of
from shared.contracts.reference.words import Fault

ONLY_ONE = {
    Kind.SIGN: ("signs", "ký"),
    Kind.RETURN: ("returns the result", "trả kết quả"),
    Kind.COLLECT: ("collects the fees", "thu phí, lệ phí"),
}


def uncarried(route: Route) -> Iterator[Fault]:
    """What of a sound route the engine does not carry.

    One signature and one return, because one decision ends a case; one collect, because it asks for all fees of the
    procedure; no collect first, because a case is claimed before it waits, nor behind the signature, because a decided
    case waits for nothing but its return.
    """
    for kind in ONLY_ONE:
        yield from _more_than_one(route, kind)
    decided = _behind_the_signature(route)
    for step in _of(route, Kind.COLLECT):
        if step.code == route.first:
            en = f"Step {step.code} collects the fees before anybody has taken up the case; another step must be first."
            vi = f"Bước {step.code} thu phí, lệ phí khi hồ sơ chưa có người xử lý; bước đầu tiên phải là bước khác."
            yield Fault((*route.place(step.code), "kind"), "collect_first", en, vi)
        elif step.code in decided:
            en = f"Step {step.code} collects the fees after the signature; they must be collected before it."
            vi = f"Bước {step.code} thu phí, lệ phí sau khi ký; phải thu trước khi ký."
            yield Fault((*route.place(step.code), "kind"), "collect_late", en, vi)


def _more_than_one(route: Route, kind: Kind) -> Iterator[Fault]:
    does, does_vi = ONLY_ONE[kind]
    for n, step in enumerate(found := _of(route, kind)):
        if n:
            en = f"Step {step.code} {does}, and step {found[0].code} does too; only one step of a route may."
            vi = f"Bước {step.code} {does_vi}, bước {found[0].code} cũng vậy; mỗi quy trình chỉ có một bước như thế."
            yield Fault((*route.place(step.code), "kind"), f"second_{kind}", en, vi)


def mismatched(procedure: Procedure, route: Route) -> Iterator[Fault]:
    """What of a procedure does not go with its route; places are the procedure's."""
    if procedure.fees and not _of(route, Kind.COLLECT):
        en = f"Route {route.code} has no step that collects the fees of procedure {procedure.code}."
        vi = f"Quy trình {route.code} không có bước thu phí, lệ phí của thủ tục {procedure.code}."
        yield Fault(("fees",), "never_collected", en, vi)
    between = _behind_the_signature(route) - {step.code for step in _of(route, Kind.RETURN)}
    if Return.POST in procedure.returns and between:
        named = ", ".join(sorted(between))
        en = (
            f"A result of procedure {procedure.code} is posted once it is signed; route {route.code} has more: {named}."
        )
        vi = (
            f"Kết quả của thủ tục {procedure.code} được gửi qua bưu chính ngay sau khi ký; "
            f"quy trình {route.code} còn bước khác: {named}."
        )
        yield Fault(("returns", procedure.returns.index(Return.POST)), "posted_too_early", en, vi)


def _of(route: Route, kind: Kind) -> list[Step]:
    return [step for step in route.steps if step.kind is kind]


def _behind_the_signature(route: Route) -> set[str]:
    nexts = {step.code: step.next for step in route.steps}
    return {code for step in _of(route, Kind.SIGN) for code in ahead_of(step.code, nexts)}
