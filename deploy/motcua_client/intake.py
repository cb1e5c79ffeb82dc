"""The client of intake. Written by `make map` from docs/openapi/intake.json."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from motcua_client.base import Answer, Ask, Question, fresh_key

__all__ = ["Agency", "Ahead", "Anchor", "Applicant", "Application", "ApplicationView", "AskSupplement", "Calendar", "Channel", "Coded", "Component", "DayOff", "Document", "Done", "DossierView", "Dossiers", "Draft", "Event", "Fee", "FeeKind", "Fixed", "Found", "Head", "Heads", "HeldLine", "HeldRecord", "Intake", "IntakePeopleApiWanted", "JsonValue", "Known", "Lag", "Listed", "OnSupplement", "Opening", "Person", "Procedure", "Receiving", "Refuse", "Resaid", "Return", "Sector", "SharedOperatorsWanted", "Spoken", "Text", "Told", "Tracked", "Version", "Weekday", "Why", "WorkingDay"]

class Agency(TypedDict):
    """With whom it is."""

    id: str
    title: Spoken


class Ahead(TypedDict):
    """How far the domain clock is ahead of real time, in seconds."""

    seconds: float


class Anchor(TypedDict):
    """The signed end of a file; above it stands a line `dossier line digest` for each of its `heads`."""

    speaker: str
    number: int
    previous: NotRequired[str]
    digest: NotRequired[str]
    position: NotRequired[int]
    heads: NotRequired[int]
    at: str


class Applicant(TypedDict):
    """Who applies, and in which language notices are written."""

    name: str
    identity: str
    phone: str
    address: str
    email: NotRequired[str | None]
    language: NotRequired[Literal['vi', 'en']]


class Application(TypedDict):
    """What a person writes: who applies, and the answers to the procedure's form."""

    applicant: Applicant
    answers: dict[str, Any]


class ApplicationView(TypedDict):
    """What was written, and its revision (the ETag of this answer)."""

    applicant: Applicant
    answers: dict[str, Any]
    revision: int


class AskSupplement(TypedDict):
    """Ask for everything that is missing, once (form 02; NĐ 61/2018 Đ15.3)."""

    components: list[str]


class Calendar(TypedDict):
    """One zone, one week, and every exception in the years from first_year to last_year."""

    code: str
    zone: str
    hours: dict[str, list[Opening]]
    days_off: list[DayOff]
    working_days: NotRequired[list[WorkingDay]]
    first_year: int
    last_year: int


Channel = Literal['counter', 'online', 'post']

class Coded(TypedDict):
    """A code for machines and a title for people: a result, a reason to refuse."""

    code: str
    title: Text


class Component(TypedDict):
    """One paper of the dossier (thành phần hồ sơ)."""

    code: str
    title: Text
    required: bool
    media: list[Literal['application/pdf', 'image/png', 'image/jpeg']]
    max_bytes: int


class DayOff(TypedDict):
    """A public holiday or a day taken off in exchange."""

    date: str
    why: Text


class Document(TypedDict):
    """One uploaded file."""

    id: str
    component: str
    name: str
    media: str
    size: int
    sha256: str
    at: str


class Done(TypedDict):
    """It was done."""

    done: NotRequired[bool]


class DossierView(TypedDict):
    """A dossier as its applicant and its desk see it."""

    id: str
    state: str
    line: int
    procedure: str
    version: int
    desk: str
    channel: str
    code: str | None
    due_at: str | None
    supplement_until: str | None
    asked: list[str] | None
    reason: str | None
    returns: str
    tracking: str
    case: Told | None
    moves: list[str]


class Dossiers(TypedDict):
    """A page of dossiers; `after` asks for the next one, None at the end."""

    dossiers: list[DossierView]
    after: str | None


class Draft(TypedDict):
    """Begin a dossier."""

    procedure: str
    desk: str
    channel: Channel
    returns: NotRequired[Return]
    application: Application


class Event(TypedDict):
    """Something that happened to it."""

    event: str
    title: Spoken
    at: str


class Fee(TypedDict):
    """What one dossier costs."""

    code: str
    kind: FeeKind
    title: Text
    amount: int


FeeKind = Literal['phi', 'le-phi']

class Fixed(TypedDict):
    """This agency, whatever the dossier."""

    fixed: str


class Found(TypedDict):
    """A dossier by its code."""

    id: str
    code: str


class Head(TypedDict):
    """The last settled line of one dossier, and the number of lines said by now."""

    dossier: str
    line: int
    digest: str
    said: int


class Heads(TypedDict):
    """One page of heads; `position` is where the next page begins, None at the end."""

    heads: list[Head]
    position: int | None


