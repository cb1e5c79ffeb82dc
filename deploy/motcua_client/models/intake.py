"""Bodies of intake. Written by `make map` from docs/openapi."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from motcua_client.models.shared import Fixed, Limit, Move, Receiving, Text


class Account(TypedDict):
    """Whose account this is."""
    applicant: str | None
    acts_for: list[ActsFor]


class ActsFor(TypedDict):
    """A mandate in force under which this account acts, and for whom; `name` is null once it was erased."""
    mandate: str
    state: str
    ground: str
    principal: str
    name: str | None
    until: str


class Address(TypedDict):
    """A line, and the codes of province and commune (QĐ 19/2025/QĐ-TTg); abroad, and of old, a line alone."""
    line: str
    province: NotRequired[str | None]
    commune: NotRequired[str | None]
    abroad: NotRequired[bool]


class Again(TypedDict):
    """How many applicants were here again."""
    applicants: int


class Agency(TypedDict):
    """The agency that has it."""
    id: str
    title: Bilingual


class Application(TypedDict):
    """What a person writes: who applies, and the answers to the procedure's form."""
    applicant: Person | Organisation | Group
    answers: dict[str, Any]


class ApplicationView(TypedDict):
    """What was written."""
    applicant: Person | Organisation | Group
    answers: dict[str, Any]


class AskSupplement(TypedDict):
    """Ask for everything that is missing, once (form 02; NĐ 61/2018 Đ15.3)."""
    components: list[str]


class Attempt(TypedDict):
    """What became of the message in one channel, and when that was known."""
    channel: str
    channel_title: Bilingual
    outcome: str
    title: Bilingual
    at: str


class Authority(TypedDict):
    """A mandate that is handed in with a draft, for who applies there: its ground, document and last day."""
    ground: MandateGround
    last_day: str
    proof: Proof
    representative: Someone


class Bilingual(TypedDict):
    """The same in both languages."""
    vi: str
    en: str


class Calendar(TypedDict):
    """One zone, one week, and every exception in the years from first_year to last_year."""
    code: str
    zone: str
    hours: dict[str, list[Opening]]
    days_off: list[DayOff]
    working_days: NotRequired[list[WorkingDay]]
    first_year: int
    last_year: int
    default: NotRequired[bool]


class Change(TypedDict):
    """What of a procedure has changed: `pointer` into the procedure, a code, and a sentence in both languages."""
    pointer: str
    code: str
    vi: str
    en: str


Channel = Literal['counter', 'online', 'post']


class CitizenId(TypedDict):
    """The personal number of a citizen (số định danh cá nhân), on the identity card."""
    kind: Literal['citizen-id']
    number: str


class Clock(TypedDict):
    """A right with its time limits and their legal source."""
    code: Right
    title: Text
    answer_hours: int
    days: int
    ends_working: bool
    source: str


class Coded(TypedDict):
    """A code for machines and a title for people: a result, a reason to refuse."""
    code: str
    title: Text


class Commune(TypedDict):
    """A commune, ward or special zone (xã, phường, đặc khu)."""
    code: str
    name: str
    since: str | None


class Component(TypedDict):
    """One paper of the dossier (thành phần hồ sơ)."""
    code: str
    title: Text
    required: bool
    media: list[Literal['application/pdf', 'image/png', 'image/jpeg']]
    max_bytes: int


class Correction(TypedDict):
    """What is to be written instead."""
    phone: NotRequired[str | None]
    email: NotRequired[str | None]
    address: NotRequired[Address | None]


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


class DossierView(TypedDict):
    """A dossier as its applicant and its desk see it."""
    id: str
    state: str
    revision: int
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
    marks: NotRequired[list[str]]
    erased: NotRequired[bool]
    case: Progress | None
    changes: list[Change] | None
    procedure_version: int | None
    masked_name: NotRequired[str | None]
    moves: list[Move]


class Dossiers(TypedDict):
    """Dossiers, in the order that was asked for."""
    after: str | None
    as_of: str
    count: int | None
    more: bool
    dossiers: list[DossierView]


