"""Bodies of workflow. Written by `make map` from docs/openapi."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from motcua_client.models.shared import Fixed, Limit, Move, Receiving, Text


class Agencies(TypedDict):
    """The directory of one province."""
    code: str
    agencies: list[Agency]
    default: NotRequired[bool]


class Agency(TypedDict):
    """desk: a one-stop desk, where dossiers are received and results returned (NĐ 118/2025/NĐ-CP)."""
    id: str
    title: Text
    parent: str | None
    tier: Tier
    desk: bool
    calendar: NotRequired[str | None]


class Apologise(TypedDict):
    """Apologise and promise a new date, once (form 04; NĐ 61/2018 Đ19.9)."""
    reason: str
    due_at: str


class Asked(TypedDict):
    """Whose names are asked for, subjects, at most 500; and what for."""
    purpose: Purpose
    subjects: list[str]


CaseState = Literal['received', 'processing', 'supplementing', 'awaiting_payment', 'decided', 'returned', 'refused', 'withdrawn', 'stopped']


class CaseView(TypedDict):
    """A case as the agencies in it see it."""
    id: str
    state: str
    revision: int
    code: str
    procedure: str
    version: int
    route: str
    route_version: int
    desk: str
    agency: str
    due_at: str | None
    apologies: int
    overdue: bool
    result: str | None
    reason: str | None
    returns: str
    asked: list[str] | None
    supplement_until: str | None
    fee_until: str | None
    paid: list[str]
    moves: list[Move]


class Cases(TypedDict):
    """Cases, in the order that was asked for."""
    after: str | None
    as_of: str
    count: int | None
    more: bool
    cases: list[CaseView]


class Change(TypedDict):
    """One change of an officer: who made it, in which role, when, and the officer before and after."""
    revision: int
    at: str
    actor: str
    role: str
    agency: str | None
    before: dict[str, Any] | None
    after: dict[str, Any]


class Choice(TypedDict):
    """A role to work in: `scope` asks for it at `POST /v1/token`."""
    scope: str
    role: WorkRole
    agency: str | None
    title: Text | None


class Competent(TypedDict):
    """The agency that decides, by the procedure."""
    rule: Literal['competent']


class Complete(TypedDict):
    """End a task."""
    outcome: Outcome
    reason: NotRequired[str | None]


class Counts(TypedDict):
    """How many tasks are under way (`open`), and how many of them nobody has claimed, are late, near or suspended."""
    open: int
    waiting: int
    late: int
    near: int
    suspended: int


class Imported(TypedDict):
    """What an import has done: officers that are new, were changed, and were so already."""
    created: int
    changed: int
    unchanged: int


Kind = Literal['appraise', 'consult', 'collect', 'sign', 'return']


class Named(TypedDict):
    """What an officer was called, the first first and the present last."""
    subject: str
    names: list[OfficerName]


class NewOfficer(TypedDict):
    """An officer who is new here."""
    name: str
    title: Text
    email: str | None
    telephone: str | None
    roles: list[WrittenRole]
    subject: str


class OfficerCounts(TypedDict):
    """Those that one officer has claimed, by subject; null: nobody."""
    open: int
    waiting: int
    late: int
    near: int
    suspended: int
    officer: str | None


class OfficerName(TypedDict):
    """Name and title from a time on."""
    since: str
    name: str
    title: Text


class OfficerView(TypedDict):
    """An officer, with all roles that were ever held."""
    id: str
    revision: int
    subject: str
    name: str
    title: Text
    email: str | None
    telephone: str | None
    roles: list[RoleView]


class Officers(TypedDict):
    """Officers, in the order that was asked for."""
    after: str | None
    as_of: str
    count: int | None
    more: bool
    officers: list[OfficerView]


Outcome = Literal['approved', 'refused']


class OwnAccount(TypedDict):
    """Who calls: name and title as the table of officers has them, null for who is not in it."""
    actor: str
    name: str | None
    title: Text | None
    scope: str
    choices: list[Choice]


Purpose = Literal['notice', 'portal', 'tracking', 'timeline']


class RequestSupplement(TypedDict):
    """Ask the applicant for what the appraisal misses, once (form 02)."""
    components: list[str]


Role = Literal['officer', 'supervisor']


class RoleView(TypedDict):
    """A role of an officer."""
    id: str
    role: WorkRole
    agency: str | None
    valid_from: str
    valid_until: str | None
    valid: bool


class Route(TypedDict):
    """quy trình nội bộ: working_hours bounds every way through it, a day as eight (NĐ 61/2018/NĐ-CP Đ17-20)."""
    code: str
    title: Text
    working_hours: int
    first: str
    steps: list[Step]


class Step(TypedDict):
    """One station."""
    code: str
    kind: Kind
    title: Text
    agency: Fixed | Receiving | Competent
    role: Role
    limit: Limit
    next: NotRequired[list[str]]


class StepCounts(TypedDict):
    """Those at one step, by its code."""
    open: int
    waiting: int
    late: int
    near: int
    suspended: int
    step: str


class Stop(TypedDict):
    """Stop the processing, with a reason of the procedure (form 05; NĐ 118/2025)."""
    reason: str


class TaskCounts(TypedDict):
    """Tasks under way in the agency's queue, as of `as_of`."""
    as_of: str
    near_before: str
    more: bool
    all: Counts
    steps: list[StepCounts]
    officers: list[OfficerCounts]


TaskState = Literal['open', 'claimed', 'done', 'cancelled']


class TaskView(TypedDict):
    """A task in an agency's queue."""
    id: str
    dossier: str
    state: str
    revision: int
    step: str
    agency: str
    role: str
    officer: str | None
    due_at: str | None
    minutes_left: int | None
    outcome: str | None
    reason: str | None
    code: str
    procedure: str
    case_due_at: str | None
    moves: list[Move]


class Tasks(TypedDict):
    """Tasks, in the order that was asked for."""
    after: str | None
    as_of: str
    count: int | None
    more: bool
    tasks: list[TaskView]


Tier = Literal['province', 'department', 'commune']


WorkRole = Literal['officer', 'supervisor', 'clerk', 'cashier', 'operator', 'editor', 'inspector']


class WrittenOfficer(TypedDict):
    """An officer with all roles that go on or begin later."""
    name: str
    title: Text
    email: str | None
    telephone: str | None
    roles: list[WrittenRole]


class WrittenRole(TypedDict):
    """A role, the agency for which it is held (none for operators and editors), from when and until when."""
    role: WorkRole
    agency: str | None
    valid_from: str
    valid_until: str | None
