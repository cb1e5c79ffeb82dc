"""Runs the development OpenID provider as a process beside a stack. It signs with the key of the stack's issuer."""

from motcua.stack.beside import Beside
from motcua.stack.progress import Progress, silent
from motcua.stack.stack import Stack


class Provider(Beside):
    """The provider of one stack."""

    name = "signin"
    module = "motcua.signin.app"

    def __init__(self, stack: Stack) -> None:
        super().__init__(stack)
        self._issuer = stack.folder / "issuer"

    def open(self, progress: Progress = silent) -> str:
        """Starts it, and waits until its page can be opened. Returns its address."""
        return self.start({"SIGNIN_ISSUER": str(self._issuer)}, progress)
