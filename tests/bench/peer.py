"""The peer: the same case in DBOS, run in the virtualenv of requirements.txt.

A case is 12 moves, each one durable transaction that writes the case and a journal row as ours does. In `desk` and
`partner` 11 of them are answered by a second process with its own workflow per case, over DBOS's messages:
23 durable handlings, as ours. In `alone` there is no partner: 12 transactions in one workflow, nothing else.

    peer.py ROLE DSN CASES BODY enqueue           puts the cases into the queue of the role
    peer.py ROLE DSN CASES BODY                   works on that queue until it is stopped
    peer.py ROLE DSN CASES BODY direct N OF T     calls the workflow of every OF-th case from N on, in T threads

It knows nothing of motcua. Times are read from its journal.
"""

from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, SetWorkflowID, SQLAlchemyDatasource

MOVES = 12
POOL = 16  # 4 was as fast, 40 and 80 were slower: threads wait for each other
TABLES = """
create table if not exists cases (id text primary key, state text not null, line bigint not null, facts text not null);
create table if not exists ready (process int primary key);
create table if not exists journal (position bigint generated always as identity primary key, dossier text not null,
    line bigint not null, noun text not null, after text not null, body text not null,
    at timestamptz not null default now(), unique (noun, dossier, line));
"""
MOVE = """
insert into cases(id, state, line, facts) values (:id, :state, :line, :body)
on conflict (id) do update set state = excluded.state, line = excluded.line, facts = excluded.facts
"""
SAY = "insert into journal(dossier, line, noun, after, body) values (:id, :line, :noun, :state, :body)"

role, dsn, cases, body = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
url = dsn.replace("postgresql://", "postgresql+psycopg://", 1)
engine = sa.create_engine(url, pool_size=POOL, max_overflow=0)
with engine.begin() as connection:
    connection.execute(sa.text("select pg_advisory_xact_lock(1)"))
    connection.execute(sa.text(TABLES))
DBOS(
    config={
        "name": "bench",
        "system_database_url": url,
        "application_version": "1",
        "sys_db_pool_size": POOL,
        "log_level": "ERROR",
        "max_executor_threads": 2 * POOL,
    }
)
datasource = SQLAlchemyDatasource.create(url, engine=engine)


@datasource.transaction(isolation_level="READ COMMITTED")
def move(noun: str, case: str, line: int) -> None:
    """One move: updates the state of the case and inserts a journal entry."""
    row = {"id": f"{noun}-{case}", "state": f"step {line}", "line": line, "noun": noun, "body": body}
    datasource.sql_session().execute(sa.text(MOVE), row)
    datasource.sql_session().execute(sa.text(SAY), row)


@DBOS.workflow()
def alone(case: str) -> None:
    for line in range(1, MOVES + 1):
        move("case", case, line)


@DBOS.workflow()
def desk(case: str) -> None:
    """Moves, asks the partner, waits for its answer; the last move ends it."""
    for line in range(1, MOVES):
        move("case", case, line)
        DBOS.send(f"partner-{case}", line)
        DBOS.recv(timeout_seconds=600)
    move("case", case, MOVES)


@DBOS.workflow()
def partner(case: str) -> None:
    for line in range(1, MOVES):
        DBOS.recv(timeout_seconds=600)
        move("help", case, line)
        DBOS.send(f"desk-{case}", line)


WORKFLOWS: dict[str, Any] = {"alone": alone, "desk": desk, "partner": partner}


def enqueue() -> None:
    """Fills the queue before any process works on it: a backlog, as ours."""
    DBOS.listen_queues(["none"])
    DBOS.launch()
    DBOS.register_queue(role, worker_concurrency=POOL, polling_interval_sec=0.05)
    for number in range(cases):
        with SetWorkflowID(f"{role}-{number}"):
            DBOS.enqueue_workflow(role, WORKFLOWS[role], str(number))
    DBOS.destroy()


def work() -> None:
    """Works on the queue until the process is stopped."""
    DBOS.listen_queues([role])
    DBOS.launch()
    threading.Event().wait()


def direct(process: int, processes: int, threads: int) -> None:
    """Calls the workflows of this process's share directly; all processes begin at the same time."""
    DBOS.listen_queues(["none"])
    DBOS.launch()
    with engine.begin() as connection:
        connection.execute(sa.text("insert into ready values (:process)"), {"process": process})
    while not _all_ready(processes):
        time.sleep(0.01)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(_one, range(process, cases, processes)))
    threading.Event().wait()


def _all_ready(processes: int) -> bool:
    with engine.begin() as connection:
        return bool(connection.execute(sa.text("select count(*) from ready")).scalar_one() >= processes)


def _one(number: int) -> None:
    with SetWorkflowID(f"{role}-{number}"):
        WORKFLOWS[role](str(number))


how = sys.argv[5:]
if how == ["enqueue"]:
    enqueue()
elif how:
    direct(*map(int, how[1:]))
else:
    work()
