"""The command line on a running system: follow a dossier, see what waits, republish events."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterator

import pytest
from typer.testing import CliRunner

from motcua.cli import app
from motcua.simulation.scenarios import THROUGH, Scene
from motcua.stack.provider import Provider
from motcua.stack.servers import Servers
from motcua.stack.stack import Stack
from tests.support.plays import Play

Command = Callable[..., Awaitable[str]]
SERVICES = ["service", "intake", "workflow", "payment", "postal", "sync-gateway"]


@pytest.fixture
def motcua(stack: Servers) -> Command:
    """Runs a command on the test's stack; its output, if it exits with 0."""

    async def run(*words: str) -> str:
        named = [*words, "--name", stack.folder.name]
        result = await asyncio.to_thread(CliRunner(env={"COLUMNS": "1000"}).invoke, app, named)
        assert result.exit_code == 0, result.output
        return result.output

    return run


@pytest.fixture(scope="module")
async def scene(play: Play) -> Scene:
    """A dossier that has gone straight through."""
    return await play(THROUGH)


async def code_of(scene: Scene) -> str:
    return str((await scene.seen())["code"])


async def test_a_story_is_found_by_its_code_and_goes_from_draft_to_return(motcua: Command, scene: Scene) -> None:
    output = await motcua("story", await code_of(scene))
    assert (
        output.index("The dossier is begun online")
        < output.index("Its case arrives at")
        < output.index("applicant's hands")
    )
    assert "Sở Công Thương" in output
    assert "Department of Industry and Trade" in output


async def test_watch_shows_one_dossier_from_its_first_entry(motcua: Command, scene: Scene) -> None:
    output = (await motcua("watch", "--dossier", await code_of(scene), "--count", "16")).splitlines()
    assert len(output) == 16
    assert "DossierDrafted" in output[0]
    assert not [line for line in output if scene.applicant.name in line]


async def test_watch_shows_one_kind_of_event(motcua: Command, scene: Scene) -> None:
    output = await motcua("watch", "--dossier", scene.dossier, "--type", "task", "--count", "9")
    assert [line.split()[5] for line in output.splitlines()].count("TaskOpened") == 3
    assert "Dossier" not in output


async def test_republished_events_change_nothing(motcua: Command, scene: Scene) -> None:
    assert "✗" not in await motcua("verify")  # it waits for rest: the portal may still be behind
    before = await scene.journal()
    assert re.search(
        r"emits \d+ events again", await motcua("republish", "--service", "intake", "--dossier", await code_of(scene))
    )
    assert "all its events again" in await motcua("republish", "--service", "workflow", "--all")
    assert "✗" not in await motcua("verify")
    assert await scene.journal() == before


async def test_anchors_are_written_and_verified(motcua: Command, scene: Scene) -> None:
    written = (await motcua("anchor")).splitlines()
    assert [re.findall(r"anchor \d+ of ([a-z-]+): \d+ heads, [0-9a-f]{64}", line) for line in written] == [
        [service] for service in SERVICES[1:]
    ]
    assert "✓ Invariant 9" in await motcua("verify")


async def test_nothing_waits_and_nothing_is_deferred(motcua: Command, scene: Scene) -> None:
    assert scene.dossier
    assert [line.split()[0] for line in (await motcua("lag")).splitlines()] == SERVICES
    assert await motcua("deferred", "list") == "Nothing is deferred.\n"


@pytest.fixture(scope="module")
def sign_in_page(stack: Servers) -> Iterator[None]:
    """Where `motcua token` signs in; elsewhere than on a local stack there is none."""
    if not isinstance(stack, Stack):
        yield
        return
    Provider(stack).open()
    yield
    Provider(stack).stop()


@pytest.mark.usefixtures("sign_in_page")
async def test_a_token_acts_as_it_was_asked_for(motcua: Command, scene: Scene) -> None:
    token = (await motcua("token", "--role", "officer", "--agency", "H99.01.01")).strip()
    headers = {"Authorization": f"Bearer {token}"}
    answer = await scene.desk.http.get(f"{scene.desk.addresses['intake']}{scene.path}", headers=headers)
    assert json.loads(answer.text)["id"] == scene.dossier


@pytest.mark.usefixtures("sign_in_page")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["story", "H99.01.01-000000-0000"], "No dossier has this code"),
        (["deferred", "show", "4000000", "--service", "intake"], "No message is deferred under this number"),
        (["deferred", "list", "--service", "absent"], "there is no service absent"),
        (["republish", "--service", "intake"], "either --dossier CODE or --all"),
        (["token", "--role", "officer", "--agency", "H99.02"], "officer@H99.02: This account holds no role here"),
    ],
)
async def test_errors_are_printed_plainly(stack: Servers, scene: Scene, words: list[str], message: str) -> None:
    assert scene.dossier
    result = await asyncio.to_thread(CliRunner().invoke, app, [*words, "--name", stack.folder.name])
    assert result.exit_code != 0
    assert message in " ".join(result.output.replace("│", " ").split())
    assert "Traceback" not in result.output
