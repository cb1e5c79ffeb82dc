"""Runs the sandbox (bank, post office, national portal, mailbox) as a process beside a stack.

Its ledgers are in the stack's folder. It knows the services only as addresses to call back.
"""

from motcua.stack.beside import Beside


class Counterparts(Beside):
    """The sandbox of one stack."""

    name = "sandbox"
    module = "sandbox.app"
