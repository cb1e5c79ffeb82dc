"""Rules, machines, models and proofs decide in memory: a process that loads them has loaded no SQLAlchemy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SERVICES = ("intake", "workflow", "payment", "postal", "sync_gateway")
FOLDER = Path(__file__).parents[3] / "services"
LOAD = """
import importlib, pkgutil, sys
pure = {"rules", "machine", "models", "whose", "facts", "commands", "proof", "protocol"}
loaded = []
for service in sys.argv[1:]:
    package = importlib.import_module(service)
    for module in pkgutil.walk_packages(package.__path__, service + "."):
        if module.name.rpartition(".")[2] in pure:
            importlib.import_module(module.name)
            loaded.append(module.name)
assert len(loaded) > 3 * len(sys.argv[1:]), loaded
print(sorted({"sqlalchemy", "fastapi", "httpx2"} & sys.modules.keys()))
"""


def test_what_decides_loads_neither_sqlalchemy_nor_a_web_framework() -> None:
    told = subprocess.run([sys.executable, "-c", LOAD, *SERVICES], capture_output=True, text=True, check=False)
    assert told.stdout.strip() == "[]", told.stderr


def test_sqlalchemy_is_imported_by_tables_and_events_are_applied_in_rules() -> None:
    for path in FOLDER.glob("*/*/*/*.py"):
        text = path.read_text("utf-8")
        assert path.stem == "tables" or "\nimport sqlalchemy" not in text, path
        assert path.stem == "rules" or "\ndef apply(" not in text, path
