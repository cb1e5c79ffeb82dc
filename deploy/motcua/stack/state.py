"""The state of a stack between two commands: ports, passwords, and its processes.

One JSON file, readable by its owner only, replaced as a whole so that a crash leaves the old or the new one.
"""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from motcua.stack import ports
from motcua.stack.folders import locked
from motcua.stack.process import Known


class State:
    """The stored facts of one stack; every change is written at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "state"
        self.file = self._folder / "facts.json"

    def port(self, name: str) -> int | None:
        """The port of `name`."""
        found = self._read().get("ports", {}).get(name)
        return None if found is None else int(found)

    def settle_port(self, name: str) -> int:
        """The port `name` had if that is free, else a new one."""
        with self._changed() as facts:
            kept = facts.setdefault("ports", {})
            kept[name] = ports.kept_or_new(kept.get(name), kept.values())
            return int(kept[name])

    def password(self, name: str) -> str:
        """The password of `name`, generated at first use."""
        known = self._read().get("passwords", {})
        if name in known:
            return str(known[name])
        with self._changed() as facts:
            return str(facts.setdefault("passwords", {}).setdefault(name, secrets.token_hex(16)))

    def process(self, name: str) -> Known | None:
        """The process recorded under `name`, alive or not."""
        return self.processes().get(name)

    def processes(self) -> dict[str, Known]:
        """All recorded processes by name."""
        found = self._read().get("processes", {})
        return {name: Known(int(entry["pid"]), str(entry["born"])) for name, entry in found.items()}

    def record(self, name: str, process: Known | None) -> None:
        """Stores the process `name`, or removes it."""
        with self._changed() as facts:
            recorded = facts.setdefault("processes", {})
            recorded.pop(name, None)
            if process:
                recorded[name] = {"pid": process.pid, "born": process.born}

    @property
    def ready(self) -> bool:
        """Whether the last start was completed."""
        return bool(self._read().get("ready", False))

    @ready.setter
    def ready(self, value: bool) -> None:
        with self._changed() as facts:
            facts["ready"] = value

    @property
    def closed(self) -> bool:
        """Whether Kafka wants TLS and a user; settled before its first start."""
        return bool(self._read().get("closed", False))

    @closed.setter
    def closed(self, value: bool) -> None:
        with self._changed() as facts:
            facts["closed"] = value

    def _read(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self.file.read_text()))
        except FileNotFoundError:
            return {}

    @contextmanager
    def _changed(self) -> Iterator[dict[str, Any]]:
        """Reads the facts, lets the caller change them, and puts the file in place in one step."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with locked(self._folder):
            facts = self._read()
            yield facts
            half = self.file.with_suffix(".half")
            with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
                json.dump(facts, out, indent=2)
                out.flush()
                os.fsync(out.fileno())
            half.replace(self.file)