class Draft(TypedDict):
    """Begin a dossier."""
    procedure: str
    desk: str
    channel: Channel
    returns: Return
    mandate: NotRequired[str | None]
    authority: NotRequired[Authority | None]
    application: Application


class Due(TypedDict):
    """An applicant of whom nothing must be kept any more: how many dossiers and files, when the last one ended."""
    applicant: str
    dossiers: int
    files: NotRequired[int]
    ended_at: str
    asked: bool


class ErasureView(TypedDict):
    """The erasure of one applicant, and the receipt of the package that has left before."""
    applicant: str
    state: str
    dossiers: int
    sha256: str
    size: int
    files: int
    archived_at: str | None
    erased_at: str | None


class Event(TypedDict):
    """Something that happened to it, and the agency that acted (none: the applicant, or time passed)."""
    event: str
    title: Bilingual
    at: str
    agency: Agency | None
    officer: Officer | None


class Fact(TypedDict):
    """field: the property of the form whose answer it is."""
    code: str
    kind: FactKind
    field: str
    title: Text


FactKind = Literal['choice', 'number', 'boolean', 'date', 'code']


class Fee(TypedDict):
    """What one dossier costs."""
    code: str
    kind: FeeKind
    title: Text
    amount: int


FeeKind = Literal['phi', 'le-phi']


class Former(TypedDict):
    """One that is no more from the day `until` on."""
    code: str
    name: str
    since: str | None
    within: str
    until: str
    became: list[str]


class FormerProvince(TypedDict):
    """A province that has become part of this one, and the first day on which it was no more."""
    code: str
    name: str
    until: str


class Found(TypedDict):
    """A dossier by its code."""
    id: str
    code: str


class FoundDossiers(TypedDict):
    """The newest first, at most 200."""
    dossiers: list[str]
    more: bool


class GrantRequestPartly(TypedDict):
    """Grant it in part, and say on which legal ground not the rest."""
    ground: str


class Ground(TypedDict):
    """Why a request may be refused, or granted in part, by law."""
    code: str
    title: Text
    source: str


class Group(TypedDict):
    """Several persons apply together; `contact` is the one of them who is told."""
    language: NotRequired[Literal['vi', 'en']]
    channels: NotRequired[list[Literal['mail', 'sms']] | None]
    submitter: NotRequired[Someone | None]
    receiver: NotRequired[Resident | None]
    kind: Literal['group']
    form: Literal['co-owners', 'household']
    contact: Resident
    others: list[Resident]


class HandedIn(TypedDict):
    """One document of a version; size in bytes."""
    id: str
    component: str
    name: str
    media: str
    size: int
    sha256: str


class Happening(TypedDict):
    """Something that happened."""
    event: str
    title: Bilingual
    at: str
    agency: Agency | None
    officer: Officer | None
    actor: str | None
    role: str | None


class IdentifyRequester(TypedDict):
    """Say who asks: the desk has seen the paper of the person."""
    person: Requester


class IdentityCertificate(TypedDict):
    """The number of an identity certificate (giấy chứng nhận căn cước)."""
    kind: Literal['identity-certificate']
    number: str


JsonValue = Any


class LetterText(TypedDict):
    """A notice in one language."""
    subject: str
    body: str


class LetterTexts(TypedDict):
    """A notice in both languages."""
    vi: LetterText
    en: LetterText


class LetterView(TypedDict):
    """A notice, as it reads now, and how the applicant was told that there is one."""
    id: str
    dossier: str
    template: str
    title: Bilingual
    at: str
    state: str
    state_title: Bilingual
    held_until: str | None
    reason: Bilingual | None
    attempts: list[Attempt]
    text: LetterTexts


LookReason = Literal['own', 'counter', 'task', 'supervision', 'records', 'inspection', 'search', 'request', 'archive', 'operation']


class LookView(TypedDict):
    """A look: what the dossier keeps of persons was opened, within the hour that begins at `hour`."""
    hour: str
    role: str
    agency: Agency | None
    officer: NotRequired[Officer | None]
    why: str
    title: Bilingual
    actor: str | None


