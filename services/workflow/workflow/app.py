"""Workflow's composition root: what it receives, and its routes."""

from __future__ import annotations

from shared.kernel.declared import read
from shared.kernel.settings import Settings
from shared.web.parts import App
from shared.web.service import Service, run
from shared.web.signing import Signer, Signing
from workflow.case.api import router as cases
from workflow.directory.api import agencies, routes
from workflow.officer.api import router as officers
from workflow.officer.names import PURPOSES
from workflow.registry import REGISTRY
from workflow.signin.api import account
from workflow.signin.api import router as signin
from workflow.task.api import router as tasks
from workflow.task.names import OUTCOMES

SERVICE = Service(
    title="workflow",
    package="workflow",
    registry=REGISTRY,
    routers=(tasks, cases, agencies, routes, officers, signin, account),
    called=(OUTCOMES, PURPOSES),
    declared=lambda: (Signing,),
)


def prepare(app: App, settings: Settings) -> None:
    """What only workflow has."""
    app[Signer] = Signer(SERVICE.title, read(Signing, settings.environment).token_key)


def main() -> None:
    run(SERVICE, prepare)


if __name__ == "__main__":
    main()
