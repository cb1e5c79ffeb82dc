"""One stack for all tests here, below a folder only its owner can enter, without any Java on the PATH."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from motcua.stack.stack import Stack


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    closed: Path = tmp_path_factory.mktemp("closed")
    closed.chmod(0o700)
    stack = Stack("tried", closed / "checkout" / ".motcua")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "/nonexistent")
        patch.delenv("JAVA_HOME", raising=False)
        stack.start()
    yield stack
    stack.erase()
    assert not stack.folder.exists()
