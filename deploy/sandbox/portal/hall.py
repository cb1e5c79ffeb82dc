"""The portal's services for a province, as pure functions over its records.

`answer` is `mapi/g` without the session: {service, ...} in, {error_code, message, result} out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.portal import codes
from sandbox.portal.forms import MOST_LINES, wrong_in_line, wrong_in_record
from sandbox.portal.records import Records, Wrong

Envelope = dict[str, Any]


def answer(records: Records, envelope: Envelope, unsure: Callable[[], bool]) -> Envelope:
    """One call. `unsure`: whether a look-up reports nothing although there is a record."""
    match envelope.get("service"):
        case "TraCuuHoSo":
            return _look_up(records, str(envelope.get("mahoso", "")), unsure())
        case "DongBoHoSoMC":
            return _sync(records, envelope)
        case "CapNhatTienDoHoSoMC":
            return _progress(records, envelope)
        case "LayThuTuc":
            return _procedure(records, str(envelope.get("maTTHC", "")))
    return reply(codes.NO_SERVICE)


def reply(code: str, details: str = "", result: list[Any] | None = None) -> Envelope:
    """An answer; `details` follow the code's own words."""
    message = f"{codes.MESSAGES[code]}: {details}" if details else codes.MESSAGES[code]
    return {"error_code": code, "message": message, "result": result or []}


def _look_up(records: Records, code: str, unsure: bool) -> Envelope:
    """TraCuuHoSo: one record in `result`, or none. A look-up's error_code is a number, as some answers' are."""
    found = None if unsure else records.dossiers.get(code)
    return {**reply(codes.GOOD, result=[found.record] if found else []), "error_code": 0}


def _procedure(records: Records, code: str) -> Envelope:
    """LayThuTuc: what a script has set for the procedure."""
    found = records.procedures.get(code)
    return {**reply(codes.GOOD, result=[found] if found else []), "error_code": 0}


def _sync(records: Records, envelope: Envelope) -> Envelope:
    """DongBoHoSoMC: all records are accepted, or none. isUpdating is the string "True" or "False"."""
    updating: Any = envelope.get("isUpdating")
    data: Any = envelope.get("data")
    if updating not in ("True", "False") or not _objects(data):
        return _invalid(records, "", ['isUpdating: "True" or "False"; data: a list of records'])
    for record in data:
        if wrong := wrong_in_record(record):
            return _invalid(records, str(record.get("MaHoSo", ""))[:60], wrong)
        known = records.dossiers.get(record["MaHoSo"])
        if known and updating == "False":
            return reply(codes.EXISTS_SAME if known.record == record else codes.EXISTS, record["MaHoSo"])
        if known is None and updating == "True":
            records.complain(Wrong.UPDATE_OF_MISSING, record["MaHoSo"], "")
            return reply(codes.MISSING, record["MaHoSo"])
    for record in data:
        records.keep(record)
    return reply(codes.GOOD)


def _progress(records: Records, envelope: Envelope) -> Envelope:
    """CapNhatTienDoHoSoMC: at most ten lines, of dossiers that are there; all are accepted, or none."""
    data: Any = envelope.get("data")
    if not _objects(data) or len(data) > MOST_LINES:
        return _invalid(records, "", [f"data: a list of 1 to {MOST_LINES} lines"])
    for line in data:
        if wrong := wrong_in_line(line):
            return _invalid(records, str(line.get("MaHoSo", ""))[:60], wrong)
        if line["MaHoSo"] not in records.dossiers:
            records.complain(Wrong.PROGRESS_BEFORE_RECORD, line["MaHoSo"], line["TrangThai"])
            return reply(codes.MISSING, line["MaHoSo"])
    for line in data:
        records.add(line)
    return reply(codes.GOOD)


def _invalid(records: Records, code: str, wrong: list[str]) -> Envelope:
    records.complain(Wrong.INVALID, code, "; ".join(wrong))
    return reply(codes.INVALID, "; ".join(wrong))


def _objects(data: Any) -> bool:
    return isinstance(data, list) and bool(data) and all(isinstance(one, dict) for one in data)
