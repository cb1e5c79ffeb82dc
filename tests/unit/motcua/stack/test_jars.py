"""Only the jars of the lock are accepted; the error for others names what to do."""

import hashlib
from functools import partial
from pathlib import Path

import pytest

from motcua.stack import jars
from motcua.stack.progress import silent
from motcua.stack.troubles import DownloadFailed, JarDiffers

CONTENT = b"classes"
COORDINATE = "org.example:thing:1.0"
CLOSED = partial(jars.resolved, repositories={"closed": "http://127.0.0.1:9"})  # the port of the discard service


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """A lock with a single jar."""
    lock = tmp_path / "jars.lock"
    lock.write_text(f"# comment\n{COORDINATE} {hashlib.sha256(CONTENT).hexdigest()} {len(CONTENT)}\n")
    return lock


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setenv("MOTCUA_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "jars"


def test_a_jar_that_is_there_and_right_passes_without_a_network(lock: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "thing-1.0.jar").write_bytes(CONTENT)
    assert jars.ready_jars(silent, lock, CLOSED) == [folder / "thing-1.0.jar"]


def test_a_changed_jar_is_refused_and_the_way_out_is_named(lock: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    jar = folder / "thing-1.0.jar"
    jar.write_bytes(CONTENT + b"!")
    with pytest.raises(JarDiffers, match=r"thing-1\.0\.jar .* delete the file"):
        jars.ready_jars(silent, lock, CLOSED)


def test_a_failed_download_says_what_is_missing_and_leaves_nothing(lock: Path, folder: Path) -> None:
    with pytest.raises(DownloadFailed, match=f"{COORDINATE} is missing.*check the network"):
        jars.ready_jars(silent, lock, CLOSED)
    assert list(folder.iterdir()) == []


def test_a_wrong_download_never_gets_its_place(lock: Path, folder: Path) -> None:
    served = folder.parent / "repository/org/example/thing/1.0/thing-1.0.jar"
    served.parent.mkdir(parents=True)
    served.write_bytes(b"something else")
    with pytest.raises(JarDiffers):
        jars.ready_jars(silent, lock, lambda *_: served)
    assert list(folder.iterdir()) == []


def test_the_real_lock_names_kafka_and_no_address() -> None:
    read = jars.read_lock(jars.KAFKA_FILES / "jars.lock")
    assert len({jar.filename for jar in read}) == len(read)
    assert any(jar.coordinate.startswith("org.apache.kafka:kafka_2.13:4.3.") for jar in read)
    assert "://" not in (jars.KAFKA_FILES / "jars.lock").read_text()
