"""The portal's script routes: its ledger, its complaints, and procedures for LayThuTuc."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, HTTPException, Request

from sandbox.portal.sessions import Sessions
from sandbox.portal.wire import TheRecords

router = APIRouter(prefix="/portal", tags=["scripts: portal"])


@router.get("/ledger")
async def ledger(records: TheRecords) -> dict[str, Any]:
    """Every dossier with record, statuses and progress lines in order of arrival; and all complaints."""
    dossiers = {code: asdict(dossier) for code, dossier in records.dossiers.items()}
    return {"dossiers": dossiers, "complaints": records.complaints}


@router.get("/ledger/{code}")
async def one(code: str, records: TheRecords) -> dict[str, Any]:
    """One dossier with the complaints about it."""
    if code not in records.dossiers:
        raise HTTPException(404, "no such dossier")
    about = [one for one in records.complaints if one["MaHoSo"] == code]
    return {**asdict(records.dossiers[code]), "complaints": about}


@router.put("/procedures/{code}", status_code=204)
async def procedure(code: str, result: dict[str, Any], records: TheRecords) -> None:
    """Sets LayThuTuc's result for this procedure (TENTTHC, LINHVUCTHUCHIEN, ...)."""
    records.note("procedure", code=code, result=result)


@router.delete("/sessions", status_code=204)
async def forget_sessions(request: Request) -> None:
    """Ends every session; the gateway must log in again."""
    sessions: Sessions = request.app.state.sessions
    sessions.forget()