class HeldLine(TypedDict):
    """One held line."""

    id: int
    dossier: str | None
    speaker: str | None
    line: int | None
    kind: str
    why: str
    attempts: int
    retry_at: str | None
    since: str


class HeldRecord(TypedDict):
    """One held line with what came over Kafka."""

    id: int
    dossier: str | None
    speaker: str | None
    line: int | None
    kind: str
    why: str
    attempts: int
    retry_at: str | None
    since: str
    topic: str
    partition: int
    offset: int
    headers: dict[str, str]
    body: str


JsonValue = Any

class Known(TypedDict):
    """One version of a reference document."""

    kind: str
    code: str
    version: int


class Lag(TypedDict):
    """What waits in one service."""

    unsent: int
    held: int
    parked: int
    due: int


class Listed(TypedDict):
    """A document and its version in force."""

    code: str
    version: int


OnSupplement = Literal['restart', 'suspend']

Opening = TypedDict("Opening", {"from": "str", "to": "str"})

class Person(TypedDict):
    """The applicant of one dossier."""

    dossier: str
    name: str
    identity: str
    phone: str
    address: str
    email: NotRequired[str | None]


class Procedure(TypedDict):
    """All times in working hours."""

    code: str
    title: Text
    sector: Sector
    legal_basis: str
    channels: list[Channel]
    working_hours: int
    warning_hours: NotRequired[int]
    clock_on_supplement: OnSupplement
    supplement_hours: int
    components: list[Component]
    form: dict[str, JsonValue]
    result: Coded
    returns: list[Return]
    refusal_reasons: list[Coded]
    agency: Fixed | Receiving
    route: str
    fees: NotRequired[list[Fee]]
    fee_hours: NotRequired[int]


class Receiving(TypedDict):
    """The agency whose desk received the dossier."""

    rule: Literal['receiving']


class Refuse(TypedDict):
    """Refuse the dossier at the desk, with a reason of its procedure (form 03; NĐ 61/2018 Đ17)."""

    reason: str


class Resaid(TypedDict):
    """Up to which journal position everything is said again; None when nothing came after the one asked for."""

    after: int | None


Return = Literal['desk', 'post']

class Sector(TypedDict):
    """lĩnh vực (TT 01/2018/TT-VPCP Đ20)."""

    code: str
    title: Text


class Spoken(TypedDict):
    """The same in both languages."""

    vi: str
    en: str


class Text(TypedDict):
    """What a person reads, in both languages: 1 to 500 characters each."""

    vi: str
    en: str


class Told(TypedDict):
    """What workflow has told of the case: its stage, with whom, until when."""

    stage: str
    agency: str
    due_at: str
    apologies: int
    withdrawal_declined: bool
    at: str
    asked: list[str] | None
    supplement_until: str | None
    reason: str | None


class Tracked(TypedDict):
    """A dossier as the public page shows it."""

    code: str
    stage: str
    title: Spoken
    agency: Agency
    received_at: str
    due_at: str
    returned_at: str | None
    history: list[Event]


class Version(TypedDict):
    """One version of one document."""

    code: str
    version: int
    content: dict[str, Any]