class MakeRequest(TypedDict):
    """Ask something about one's own personal data."""
    asks: Right
    desk: str
    channel: Channel
    contact: Reached
    words: NotRequired[str | None]
    correction: NotRequired[Correction | None]
    person: NotRequired[Requester | None]


MandateGround = Literal['parent', 'written-authority', 'legal-representative']


MandateState = Literal['claimed', 'confirmed', 'revoked', 'expired']


class MandateText(TypedDict):
    """Who acts for whom, and by which document."""
    person: NotRequired[Someone | None]
    organisation: NotRequired[Unit | None]
    representative: Someone
    proof: Proof
    language: NotRequired[Literal['vi', 'en']]


class MandateView(TypedDict):
    """A mandate: for whom (`principal`) and whose account acts (`representative`) are opaque ids."""
    id: str
    state: str
    revision: int
    ground: str
    principal: str
    representative: str
    desk: str
    until: str
    moves: list[Move]


class MandateWritten(TypedDict):
    """A mandate with who acts for whom; `text` is null once that was erased."""
    id: str
    state: str
    revision: int
    ground: str
    principal: str
    representative: str
    desk: str
    until: str
    moves: list[Move]
    text: MandateText | None


class Mandates(TypedDict):
    """Mandates, in the order that was asked for."""
    after: str | None
    as_of: str
    count: int | None
    more: bool
    mandates: list[MandateView]


class Mandating(TypedDict):
    """Say that one acts for a person or an organisation: on which ground, by which document, until which day."""
    person: NotRequired[Someone | None]
    organisation: NotRequired[Unit | None]
    representative: Someone
    proof: Proof
    language: NotRequired[Literal['vi', 'en']]
    ground: MandateGround
    desk: str
    last_day: str


class NoIdentity(TypedDict):
    """No number at all, and why."""
    kind: Literal['none']
    reason: str


class NotedLooks(TypedDict):
    """How many were not known."""
    noted: int


class Numbered(TypedDict):
    """A number and what it is of: `citizen-id`, `identity-certificate`, `passport` or `old-id`."""
    kind: str
    number: str


class Offer(TypedDict):
    """A procedure in short."""
    code: str
    version: int
    title: Text
    sector: Sector
    channels: list[Channel]
    time: Text
    fees: int
    open: bool
    retired_on: str | None
    successor: str | None


class Officer(TypedDict):
    """The officer who acted, as called at that time."""
    name: str
    title: Bilingual


class OldId(TypedDict):
    """The nine digits of an old identity card (CMND)."""
    kind: Literal['old-id']
    number: str


OnSupplement = Literal['restart', 'suspend']


Opening = TypedDict("Opening", {"from": "str", "to": "str"})


class Organisation(TypedDict):
    """An organisation applies."""
    language: NotRequired[Literal['vi', 'en']]
    channels: NotRequired[list[Literal['mail', 'sms']] | None]
    submitter: NotRequired[Someone | None]
    receiver: NotRequired[Resident | None]
    kind: Literal['organisation']
    form: Literal['enterprise', 'household-business', 'other']
    name: str
    tax_code: str
    address: Address
    phone: str
    email: NotRequired[str | None]
    representative: Someone


class Passport(TypedDict):
    """A passport; `country` issues it, in the three letters that the passport has."""
    kind: Literal['passport']
    country: str
    number: str


class People(TypedDict):
    """Who applies with one dossier; of several persons the one who is told, and the numbers of all."""
    name: str
    phone: str
    address: Place
    dossier: str
    kind: str
    form: NotRequired[str]
    number: NotRequired[str]
    identities: list[Numbered]
    email: NotRequired[str | None]
    receiver: Receiver


