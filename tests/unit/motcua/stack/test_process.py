"""A process is its pid and its birth; others are left alone, our own are ended and reaped."""

import signal
import sys
from pathlib import Path

import pytest

from motcua.stack import process
from motcua.stack.process import Known

READY = "import signal, sys; {}; open('ready', 'w').close(); signal.pause()"


def running(folder: Path, prelude: str) -> Known:
    """A Python process that has set up its signals."""
    known = process.spawn([sys.executable, "-c", READY.format(prelude)], folder / "log", {}, folder)
    while known.alive() and not (folder / "ready").exists():
        pass
    return known


def test_a_stranger_with_our_pid_is_not_harmed(tmp_path: Path) -> None:
    known = running(tmp_path, "pass")
    stranger = Known(known.pid, "another time")
    assert not stranger.alive()
    process.end(stranger, signal.SIGTERM, grace=5)
    process.kill(stranger)
    assert known.alive()
    process.kill(known)
    assert not known.alive()


def test_one_that_ignores_sigterm_is_killed_with_a_warning(tmp_path: Path) -> None:
    known, notes = running(tmp_path, "signal.signal(signal.SIGTERM, signal.SIG_IGN)"), list[str]()
    process.end(known, signal.SIGTERM, grace=0.2, loud=notes.append)
    assert not known.alive()
    assert len(notes) == 1
    assert "was killed" in notes[0]


def test_one_that_is_frozen_ends_as_any_other(tmp_path: Path) -> None:
    known, notes = running(tmp_path, "pass"), list[str]()
    process.send(known, signal.SIGSTOP)
    process.end(known, signal.SIGTERM, grace=60, loud=notes.append)
    assert (known.alive(), notes) == (False, [])


def test_ctrl_c_in_the_terminal_does_not_reach_it(tmp_path: Path) -> None:
    known = running(tmp_path, "pass")
    assert Path(f"/proc/{known.pid}/stat").read_text().rpartition(")")[2].split()[3] == str(known.pid)
    process.end(known, signal.SIGTERM, grace=5)


def test_it_is_found_by_where_it_stands(tmp_path: Path) -> None:
    known = running(tmp_path, "pass")
    assert process.found(lambda one: one.cwd() == str(tmp_path)) == [known]
    process.kill(known)
    assert process.found(lambda one: one.cwd() == str(tmp_path)) == []


@pytest.mark.parametrize("born", ["ended at once", ""])
def test_one_that_ended_at_once_is_not_alive(born: str) -> None:
    assert not Known(1, born).alive()
