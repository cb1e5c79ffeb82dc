"""The kernel knows nothing of the web: a process that loads all of it has loaded no web framework."""

from __future__ import annotations

import subprocess
import sys

LOAD = """
import importlib, pkgutil, sys
import shared.kernel
for module in pkgutil.walk_packages(shared.kernel.__path__, "shared.kernel."):
    if ".migrations." not in module.name:
        importlib.import_module(module.name)
print(sorted({"fastapi", "starlette", "jwt"} & sys.modules.keys()))
"""


def test_the_kernel_loads_neither_starlette_nor_fastapi_nor_pyjwt() -> None:
    told = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=False)
    assert told.stdout.strip() == "[]", told.stderr
