"""A secret may lie in a file; both ways at once, and a file that cannot be trusted or read, end the start by name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from motcua.generate.apidocs.settings import OF
from motcua.stack.servers import Elsewhere
from shared.kernel.declared import Declared, Environment, Unfit, declarations, read
from shared.kernel.kinds import Secret
from shared.kernel.secret_files import LONGEST, given
from shared.kernel.settings import Migration
from shared.kernel.trust import Dsn

URL = "postgresql://owner@/x?host=/run/postgresql"


@pytest.fixture(autouse=True)
def untold(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MOTCUA_")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_the_end_of_the_line_is_no_part_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    (tmp_path / "url").write_text(URL + end, newline="")
    monkeypatch.setenv("MOTCUA_OWNER_DATABASE_URL_FILE", str(tmp_path / "url"))
    assert read(Migration).owner_database_url == URL


def test_every_secret_of_every_process_may_be_a_file() -> None:
    kinds = [kind for settings in OF.values() for _, _, kind in declarations(settings)]
    assert all(kind.filed for kind in kinds if isinstance(kind, Dsn | Secret))
    assert any(kind.filed for kind in kinds)


def test_one_is_not_a_file_and_a_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "url").write_text(URL)
    monkeypatch.setenv("MOTCUA_OWNER_DATABASE_URL", URL)
    monkeypatch.setenv("MOTCUA_OWNER_DATABASE_URL_FILE", str(tmp_path / "url"))
    with pytest.raises(Unfit, match=r"^MOTCUA_OWNER_DATABASE_URL: is given twice, by MOTCUA_OWNER_DATABASE_URL_FILE"):
        read(Migration)


def test_what_is_wrong_with_files_is_told_beside_all_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """And without a word of theirs."""
    monkeypatch.setenv("MOTCUA_SYNC_PASSWORD_FILE", "/nowhere")
    monkeypatch.setenv("MOTCUA_SYNC_TIMEOUT", "never")
    with pytest.raises(Unfit) as refused:
        read(OF["sync-gateway"], Environment.PRODUCTION)
    told = dict(line.split(": ", 1) for line in str(refused.value).splitlines())
    assert told["MOTCUA_SYNC_PASSWORD"] == "MOTCUA_SYNC_PASSWORD_FILE names a file that is not there"
    assert {"MOTCUA_SYNC_TIMEOUT", "MOTCUA_SYNC_USERNAME"} <= told.keys()


@pytest.mark.parametrize(
    ("mode", "content", "why"),
    [
        (0o602, b"x", "names what is a file that everybody may write"),
        (0o600, b"\xff\xfe", "names what is no text"),
        (0o600, b"x" * (LONGEST + 1), "names what is longer than 65536 bytes"),
    ],
)
def test_a_file_that_is_no_secret(tmp_path: Path, mode: int, content: bytes, why: str) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    file.chmod(mode)
    for path, reason in (
        (file, why),
        (tmp_path, "names what is no file"),
        (tmp_path / "x", "names a file that is not"),
    ):
        with pytest.raises(ValueError, match=f"^X_FILE {reason}"):
            given({"X_FILE": str(path)}, "X")


def test_a_production_start_holds_what_files_say_to_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "url").write_text("postgresql://owner:throw-away@db/x")
    monkeypatch.setenv("MOTCUA_OWNER_DATABASE_URL_FILE", str(tmp_path / "url"))
    with pytest.raises(Unfit, match=r"^MOTCUA_OWNER_DATABASE_URL: needs .sslmode=verify-full"):
        read(Migration)


def test_prepare_takes_the_passwords_of_single_roles_from_files(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("one\n")
    told = {
        "MOTCUA_POSTGRES": "db:5432",
        "MOTCUA_KAFKA": "broker:9092",
        "MOTCUA_PASSWORD_INTAKE_OWNER_FILE": str(tmp_path / "password"),
        "MOTCUA_PASSWORD_INTAKE_WRITER_FILE": "/nowhere",
        "MOTCUA_PASSWORD": "all others",
    }
    at = Elsewhere(told, tmp_path).addresses
    assert (at.password("intake_owner"), at.password("workflow_writer")) == ("one", "all others")
    with pytest.raises(Unfit, match=r"^MOTCUA_PASSWORD_INTAKE_WRITER: .* is not there$"):
        at.password("intake_writer")


class _Unrelated(Declared):
    """Settings without a secret."""


def test_settings_without_secrets_look_for_no_file() -> None:
    assert read(_Unrelated)
