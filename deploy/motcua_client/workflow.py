"""The client of workflow. Written by `make map` from docs/openapi/workflow.json."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from motcua_client.base import Answer, Ask, Question, fresh_key

__all__ = ["Agencies", "Agency", "Ahead", "Anchor", "Apologise", "CaseView", "Cases", "Competent", "Complete", "Done", "Fixed", "Head", "Heads", "HeldLine", "HeldRecord", "Kind", "Known", "Lag", "Listed", "Outcome", "Receiving", "RequestSupplement", "Resaid", "Role", "Route", "Step", "Stop", "TaskView", "Tasks", "Text", "Tier", "Version", "Wanted", "Why", "Workflow"]

class Agencies(TypedDict):
    """The directory of one province."""

    code: str
    agencies: list[Agency]


class Agency(TypedDict):
    """desk: a one-stop desk, where dossiers are received and results returned (NĐ 118/2025/NĐ-CP)."""

    id: str
    title: Text
    parent: str | None
    tier: Tier
    desk: bool


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


class Apologise(TypedDict):
    """Say sorry and promise a new date, once (form 04; NĐ 61/2018 Đ19.9)."""

    reason: str
    due_at: str


class CaseView(TypedDict):
    """A case as the agencies in it see it."""

    id: str
    state: str
    line: int
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
    paid: list[str]
    moves: list[str]


class Cases(TypedDict):
    """A page of cases; `after` asks for the next one, None at the end."""

    cases: list[CaseView]
    after: str | None


class Competent(TypedDict):
    """The agency that decides, as the procedure says."""

    rule: Literal['competent']


class Complete(TypedDict):
    """End a task."""

    outcome: NotRequired[Outcome]
    reason: NotRequired[str | None]


class Done(TypedDict):
    """It was done."""

    done: NotRequired[bool]


class Fixed(TypedDict):
    """This agency, whatever the dossier."""

    fixed: str


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


Kind = Literal['appraise', 'consult', 'collect', 'sign', 'return']

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


Outcome = Literal['approved', 'refused']

class Receiving(TypedDict):
    """The agency whose desk received the dossier."""

    rule: Literal['receiving']


class RequestSupplement(TypedDict):
    """Ask the applicant for what the appraisal misses, once; the clock is suspended meanwhile (form 02)."""

    components: list[str]


class Resaid(TypedDict):
    """Up to which journal position everything is said again; None when nothing came after the one asked for."""

    after: int | None


Role = Literal['officer', 'supervisor']

class Route(TypedDict):
    """quy trình nội bộ: working_hours bounds every way through it (NĐ 61/2018/NĐ-CP Đ17-20)."""

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
    working_hours: int
    next: NotRequired[list[str]]


class Stop(TypedDict):
    """Stop the processing, with a reason (form 05; NĐ 118/2025)."""

    reason: str


class TaskView(TypedDict):
    """A task in an agency's queue."""

    id: str
    dossier: str
    state: str
    line: int
    step: str
    agency: str
    role: str
    officer: str | None
    due_at: str | None
    outcome: str | None
    reason: str | None
    code: NotRequired[str | None]
    procedure: NotRequired[str | None]
    case_due_at: NotRequired[str | None]
    moves: list[str]


class Tasks(TypedDict):
    """A page of tasks; `after` asks for the next one, None at the end."""

    tasks: list[TaskView]
    after: str | None


class Text(TypedDict):
    """What a person reads, in both languages: 1 to 500 characters each."""

    vi: str
    en: str


Tier = Literal['province', 'department', 'commune']

class Version(TypedDict):
    """One version of one document."""

    code: str
    version: int
    content: dict[str, Any]


class Wanted(TypedDict):
    """Lines of one dossier to be said again, as they are asked for from outside."""

    dossier: str
    lines: list[int]


class Why(TypedDict):
    """The reason an operator gives; kept with what was closed."""

    why: str


