"""References between documents: a route of agencies, a procedure of its route, an agency of its calendar.

A document may be sound in itself and point at nothing, or break what points at it. Both are reported with their place
in the document that is to be published. Who has published the others, and when their news came, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from shared.contracts.reference.agencies import Agencies
from shared.contracts.reference.calendar import Calendar
from shared.contracts.reference.carried import mismatched, uncarried
from shared.contracts.reference.places import Places
from shared.contracts.reference.procedure import Procedure
from shared.contracts.reference.route import Fixed, Route
from shared.contracts.reference.words import Fault, Place

#: The documents in force, by kind and code.
InForce = Mapping[str, Mapping[str, Any]]


def clashes(document: Any, known: InForce) -> Iterator[Fault]:
    """What stays wrong, whatever else may come: it must be put right in this document, or in another one first."""
    match document:
        case Route():
            yield from uncarried(document)
            yield from _strange_agencies(document, known)
            yield from _given_up(document, known)
        case Procedure() if document.route in known["route"]:
            yield from mismatched(document, known["route"][document.route])
        case Agencies():
            yield from _only_one(document, known["agencies"], "the directory", "danh mục cơ quan")
            yield from _still_named(document, known)
        case Calendar():
            yield from _only_one(document, known["calendar"], "the calendar of all agencies", "lịch làm việc chung")
        case Places():
            yield from _listed_elsewhere(document, known["places"])


def missing(document: Any, known: InForce) -> Iterator[Fault]:
    """What it names of another service and is not known here: never published, or not received yet."""
    match document:
        case Procedure():
            if document.route not in known["route"]:
                en, vi = f"Route {document.route} is not known.", f"Chưa có quy trình {document.route}."
                yield Fault(("route",), "unknown", en, vi)
            if isinstance(document.agency, Fixed) and document.agency.fixed not in _listed(known):
                yield _no_agency(("agency", "fixed"), document.agency.fixed)
        case Agencies():
            for n, agency in enumerate(document.agencies):
                if agency.calendar is not None and agency.calendar not in known["calendar"]:
                    en = f"Calendar {agency.calendar}, which {agency.id} names, is not known."
                    vi = f"Chưa có lịch làm việc {agency.calendar} mà {agency.id} nêu."
                    yield Fault(("agencies", n, "calendar"), "unknown", en, vi)


def ends_badly(document: Any, known: InForce, today: date) -> Iterator[Fault]:
    """What is wrong with when a procedure ends, and with what takes its place; a past day stays as it was published."""
    if not isinstance(document, Procedure) or (end := document.retired_on) is None:
        return
    before = known["procedure"].get(document.code)
    if end < today and (before is None or before.retired_on != end):
        yield Fault(("retired_on",), "past", f"{end} is in the past.", f"Ngày {end:%d/%m/%Y} đã qua.")
    if (code := document.successor) is None or code == document.code:
        return
    successor = known["procedure"].get(code)
    if successor is None:
        en, vi = f"Procedure {code} is not published.", f"Chưa công bố thủ tục {code}."
        yield Fault(("successor",), "unknown", en, vi)
    elif successor.retired_on is not None and successor.retired_on <= end:
        en, vi = f"Procedure {code} is retired itself by then.", f"Thủ tục {code} khi đó cũng đã hết hiệu lực."
        yield Fault(("successor",), "retired", en, vi)


def _listed(known: InForce) -> set[str]:
    return {agency.id for each in known["agencies"].values() if each.default for agency in each.agencies}


def _no_agency(place: Place, agency: str) -> Fault:
    en, vi = f"Agency {agency} is not in the directory.", f"Cơ quan {agency} không có trong danh mục."
    return Fault(place, "unknown", en, vi)


def _fixed(route: Route) -> Iterator[tuple[Place, str]]:
    for n, step in enumerate(route.steps):
        if isinstance(step.agency, Fixed):
            yield ("steps", n, "agency", "fixed"), step.agency.fixed


def _strange_agencies(route: Route, known: InForce) -> Iterator[Fault]:
    listed = _listed(known)
    for place, agency in _fixed(route):
        if agency not in listed:
            fault, step = _no_agency(place, agency), route.steps[int(place[1])].code
            yield fault._replace(en=f"Step {step}: {fault.en}", vi=f"Bước {step}: {fault.vi}")


def _given_up(route: Route, known: InForce) -> Iterator[Fault]:
    """The procedures that take this route must still go with it."""
    for procedure in known["procedure"].values():
        if procedure.route == route.code:
            yield from (fault._replace(place=("steps",)) for fault in mismatched(procedure, route))


def _listed_elsewhere(places: Places, there: Mapping[str, Any]) -> Iterator[Fault]:
    """A commune is in one province: first it ends in the other one."""
    ours = {each.code: n for n, each in enumerate(places.communes)}
    for code, other in there.items():
        for commune in other.communes if code != places.code and other.until is None else ():
            if commune.code in ours:
                en = f"{commune.code} is listed in {other.name}: end it there first."
                vi = f"{commune.code} đang thuộc {other.name}: hãy công bố việc kết thúc ở đó trước."
                yield Fault(("communes", ours[commune.code], "code"), "listed", en, vi)


def _still_named(directory: Agencies, known: InForce) -> Iterator[Fault]:
    """An agency may leave when no route and no procedure in force names it; of a directory given up all may."""
    if not directory.default:
        return
    listed = {agency.id for agency in directory.agencies}
    named = [(f"route {code}", f"quy trình {code}", agency) for code, agency in _named_by_routes(known)]
    named += [(f"procedure {code}", f"thủ tục {code}", agency) for code, agency in _named_by_procedures(known)]
    for who, who_vi, agency in dict.fromkeys(named):
        if agency not in listed:
            en = f"Agency {agency} is missing, and {who} names it."
            yield Fault(("agencies",), "still_named", en, f"Thiếu cơ quan {agency} mà {who_vi} đang nêu.")


def _named_by_routes(known: InForce) -> Iterator[tuple[str, str]]:
    return ((code, agency) for code, route in known["route"].items() for _, agency in _fixed(route))


def _named_by_procedures(known: InForce) -> Iterator[tuple[str, str]]:
    for code, procedure in known["procedure"].items():
        if isinstance(procedure.agency, Fixed):
            yield code, procedure.agency.fixed


def _only_one(document: Agencies | Calendar, there: Mapping[str, Any], what: str, what_vi: str) -> Iterator[Fault]:
    """One directory counts, and one calendar is everybody's; another calendar is for the agencies that name it."""
    others = sorted(code for code, other in there.items() if other.default and code != document.code)
    if document.default and others:
        en = (
            f'{others[0]} is {what}, and there is one only: publish a new version of it, or this with "default": false.'
        )
        vi = f'{others[0]} là {what_vi} duy nhất: hãy công bố phiên bản mới của nó, hoặc đặt "default" là false.'
        yield Fault(("default",), "second", en, vi)
    if not document.default and not others and (document.code in there or isinstance(document, Agencies)):
        en, vi = (
            f"{document.code} is {what}, and there is no other one.",
            f"Chưa có {what_vi} nào khác ngoài {document.code}.",
        )
        yield Fault(("default",), "last", en, vi)
