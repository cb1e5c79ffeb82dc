"""(l) What is kept of persons: searches among 1,000,000 dossiers, what a look adds to a read, and wrapping keys again.

Names have the shares of Vietnamese ones: four in ten have the commonest surname. Agencies have those of `listed`.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import httpx2

from intake.applicant.proof import Pepper
from intake.settings import Intake
from motcua.stack.addresses import Scratch
from motcua.stack.rewrapping import rewrap
from motcua.stack.services import Services
from shared.kernel.migrate import migrate
from shared.kernel.sealing import Masters, Sealing
from shared.web.auth import Role
from shared.web.looks import READING
from tests.bench.ground import Yard
from tests.bench.latency import percentile
from tests.bench.listed import AGENCIES, LARGE, MIDDLE, OFFICER, SMALL

SURNAMES, MIDDLES, GIVEN = 200, 100, 1500
PROCEDURE = "1.000001"
DOSSIERS = f"""
insert into dossiers (id, dossier, state, revision, procedure, version, desk, channel, code, returns, received_at,
    changed_at)
select id, id, 'accepted', 3, '{PROCEDURE}', 1, 'H99.' || floor(power({AGENCIES}, random())), 'online', 'H99-' || n,
    'desk', at, at
from (select n, lpad(to_hex(n), 32, '0')::uuid as id, now() - interval '400 days' * (1 - n::float / $1) as at
      from generate_series(1, $1::int) n) x
"""
WRITTEN = (
    """insert into applications (dossier, owner, subject, sealed, tracking)
        select id, 'applicant:' || id, id, $1::bytea, replace(id::text, '-', '') from dossiers""",
    """insert into versions (dossier, number, sequence, subject, sealed, digest, papers, at)
        select id, 1, 2, id, $1::bytea, '', '[]', received_at from dossiers""",
)
#: Surname, middle and given name by their ranks; one number in a hundred is among those that are looked for.
WORDS = f"""
insert into sought (dossier, agency, words)
select d.id, d.desk, array[p.surnames[floor(power({SURNAMES}, power(random(), 1.5)))],
    p.middles[floor(power({MIDDLES}, power(random(), 1.7)))], p.given[floor(power({GIVEN}, random()))],
    coalesce(p.numbers[1 + floor(random() * 100000)], hashtextextended(d.id::text, 3)),
    hashtextextended(d.id::text, 1), hashtextextended(d.id::text, 2)]
