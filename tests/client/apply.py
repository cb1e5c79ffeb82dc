"""An applicant's way from draft to submitted, with a client that openapi-python-client has written of docs/openapi.

Runs in a virtualenv of its own, without any code of ours: address, token and what is handed in come as JSON on standard
input, and what was seen goes as JSON to standard output.
"""

from __future__ import annotations

import json
import sys
from http import HTTPStatus
from io import BytesIO
from typing import Any
from uuid import uuid4

from intake_client.api.documents import list_documents, take_away_document, upload_document
from intake_client.api.dossiers import draft_dossier, read_dossier, submit_dossier
from intake_client.api.problems import read_problem
from intake_client.client import AuthenticatedClient
from intake_client.models import Document, DossierView, Draft, Meaning, Problem
from intake_client.types import File


def apply(client: AuthenticatedClient, draft: dict[str, Any], papers: dict[str, str]) -> dict[str, Any]:
    begun = draft_dossier.sync_detailed(client=client, body=Draft.from_dict(draft), idempotency_key=str(uuid4()))
    assert begun.status_code is HTTPStatus.CREATED
    assert isinstance(begun.parsed, DossierView)
    dossier = begun.parsed.id
    early = submit_dossier.sync_detailed(dossier, client=client, if_match=begun.headers["ETag"])
    assert isinstance(early.parsed, Problem)
    kind = early.parsed.type_.rpartition("/")[2]
    meaning = read_problem.sync(kind, client=client)
    assert isinstance(meaning, Meaning)
    for component, content in (*papers.items(), ("TP01", "%PDF- twice")):
        body = File(payload=BytesIO(content.encode("latin-1")))
        document = upload_document.sync(
            dossier, uuid4(), client=client, body=body, component=component, name=f"{component}.pdf"
        )
        assert isinstance(document, Document)
    gone = take_away_document.sync_detailed(dossier, document.id, client=client)
    assert gone.status_code is HTTPStatus.NO_CONTENT
    seen = read_dossier.sync_detailed(dossier, client=client)
    assert isinstance(seen.parsed, DossierView)
    again = read_dossier.sync_detailed(dossier, client=client, if_none_match=seen.headers["ETag"])
    assert again.status_code is HTTPStatus.NOT_MODIFIED
    handed_in = submit_dossier.sync(dossier, client=client, if_match=seen.headers["ETag"])
    assert isinstance(handed_in, DossierView)
    listed = list_documents.sync(dossier, client=client)
    assert isinstance(listed, list)
    return {
        "dossier": str(dossier),
        "refused": early.parsed.type_,
        "meaning": meaning.vi.title,
        "state": str(handed_in.state),
        "media": sorted(document.media for document in listed),
    }


def main() -> None:
    told = json.load(sys.stdin)
    client = AuthenticatedClient(base_url=told["address"], token=told["token"], httpx_args={"trust_env": False})
    json.dump(apply(client, told["draft"], told["papers"]), sys.stdout)


main()