class Workflow:
    """All that workflow can be asked."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    async def list_tasks(self, *, after: str | None = None, limit: int | None = None, state: str | None = None, dossier: str | None = None) -> Answer[Tasks]:
        """The agency's queue, oldest first."""
        return await self._ask(Question(method="GET", path="/v1/tasks", query={"after": after, "limit": limit, "state": state, "dossier": dossier}))

    async def read_task(self, task: str | int) -> Answer[TaskView]:
        """One task; its ETag is what If-Match wants."""
        return await self._ask(Question(method="GET", path=f"/v1/tasks/{task}"))

    async def claim(self, task: str | int, *, seen: str, key: str | None = None) -> Answer[TaskView]:
        """Takes a task out of the queue."""
        return await self._ask(Question(method="POST", path=f"/v1/tasks/{task}/claim", seen=seen, key=key or fresh_key()))

    async def release(self, task: str | int, *, seen: str, key: str | None = None) -> Answer[TaskView]:
        """Puts a task back into the queue."""
        return await self._ask(Question(method="POST", path=f"/v1/tasks/{task}/release", seen=seen, key=key or fresh_key()))

    async def complete(self, task: str | int, body: Complete, *, seen: str, key: str | None = None) -> Answer[TaskView]:
        """Ends a task: an appraisal proposes, a signature decides, a return hands the result over."""
        return await self._ask(Question(method="POST", path=f"/v1/tasks/{task}/completion", body=body, seen=seen, key=key or fresh_key()))

    async def list_cases(self, *, after: str | None = None, limit: int | None = None, state: str | None = None, code: str | None = None) -> Answer[Cases]:
        """The cases the agency decides or received, oldest first."""
        return await self._ask(Question(method="GET", path="/v1/cases", query={"after": after, "limit": limit, "state": state, "code": code}))

    async def read_case(self, case: str | int) -> Answer[CaseView]:
        """One case; its ETag is what If-Match wants."""
        return await self._ask(Question(method="GET", path=f"/v1/cases/{case}"))

    async def apologise(self, case: str | int, body: Apologise, *, seen: str, key: str | None = None) -> Answer[CaseView]:
        """Says sorry and promises a new date, once (form 04)."""
        return await self._ask(Question(method="POST", path=f"/v1/cases/{case}/apology", body=body, seen=seen, key=key or fresh_key()))

    async def request_supplement(self, case: str | int, body: RequestSupplement, *, seen: str, key: str | None = None) -> Answer[CaseView]:
        """Asks the applicant for what is missing, once; the clock is suspended (form 02)."""
        return await self._ask(Question(method="POST", path=f"/v1/cases/{case}/supplement-request", body=body, seen=seen, key=key or fresh_key()))

    async def stop(self, case: str | int, body: Stop, *, seen: str, key: str | None = None) -> Answer[CaseView]:
        """Stops the processing (form 05)."""
        return await self._ask(Question(method="POST", path=f"/v1/cases/{case}/stop", body=body, seen=seen, key=key or fresh_key()))

    async def publish_agencies(self, body: Agencies, *, key: str | None = None) -> Answer[Version]:
        """Publishes a agencies; the same content as in force is no new version (200)."""
        return await self._ask(Question(method="POST", path="/v1/agencies", body=body, key=key or fresh_key()))

    async def list_agencies(self) -> Answer[list[Listed]]:
        """The documents and their versions in force."""
        return await self._ask(Question(method="GET", path="/v1/agencies"))

    async def read_agencies(self, code: str | int) -> Answer[Version]:
        """The version in force."""
        return await self._ask(Question(method="GET", path=f"/v1/agencies/{code}"))

    async def read_agencies_version(self, code: str | int, version: str | int) -> Answer[Version]:
        """One version."""
        return await self._ask(Question(method="GET", path=f"/v1/agencies/{code}/versions/{version}"))

    async def publish_route(self, body: Route, *, key: str | None = None) -> Answer[Version]:
        """Publishes a route; the same content as in force is no new version (200)."""
        return await self._ask(Question(method="POST", path="/v1/routes", body=body, key=key or fresh_key()))

    async def list_routes(self) -> Answer[list[Listed]]:
        """The documents and their versions in force."""
        return await self._ask(Question(method="GET", path="/v1/routes"))

    async def read_route(self, code: str | int) -> Answer[Version]:
        """The version in force."""
        return await self._ask(Question(method="GET", path=f"/v1/routes/{code}"))

    async def read_route_version(self, code: str | int, version: str | int) -> Answer[Version]:
        """One version."""
        return await self._ask(Question(method="GET", path=f"/v1/routes/{code}/versions/{version}"))

    async def anchor(self, *, key: str | None = None) -> Answer[Anchor]:
        """Writes an anchor now, instead of at the end of the day."""
        return await self._ask(Question(method="POST", path="/v1/anchors", key=key or fresh_key()))

    async def read_heads(self, *, after: int | None = None, dossier: str | None = None) -> Answer[Heads]:
        """The last settled line of each dossier, by journal position; or the last line of one dossier."""
        return await self._ask(Question(method="GET", path="/v1/heads", query={"after": after, "dossier": dossier}))

    async def resay(self, body: list[Wanted], *, key: str | None = None) -> Answer[Done]:
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
