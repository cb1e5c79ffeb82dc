"""The portal over HTTP: adapter, session, record, progress, complaints, and every fault."""

from itertools import count
from typing import Any

import httpx2
import pytest

DSTCODE = "VN:GOV:000.00.00.G22:vpcpdvcprovider"
LOGIN = {"username": "motcua", "password": "throw-away-portal-password"}
NUMBERS = count(1)


def a_record(code: str | None = None, status: str = "2") -> dict[str, Any]:
    return {
        "MaHoSo": code or f"H99.15-261122-{next(NUMBERS):04d}",
        "MaTTHC": "2.000004",
        "TenTTHC": "Thủ tục",
        "MaLinhVuc": "G03-GD10",
        "TenLinhVuc": "Lĩnh vực",
        "KenhThucHien": "2",
        "LoaiDoiTuong": "1",
        "TrangThaiHoSo": status,
        "HinhThuc": "1",
        "DonViXuLy": "Sở",
        "NoiNopHoSo": "2",
        "Email": "",
        "SoDienThoai": "",
        "TrichYeuHoSo": "",
        "NgayTiepNhan": "20261122070000",
        "NgayHenTra": "20261130170000",
    }


def a_line(code: str, at: str = "20261122070000", status: str = "2") -> dict[str, str]:
    return {"MaHoSo": code, "NguoiXuLy": "A", "ThoiDiemXuLy": at, "NoiDungXuLy": "x", "TrangThai": status}


class Gateway:
    """Calls the portal as our sync-gateway would."""

    def __init__(self, http: httpx2.Client) -> None:
        self.http = http
        self.session = self.login()["session"]

    def post(self, path: str, body: dict[str, Any], by: str = "XrdAdapter", header: str = DSTCODE) -> httpx2.Response:
        where = f"/portal/{by}/RestService/forward/mapi/{path}"
        return self.http.post(where, params={"dstcode": DSTCODE}, headers={"dstcode": header}, json=body)

    def login(self, **changed: str) -> dict[str, Any]:
        return dict(self.post("login", LOGIN | changed).json())

    def call(self, service: str, **more: Any) -> dict[str, Any]:
        envelope = {"session": self.session, "madonvi": "000.00.00.H99", "service": service, **more}
        return dict(self.post("g", envelope).json())

    def sync(self, *records: dict[str, Any], updating: str = "False") -> str:
        answer = self.call("DongBoHoSoMC", isUpdating=updating, data=records)
        assert ("thành công" in answer["message"]) is (answer["error_code"] == "0")
        assert ("đã tồn tại" in answer["message"]) is (answer["error_code"] in ("3", "-3"))
        return str(answer["error_code"])

    def progress(self, *lines: dict[str, str]) -> str:
        return str(self.call("CapNhatTienDoHoSoMC", data=lines)["error_code"])

    def found(self, code: str) -> list[dict[str, Any]]:
        answer = self.call("TraCuuHoSo", mahoso=code)
        assert answer["error_code"] == 0
        return list(answer["result"])

    def kept(self, code: str) -> dict[str, Any]:
        return dict(self.http.get(f"/portal/ledger/{code}").json())

    def complaints(self, code: str) -> list[str]:
        every = self.http.get("/portal/ledger").json()["complaints"]
        return [one["about"] for one in every if one["MaHoSo"] == code]


@pytest.fixture
def gateway(http: httpx2.Client) -> Gateway:
    return Gateway(http)


def test_a_dossier_is_created_updated_and_followed(gateway: Gateway) -> None:
    record = a_record()
    code = record["MaHoSo"]
    assert gateway.found(code) == []
    assert gateway.sync(record) == "0"
    assert gateway.found(code) == [record]
    lines = [a_line(code), a_line(code, "20261123080000", "4")]
    assert gateway.progress(*lines) == "0"
    assert gateway.sync(a_record(code, "10"), updating="True") == "0"
    kept = gateway.kept(code)
    assert (kept["statuses"], kept["updates"], kept["progress"], kept["complaints"]) == (["2", "10"], 1, lines, [])