class Person(TypedDict):
    """One person applies."""
    language: NotRequired[Literal['vi', 'en']]
    channels: NotRequired[list[Literal['mail', 'sms']] | None]
    submitter: NotRequired[Someone | None]
    receiver: NotRequired[Resident | None]
    name: str
    identity: CitizenId | IdentityCertificate | Passport | OldId | NoIdentity
    born: NotRequired[str | None]
    phone: str
    email: NotRequired[str | None]
    address: Address
    kind: Literal['person']


class Place(TypedDict):
    """An address; the codes of province and commune are empty abroad, and where none was asked for."""
    line: str
    province: NotRequired[str]
    commune: NotRequired[str]


class PlaceName(TypedDict):
    """A place by code and name."""
    code: str
    name: str


class PlaceView(TypedDict):
    """A province (two digits) or a commune (five)."""
    code: str
    name: str
    province: PlaceName | None
    within: str | None
    since: str | None
    until: str | None
    became: list[PlaceName]


class Places(TypedDict):
    """A province and its communes."""
    code: str
    name: str
    since: str
    until: NotRequired[str | None]
    source: str
    formerly: NotRequired[list[FormerProvince]]
    communes: list[Commune]
    former: NotRequired[list[Former]]


class Procedure(TypedDict):
    """One entry of the catalogue."""
    code: str
    title: Text
    sector: Sector
    legal_basis: str
    channels: list[Channel]
    limits: list[TimeLimit]
    warning_hours: NotRequired[int]
    clock_on_supplement: OnSupplement
    supplement_limit: Limit
    components: list[Component]
    form: dict[str, JsonValue]
    result: Coded
    returns: list[Return]
    refusal_reasons: list[Coded]
    stop_reasons: NotRequired[list[Coded]]
    apology_reasons: NotRequired[list[Coded]]
    agency: Fixed | Receiving
    route: str
    fees: NotRequired[list[Fee]]
    fee_limit: NotRequired[Limit]
    facts: NotRequired[list[Fact]]
    assurance: NotRequired[int]
    retired_on: NotRequired[str | None]
    successor: NotRequired[str | None]


class Progress(TypedDict):
    """Where the case stands: its stage, the agency that has it, its due date."""
    stage: str
    agency: str
    due_at: str
    apologies: int
    withdrawal_declined: bool
    at: str
    asked: list[str] | None
    supplement_until: str | None
    reason: str | None


class Proof(TypedDict):
    """The document that proves it: an uploaded one by its id, or its number, day and issuer."""
    document: NotRequired[str | None]
    number: NotRequired[str | None]
    issued_on: NotRequired[str | None]
    issuer: NotRequired[str | None]


class Purpose(TypedDict):
    """One purpose."""
    code: str
    title: Text
    basis: str
    consent: bool


class Reached(TypedDict):
    """How the person who asks is told."""
    phone: str
    email: NotRequired[str | None]
    language: NotRequired[Literal['vi', 'en']]


class Receiver(TypedDict):
    """To whom the result is sent."""
    name: str
    phone: str
    address: Place


class Refuse(TypedDict):
    """Refuse the dossier at the desk, with a reason of its procedure (form 03; NĐ 61/2018 Đ17)."""
    reason: str


class RefuseRequest(TypedDict):
    """Refuse it, with the legal ground."""
    ground: str


RequestState = Literal['asked', 'in_hand', 'granted', 'partly', 'refused', 'withdrawn']


class RequestText(TypedDict):
    """What was written with a request."""
    contact: Reached
    words: str | None
    correction: Correction | None
    person: Requester | None


class RequestView(TypedDict):
    """A request about personal data."""
    id: str
    state: str
    revision: int
    asks: str
    desk: str
    channel: str
    identified: str | None
    asked_at: str
    answer_by: str
    decide_by: str
    due_at: str | None
    decided_at: str | None
    ground: str | None
    moves: list[Move]


class Requester(TypedDict):
    """Who asks, as the paper says that the desk has seen."""
    name: str
    identity: CitizenId | IdentityCertificate | Passport | OldId
    born: str


class Requests(TypedDict):
    """Requests, in the order that was asked for."""
    after: str | None
    as_of: str
    count: int | None
    more: bool
    requests: list[RequestView]


