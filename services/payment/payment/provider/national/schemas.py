"""CONFIRM, the message of the platform's callback, in its own words."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Text = Annotated[str, StringConstraints(max_length=500)]


class Confirm(BaseModel):
    """CONFIRM of message version 1.0.6. MaLoi "00" is paid; a number counts as its digits.

    TrangThaiGD belongs to answers to a QUERY: what has it is no CONFIRM.
    """

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    LoaiBanTin: Text = ""
    MaLoi: Text = ""
    MaDoiTac: Text = ""
    MaThamChieu: Text = ""
    SoTien: Text = ""
    MaTienTe: Text = ""
    MaGiaoDich: Text = ""
    MaNganHang: Text = ""
    ThoiGianGD: Text = ""
    ThongTinGiaoDich: Text = ""
    TrangThaiGD: Text | None = None
    MaXacThuc: Text = ""