def test_create_of_a_known_one_and_update_of_an_unknown_one(gateway: Gateway) -> None:
    record = a_record()
    code = record["MaHoSo"]
    assert gateway.sync(record, updating="True") == "-4"
    assert gateway.sync(record) == "0"
    assert gateway.sync(record) == "3"
    assert gateway.sync(a_record(code, "4")) == "-3"
    assert gateway.kept(code)["statuses"] == ["2"]
    assert gateway.complaints(code) == ["update_of_missing"]


def test_progress_needs_a_record_and_at_most_ten_entries(gateway: Gateway) -> None:
    record = a_record()
    code = record["MaHoSo"]
    assert gateway.progress(a_line(code)) == "-4"
    gateway.sync(record)
    assert gateway.progress(*[a_line(code)] * 11) == "-2"
    assert gateway.progress() == "-2"
    assert gateway.kept(code)["progress"] == []
    assert gateway.complaints(code) == ["progress_before_record"]


def test_a_repeated_entry_is_stored_once_and_disorder_is_a_complaint(gateway: Gateway) -> None:
    record = a_record()
    code = record["MaHoSo"]
    gateway.sync(record)
    for at in ("20261122080000", "20261122090000", "20261122080000"):
        assert gateway.progress(a_line(code, at)) == "0"
    assert gateway.complaints(code) == []
    assert gateway.progress(a_line(code, "20261122070000")) == "0"
    gateway.sync(a_record(code, "10"), updating="True")
    gateway.sync(a_record(code, "4"), updating="True")
    kept = gateway.kept(code)
    assert [line["ThoiDiemXuLy"][8:10] for line in kept["progress"]] == ["08", "09", "07"]
    assert kept["repeated"] == 1
    assert gateway.complaints(code) == ["progress_out_of_order", "moved_after_end"]


@pytest.mark.parametrize("changed", [{"TrangThaiHoSo": 4}, {"NgayHenTra": "soon"}, {"TenTTHC": ""}, {"X": "y"}])
def test_an_invalid_record_is_refused_by_name(gateway: Gateway, changed: dict[str, Any]) -> None:
    record = a_record() | changed
    answer = gateway.call("DongBoHoSoMC", isUpdating="False", data=[a_record(), record])
    assert answer["error_code"] == "-2"
    assert next(iter(changed)) in answer["message"]
    assert gateway.complaints(record["MaHoSo"]) == ["invalid"]
    assert gateway.found(record["MaHoSo"]) == []


def test_is_updating_is_a_string(gateway: Gateway) -> None:
    for updating in (False, "false", None):
        assert gateway.call("DongBoHoSoMC", isUpdating=updating, data=[a_record()])["error_code"] == "-2"


def test_sessions_end_and_are_renewed(gateway: Gateway) -> None:
    assert gateway.login(password="x")["error_code"] == "-1"
    gateway.http.delete("/portal/sessions")
    assert gateway.call("TraCuuHoSo", mahoso="x")["error_code"] == "-1"
    gateway.session = gateway.login()["session"]
    assert gateway.found("x") == []


def test_the_adapter_wants_dstcode_twice(gateway: Gateway) -> None:
    assert gateway.post("login", LOGIN, header="VN:GOV:G22:another").status_code == 400
    assert gateway.post("login", LOGIN, by="VXPAdapter").json()["error_code"] == 0
    assert gateway.post("login", LOGIN, by="Another").status_code == 422


def test_other_services(gateway: Gateway) -> None:
    gateway.http.put("/portal/procedures/2.000004", json={"TENTTHC": "Thủ tục"}).raise_for_status()
    assert gateway.call("LayThuTuc", maTTHC="2.000004")["result"] == [{"TENTTHC": "Thủ tục"}]
    assert gateway.call("LayThuTuc", maTTHC="x")["result"] == []
    assert gateway.call("LayDanhMucTinhThanh")["error_code"] == "-5"


def test_faults(gateway: Gateway) -> None:
    record = a_record()
    gateway.http.post("/faults/portal", json={"kind": "done_but_timeout", "seconds": 0})
    with pytest.raises(httpx2.TransportError):
        gateway.sync(record)
    gateway.http.post("/faults/portal", json={"kind": "unknown"})
    assert gateway.found(record["MaHoSo"]) == []
    assert gateway.sync(record) == "3"
    gateway.http.post("/faults/portal", json={"kind": "refuse"})
    assert gateway.call("TraCuuHoSo", mahoso="x")["error_code"] == "-99"
