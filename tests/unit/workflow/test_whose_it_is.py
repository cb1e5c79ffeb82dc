"""How a caller stands to a case and to a task: by hand for every kind of agency, and for hands that have changed."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts.relation import Relation
from shared.kernel.incoming import Incoming
from tests.support import dossiers
from tests.support.workflow_facts import ID, OFFICER, case, task
from workflow.case import models as of_case
from workflow.task import models as of_task

DECIDING, QUEUE, HOLDER = Relation.DECIDING, Relation.QUEUE, Relation.HOLDER
CONSULTED = "H99.06"


def asks(actor: str, role: str, agency: str | None) -> Incoming[Any]:
    return Incoming(message=None, dossier=ID, actor=actor, role=role, agency=agency)


@pytest.mark.parametrize(
    ("who", "relations"),
    [
        ((OFFICER, "officer", dossiers.AGENCY), {QUEUE, HOLDER}),
        (("officer:two", "officer", dossiers.AGENCY), {QUEUE}),
        ((OFFICER, "supervisor", dossiers.AGENCY), {QUEUE}),  # claimed in another role
        ((OFFICER, "officer", CONSULTED), set()),  # the same person, for another agency now
        ((OFFICER, "officer", None), set()),
        ((OFFICER, "officer", dossiers.DESK), set()),
    ],
)
def test_a_task(who: tuple[str, str, str | None], relations: set[Relation]) -> None:
    assert of_task.relations(task(), asks(*who)) == relations
    assert HOLDER not in of_task.relations(task(officer=None), asks(*who))


@pytest.mark.parametrize(
    ("who", "relations"),
    [
        ((OFFICER, "officer", dossiers.AGENCY), {DECIDING, HOLDER}),
        (("officer:two", "officer", dossiers.AGENCY), {DECIDING}),
        (("supervisor:one", "supervisor", dossiers.AGENCY), {DECIDING}),
        (("officer:adviser", "officer", CONSULTED), set()),  # holds a task of it, and does not decide
        (("supervisor:one", "supervisor", CONSULTED), set()),
        (("supervisor:one", "supervisor", dossiers.DESK), set()),
        ((OFFICER, "officer", None), set()),
    ],
)
def test_a_case(who: tuple[str, str, str | None], relations: set[Relation]) -> None:
    tasks = [task(), task(step="consult", agency=CONSULTED, officer="officer:adviser")]
    assert of_case.relations(case(), tasks, asks(*who)) == relations
