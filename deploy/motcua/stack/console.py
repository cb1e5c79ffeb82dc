"""Shows the stack's progress on a terminal: a line of text per step, a bar for a download."""

import threading
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn


class ConsoleProgress:
    """Implements `Progress`; a context manager."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lock = threading.Lock()
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        self._bars = Progress(*columns, console=console, transient=True)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "ConsoleProgress":
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, what: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def __call__(self, doing: str, done: int = 0, total: int = 0) -> None:
        with self._lock:
            if not total:
                self._console.print(f"  {doing}", highlight=False)
                return
            if doing not in self._tasks:
                self._console.print(f"  {doing} ({total / 1e6:.0f} MB, once)", highlight=False)
                self._tasks[doing] = self._bars.add_task(doing, total=total)
            self._bars.update(self._tasks[doing], completed=done)
            if done >= total:
                self._bars.remove_task(self._tasks.pop(doing))
