"""What each field of an event means, in which unit, and which codes it takes: written once, for all who read topics.

A field means the same in every event that has it; where it does not, the event has a line of its own (`Event.field`).
`described` adds this to JSON Schemas. A test finds fields without a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, get_args

from msgspec import Struct
from msgspec.structs import fields

from shared.contracts.names import ROLES
from shared.contracts.reference import Channel, Return
from sync_gateway.exchange.names import STATUSES

Json = dict[str, Any]

_STATUS = "; ".join(f"{number} {name.vi}" for number, name in STATUSES.items())
_MOVED = "The version of the calendar that moved the date."
_VND = "in VND, whole đồng"
PROOFS = ("", "query", "callback", "counter")

FIELDS: Mapping[str, str] = {
    "accepted_at": "When the desk accepted the dossier; the time limit is counted from here.",
    "archived_at": "When the package was left for the archive.",
    "dossiers": "All dossiers of the applicant, by their ids.",
    "erased_at": "When the keys were destroyed.",
    "files": "How many files the list of the package has.",
    "ApplicantArchived.sha256": "SHA-256 (hex) of the package.",
    "size": "In bytes.",
    "answer_by": "By when a request is taken up: two working days.",
    "asks": "What a person asks about their own personal data: see, copy, correct, restrict, object or delete.",
    "asked_at": "When the provider was asked to open the attempt.",
    "RequestMade.asked_at": "When the request was made; its time limits are counted from here.",
    "RequestMade.desk": "The desk that answers the request.",
    "RequestMade.channel": "How the request was made.",
    "decide_by": "By when a request is decided.",
    "decided_at": "When the request was decided.",
    "ground": "The legal ground on which a request is refused, or not granted in whole, by its code (GET /v1/rights).",
    "identified": "By what it was proved who asks: account or desk; null: not yet.",
    "RequestMade.due_at": "When the time limit ends that runs now.",
    "RequestTaken.due_at": "When the time limit ends that runs now.",
    "RequestTimeMoved.due_at": "When the time limit ends that runs now.",
    "applicant": "An opaque id of who applies, the same in all their dossiers; empty before it was recorded.",
    "agency": "The agency that decides, by its code in the directory of agencies.",
    "TaskOpened.agency": "The agency whose task it is.",
    "amount": f"An amount {_VND}.",
    "PaymentReported.amount": "What the provider says was paid, in whole units of `currency`.",
    "NoticeDue.amount": f"The amount that the notice names, {_VND}; 0: none.",
    "NoticeShown.amount": f"The amount that the notice names, {_VND}; 0: none.",
    "at": "When it happened, by the clock of the counterpart that did it; null if that one gave no time.",
    **{f"Notice{what}.at": "When that became known." for what in ("Sent", "Delivered", "TurnedAway")},
    "NoticeTurnedAway.reason": "Why: refused, returned afterwards, or the channel is out of order.",
    "attempt": "Which attempt at delivery this was, from 1.",
    "by": "How the result reached the applicant.",
    "calendar": "The code of the working calendar.",
    "DossierAccepted.calendar": "The version of the working calendar that counted the time limit; 0: not recorded.",
    "calendar_code": "The code of the working calendar that counted the time limit; empty before that was recorded.",
    "carrier": "The carrier, by its name in the settings; empty before carriers were recorded.",
    "channel": "How the dossier was handed in.",
    "NoticeSent.channel": "How the notice was sent.",
    "NoticeDelivered.channel": "How the notice was sent.",
    "NoticeTurnedAway.channel": "How it was sent, or was to be.",
    "code": "The dossier's code (TT 01/2018/TT-VPCP Đ19), e.g. H99.15-261121-0001.",
    "Published.code": "The document's code: of a procedure, calendar, directory, route or province.",
    "PaymentReported.code": "The provider's own result code.",
    "PaymentFailed.code": "The provider's own result code.",
    "PortalDeclined.code": "The portal's error_code.",
    "PortalGivenUp.code": "The portal's error_code.",
    "Fee.code": "The fee's code in the procedure.",
    "codes": "Codes that the notice names: of components, or of a reason.",
    "component": "The component of the procedure that the document is for, by its code.",
    "components": "The components of the procedure that are asked for, by their codes.",
    "content": "The whole document, as deploy/data/schemas describes it.",
    "ApologyGiven.counted_from": "The date as it was promised; `due_at` is the first working moment from it.",
    "counted_from": "Where the time limit is counted from now; null before that was recorded.",
    "facts": "What of the answers time limits may ask, by the code of the procedure's fact; never free text.",
    "allowed_minutes": "The whole time limit, as `working_minutes`; 0 before that was recorded.",
    "unit": "What the time limit is counted in; empty: working hours.",
    "created": "Whether the portal has created the record; otherwise it has updated it.",
    "currency": "ISO 4217.",
    "date": "The date that the notice names; null: none.",
    "desk": "The one-stop desk that receives, by its code in the directory of agencies.",
    "digest": "SHA-256 (hex) over the version's salt and then its text; empty before versions were kept.",
    "document": "The document's id.",
    "due_at": "When the result is due, by working time.",
    "TaskOpened.due_at": "When the task is due, by working time.",
    "TaskResumed.due_at": "When the task is due, by working time.",
    "TaskDueDateMoved.due_at": "When the task is due, by working time.",
    "fees": "The items of the fee.",
    "give_up_at": "When the notice is no longer tried.",
    "kind": "What is charged: `phi` for a service, `le-phi` by statute.",
    "left": "The time limit's rest while it is suspended, in working minutes.",
    "lines": "Up to which news the portal has acknowledged progress, from 1.",
    "news": "The number of the exchange's latest news, from 1.",
    "number": "Which version of the dossier was handed in, from 1; 0 before versions were kept.",
    "officer": "The officer who has claimed the task: an opaque subject, never a name.",
    "on_time": "Whether the case was decided by its due date.",
    "outcome": "How the task ended, by the code of an outcome of its step in the route.",
    "MandateMade.ground": "Why the account acts for another: `parent`, `written-authority` or `legal-representative`.",
    "principal": "For whom: an opaque id.",
    "representative": "Whose account acts: an opaque id.",
    "MandateMade.until": "When the mandate ends.",
    "held_by": "Under which opaque id it is held online beside the applicant's: of an account, or of a mandate.",
    "owner": "Whose dossier it is: an opaque subject, never a name; empty before it was recorded.",
    "paid": "Whether the provider reports success.",
    "papers": "The documents that were handed in.",
    "procedure": "The procedure, by its national code.",
    "proof": "How it is known that the money came: `query` (we asked), `callback` (no query is possible), `counter` "
    "(cash); empty before proofs were recorded.",
    "ConsignmentDelivered.proof": "What the carrier can be asked about: its waybill and its own status number.",
    "provider": "The payment provider, by its name in the settings, or `cash`.",
    "reason": "Why, by a code of the procedure or of the service; the route's reasons for a task, null if none.",
    "receipt": "The number of the receipt.",
    "reference": "Our reference of the attempt at the provider; never a person's.",
    "result": "The result, by its code in the procedure.",
    "retry_at": "When the portal is asked again.",
    "returns": "How the result shall reach the applicant.",
    "role": "The role that may claim the task.",
    "route": "The route through the agencies, by its code.",
    "route_version": "The version of the route.",
    "settled_at": "When the money came in.",
    "sha256": "SHA-256 (hex) of the document's bytes.",
    "status": f"TrangThaiHoSo of the national portal: {_STATUS}.",
    "step": "The step of the route, by its code.",
    "surplus": f"What came in beyond the fee and is owed back, {_VND}.",
    "template": "Which notice it is, by its name in the templates.",
    "times": "How often in a row the portal has declined, from 1.",
    "transaction": "The provider's own number of the payment.",
    "until": "By when the applicant must act.",
    "NoticeHeld.until": "When the quiet hours end.",
    "ChargeExpired.until": "The time to pay that is over; null before that was recorded.",
    "version": "The version of the procedure the dossier is pinned to.",
    "DueDateMoved.version": _MOVED,
    "TaskDueDateMoved.version": _MOVED,
    "SupplementTimeMoved.version": _MOVED,
    "SupplementTimeExtended.version": _MOVED,
    "FeeTimeMoved.version": _MOVED,
    "Published.version": "The document's version, from 1.",
    "warn_at": "When the agency is warned that the due date is near.",
    "waybill": "The carrier's number of the parcel.",
    "working_minutes": "The time limit, counted from `counted_from`: working minutes, or 480 a day if it is in days.",
}

CHOICES: Mapping[str, Iterable[Any]] = {
    "channel": list(Channel),
    **{f"Notice{what}.channel": ("mail", "sms") for what in ("Sent", "Delivered", "TurnedAway")},
    "NoticeTurnedAway.reason": ("turned-away", "bounced", "away"),
    "by": list(Return),
    "kind": ("phi", "le-phi"),
    "ChargeSettled.proof": PROOFS,
    "PaymentFellShort.proof": PROOFS,
    "returns": list(Return),
    "role": list(ROLES),
    "status": list(STATUSES),
}


def described(parts: Mapping[str, Json], events: Iterable[type[Struct]]) -> dict[str, Json]:
    """JSON Schemas by the names of their classes, with what each field means; `events` have all these classes."""
    classes = {each.__name__: each for event in events for each in (event, *_parts(event))}
    return {name: _described(classes[name], schema) for name, schema in sorted(parts.items())}


def meaning(table: Mapping[str, Any], kind: type[Struct], field: str) -> Any:
    """What a table says of a field of this class; None if nothing."""
    names = (f"{each.__name__}.{field}" for each in kind.__mro__)
    return next((table[name] for name in (*names, field) if name in table), None)


def _described(kind: type[Struct], schema: Json) -> Json:
    properties = {
        field.encode_name: schema["properties"][field.encode_name]
        | ({"format": "date-time"} if datetime in _types(field.type) else {})
        | ({"enum": list(choices)} if (choices := meaning(CHOICES, kind, field.name)) else {})
        | {"description": meaning(FIELDS, kind, field.name)}
        for field in fields(kind)
    }
    return schema | ({"properties": properties} if properties else {})


def _parts(event: type[Struct]) -> Iterable[type[Struct]]:
    types = (each for field in fields(event) for each in _types(field.type))
    return [each for each in types if isinstance(each, type) and issubclass(each, Struct)]


def _types(hint: Any) -> tuple[Any, ...]:
    """What a field's type is made of: a list's item, the members of a union, or itself."""
    return get_args(hint) or (hint,)
