"""The client of workflow. Written by `make map` from docs/openapi."""

from __future__ import annotations

from typing import Literal

from motcua_client.base import Answer, Question, fresh_key
from motcua_client.models.shared import Granted, Listed, Version
from motcua_client.models.workflow import Agencies, Apologise, Asked, CaseState, CaseView, Cases, Change, Complete, Imported, Named, NewOfficer, OfficerView, Officers, OwnAccount, RequestSupplement, Route, Stop, TaskCounts, TaskState, TaskView, Tasks, WorkRole, WrittenOfficer
from motcua_client.operators import Operated


class Workflow(Operated):
    """The operations of workflow."""

    async def list_tasks(self, *, limit: int | None = None, after: str | None = None, count: bool | None = None, received_from: str | None = None, received_to: str | None = None, changed_since: str | None = None, sort: Literal['due', '-due', 'received', '-received', 'changed', '-changed'] | None = None, due_before: str | None = None, state: list[TaskState] | None = None, dossier: str | None = None, code: str | None = None, procedure: str | None = None, step: str | None = None, officer: str | None = None, late: bool | None = None) -> Answer[Tasks]:
        """The agency's queue."""
        return await self._ask(Question(method="GET", path="/v1/tasks", query={"limit": limit, "after": after, "count": count, "received_from": received_from, "received_to": received_to, "changed_since": changed_since, "sort": sort, "due_before": due_before, "state": state, "dossier": dossier, "code": code, "procedure": procedure, "step": step, "officer": officer, "late": late}))

    async def count_tasks(self, *, code: str | None = None, procedure: str | None = None, step: str | None = None, officer: str | None = None, near_before: str | None = None) -> Answer[TaskCounts]:
        """How many tasks are under way in the agency's queue, by step and by officer, and how many are late or near."""
        return await self._ask(Question(method="GET", path="/v1/tasks/counts", query={"code": code, "procedure": procedure, "step": step, "officer": officer, "near_before": near_before}))

    async def read_task(self, task: str | int) -> Answer[TaskView]:
        """One task; its ETag is what If-Match wants."""
        return await self._ask(Question(method="GET", path=f"/v1/tasks/{task}"))

    async def claim_task(self, task: str | int, *, seen: str, key: str | None = None) -> Answer[TaskView]:
        """Takes a task out of the queue."""
        return await self._ask(Question(method="POST", path=f"/v1/tasks/{task}/claim", seen=seen, key=key or fresh_key()))

    async def release_task(self, task: str | int, *, seen: str, key: str | None = None) -> Answer[TaskView]:
        """Puts a task back into the queue."""
        return await self._ask(Question(method="POST", path=f"/v1/tasks/{task}/release", seen=seen, key=key or fresh_key()))

    async def complete_task(self, task: str | int, body: Complete, *, seen: str, key: str | None = None) -> Answer[TaskView]:
        """Ends a task: an appraisal proposes, a signature decides, a return hands the result over."""
        return await self._ask(Question(method="POST", path=f"/v1/tasks/{task}/completion", body=body, seen=seen, key=key or fresh_key()))

    async def list_cases(self, *, limit: int | None = None, after: str | None = None, count: bool | None = None, received_from: str | None = None, received_to: str | None = None, changed_since: str | None = None, sort: Literal['due', '-due', 'received', '-received', 'changed', '-changed'] | None = None, due_before: str | None = None, state: list[CaseState] | None = None, code: str | None = None, procedure: str | None = None, agency: str | None = None, desk: str | None = None, late: bool | None = None) -> Answer[Cases]:
        """The cases the agency decides, received, or has or had a task of."""
        return await self._ask(Question(method="GET", path="/v1/cases", query={"limit": limit, "after": after, "count": count, "received_from": received_from, "received_to": received_to, "changed_since": changed_since, "sort": sort, "due_before": due_before, "state": state, "code": code, "procedure": procedure, "agency": agency, "desk": desk, "late": late}))

    async def read_case(self, case: str | int) -> Answer[CaseView]:
        """One case; its ETag is what If-Match wants."""
        return await self._ask(Question(method="GET", path=f"/v1/cases/{case}"))

    async def apologise(self, case: str | int, body: Apologise, *, seen: str, key: str | None = None) -> Answer[CaseView]:
        """Apologises and promises a new date, once (form 04)."""
        return await self._ask(Question(method="POST", path=f"/v1/cases/{case}/apology", body=body, seen=seen, key=key or fresh_key()))

    async def request_supplement(self, case: str | int, body: RequestSupplement, *, seen: str, key: str | None = None) -> Answer[CaseView]:
        """Asks the applicant for what is missing, once (form 02); no time is counted meanwhile."""
        return await self._ask(Question(method="POST", path=f"/v1/cases/{case}/supplement-request", body=body, seen=seen, key=key or fresh_key()))

    async def stop_case(self, case: str | int, body: Stop, *, seen: str, key: str | None = None) -> Answer[CaseView]:
        """Stops the processing (form 05)."""
        return await self._ask(Question(method="POST", path=f"/v1/cases/{case}/stop", body=body, seen=seen, key=key or fresh_key()))

    async def publish_agencies(self, body: Agencies, *, key: str | None = None) -> Answer[Version]:
        """Publishes a directory of agencies; content that is already in force makes no new version (200)."""
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
        """Publishes a route; content that is already in force makes no new version (200)."""
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

    async def list_officers(self, *, limit: int | None = None, after: str | None = None, count: bool | None = None, received_from: str | None = None, received_to: str | None = None, changed_since: str | None = None, sort: Literal['received', '-received', 'changed', '-changed'] | None = None, agency: str | None = None, role: WorkRole | None = None, valid: bool | None = None) -> Answer[Officers]:
        """Officers: all for an operator, for others those who hold or held a role at their agency."""
        return await self._ask(Question(method="GET", path="/v1/officers", query={"limit": limit, "after": after, "count": count, "received_from": received_from, "received_to": received_to, "changed_since": changed_since, "sort": sort, "agency": agency, "role": role, "valid": valid}))

    async def create_officer(self, body: NewOfficer, *, key: str | None = None) -> Answer[OfficerView]:
        """Adds an officer who is new here."""
        return await self._ask(Question(method="POST", path="/v1/officers", body=body, key=key or fresh_key()))

    async def replace_officer(self, officer: str | int, body: WrittenOfficer, *, seen: str, key: str | None = None) -> Answer[OfficerView]:
        """Replaces what is said of an officer."""
        return await self._ask(Question(method="PUT", path=f"/v1/officers/{officer}", body=body, seen=seen, key=key or fresh_key()))

    async def read_officer(self, officer: str | int) -> Answer[OfficerView]:
        """One officer; the ETag is what If-Match wants."""
        return await self._ask(Question(method="GET", path=f"/v1/officers/{officer}"))

    async def import_officers(self, content: bytes, media: Literal['text/csv'], *, key: str | None = None) -> Answer[Imported]:
        """Adds officers and roles from a CSV file, one line for each role: all of it, or none and what is wrong by line."""
        return await self._ask(Question(method="POST", path="/v1/officers/import", content=content, media=media, key=key or fresh_key()))

    async def list_names(self, body: Asked) -> Answer[list[Named]]:
        """What these officers were called and when, also after their roles have ended; unknown ones are left out."""
        return await self._ask(Question(method="POST", path="/v1/officers/names", body=body))

    async def list_changes(self, officer: str | int) -> Answer[list[Change]]:
        """The last 100 changes of an officer, the latest first."""
        return await self._ask(Question(method="GET", path=f"/v1/officers/{officer}/changes"))

    async def end_role(self, officer: str | int, role: str | int, *, seen: str, key: str | None = None) -> Answer[OfficerView]:
        """Ends a role now; one that begins later is taken back."""
        return await self._ask(Question(method="POST", path=f"/v1/officers/{officer}/roles/{role}/end", seen=seen, key=key or fresh_key()))

    async def exchange_token(self, content: bytes, media: Literal['application/x-www-form-urlencoded']) -> Answer[Granted]:
        """Exchanges the access token of a sign-in for one of ours (RFC 8693), in one role of the officer for ten minutes."""
        return await self._ask(Question(method="POST", path="/v1/token", content=content, media=media))

    async def read_account(self) -> Answer[OwnAccount]:
        """What the one who calls is called, and the roles in which they may work now."""
        return await self._ask(Question(method="GET", path="/v1/account"))
