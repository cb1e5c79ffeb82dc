"""What a production start refuses."""

from __future__ import annotations

import pytest

from shared.kernel.settings import Environment
from sync_gateway.settings import SyncSettings


def settings(password: str) -> SyncSettings:
    return SyncSettings(
        portal_url="https://portal/forward",
        username="motcua",
        password=password,
        madonvi="000.00.00.H99",
        dstcode="VN:GOV:000.00.00.G22:vpcpdvcprovider",
    )


def test_production_refuses_the_sandboxs_password() -> None:
    ours = settings("throw-away-portal-password")
    ours.check(Environment.DEVELOPMENT)
    with pytest.raises(ValueError, match="MOTCUA_SYNC_PASSWORD"):
        ours.check(Environment.PRODUCTION)
    settings("kept in a vault").check(Environment.PRODUCTION)


def test_the_password_is_not_shown() -> None:
    assert "vault" not in repr(settings("kept in a vault"))
