"""docs/tutorial.md, played as it stands: every block of shell, with the variables that `make up` writes."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

from motcua.commands.tutorial import PEOPLE, variables
from motcua.simulation.province import Province
from motcua.stack.folders import PROJECT
from motcua.stack.signed_in import exchanged
from motcua.stack.system import System
from motcua.stack.waiting import SLOWER
from motcua.verify.proof import verify
from shared.web.callers import Role

BLOCKS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LONGEST = 60.0 * SLOWER  # seconds for the whole page


async def test_a_dossier_goes_from_nothing_to_its_result(installation: Province, running: System) -> None:
    assert running.issuer is not None
    page = (PROJECT / "docs/tutorial.md").read_text("utf-8")
    tokens = {name: running.issuer.token(*person) for name, person in PEOPLE.items()}
    addresses = {**installation.addresses, "sandbox": installation.sandbox}
    # Another test may have signed the applicant in with a proof: only an exchanged token says who that has made of it.
    signed_in = running.issuer.sign_in(PEOPLE["APPLICANT"][0])
    given = await asyncio.to_thread(exchanged, addresses["intake"], signed_in, Role.APPLICANT)
    tokens["APPLICANT"] = given.token
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # its python3 is this one
    shell = await asyncio.create_subprocess_exec(
        "bash",
        "-euo",
        "pipefail",
        "-c",
        "\n".join(BLOCKS.findall(page)),
        env=os.environ | variables(addresses) | tokens | {"PATH": path},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(LONGEST):
        output, _ = await shell.communicate()
    told = output.decode()
    assert shell.returncode == 0, told
    assert told.rstrip().endswith("}")
    assert "\nreturned\n" in told
    assert "Hồ sơ chưa đầy đủ" in told, "the refusal without a document is shown"
    verdict = await verify(running.kafka, running.databases, sandbox=running.sandbox, keys=running.keys)
    assert verdict.holds, verdict.lines()
