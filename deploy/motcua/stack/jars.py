"""Downloads the jars of Apache Kafka once per user and machine, and accepts only those in the lock.

Each file is downloaded under a temporary name, compared with its SHA-256, then renamed. The repository is jgo's
default or that of the user's jgo settings.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from motcua.stack.folders import KAFKA_FILES, cache, locked
from motcua.stack.progress import Progress
from motcua.stack.troubles import DownloadFailed, JarDiffers

LOCK = KAFKA_FILES / "jars.lock"
AT_ONCE = 8
Find = Callable[[str, Path], Path]  # a coordinate, and a folder to put its file into


@dataclass(frozen=True)
class Jar:
    """One line of the lock: coordinate `group:artifact:version`, SHA-256, size in bytes."""

    coordinate: str
    sha256: str
    size: int

    @property
    def filename(self) -> str:
        _, artifact, version = self.coordinate.split(":")
        return f"{artifact}-{version}.jar"


def read_lock(lock: Path) -> list[Jar]:
    """The jars that make up the broker."""
    lines = [line.split() for line in lock.read_text().splitlines() if line and not line.startswith("#")]
    return [Jar(coordinate, sha256, int(size)) for coordinate, sha256, size in lines]


def ready_jars(progress: Progress, lock: Path = LOCK, find: Find | None = None) -> list[Path]:
    """The verified paths of all jars in the lock; downloads missing ones with `find` or jgo."""
    jars, folder = read_lock(lock), cache() / "jars"
    if missing := [jar for jar in jars if not (folder / jar.filename).exists()]:
        _download(missing, folder, progress, find or resolved)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda jar: _verify(folder / jar.filename, jar), jars))
    return [folder / jar.filename for jar in jars]


def _verify(file: Path, jar: Jar) -> None:
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    if digest != jar.sha256:
        raise JarDiffers(
            f"{file} has SHA-256 {digest}, expected is {jar.sha256}. It was changed: "
            "delete the file, and the next start downloads it again."
        )


def _download(missing: Sequence[Jar], folder: Path, progress: Progress, find: Find) -> None:
    _make(folder)
    with locked(folder, lambda: progress("Waiting for another download of Apache Kafka")):
        for left in folder.glob("half-*"):  # of a killed download; the lock excludes another one
            shutil.rmtree(left)
        missing = [jar for jar in missing if not (folder / jar.filename).exists()]
        total, done = sum(jar.size for jar in missing), 0
        with ThreadPoolExecutor(AT_ONCE) as pool:
            fetched = {pool.submit(_fetch, jar, folder, find): jar for jar in missing}
            try:
                for fetch in as_completed(fetched):
                    fetch.result()
                    done += fetched[fetch].size
                    progress("Downloading Apache Kafka", done, total)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as refused:
        raise DownloadFailed(
            f"The download folder {folder} cannot be created ({refused.strerror}). "
            "Set MOTCUA_CACHE to another folder and start again."
        ) from refused


def _fetch(jar: Jar, folder: Path, find: Find) -> None:
    """Downloads one jar under a temporary name, verifies and renames it."""
    with tempfile.TemporaryDirectory(prefix="half-", dir=folder) as half:
        try:
            file = find(jar.coordinate, Path(half))
        except Exception as failure:  # jgo and requests raise many kinds
            raise DownloadFailed(
                f"{jar.coordinate} is missing ({failure}). A first start needs Maven Central: check the "
                "network (behind a proxy set HTTPS_PROXY, for a custom certificate REQUESTS_CA_BUNDLE), or "
                f"copy the folder {folder} from a machine that has it; then start again."
            ) from failure
        _verify(file, jar)
        os.replace(file, folder / jar.filename)


def resolved(coordinate: str, into: Path, repositories: dict[str, str] | None = None) -> Path:
    """One jar, downloaded into this folder from these repositories or the user's own."""
    from jgo.maven import MavenContext  # noqa: PLC0415  # a start that downloads nothing does not load it

    context = MavenContext(repo_cache=into, remote_repos=repositories or _repositories(), timeout=60)
    return Path(context.create_dependency(coordinate).artifact.resolve())


def _repositories() -> dict[str, str] | None:
    """The mirrors from the user's own jgo settings; None lets jgo take Maven Central."""
    from jgo.config import GlobalSettings  # noqa: PLC0415  # as above

    return GlobalSettings.load().repositories or None
