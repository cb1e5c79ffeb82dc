"""Writes deploy/kafka/jars.lock: run `python -m motcua.stack.jarlock` after changing the version below.

Only for a change of the Kafka version; a start reads the lock and resolves nothing.
"""

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

from jgo.maven import MavenContext

from motcua.stack.jars import LOCK

KAFKA = "4.3.1"
# kafka-clients is named because jgo 3.2 would choose a version that is years old;
# the logging bridge because without it the broker logs nothing.
WANTED = (
    f"org.apache.kafka:kafka_2.13:{KAFKA}",
    f"org.apache.kafka:kafka-clients:{KAFKA}",
    "org.apache.logging.log4j:log4j-slf4j-impl:2.24.3",
)
HEAD = f"""\
# The jars of Apache Kafka {KAFKA}: coordinate, SHA-256, bytes.
# Written by `python -m motcua.stack.jarlock`; verified at every start of the local stack.
"""


def main() -> None:
    """Resolves, downloads into a temporary folder, and writes the lock."""
    with TemporaryDirectory() as folder:
        context = MavenContext(repo_cache=Path(folder), timeout=60)
        named, drawn = context.resolver.resolve([context.create_dependency(one) for one in WANTED])
        lines = sorted(_line(dependency.artifact.resolve(), dependency) for dependency in named + drawn)
    LOCK.write_text(HEAD + "".join(lines))


def _line(jar: Path, dependency: object) -> str:
    group, artifact, _, version = str(dependency).split(":")[:4]
    content = jar.read_bytes()
    return f"{group}:{artifact}:{version} {hashlib.sha256(content).hexdigest()} {len(content)}\n"


if __name__ == "__main__":
    main()
