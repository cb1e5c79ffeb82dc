"""The stack works without root, with downloads it can only read."""

import os
import pwd
import subprocess
import sys
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

import pytest

from motcua.stack.folders import cache

SCRIPT = """
import os, sys
from pathlib import Path
from motcua.stack.stack import Stack
assert os.geteuid() != 0
stack = Stack("tried", Path(sys.argv[1]))
stack.start()
assert not (stack.folder / "postgres").is_symlink()
stack.kill_broker(); stack.kill_database()
stack.start()
stack.erase()
assert not stack.folder.exists()
print("fine")
"""


def open_to_all(place: Path) -> bool:
    """Whether every account may enter this folder; initdb asks with access(2) whether its program may be started."""
    return all(folder.stat().st_mode & 0o001 for folder in (place, *place.parents))


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs every other test of this folder already")
@pytest.mark.skipif(not open_to_all(Path(sys.prefix)), reason="others may not enter the folder of this checkout")
@pytest.mark.skipif(which("setpriv") is None, reason="needs setpriv to become an ordinary user")
def test_it_starts_and_leaves_nothing() -> None:
    # It may read what root may read, for this Python may stand in a folder of root's; it may write nothing.
    account = pwd.getpwnam("nobody")
    become = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    become += ["--inh-caps=-all,+dac_read_search", "--ambient-caps=+dac_read_search"]
    # access(2) ignores that permission, so what it writes must be where every account may enter.
    with TemporaryDirectory(dir="/tmp") as home:
        os.chown(home, account.pw_uid, account.pw_gid)
        environment = {
            "HOME": home,
            "MOTCUA_CACHE": str(cache()),
            "PATH": "/usr/bin:/bin",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        done = subprocess.run(
            [*become, sys.executable, "-c", SCRIPT, f"{home}/checkout"],
            env=environment,
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stdout) == (0, "fine\n"), done.stderr
