"""Officers: what becomes of roles that are written anew, who may write them, and what is told of a CSV file's lines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.contracts.reference import Text
from shared.contracts.relation import Who
from shared.kernel.errors import Forbidden, Invalid
from shared.kernel.ids import uuid7
from shared.web.callers import AGENTS, Role
from workflow.officer import rules
from workflow.officer.context import Sheet
from workflow.officer.errors import OfficerElsewhere, OwnRoles, RoleEnded, RoleNotGiven
from workflow.officer.handlers import lines, read
from workflow.officer.models import AT_AN_AGENCY, HeldRole, Officer, WorkRole, officer_of

NOW = datetime(2026, 11, 29, 2, tzinfo=UTC)
DAY = timedelta(days=1)
MINE, OTHER = "H99.03", "H99.04"
HEAD = Who("supervisor:one", "supervisor", MINE)
OPERATOR = Who("operator:one", "operator", None)


def role(name: str = "officer", agency: str | None = MINE, begins: int = -9, ends: int | None = None) -> HeldRole:
    until = None if ends is None else NOW + ends * DAY
    return HeldRole(id=uuid7(), role=WorkRole(name), agency=agency, valid_from=NOW + begins * DAY, valid_until=until)


def officer(*held: HeldRole, subject: str = "officer:one", name: str = "Lê Thị Hoa", revision: int = 1) -> Officer:
    title = Text(vi="Chuyên viên", en="Officer")
    person = {"email": None, "telephone": None}
    return Officer(
        id=officer_of(subject), subject=subject, name=name, title=title, revision=revision, held=held, **person
    )


def told(found: Officer) -> list[tuple[str, str | None, int, int | None]]:
    return [
        (
            str(one.role),
            one.agency,
            (one.valid_from - NOW).days,
            None if one.valid_until is None else (one.valid_until - NOW).days,
        )
        for one in found.held
    ]


def test_officers_have_the_roles_of_tokens() -> None:
    assert {str(role) for role in WorkRole} == set(Role) - {Role.APPLICANT, Role.SERVICE}
    assert set(AGENTS) == AT_AN_AGENCY


def test_what_is_left_out_ends_now_and_what_has_ended_stays() -> None:
    before = officer(role("clerk", ends=-5), role("officer"), role("cashier", begins=3))
    after = rules.replaced(before, officer(), NOW)
    assert told(after) == [("clerk", MINE, -9, -5), ("officer", MINE, -9, 0)]
    assert after.revision == 2


def test_the_same_again_changes_nothing() -> None:
    before = officer(role("clerk", ends=-5), role("officer"))
    again = officer(replace(before.held[1], id=uuid7()))
    assert rules.replaced(before, again, NOW).revision == 1
    assert rules.extended(before, officer(), NOW) == before


def test_a_role_does_not_end_before_now() -> None:
    before = officer(role("officer"))
    shorter = replace(before.held[0], valid_until=NOW - DAY)
    assert told(rules.replaced(before, officer(shorter), NOW)) == [("officer", MINE, -9, 0)]


def test_a_role_that_has_ended_is_not_changed() -> None:
    before = officer(role("officer", ends=-1))
    with pytest.raises(RoleEnded):
        rules.replaced(before, officer(replace(before.held[0], valid_until=None)), NOW)
    with pytest.raises(RoleEnded):
        rules.without(before, before.held[0], NOW)


def test_a_role_is_not_held_twice_at_a_time() -> None:
    with pytest.raises(Invalid):
        rules.replaced(None, officer(role(begins=-9, ends=2), role(begins=1)), NOW)
    assert rules.replaced(None, officer(role(begins=-9, ends=1), role(begins=1), role(agency=OTHER)), NOW)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, officer(role())),
        (None, officer(role("clerk"), role("cashier"))),
        (officer(role(), revision=0), officer(role("clerk"))),
        (officer(role(), role("clerk", agency=OTHER, ends=-1), revision=0), officer(name="Lê Thị Hoa Mai")),
    ],
)
def test_a_supervisor_writes_whom_the_own_agency_has(before: Officer | None, after: Officer) -> None:
    rules.permit(HEAD, before, rules.replaced(before, after, NOW), NOW)


ELSEWHERE = officer(role(agency=OTHER), revision=0)
BOTH = officer(role(agency=OTHER), role(), revision=0)
FELLOW = officer(role("supervisor"), revision=0)


@pytest.mark.parametrize(
    ("before", "after", "refusal"),
    [
        (None, officer(role(), subject=HEAD.actor), OwnRoles),
        (None, officer(role("supervisor")), RoleNotGiven),
        (None, officer(role("operator", agency=None)), RoleNotGiven),
        (None, officer(role(agency=OTHER)), RoleNotGiven),
        (None, officer(role(), role("editor", agency=None)), RoleNotGiven),
        (None, officer(), RoleNotGiven),
        (FELLOW, officer(), RoleNotGiven),  # ends the role of another supervisor
        (FELLOW, officer(*FELLOW.held, name="Ai Đó"), OfficerElsewhere),
        (BOTH, officer(BOTH.held[1]), RoleNotGiven),  # ends one at another agency
        (BOTH, officer(*BOTH.held, name="Ai Đó"), OfficerElsewhere),
        (ELSEWHERE, officer(*ELSEWHERE.held, role()), OfficerElsewhere),
        (officer(role(ends=-1, agency=OTHER), revision=0), officer(role()), OfficerElsewhere),
    ],
)
def test_a_supervisor_reaches_no_further(before: Officer | None, after: Officer, refusal: type[Forbidden]) -> None:
    changed = rules.replaced(before, after, NOW)
    with pytest.raises(refusal):
        rules.permit(HEAD, before, changed, NOW)
    rules.permit(OPERATOR, before, changed, NOW)


HEADER = "subject,name,title_vi,title_en,email,telephone,role,agency,valid_from,valid_until\n"
HOA = "officer:one,Lê Thị Hoa,Chuyên viên,Officer,hoa@hoagiang.example,,officer,H99.03,2026-01-01,\n"


async def sheet(text: str, piece: int = 7) -> Sheet:
    async def body() -> AsyncIterator[bytes]:
        raw = text.encode("utf-8")
        for start in range(0, len(raw), piece):
            yield raw[start : start + piece]

    return await read(lines(body()))


async def wrong(text: str, **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        (await sheet(text)).changes(HEAD, {}, NOW, **more)
    assert all(error.vi and error.en for error in refused.value.errors)
    return [(error.pointer, error.code) for error in refused.value.errors]


async def test_a_file_is_read_in_pieces_of_any_size() -> None:
    text = f"\ufeff{HEADER.strip()}\r\n{HOA}\n" + HOA.replace("officer,H", 'clerk,"H').replace(".03,", '.03",')
    for piece in (1, 2, 3, 1000):
        (change,) = (await sheet(text, piece)).changes(HEAD, {}, NOW)
        assert (change.after.name, change.after.email) == ("Lê Thị Hoa", "hoa@hoagiang.example")
        assert [str(one.role) for one in change.after.held] == ["officer", "clerk"]
        assert {one.valid_from for one in change.after.held} == {datetime(2025, 12, 31, 17, tzinfo=UTC)}


async def test_every_wrong_line_is_told() -> None:
    bad = [
        HOA.replace("H99.03", ""),
        HOA.replace("officer,H99", "boss,H99"),
        HOA.replace("Lê Thị Hoa", ""),
        HOA.replace("Officer", ""),
        HOA.replace("officer:one", "0912345678"),
        HOA.replace("2026-01-01", "01/01/2026"),
        HOA.replace("2026-01-01,", "2026-01-01,2025-01-01"),
        "a,b\n",
        'officer:two,"Lê,,,,,,,,\n',
    ]
    assert await wrong(HEADER + "".join(bad)) == [
        ("/2/agency", "no_agency"),
        ("/3/role", "enum"),
        ("/4/name", "string_too_short"),
        ("/5/title_en", "string_too_short"),
        ("/6/subject", "not_opaque"),
        ("/7/valid_from", "datetime_from_date_parsing"),
        ("/8/valid_until", "ends_first"),
        ("/9", "cells"),
        ("/10", "csv"),
    ]


async def test_lines_of_one_officer_agree() -> None:
    assert await wrong(HEADER + HOA + HOA) == [("/3/role", "listed_twice")]
    assert await wrong(HEADER + HOA + HOA.replace("Hoa,", "Hòa,").replace(",officer,H", ",clerk,H")) == [
        ("/3/subject", "told_otherwise")
    ]


async def test_a_file_gives_no_more_than_its_sender_may() -> None:
    assert await wrong(HEADER + HOA + HOA.replace(":one", ":two").replace("officer,H", "supervisor,H")) == [
        ("/3/subject", "role_not_given")
    ]


@pytest.mark.parametrize("text", ["", "subject,name\n", HOA, HEADER + "x" * 5000])
async def test_what_is_no_table_of_officers_is_refused(text: str) -> None:
    assert len(await wrong(text)) == 1


async def test_other_bytes_are_refused() -> None:
    async def body() -> AsyncIterator[bytes]:
        yield HEADER.encode() + "Lê".encode("utf-16")

    with pytest.raises(Invalid):
        await read(lines(body()))
