"""Workflow's composition root: what it receives, and its routes."""

from __future__ import annotations

from shared.web.service import Service, run
from workflow.case.api import router as cases
from workflow.directory.api import agencies, routes
from workflow.officer.api import router as officers
from workflow.registry import REGISTRY
from workflow.task.api import router as tasks
from workflow.task.names import OUTCOMES

SERVICE = Service(
    title="workflow",
    package="workflow",
    registry=REGISTRY,
    routers=(tasks, cases, agencies, routes, officers),
    called=(OUTCOMES,),
)


def main() -> None:
    run(SERVICE)


if __name__ == "__main__":
    main()
