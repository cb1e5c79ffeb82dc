"""The PostgreSQL server of one stack as a process: made, started, ended, killed.

It listens on 127.0.0.1 only, has no socket file, and requires a password of every role. `databases` declares
databases and roles.
"""

import os
import shutil
import signal
import subprocess
from pathlib import Path

from motcua.stack import process
from motcua.stack.databases import SUPERUSER
from motcua.stack.home import Home, data_of, home, residents
from motcua.stack.ports import HOST, free
from motcua.stack.process import as_account
from motcua.stack.progress import Progress, silent
from motcua.stack.state import State
from motcua.stack.troubles import DidNotStart, fresh, tail

NAME = "postgres"
ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"}

# Durable as in production (fsync and full_page_writes stay on); sized for a laptop.
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "huge_pages": "off",
    "jit": "off",  # short statements: compiling them costs more than it saves
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
}


class Postgres:
    """One cluster; `folder` is the stack's folder."""

    def __init__(self, folder: Path, state: State) -> None:
        self._folder = folder
        self._state = state
        self.log = folder / "logs" / "postgres.log"

    @property
    def port(self) -> int | None:
        """The port chosen for this start."""
        return self._state.port(NAME)

    def alive(self) -> bool:
        known = self._state.process(NAME)
        return known is not None and known.alive()

    def settle(self) -> None:
        """Keeps the port of the last start, or chooses another if it is taken."""
        if not self.alive():
            self._state.settle_port(NAME)

    def ports_free(self) -> bool:
        """Whether the chosen port is free."""
        return self.port is None or free(self.port)

    def start(self, progress: Progress = silent) -> None:
        """Starts the process on the chosen port, unless it is running."""
        if self.alive():
            return
        fresh(self.log)
        place = home(self._folder)
        self._clear(place)
        if not place.data.exists():
            progress("Making the PostgreSQL cluster")
            self._make(place)
        settings = SETTINGS | {"port": str(self._state.port(NAME))}
        command: list[str | Path] = [place.programs / "postgres", "-D", place.data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        self._state.record(NAME, process.spawn(command, self.log, ENVIRONMENT, place.folder, place.account))

    def stop(self) -> None:
        """A fast shutdown: open transactions are rolled back, everything is written."""
        for one in residents(data_of(self._folder)):
            process.send(one, signal.SIGCONT)  # or a frozen child keeps the server from ending
        known = self._state.process(NAME)
        if known:
            process.end(known, signal.SIGINT, grace=30)
        for left in residents(data_of(self._folder)):
            process.end(left, signal.SIGINT, grace=30)
        self._state.record(NAME, None)

    def kill(self) -> None:
        """SIGKILL to the server and all its children, as in a power failure."""
        everyone = residents(data_of(self._folder))
        for one in everyone:
            process.send(one, signal.SIGKILL)
        for one in everyone:
            process.kill(one)
        self._state.record(NAME, None)

    def _clear(self, place: Home) -> None:
        """Removes what a killed server left: child processes that hold its memory, and its pid file.

        Another process may have that pid by now, and PostgreSQL would then refuse to start.
        """
        for left in residents(place.data):
            process.kill(left)
        (place.data / "postmaster.pid").unlink(missing_ok=True)

    def _make(self, place: Home) -> None:
        """Makes the cluster under a temporary name, then renames it."""
        half, password = place.folder / "data.half", place.folder / "password"
        if half.exists():
            shutil.rmtree(half)
        half.mkdir(mode=0o700)
        try:
            password.touch(mode=0o600)
            password.write_text(self._state.password(SUPERUSER))
            if place.account:
                for path in (half, password):
                    os.chown(path, place.account.uid, place.account.gid)
            self._initdb(place, half, password)
        finally:
            password.unlink(missing_ok=True)
        half.rename(place.data)

    def _initdb(self, place: Home, half: Path, password: Path) -> None:
        # The C.UTF-8 rules are built into PostgreSQL: the same order on every machine, no library needed.
        command: list[str | Path] = [
            place.programs / "initdb",
            "-D",
            half,
            "-U",
            SUPERUSER,
            f"--pwfile={password}",
            "-A",
            "scram-sha-256",
            "-E",
            "UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ]
        with self.log.open("ab") as out:
            done = subprocess.run(
                command,
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                env=ENVIRONMENT,
                cwd=place.folder,
                check=False,
                **as_account(place.account),
            )
        if done.returncode:
            raise DidNotStart(f"initdb failed with {done.returncode}. {tail(self.log)}")
