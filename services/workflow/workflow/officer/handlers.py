"""A CSV file of officers is read line by line as it comes, before the request's transaction is open."""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from typing import Annotated

from fastapi import Depends, Request

from shared.kernel.errors import FieldError, Invalid, wrong_type
from shared.web.auth import Caller, Role, by
from workflow.officer.context import Sheet
from workflow.officer.schemas import PERSON, ROLE

MOST = 20_000  # lines


async def sheet(request: Request, _caller: Annotated[Caller, Depends(by(Role.OPERATOR, Role.SUPERVISOR))]) -> Sheet:
    """The file in the body. Raises UnsupportedMedia, Invalid.

    Kept at the request: a transaction that is tried again finds it here, a body comes only once.
    """
    if not hasattr(request.state, "sheet"):
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "text/csv":
            raise wrong_type("Send CSV in UTF-8.", "Cần gửi CSV (UTF-8) và khai đúng Content-Type.")
        digest = hashlib.sha256()
        request.state.sheet = await read(lines(_counted(request.stream(), digest)))
        request.state.digest = digest.digest()
    found: Sheet = request.state.sheet
    return found


async def _counted(stream: AsyncIterable[bytes], digest: hashlib._Hash) -> AsyncIterator[bytes]:
    async for chunk in stream:
        digest.update(chunk)
        yield chunk


async def lines(stream: AsyncIterable[bytes]) -> AsyncIterator[str]:
    """The lines of a text in UTF-8. Raises Invalid for other bytes, and for a file that is no table of officers."""
    decoder, rest, number = codecs.getincrementaldecoder("utf-8-sig")(), "", 0
    try:
        async for chunk in stream:
            *whole, rest = (rest + decoder.decode(chunk)).split("\n")
            for line in whole:
                yield line.removesuffix("\r")
            number += len(whole)
            if number > MOST:
                raise _no_table(f"At most {MOST:,} lines.", f"Tối đa {MOST} dòng.", "too_long")
        rest += decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise _no_table("The file is not UTF-8.", "Tệp không phải là UTF-8.", "not_utf8") from None
    if rest:
        yield rest.removesuffix("\r")


async def read(told: AsyncIterator[str]) -> Sheet:
    """A file by its lines; the first names the columns, empty ones are skipped. Raises Invalid."""
    found, number = Sheet(), 1
    columns = _cells(await anext(told, "")) or []
    if sorted(columns) != sorted((*PERSON, *ROLE)):
        names = ",".join((*PERSON, *ROLE))
        raise _no_table(f"The first line is not {names}.", f"Dòng đầu phải là {names}.", "columns")
    async for line in told:
        number += 1
        if line:
            _read(found, number, columns, _cells(line))
    found.check()
    return found


def _read(found: Sheet, number: int, columns: Sequence[str], cells: Sequence[str] | None) -> None:
    if cells is None:
        found.refuse(number, "", "csv", "Dấu ngoặc kép chưa đóng.", "A quotation mark is not closed.")
    elif len(cells) != len(columns):
        en, vi = f"There are {len(cells)} cells, not {len(columns)}.", f"Có {len(cells)} ô, cần {len(columns)} ô."
        found.refuse(number, "", "cells", vi, en)
    else:
        found.read(number, dict(zip(columns, cells, strict=True)))


def _cells(line: str) -> list[str] | None:
    """The cells of a line; None: it is no CSV. A cell does not reach into the next line."""
    try:
        return [cell.strip() for cell in next(csv.reader([line], strict=True), [])]
    except csv.Error:
        return None


def _no_table(en: str, vi: str, code: str) -> Invalid:
    return Invalid(en, vi, [FieldError("", code, vi, en)])
