"""What a stack must remember between two commands: ports, passwords, and which processes are its own.

One JSON file, readable by its owner only, replaced as a whole so that a crash leaves the old or the new one.
It knows nothing about what the names mean.
"""

import json
import os
import secrets
import threading
from pathlib import Path
from typing import Any

from motcua.stack import ports
from motcua.stack.process import Known


class State:
    """The remembered facts of one stack; every change is written at once."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "state.json"
        self._lock = threading.RLock()

    def port(self, name: str) -> int | None:
        """The port `name` has been given."""
        found = self._read().get("ports", {}).get(name)
        return None if found is None else int(found)

    def settle_port(self, name: str) -> int:
        """Gives `name` the port it had if that is free, else a new one."""
        with self._lock, self._changed() as facts:
            kept = facts.setdefault("ports", {})
            kept[name] = ports.kept_or_new(kept.get(name), kept.values())
            return int(kept[name])

    def password(self, name: str) -> str:
        """The password of `name`, generated when first asked for."""
        with self._lock:
            known = self._read().get("passwords", {})
            if name not in known:
                with self._changed() as facts:
                    known = facts.setdefault("passwords", {})
                    known[name] = secrets.token_hex(16)
            return str(known[name])

    def process(self, name: str) -> Known | None:
        """The process recorded under `name`, alive or not."""
        found = self._read().get("processes", {}).get(name)
        return Known(int(found["pid"]), str(found["born"])) if found else None

    def processes(self) -> dict[str, Known]:
        """All recorded processes by name."""
        found = self._read().get("processes", {})
        return {name: Known(int(entry["pid"]), str(entry["born"])) for name, entry in found.items()}

    def record(self, name: str, process: Known | None) -> None:
        """Remembers the process `name`, or forgets it."""
        with self._lock, self._changed() as facts:
            recorded = facts.setdefault("processes", {})
            recorded.pop(name, None)
            if process:
                recorded[name] = {"pid": process.pid, "born": process.born}

    @property
    def ready(self) -> bool:
        """Whether the last start came to its end."""
        return bool(self._read().get("ready", False))

    @ready.setter
    def ready(self, value: bool) -> None:
        with self._lock, self._changed() as facts:
            facts["ready"] = value

    def _read(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self.file.read_text()))
        except FileNotFoundError:
            return {}

    def _changed(self) -> "_Change":
        return _Change(self)


class _Change:
    """Reads the facts, lets the caller change them, and puts the file in place in one step."""

    def __init__(self, state: State) -> None:
        self._state = state

    def __enter__(self) -> dict[str, Any]:
        self._facts = self._state._read()
        return self._facts

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            return
        half = self._state.file.with_suffix(".half")
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as out:
            json.dump(self._facts, out, indent=2)
            out.flush()
            os.fsync(out.fileno())
        half.replace(self._state.file)
