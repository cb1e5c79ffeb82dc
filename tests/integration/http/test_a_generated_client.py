"""A client that a common generator writes of our document takes a dossier from draft to submitted."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from pathlib import Path
from typing import Any
from uuid import uuid4

from motcua.simulation.province import Province
from motcua.stack.folders import PROJECT
from shared.kernel.errors import Invalid
from tests.support import dossiers

VENV = ".motcua/client-venv"  # with tests/client/requirements.txt
CONFIG = "post_hooks: []\npackage_name_override: intake_client\n"
UNKNOWN = (
    "PUT /v1/dossiers/{dossier}/documents/{document}",
    "GET /v1/dossiers/{dossier}/documents/{document}/content",
    "GET /v1/requests/{request}/package",
)


def generated(folder: Path) -> None:
    """Writes the client. The generator knows no PDF, no picture and no ZIP as a body; everything else it must know."""
    subprocess.run(["make", "-s", f"{VENV}/installed"], cwd=PROJECT, check=True)
    (folder / "config.yml").write_text(CONFIG)
    command = ["generate", "--path", PROJECT / "docs/openapi/intake.json", "--meta", "none", "--config", "config.yml"]
    made = subprocess.run(
        [PROJECT / VENV / "bin/openapi-python-client", *command, "--output-path", "intake_client"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    told = (made.stdout + made.stderr).splitlines()
    warned = [line for line in told if line.startswith(("WARNING", "Unable", "Attempted", "Failure"))]
    assert [line for line in warned if not any(known in line for known in UNKNOWN)] == []


def applied(folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """What the client has seen on its way."""
    generated(folder)
    done = subprocess.run(
        [PROJECT / VENV / "bin/python", PROJECT / "tests/client/apply.py"],
        input=json.dumps(asked),
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


async def test_a_generated_client_hands_a_dossier_in(installation: Province, tmp_path: Path) -> None:
    owner = installation.applicant(f"applicant:{uuid4().hex[:8]}")
    asked = {
        "address": owner.addresses["intake"],
        "token": owner.token,
        "draft": dossiers.draft(),
        "papers": dict.fromkeys(("TP01", "TP02", "TP03"), dossiers.PDF.decode("latin-1")),
    }
    seen = await asyncio.to_thread(applied, tmp_path, asked)
    dossier = seen.pop("dossier")
    assert seen == {
        "refused": "/problems/invalid",
        "meaning": Invalid.vi,
        "state": "submitted",
        "media": ["application/pdf"] * 3,
    }
    assert (await owner.get("intake", f"/v1/dossiers/{dossier}"))["state"] == "submitted"
