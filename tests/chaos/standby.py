"""A synchronous standby of the stack's PostgreSQL, and the failover to it: the primary and its disk are lost.

Everything accepted is stored twice, so nothing may be missing on the standby. It is promoted as in production and
takes over the primary's address.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from random import Random

import asyncpg

from motcua.stack.databases import SUPERUSER
from motcua.stack.home import Home, home
from motcua.stack.ports import HOST, kept_or_new
from motcua.stack.postgres import SETTINGS
from motcua.stack.process import as_account
from motcua.stack.stack import Stack
from motcua.stack.waiting import until
from tests.chaos.fault import Stage

NAME = "standby"
IN_STEP = "select count(*) from pg_stat_replication where sync_state = 'sync'"


async def failover(stage: Stage, seconds: float, _rng: Random) -> str:
    """Under load: kills the primary and promotes the standby at the primary's address."""
    standby = Standby(stage.stack, home(stage.stack.folder))
    await asyncio.to_thread(standby.begin)
    try:
        await standby.in_step()
        await asyncio.sleep(seconds)  # load, stored twice
        await asyncio.to_thread(standby.take_over)
    finally:
        await asyncio.to_thread(standby.end)
    return f"{seconds:.0f} s stored twice, then failed over"


@dataclass
class Standby:
    """One standby of the stack's server."""

    stack: Stack
    place: Home

    def __post_init__(self) -> None:
        self.data = self.place.folder / NAME
        self._port = str(kept_or_new(None))

    def begin(self) -> None:
        """Copies the primary and starts replication."""
        shutil.rmtree(self.data, ignore_errors=True)
        at = self.stack.addresses
        primary = ["-h", HOST, "-p", str(at.postgres_port), "-U", SUPERUSER, "-d", f"application_name={NAME}"]
        # The folder is root's: PostgreSQL's own account can only fill one that is there.
        self.data.mkdir(mode=0o700)
        if self.place.account:
            shutil.chown(self.data, self.place.account.uid, self.place.account.gid)
        self._run("pg_basebackup", *primary, "-D", self.data, "-R", "-X", "stream", "-c", "fast")
        # A standby must allow as many connections as its primary, or it does not start.
        own = (
            f"-p {self._port} -h {HOST} -c unix_socket_directories='' -c max_connections={SETTINGS['max_connections']}"
        )
        self._ctl("start", "-o", own, "-l", self.data / "standby.log")

    async def in_step(self) -> None:
        """Makes replication synchronous."""
        connection = await asyncpg.connect(self.stack.addresses.superuser_dsn)
        try:
            await connection.execute(f"alter system set synchronous_standby_names = '{NAME}'")
            await connection.execute("select pg_reload_conf()")
            await until(lambda: connection.fetchval(IN_STEP))
        finally:
            await connection.close()

    def take_over(self) -> None:
        """Kills the primary, promotes the standby, and starts it at the primary's address."""
        self.stack.kill_database()
        self._ctl("promote")
        self._ctl("stop", "-m", "fast")
        shutil.rmtree(self.place.data)
        self.data.rename(self.place.data)
        (self.place.data / "postgresql.auto.conf").write_text("")  # whom it followed
        self.stack.start_database()

    def end(self) -> None:
        """Stops the standby and ends synchronous replication."""
        if self.data.exists():
            self._ctl("stop", "-m", "immediate", check=False)
            shutil.rmtree(self.data, ignore_errors=True)
            (self.place.data / "postgresql.auto.conf").write_text("")
            self.stack.kill_database()
        self.stack.start_database()

    def _ctl(self, verb: str, *more: str | Path, check: bool = True) -> None:
        self._run("pg_ctl", verb, "-w", "-D", self.data, *more, check=check)

    def _run(self, program: str, *arguments: str | Path, check: bool = True) -> None:
        done = subprocess.run(
            [self.place.programs / program, *arguments],
            env={"PGPASSWORD": self.stack.state.password(SUPERUSER), "LC_ALL": "C", "TZ": "UTC"},
            cwd=self.place.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            **as_account(self.place.account),
        )
        assert not check or done.returncode == 0, f"{program}: {done.stdout.decode(errors='replace')[-800:]}"
