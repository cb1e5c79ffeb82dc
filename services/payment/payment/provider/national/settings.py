"""Where the national payment platform is, and who we are to it (`MOTCUA_PAYMENT_NATIONAL_*`).

The secret signs and proves messages; it is never logged and never shown. A production start refuses a sandbox's.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from shared.kernel.declared import Declared
from shared.kernel.kinds import Choice, Duration, Secret, Text, Url
from shared.kernel.trust import Bundle

#: The fields that decide an outcome, and all fields that the platform may sign in an answer.
DECIDES = frozenset({"MaDoiTac", "MaThamChieu", "SoTien", "MaGiaoDich", "TrangThaiGD"})
FIELDS = DECIDES | {
    *("LoaiBanTin", "PhienBan", "MaLoi", "MoTaLoi", "MaTienTe", "MaNganHang", "ThoiGianGD", "ThongTinGiaoDich"),
}


class Query(StrEnum):
    """Whether the platform can be asked (QUERY), and what proves its answer, which is published nowhere."""

    AS_CONFIRM = "as-confirm"  # MaXacThuc over the fields of a CONFIRM
    FIELDS = "fields"  # MaXacThuc over the fields named in `query_fields`
    TLS = "tls"  # nothing but the connection
    NONE = "none"  # it cannot be asked: a proved CONFIRM of the exact amount settles, any other is a difference


class NationalSettings(Declared):
    """Read once, at the composition root."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_PAYMENT_NATIONAL_")

    url: Annotated[str, Url("the platform, before `/init` and `/query`", needed=True)] = ""
    partner: Annotated[str, Text("who we are to it (MaDoiTac)", needed=True, pattern=r"[0-9A-Za-z._-]{1,50}")] = ""
    secret: Annotated[SecretStr, Secret("the last field of every MaXacThuc", needed=True)] = SecretStr("")
    token: Annotated[SecretStr, Secret("the bearer token of INIT, where the platform wants one")] = SecretStr("")
    ip: Annotated[
        str, Text("our own address as the platform shall see it", needed=True, pattern=r"[0-9A-Fa-f.:]{2,45}")
    ] = "127.0.0.1"
    account: Annotated[str, Text("the beneficiary's account (TKThuHuong)", needed=True)] = ""
    account_bank: Annotated[str, Text("its bank's code (MaNHThuHuong)", needed=True)] = ""
    account_name: Annotated[str, Text("its holder (TenTKThuHuong)", needed=True)] = ""
    query: Annotated[
        Query,
        Choice(
            "what proves its answers to QUERY: the fields of a CONFIRM, the fields of `query_fields`, TLS alone; none"
            " if it cannot be asked: then a proved CONFIRM of the exact amount settles, any other is a difference"
        ),
    ] = Query.AS_CONFIRM
    query_fields: Annotated[
        tuple[str, ...], Text("a JSON list: the fields, in their order, that MaXacThuc of its answers covers")
    ] = ()
    ca: Annotated[Path | None, Bundle("certificates (PEM) that prove the platform, not the public ones")] = None
    timeout: Annotated[float, Duration("for one call", most=25)] = 10

    @model_validator(mode="after")
    def _names_what_decides(self) -> Self:
        """A list without the fields that decide an outcome would prove nothing."""
        if self.query is Query.FIELDS and not DECIDES <= set(self.query_fields) <= FIELDS:
            must = ", ".join(sorted(DECIDES))
            raise ValueError(f"MOTCUA_PAYMENT_NATIONAL_QUERY_FIELDS: must be fields of the platform, {must} among them")
        return self
