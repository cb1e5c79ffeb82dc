"""Rules, machines, models and proofs decide in memory: a process that loads all of them has loaded no SQLAlchemy."""

from __future__ import annotations

import subprocess
import sys

#: Services whose statements are all in rooms called `tables`.
SERVICES = ("payment", "postal", "sync_gateway")
LOAD = """
import importlib, pkgutil, sys
pure = {"rules", "machine", "models", "whose", "commands", "proof", "protocol"}
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
