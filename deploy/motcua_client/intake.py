"""The client of intake. Written by `make map` from docs/openapi."""

from __future__ import annotations

from typing import Literal

from motcua_client.base import Answer, Question, fresh_key
from motcua_client.intake_more import IntakeMore
from motcua_client.models.intake import Account, Application, ApplicationView, AskSupplement, Calendar, Channel, Document, DossierView, Dossiers, Draft, Found, FoundDossiers, GrantRequestPartly, IdentifyRequester, LookView, MakeRequest, MandateGround, MandateState, MandateView, MandateWritten, Mandates, Mandating, Offer, People, PlaceView, Places, Procedure, Purpose, Refuse, RequestState, RequestText, RequestView, Requests, Right, Search, Stage, State, Submit, Timeline, Tracked, VersionText, VersionView, Whose
from motcua_client.models.shared import Listed, Version


class Intake(IntakeMore):
    """The operations of intake."""

    async def draft_dossier(self, body: Draft, *, key: str | None = None) -> Answer[DossierView]:
        """Begins a dossier."""
        return await self._ask(Question(method="POST", path="/v1/dossiers", body=body, key=key or fresh_key()))

    async def list_dossiers(self, *, limit: int | None = None, after: str | None = None, count: bool | None = None, received_from: str | None = None, received_to: str | None = None, changed_since: str | None = None, sort: Literal['due', '-due', 'received', '-received', 'changed', '-changed'] | None = None, due_before: str | None = None, state: list[State] | None = None, stage: list[Stage] | None = None, code: str | None = None, procedure: str | None = None, agency: str | None = None, desk: str | None = None, channel: Channel | None = None, late: bool | None = None) -> Answer[Dossiers]:
        """One's own dossiers; for officers those handed in at their desk and those their agency works on."""
        return await self._ask(Question(method="GET", path="/v1/dossiers", query={"limit": limit, "after": after, "count": count, "received_from": received_from, "received_to": received_to, "changed_since": changed_since, "sort": sort, "due_before": due_before, "state": state, "stage": stage, "code": code, "procedure": procedure, "agency": agency, "desk": desk, "channel": channel, "late": late}))

    async def find_dossier(self, code: str | int) -> Answer[Found]:
        """Which dossier has this code."""
        return await self._ask(Question(method="GET", path=f"/v1/dossiers/by-code/{code}"))

    async def read_dossier(self, dossier: str | int) -> Answer[DossierView]:
        """One dossier; its ETag is what If-Match wants."""
        return await self._ask(Question(method="GET", path=f"/v1/dossiers/{dossier}"))

    async def read_timeline(self, dossier: str | int) -> Answer[Timeline]:
        """What has happened to the dossier, when, by which agency and which officer."""
        return await self._ask(Question(method="GET", path=f"/v1/dossiers/{dossier}/timeline"))

    async def submit_dossier(self, dossier: str | int, body: Submit | None = None, *, seen: str, key: str | None = None) -> Answer[DossierView]:
        """Hands the dossier in."""
        return await self._ask(Question(method="POST", path=f"/v1/dossiers/{dossier}/submission", body=body, seen=seen, key=key or fresh_key()))

    async def hand_in_supplement(self, dossier: str | int, *, seen: str, key: str | None = None) -> Answer[DossierView]:
        """Hands in what the desk has asked for."""
        return await self._ask(Question(method="POST", path=f"/v1/dossiers/{dossier}/supplement", seen=seen, key=key or fresh_key()))

    async def withdraw_dossier(self, dossier: str | int, *, seen: str, key: str | None = None) -> Answer[DossierView]:
        """Takes the dossier back; after acceptance it asks workflow to let it go."""
        return await self._ask(Question(method="POST", path=f"/v1/dossiers/{dossier}/withdrawal", seen=seen, key=key or fresh_key()))

    async def accept_dossier(self, dossier: str | int, *, seen: str, key: str | None = None) -> Answer[DossierView]:
        """Accepts the dossier: it gets its code and its due date (form 01)."""
        return await self._ask(Question(method="POST", path=f"/v1/dossiers/{dossier}/acceptance", seen=seen, key=key or fresh_key()))

    async def ask_supplement(self, dossier: str | int, body: AskSupplement, *, seen: str, key: str | None = None) -> Answer[DossierView]:
        """Asks for everything that is missing, once (form 02)."""
        return await self._ask(Question(method="POST", path=f"/v1/dossiers/{dossier}/supplement-request", body=body, seen=seen, key=key or fresh_key()))

    async def refuse_dossier(self, dossier: str | int, body: Refuse, *, seen: str, key: str | None = None) -> Answer[DossierView]:
        """Refuses the dossier, with a reason of its procedure (form 03)."""
        return await self._ask(Question(method="POST", path=f"/v1/dossiers/{dossier}/refusal", body=body, seen=seen, key=key or fresh_key()))

    async def read_application(self, dossier: str | int) -> Answer[ApplicationView]:
        """What was written; those who do not write it see what was handed in last."""
        return await self._ask(Question(method="GET", path=f"/v1/dossiers/{dossier}/application"))

    async def edit_application(self, dossier: str | int, body: Application, *, seen: str, key: str | None = None) -> Answer[ApplicationView]:
        """Changes what was written, while the dossier is a draft or something is asked for."""
        return await self._ask(Question(method="PUT", path=f"/v1/dossiers/{dossier}/application", body=body, seen=seen, key=key or fresh_key()))

    async def list_versions(self, dossier: str | int) -> Answer[list[VersionView]]:
        """Each time the dossier was handed in, in order: by which event, with which documents, under which digest."""
        return await self._ask(Question(method="GET", path=f"/v1/dossiers/{dossier}/versions"))

    async def read_version(self, dossier: str | int, number: str | int) -> Answer[VersionText]:
        """One version with what was written, as it was handed in, and the salt with which its digest can be proved."""
        return await self._ask(Question(method="GET", path=f"/v1/dossiers/{dossier}/versions/{number}"))

    async def list_looks(self, dossier: str | int) -> Answer[list[LookView]]:
        """Who has looked at the dossier, in whichever service, the last one first; of very many the last 500."""
        return await self._ask(Question(method="GET", path=f"/v1/dossiers/{dossier}/looks"))

    async def search_dossiers(self, body: Search) -> Answer[FoundDossiers]:
        """Finds dossiers that the caller's agency may read, by code, identity, telephone or words of a name."""
        return await self._ask(Question(method="POST", path="/v1/search", body=body))

    async def upload_document(self, dossier: str | int, document: str | int, content: bytes, media: Literal['application/pdf', 'image/png', 'image/jpeg', 'application/octet-stream'], *, component: str, name: str, key: str | None = None) -> Answer[Document]:
        """Keeps the body as one document."""
        return await self._ask(Question(method="PUT", path=f"/v1/dossiers/{dossier}/documents/{document}", query={"component": component, "name": name}, content=content, media=media, key=key or fresh_key()))

    async def take_away_document(self, dossier: str | int, document: str | int, *, key: str | None = None) -> Answer[None]:
        """Takes a document out of what will be handed in."""
        return await self._ask(Question(method="DELETE", path=f"/v1/dossiers/{dossier}/documents/{document}", key=key or fresh_key()))

    async def list_documents(self, dossier: str | int) -> Answer[list[Document]]:
        """The documents of a dossier as they are now; for those who do not write it, as they were handed in last."""
        return await self._ask(Question(method="GET", path=f"/v1/dossiers/{dossier}/documents"))

    async def fetch_document(self, dossier: str | int, document: str | int) -> Answer[bytes]:
        """The bytes of a document, as they were uploaded; of any version."""
        return await self._ask(Question(method="GET", path=f"/v1/dossiers/{dossier}/documents/{document}/content"))

    async def track_dossier(self, code: str | int, *, phone: str | None = None, token: str | None = None) -> Answer[Tracked]:
        """Where a dossier stands: for the last four digits of the applicant's telephone, or the token of its QR code."""
        return await self._ask(Question(method="GET", path=f"/v1/tracking/{code}", query={"phone": phone, "token": token}))

    async def list_people(self, body: Whose) -> Answer[list[People]]:
        """The applicants of these dossiers as handed in last, or corrected since; unknown and erased ones are left out."""
        return await self._ask(Question(method="POST", path="/v1/people", body=body))

    async def read_account(self) -> Answer[Account]:
        """Whose account this is, as far as a sign-in has proved it, and whom it acts for."""
        return await self._ask(Question(method="GET", path="/v1/account"))

    async def make_mandate(self, body: Mandating, *, key: str | None = None) -> Answer[MandateView]:
        """Says that this account acts for a person or an organisation."""
        return await self._ask(Question(method="POST", path="/v1/mandates", body=body, key=key or fresh_key()))

    async def list_mandates(self, *, limit: int | None = None, after: str | None = None, count: bool | None = None, received_from: str | None = None, received_to: str | None = None, changed_since: str | None = None, sort: Literal['received', '-received', 'changed', '-changed'] | None = None, state: list[MandateState] | None = None, ground: MandateGround | None = None) -> Answer[Mandates]:
        """Those that one has, and those by which others act for oneself; for a desk those that it confirms."""
        return await self._ask(Question(method="GET", path="/v1/mandates", query={"limit": limit, "after": after, "count": count, "received_from": received_from, "received_to": received_to, "changed_since": changed_since, "sort": sort, "state": state, "ground": ground}))

    async def read_mandate(self, mandate: str | int) -> Answer[MandateWritten]:
        """One mandate, and what was written of it; its ETag is what If-Match wants."""
        return await self._ask(Question(method="GET", path=f"/v1/mandates/{mandate}"))

    async def confirm_mandate(self, mandate: str | int, *, seen: str, key: str | None = None) -> Answer[MandateView]:
        """The desk has seen the document and its holder."""
        return await self._ask(Question(method="POST", path=f"/v1/mandates/{mandate}/confirmation", seen=seen, key=key or fresh_key()))

    async def revoke_mandate(self, mandate: str | int, *, seen: str, key: str | None = None) -> Answer[MandateView]:
        """Ends it at once: who acted under it may do nothing more."""
        return await self._ask(Question(method="POST", path=f"/v1/mandates/{mandate}/revocation", seen=seen, key=key or fresh_key()))

    async def publish_procedure(self, body: Procedure, *, key: str | None = None) -> Answer[Version]:
        """Publishes a procedure; content that is already in force makes no new version (200)."""
        return await self._ask(Question(method="POST", path="/v1/procedures", body=body, key=key or fresh_key()))

    async def list_procedures(self) -> Answer[list[Offer]]:
        """The procedures in their versions in force: what each is about, costs and takes, and whether it can be begun."""
        return await self._ask(Question(method="GET", path="/v1/procedures"))

    async def read_procedure(self, code: str | int) -> Answer[Version]:
        """The version in force."""
        return await self._ask(Question(method="GET", path=f"/v1/procedures/{code}"))

    async def read_procedure_version(self, code: str | int, version: str | int) -> Answer[Version]:
        """One version."""
        return await self._ask(Question(method="GET", path=f"/v1/procedures/{code}/versions/{version}"))

    async def publish_calendar(self, body: Calendar, *, key: str | None = None) -> Answer[Version]:
        """Publishes a calendar; content that is already in force makes no new version (200)."""
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

    async def publish_places(self, body: Places, *, key: str | None = None) -> Answer[Version]:
        """Publishes a list of places; content that is already in force makes no new version (200)."""
        return await self._ask(Question(method="POST", path="/v1/places", body=body, key=key or fresh_key()))

    async def list_places(self, *, province: str | None = None, name: str | None = None, code: str | None = None, on: str | None = None) -> Answer[list[PlaceView]]:
        """The provinces; with `province` its communes, with `name` at most 100 places, the best first, with `code` one."""
        return await self._ask(Question(method="GET", path="/v1/places", query={"province": province, "name": name, "code": code, "on": on}))

    async def read_places(self, code: str | int) -> Answer[Version]:
        """The version in force."""
        return await self._ask(Question(method="GET", path=f"/v1/places/{code}"))

    async def read_places_version(self, code: str | int, version: str | int) -> Answer[Version]:
        """One version."""
        return await self._ask(Question(method="GET", path=f"/v1/places/{code}/versions/{version}"))

    async def list_purposes(self) -> Answer[list[Purpose]]:
        """The purposes for which personal data are processed."""
        return await self._ask(Question(method="GET", path="/v1/purposes"))

    async def make_request(self, body: MakeRequest, *, key: str | None = None) -> Answer[RequestView]:
        """Asks to see, copy, correct, restrict or delete one's personal data, or objects to its use."""
        return await self._ask(Question(method="POST", path="/v1/requests", body=body, key=key or fresh_key()))

    async def list_requests(self, *, limit: int | None = None, after: str | None = None, count: bool | None = None, received_from: str | None = None, received_to: str | None = None, changed_since: str | None = None, sort: Literal['due', '-due', 'received', '-received', 'changed', '-changed'] | None = None, due_before: str | None = None, state: list[RequestState] | None = None, asks: list[Right] | None = None, desk: str | None = None, channel: Channel | None = None, late: bool | None = None) -> Answer[Requests]:
        """One's own requests; for a desk those it answers."""
        return await self._ask(Question(method="GET", path="/v1/requests", query={"limit": limit, "after": after, "count": count, "received_from": received_from, "received_to": received_to, "changed_since": changed_since, "sort": sort, "due_before": due_before, "state": state, "asks": asks, "desk": desk, "channel": channel, "late": late}))

    async def read_request(self, request: str | int) -> Answer[RequestView]:
        """One request; its ETag is what If-Match wants."""
        return await self._ask(Question(method="GET", path=f"/v1/requests/{request}"))

    async def read_request_text(self, request: str | int) -> Answer[RequestText]:
        """What was written with a request, and how the person is reached."""
        return await self._ask(Question(method="GET", path=f"/v1/requests/{request}/text"))

    async def identify_requester(self, request: str | int, body: IdentifyRequester, *, seen: str, key: str | None = None) -> Answer[RequestView]:
        """Says who asks: the desk has seen the paper of the person."""
        return await self._ask(Question(method="POST", path=f"/v1/requests/{request}/identity", body=body, seen=seen, key=key or fresh_key()))

    async def take_request(self, request: str | int, *, seen: str, key: str | None = None) -> Answer[RequestView]:
        """Takes a request up; within two working days of when it was made."""
        return await self._ask(Question(method="POST", path=f"/v1/requests/{request}/taking", seen=seen, key=key or fresh_key()))

    async def grant_request(self, request: str | int, *, seen: str, key: str | None = None) -> Answer[RequestView]:
        """Grants a request: what is kept can be fetched, is corrected, is marked, or is erased once no law keeps it."""
        return await self._ask(Question(method="POST", path=f"/v1/requests/{request}/grant", seen=seen, key=key or fresh_key()))

    async def grant_request_partly(self, request: str | int, body: GrantRequestPartly, *, seen: str, key: str | None = None) -> Answer[RequestView]:
        """Grants a request in part, with the legal ground for the rest."""
        return await self._ask(Question(method="POST", path=f"/v1/requests/{request}/partial-grant", body=body, seen=seen, key=key or fresh_key()))