Weekday = Literal['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

class Why(TypedDict):
    """The reason an operator gives; kept with what was closed."""

    why: str


class WorkingDay(TypedDict):
    """A weekend day worked instead of a weekday off (hoán đổi ngày làm việc), with that weekday's hours."""

    date: str
    instead_of: str
    why: Text


class IntakePeopleApiWanted(TypedDict):
    """For these dossiers, at most 500."""

    dossiers: list[str]


class SharedOperatorsWanted(TypedDict):
    """Lines of one dossier to be said again, as they are asked for from outside."""

    dossier: str
    lines: list[int]


class Intake:
    """All that intake can be asked."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    async def draft(self, body: Draft, *, key: str | None = None) -> Answer[DossierView]:
        """Begins a dossier."""
        return await self._ask(Question(method="POST", path="/v1/dossiers", body=body, key=key or fresh_key()))

    async def list_dossiers(self, *, after: str | None = None, limit: int | None = None, code: str | None = None, state: str | None = None) -> Answer[Dossiers]:
        """One's own dossiers; for officers also those handed in at their desk."""
        return await self._ask(Question(method="GET", path="/v1/dossiers", query={"after": after, "limit": limit, "code": code, "state": state}))

    async def find_code(self, code: str | int) -> Answer[Found]:
        """Which dossier has this code."""
        return await self._ask(Question(method="GET", path=f"/v1/dossiers/by-code/{code}"))

    async def read(self, dossier: str | int) -> Answer[DossierView]:
        """One dossier; its ETag is what If-Match wants."""
        return await self._ask(Question(method="GET", path=f"/v1/dossiers/{dossier}"))

    async def read_application(self, dossier: str | int) -> Answer[ApplicationView]:
        """What was written."""
        return await self._ask(Question(method="GET", path=f"/v1/dossiers/{dossier}/application"))

    async def edit(self, dossier: str | int, body: Application, *, seen: str, key: str | None = None) -> Answer[ApplicationView]:
        """Changes what was written, while the dossier is a draft or lacks something."""
        return await self._ask(Question(method="PUT", path=f"/v1/dossiers/{dossier}/application", body=body, seen=seen, key=key or fresh_key()))

    async def submit(self, dossier: str | int, *, seen: str, key: str | None = None) -> Answer[DossierView]:
        """Hands the dossier in."""
        return await self._ask(Question(method="POST", path=f"/v1/dossiers/{dossier}/submission", seen=seen, key=key or fresh_key()))

    async def hand_in(self, dossier: str | int, *, seen: str, key: str | None = None) -> Answer[DossierView]:
        """Hands in what the desk has asked for."""
        return await self._ask(Question(method="POST", path=f"/v1/dossiers/{dossier}/supplement", seen=seen, key=key or fresh_key()))

    async def withdraw(self, dossier: str | int, *, seen: str, key: str | None = None) -> Answer[DossierView]:
        """Takes the dossier back; after acceptance it asks workflow to let it go."""
        return await self._ask(Question(method="POST", path=f"/v1/dossiers/{dossier}/withdrawal", seen=seen, key=key or fresh_key()))

    async def accept(self, dossier: str | int, *, seen: str, key: str | None = None) -> Answer[DossierView]:
        """Accepts the dossier: it gets its code and its due date (form 01)."""
        return await self._ask(Question(method="POST", path=f"/v1/dossiers/{dossier}/acceptance", seen=seen, key=key or fresh_key()))

    async def ask_supplement(self, dossier: str | int, body: AskSupplement, *, seen: str, key: str | None = None) -> Answer[DossierView]:
        """Asks for everything that is missing, once (form 02)."""
        return await self._ask(Question(method="POST", path=f"/v1/dossiers/{dossier}/supplement-request", body=body, seen=seen, key=key or fresh_key()))

    async def refuse(self, dossier: str | int, body: Refuse, *, seen: str, key: str | None = None) -> Answer[DossierView]:
        """Refuses the dossier, with a reason of its procedure (form 03)."""
        return await self._ask(Question(method="POST", path=f"/v1/dossiers/{dossier}/refusal", body=body, seen=seen, key=key or fresh_key()))

    async def upload(self, dossier: str | int, document: str | int, content: bytes, media: Literal['application/pdf', 'image/png', 'image/jpeg'], *, component: str, name: str, key: str | None = None) -> Answer[Document]:
        """Keeps the body as one document."""
        return await self._ask(Question(method="PUT", path=f"/v1/dossiers/{dossier}/documents/{document}", query={"component": component, "name": name}, content=content, media=media, key=key or fresh_key()))

    async def take_away(self, dossier: str | int, document: str | int, *, key: str | None = None) -> Answer[None]:
        """Takes a document out of a dossier that is not handed in yet."""
        return await self._ask(Question(method="DELETE", path=f"/v1/dossiers/{dossier}/documents/{document}", key=key or fresh_key()))

    async def list_documents(self, dossier: str | int) -> Answer[list[Document]]:
        """The documents of a dossier."""
        return await self._ask(Question(method="GET", path=f"/v1/dossiers/{dossier}/documents"))

    async def fetch(self, dossier: str | int, document: str | int) -> Answer[bytes]:
        """The bytes of a document, as they were uploaded."""
        return await self._ask(Question(method="GET", path=f"/v1/dossiers/{dossier}/documents/{document}/content"))

    async def track(self, code: str | int, *, phone: str | None = None, token: str | None = None) -> Answer[Tracked]:
        """Where a dossier stands: for its last four digits of the telephone, or the token of its QR code."""
        return await self._ask(Question(method="GET", path=f"/v1/tracking/{code}", query={"phone": phone, "token": token}))

    async def people(self, body: IntakePeopleApiWanted) -> Answer[list[Person]]:
        """The applicants of these dossiers; unknown ones are left out."""
        return await self._ask(Question(method="POST", path="/v1/people", body=body))

    async def publish_procedure(self, body: Procedure, *, key: str | None = None) -> Answer[Version]:
        """Publishes a procedure; the same content as in force is no new version (200)."""
        return await self._ask(Question(method="POST", path="/v1/procedures", body=body, key=key or fresh_key()))

    async def list_procedures(self) -> Answer[list[Listed]]:
        """The documents and their versions in force."""
        return await self._ask(Question(method="GET", path="/v1/procedures"))

    async def read_procedure(self, code: str | int) -> Answer[Version]:
        """The version in force."""
        return await self._ask(Question(method="GET", path=f"/v1/procedures/{code}"))

    async def read_procedure_version(self, code: str | int, version: str | int) -> Answer[Version]:
        """One version."""
        return await self._ask(Question(method="GET", path=f"/v1/procedures/{code}/versions/{version}"))

    async def publish_calendar(self, body: Calendar, *, key: str | None = None) -> Answer[Version]:
        """Publishes a calendar; the same content as in force is no new version (200)."""
        return await self._ask(Question(method="POST", path="/v1/calendars", body=body, key=key or fresh_key()))

    async def list_calendars(self) -> Answer[list[Listed]]:
        """The documents and their versions in force."""
        return await self._ask(Question(method="GET", path="/v1/calendars"))

    async def read_calendar(self, code: str | int) -> Answer[Version]:
        """The version in force."""
        return await self._ask(Question(method="GET", path=f"/v1/calendars/{code}"))

    async def read_calendar_version(self, code: str | int, version: str | int) -> Answer[Version]:
        """One version."""
        return await self._ask(Question(method="GET", path=f"/v1/calendars/{code}/versions/{version}"))

    async def anchor(self, *, key: str | None = None) -> Answer[Anchor]:
        """Writes an anchor now, instead of at the end of the day."""
        return await self._ask(Question(method="POST", path="/v1/anchors", key=key or fresh_key()))

    async def read_heads(self, *, after: int | None = None, dossier: str | None = None) -> Answer[Heads]:
        """The last settled line of each dossier, by journal position; or the last line of one dossier."""
        return await self._ask(Question(method="GET", path="/v1/heads", query={"after": after, "dossier": dossier}))

    async def resay(self, body: list[SharedOperatorsWanted], *, key: str | None = None) -> Answer[Done]:
        """Says lines again."""
        return await self._ask(Question(method="POST", path="/v1/resay", body=body, key=key or fresh_key()))

    async def resay_all(self, *, after: int | None = None, key: str | None = None) -> Answer[Resaid]:
        """Says everything again, a page of lines a request: ask again with the position answered, until it is None."""
        return await self._ask(Question(method="POST", path="/v1/resay/all", query={"after": after}, key=key or fresh_key()))

    async def list_held(self, *, after: int | None = None, limit: int | None = None) -> Answer[list[HeldLine]]:
        """Held lines, oldest first: where, since when, why, and when they are tried next."""
        return await self._ask(Question(method="GET", path="/v1/held", query={"after": after, "limit": limit}))

    async def show_held(self, held: str | int) -> Answer[HeldRecord]:
        """One held line with its headers and body."""
        return await self._ask(Question(method="GET", path=f"/v1/held/{held}"))

    async def replay(self, held: str | int, *, key: str | None = None) -> Answer[Done]:
        """Tries a parked line now."""
        return await self._ask(Question(method="POST", path=f"/v1/held/{held}/replay", key=key or fresh_key()))

    async def drop(self, held: str | int, body: Why, *, key: str | None = None) -> Answer[Done]:
        """Gives up a parked line: the mark moves onto it, its speaker's later lines go on."""
        return await self._ask(Question(method="POST", path=f"/v1/held/{held}/drop", body=body, key=key or fresh_key()))

    async def close_gap(self, speaker: str | int, dossier: str | int, body: Why, *, key: str | None = None) -> Answer[Done]:
        """Gives up lines that will never come, or accepts a speaker's new history."""
        return await self._ask(Question(method="POST", path=f"/v1/gaps/{speaker}/{dossier}/close", body=body, key=key or fresh_key()))

    async def journal(self, dossier: str | int, *, after: int | None = None) -> Answer[list[dict[str, Any]]]:
        """The journal of one dossier in this service, line by line (at most 500)."""
        return await self._ask(Question(method="GET", path=f"/v1/journal/{dossier}", query={"after": after}))

    async def reference(self) -> Answer[list[Known]]:
        """Every version of every reference document this service has published or learned."""
        return await self._ask(Question(method="GET", path="/v1/reference"))

    async def lag(self) -> Answer[Lag]:
        """How much waits here: unsent, held, due."""
        return await self._ask(Question(method="GET", path="/v1/lag"))

    async def read_clock(self) -> Answer[dict[str, str]]:
        """The time of the domain clock."""
        return await self._ask(Question(method="GET", path="/v1/clock"))

    async def set_clock(self, body: Ahead, *, key: str | None = None) -> Answer[Done]:
        """Moves the domain clock on."""
        return await self._ask(Question(method="PUT", path="/v1/clock", body=body, key=key or fresh_key()))
