"""How dates, amounts, durations and sizes are written in each language. Local times are the province's."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from math import ceil
from zoneinfo import ZoneInfo

from shared.contracts.names import UNITS, Name
from shared.contracts.reference import Limit, LimitUnit

PROVINCE = ZoneInfo("Asia/Ho_Chi_Minh")
MINUTE, HOUR = 60, 3600
KIB, MIB = 1024, 1024 * 1024


def folded(text: str) -> str:
    """As it is searched: small letters without marks. `Đặng` and `ĐẶNG` are `dang`."""
    letters = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def day(when: date) -> Name:
    """`17/11/2026`, `17 November 2026`."""
    return Name(f"{when:%d/%m/%Y}", f"{when.day} {when:%B %Y}")


def moment(at: datetime) -> Name:
    """`09 giờ 30 ngày 17/11/2026`, `09:30 on 17 November 2026`."""
    there = at.astimezone(PROVINCE)
    vi, en = day(there)
    return Name(f"{there:%H} giờ {there:%M} ngày {vi}", f"{there:%H:%M} on {en}")


def money(amount: int) -> Name:
    """`1.200.000 đồng`, `VND 1,200,000`."""
    return Name(f"{amount:,} đồng".replace(",", "."), f"VND {amount:,}")


def duration(seconds: float) -> Name:
    """Rounded up: to minutes from one minute on, to hours from two hours on."""
    if seconds < MINUTE:
        return _counted(ceil(seconds), "giây", "second")
    if seconds < 2 * HOUR:
        return _counted(ceil(seconds / MINUTE), "phút", "minute")
    return _counted(ceil(seconds / HOUR), "giờ", "hour")


def _counted(number: int, vi: str, en: str) -> Name:
    return Name(f"{number} {vi}", f"{number} {en}{'' if number == 1 else 's'}")


def limit(told: Limit) -> Name:
    """`7 ngày làm việc`, `7 working days`; and what counts for that which is received late in the day."""
    match told.unit:
        case LimitUnit.AT_ONCE | LimitUnit.SAME_DAY as unit:
            name = UNITS[unit]
        case unit:
            vi, en = UNITS[unit]
            name = _counted(told.amount, vi, en.removesuffix("s"))
    if told.after is None:
        return name
    hour, minute = told.after.split(":")
    vi = f"sau {int(hour)} giờ{'' if minute == '00' else f' {minute}'} thì tính từ ngày làm việc tiếp theo"
    return Name(
        f"{name.vi}; tiếp nhận {vi}", f"{name.en}; received after {told.after}: counted from the next working day"
    )


def size(many: int) -> Name:
    """`10 MB`, `1,5 MB` and `1.5 MB`; less than one in KB. One MB is 1,024 KB, one KB 1,024 bytes."""
    text = f"{many / MIB:.4g} MB" if many >= MIB else f"{many / KIB:.4g} KB"
    return Name(text.replace(".", ","), text)


def alternatives(names: Iterable[Name]) -> Name:
    """`PDF, PNG hoặc JPEG`, `PDF, PNG or JPEG`."""
    vi, en = zip(*names, strict=True)
    return Name(_joined(vi, "hoặc"), _joined(en, "or"))


def _joined(words: Sequence[str], last: str) -> str:
    return f" {last} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
