"""The officers of the sample province: a file that is taken as it stands, with everybody whom the scenarios need."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

from typer.testing import CliRunner

from motcua.cli import app
from motcua.signin.people import SAMPLE
from motcua.simulation.applicants import applicants
from motcua.simulation.province import Province
from motcua.simulation.scenarios import SCENARIOS, Clock, Scene
from motcua.stack.folders import DATA, OFFICERS
from motcua.stack.issuer import Issuer
from shared.web.callers import AGENTS
from workflow.officer.handlers import read


async def lines() -> AsyncIterator[str]:
    for line in OFFICERS.read_text("utf-8").splitlines():
        yield line


async def test_every_line_is_taken_and_its_agency_is_in_the_directory() -> None:
    sheet = await read(lines())
    directory = json.loads((DATA / "agencies" / "h99.json").read_text("utf-8"))
    assert sheet.agencies().keys() <= {agency["id"] for agency in directory["agencies"]}


def test_who_signs_in_at_the_page_and_who_acts_in_a_scenario_is_an_officer(tmp_path: Path) -> None:
    known = {(each.subject, each.role, each.agency) for each in SAMPLE}
    assert {role for _, role, _ in known} > AGENTS
    province = Province(None, {}, Issuer(tmp_path))  # type: ignore[arg-type]  # nobody asks anything
    acting = [province.operator]
    for applicant in applicants(3):
        scene = Scene(province, applicant, Clock(province.operator))
        for scenario in SCENARIOS:
            scene.is_about(scenario.matter)
            acting += [scene.desk, scene.appraiser, scene.head, scene.consulted]
    assert {(each.subject, each.role, each.agency) for each in acting} <= known


def test_an_operator_has_an_opaque_subject() -> None:
    done = CliRunner().invoke(app, ["officers", "first", "001099012345", "Ai Đó"], env={"COLUMNS": "300"})
    assert done.exit_code == 2
    assert "subject: A subject is opaque" in done.output
