"""The classes of Apache Kafka as Java keeps them once they are loaded and linked: an AOT cache (JEP 483 and 514).

A start with it takes half the CPU. A broker is started once to make it, for this Java and these jars; another Java or
other jars get another one. Without it the broker starts as well: a cache that cannot be made, read or used is done
without.
"""

import shutil
from hashlib import sha256
from pathlib import Path

from motcua.stack import topics
from motcua.stack.databases import apart
from motcua.stack.folders import STACKS, locked
from motcua.stack.jars import LOCK, ready_jars
from motcua.stack.kafka import JVM, Kafka, java
from motcua.stack.ports import HOST
from motcua.stack.progress import Progress, silent
from motcua.stack.state import State
from motcua.stack.troubles import DidNotStart

TRAINED = "trained"  # the stack that makes it; there is none of this name afterwards
TIMEOUT = 60.0  # seconds the broker may take to answer
MAKING = 180.0  # seconds Java may take to write it


def ready(progress: Progress, root: Path = STACKS) -> tuple[str, ...]:
    """The options of Java that use it; none if there is none. Makes it if need be, one process at a time."""
    kept = root / f"kafka-{_fingerprint(ready_jars(progress))}.aot"
    try:
        if not _readable(kept):
            root.mkdir(parents=True, exist_ok=True)
            with locked(root, lambda: progress("Waiting for the classes of Apache Kafka")):
                if not _readable(kept):
                    _make(kept, progress)
    except (OSError, DidNotStart) as failure:
        progress(f"Apache Kafka starts without its kept classes ({failure})")
        return ()
    return (f"-XX:AOTCache={kept}", "-Xlog:aot*=error", "-Xlog:cds*=error")


def _make(kept: Path, progress: Progress) -> None:
    """Starts a broker, lets it do what it does at every start, and stops it: Java writes what it has loaded."""
    progress("Keeping the classes of Apache Kafka, once")
    folder = kept.parent / TRAINED
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "logs").mkdir(parents=True)
    folder.chmod(0o700)
    half = folder / kept.name
    broker = Kafka(folder, State(folder))
    broker.settle()
    try:
        broker.start(silent, f"-XX:AOTCacheOutput={half}")
        apart(topics.declare(f"{HOST}:{broker.port}", topics.read_topics(), broker.alive, TIMEOUT))
        broker.stop(MAKING)
        half.replace(kept)
    finally:
        broker.stop()
        shutil.rmtree(folder, ignore_errors=True)
    for older in kept.parent.glob("kafka-*.aot"):
        if older != kept:
            older.unlink(missing_ok=True)


def _fingerprint(jars: list[Path]) -> str:
    """Of this Java, its options and these jars: what Java compares when it opens the cache, and more."""
    files = [java().parents[1] / "lib" / "modules", *jars]
    told = [f"{file.resolve()} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files]
    return sha256("\n".join([*JVM, *told, LOCK.read_text()]).encode()).hexdigest()[:16]


def _readable(file: Path) -> bool:
    """Asked by opening it: access(2) ignores the permission to read everything."""
    try:
        file.open("rb").close()
    except OSError:
        return False
    return True