from dossiers d join pool p on p.agency = d.desk
"""
POOL = """
create temporary table pool (agency text, surnames bigint[], middles bigint[], given bigint[], numbers bigint[])
"""
INDEX = "select indexdef from pg_indexes where indexname = 'sought_words' and schemaname = current_schema"
KEYS = """
insert into sealing_keys (subject, master, wrapped) select gen_random_uuid(), $1, $2 from generate_series(1, $3)
"""
READ = "select sealed from versions where dossier = $1"


def words(pepper: Pepper, agency: str, kind: str, letter: str, many: int) -> list[int]:
    return [pepper.word(agency, kind, f"{letter}{n}") for n in range(1, many + 1)]


async def fill(dsn: str, count: int) -> None:
    """So many dossiers that were handed in, with the words they are found by."""
    connection = await asyncpg.connect(dsn, server_settings={"statement_timeout": "0", "maintenance_work_mem": "256MB"})
    pepper = Pepper(Intake().pepper)
    try:
        await connection.execute("select setseed(0.5)")
        await connection.execute(DOSSIERS, count)
        for statement in WRITTEN:
            await connection.execute(statement, random.randbytes(1500))
        await connection.execute(POOL)
        pools = [
            (
                agency,
                words(pepper, agency, "name", "s", SURNAMES),
                words(pepper, agency, "name", "m", MIDDLES),
                words(pepper, agency, "name", "g", GIVEN),
                words(pepper, agency, "identity", "0000000", 1000),
            )
            for agency in (f"H99.{n}" for n in range(1, AGENCIES + 1))
        ]
        await connection.copy_records_to_table("pool", records=pools)
        index = await connection.fetchval(INDEX)
        await connection.execute("drop index sought_words")
        await connection.execute(WORDS)
        await connection.execute(index)
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()


@asynccontextmanager
async def intake(yard: Yard, count: int) -> AsyncIterator[tuple[str, Scratch]]:
    """The api of intake on so many dossiers; its address and its database."""
    scratch = await asyncio.to_thread(yard.stack.scratch, "intake")
    await migrate(scratch.owner_dsn, "shared", "intake")
    with yard.console.status(f"Writing {count:,} dossiers"):
        await fill(scratch.owner_dsn, count)
    await yard.settle()
    services, more = Services(yard.stack, yard.issuer, ["intake"]), {"MOTCUA_DATABASE_URL": scratch.writer_dsn}
    more |= {"MOTCUA_INTAKE_SEARCHES_A_MINUTE": "1000000", "MOTCUA_WRITES_A_MINUTE": "1000000"}
    try:
        await asyncio.to_thread(services.start, "intake", ("api",), None, more)
        yield services.peers["intake"], scratch
    finally:
        await asyncio.to_thread(services.stop_all)
        await asyncio.to_thread(yard.stack.drop, scratch.name)


def searches(chance: random.Random) -> dict[str, dict[str, Any]]:
    """What officers look for, by a name of the figure."""
    shares = (SURNAMES, 1.5), (MIDDLES, 1.7), (GIVEN, 1)
    surname, middle, given = (int(many ** (chance.random() ** how)) for many, how in shares)
    return {
        "number": {"identity": f"0000000{chance.randint(1, 1000)}"},
        "whole name": {"name": f"s{surname} m{middle} g{given}"},
        "common name": {"name": f"s1 m1 g{chance.randint(1, 5)}"},
        "two words": {"name": f"s{surname} g{given}"},
        "two common words": {"name": "s1 m1"},
        "nobody": {"name": f"s1 m1 x{given}"},
        "code": {"code": f"H99-{chance.randint(1, 10_000)}"},
    }


async def searched(yard: Yard, count: int, times: int) -> AsyncIterator[tuple[str, dict[str, float]]]:
    """p50 and p99 in ms of each kind of search, by officers of three agencies; then what a look costs."""
    async with intake(yard, count) as (address, scratch), httpx2.AsyncClient(base_url=address, timeout=60) as http:
        chance, took = random.Random(1), dict[str, list[float]]()
        for number in range(times + 2):
            for agency in (LARGE, MIDDLE, SMALL):
                headers = {"Authorization": f"Bearer {yard.issuer.token(OFFICER, Role.OFFICER, agency)}"}
                for name, body in searches(chance).items():
                    began = time.perf_counter()
                    answer = await http.post("/v1/search", json=body, headers=headers)
                    assert answer.status_code in (200, 422), answer.text
                    if number > 1:
                        took.setdefault(name, []).append((time.perf_counter() - began) * 1000)
        every = [one for some in took.values() for one in some]
        for name, some in (took | {"all": every}).items():
            yield name, {"p50": percentile(some, 50), "p99": percentile(some, 99)}
        yield "look", await _look(http, yard, scratch, times)


async def _look(http: httpx2.AsyncClient, yard: Yard, scratch: Scratch, times: int) -> dict[str, float]:
    """How long a read with its look takes, and what of it the look is: a first one, and the same again."""
    token = yard.issuer.token(OFFICER, Role.OFFICER, LARGE)
    connection = await asyncpg.connect(scratch.writer_dsn)
    mine = await connection.fetch("select id from dossiers where desk = $1 order by id desc limit $2", LARGE, times)
    reads, bare, first, again = list[float](), list[float](), list[float](), list[float]()
    for row in mine:
        began = time.perf_counter()
        answer = await http.get(f"/v1/dossiers/{row['id']}/versions", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.text
        reads.append((time.perf_counter() - began) * 1000)
        for into, looker in ((bare, None), (first, "officer:2"), (again, "officer:2")):
            into.append(await _transaction(connection, row["id"], looker))
    await connection.close()
    plain = percentile(bare, 50)
    return {
        "read": percentile(reads, 50),
        "first": percentile(first, 50) - plain,
        "again": percentile(again, 50) - plain,
    }


async def _transaction(connection: Any, dossier: UUID, looker: str | None) -> float:
    began = time.perf_counter()
    async with connection.transaction():
        await connection.fetch(READ, dossier)
        if looker:
            await connection.execute(READING, [dossier], looker, "officer", LARGE, "counter")
    return (time.perf_counter() - began) * 1000


async def rewrapped(yard: Yard, count: int) -> float:
    """Keys a second that a rotation wraps again."""
    scratch = await asyncio.to_thread(yard.stack.scratch, "intake")
    await migrate(scratch.owner_dsn, "shared", "intake")
    told = Sealing().master_keys.get_secret_value()
    key = Masters(told).make(UUID(int=0))
    connection = await asyncpg.connect(scratch.owner_dsn)
    await connection.execute(KEYS, key.master, key.wrapped, count)
    await connection.close()
    began = time.monotonic()
    assert await rewrap(scratch.owner_dsn, Masters(f"2:another-master-key,{told}"), lambda *_: None) == count
    took = time.monotonic() - began
    await asyncio.to_thread(yard.stack.drop, scratch.name)
    return count / took