class Resident(TypedDict):
    """A person with an address."""
    name: str
    identity: CitizenId | IdentityCertificate | Passport | OldId | NoIdentity
    born: NotRequired[str | None]
    phone: str
    email: NotRequired[str | None]
    address: Address


Return = Literal['desk', 'post']


Right = Literal['see', 'copy', 'correct', 'restrict', 'object', 'delete']


class Rights(TypedDict):
    """All rights, and all grounds of a refusal."""
    rights: list[Clock]
    grounds: list[Ground]


Role = Literal['applicant', 'officer', 'supervisor', 'clerk', 'cashier', 'editor', 'inspector', 'operator', 'service']


class Search(TypedDict):
    """All that is given holds of what is found; one of code, identity, telephone and name is given."""
    code: NotRequired[str | None]
    identity: NotRequired[str | None]
    telephone: NotRequired[str | None]
    name: NotRequired[str | None]
    procedure: NotRequired[str | None]
    received_from: NotRequired[str | None]
    received_to: NotRequired[str | None]
    why: NotRequired[Literal['search', 'counter', 'task', 'supervision', 'records', 'inspection']]


class Sector(TypedDict):
    """lĩnh vực (TT 01/2018/TT-VPCP Đ20)."""
    code: str
    title: Text


class Someone(TypedDict):
    """A person who has to do with a dossier."""
    name: str
    identity: CitizenId | IdentityCertificate | Passport | OldId | NoIdentity
    born: NotRequired[str | None]
    phone: str
    email: NotRequired[str | None]


Stage = Literal['received', 'processing', 'supplementing', 'awaiting_payment', 'decided', 'returned', 'refused', 'withdrawn', 'stopped']


State = Literal['draft', 'submitted', 'supplementing', 'accepted', 'refused', 'withdrawn']


class Submit(TypedDict):
    """Hand the dossier in."""
    procedure_version: NotRequired[int | None]


class TimeLimit(TypedDict):
    """The limit of a procedure for some channels and some answers."""
    legal: Limit
    promised: NotRequired[Limit | None]
    channels: NotRequired[list[str]]
    when: NotRequired[dict[str, Any]]


class Timeline(TypedDict):
    """What has happened to a dossier, in order; of very many events the last 500."""
    happened: list[Happening]


class ToldLook(TypedDict):
    """A look at what another service keeps of a dossier."""
    dossier: str
    subject: str
    role: Role
    agency: str
    why: LookReason
    hour: str


class ToldLooks(TypedDict):
    """Looks in another service; those that are known change nothing."""
    looks: list[ToldLook]


class Tracked(TypedDict):
    """A dossier as the public page shows it."""
    code: str
    stage: str
    title: Bilingual
    agency: Agency
    received_at: str
    due_at: str
    returned_at: str | None
    history: list[Event]


class Unit(TypedDict):
    """An organisation that is represented: its name and tax code, and how it is told that the mandate has ended."""
    name: str
    tax_code: str
    phone: NotRequired[str | None]
    email: NotRequired[str | None]


class VersionText(TypedDict):
    """A version with what was written, as it was."""
    number: int
    event: str | None
    sequence: int
    at: str
    digest: str
    journalled: bool
    documents: list[HandedIn]
    applicant: Person | Organisation | Group | None
    answers: NotRequired[dict[str, Any]]
    salt: str
    text: str


class VersionView(TypedDict):
    """One handing-in: by which event, and at which sequence of the journal."""
    number: int
    event: str | None
    sequence: int
    at: str
    digest: str
    journalled: bool
    documents: list[HandedIn]


Weekday = Literal['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']


class Whose(TypedDict):
    """For these dossiers, at most 500, and for which purpose of the register."""
    dossiers: list[str]
    purpose: Literal['procedure', 'fee', 'portal']


class WorkingDay(TypedDict):
    """A weekend day worked instead of a weekday off (hoán đổi ngày làm việc), with that weekday's hours."""
    date: str
    instead_of: str
    why: Text
