"""The page that asks who signs in: sample people as buttons, and a form for anybody else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from motcua.signin.people import Someone
from shared.contracts.names import ROLES

STYLE = (
    "body{font:16px sans-serif;max-width:44rem;margin:2rem auto}"
    "button{font:inherit;padding:.4rem;margin:.2rem;width:100%;text-align:left}"
)
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


def chooser(asked: Mapping[str, str], people: Iterable[Someone]) -> str:
    """The page; what was asked goes with the choice."""
    kept = "".join(_hidden(name, value) for name, value in asked.items())
    other = (
        f'<form method="post">{kept}<p><label>sub <input name="sub" required></label> '
        "<button>Đăng nhập · Sign in</button></form>"
    )
    return _page("Chọn người đăng nhập · Sign in as", "".join(_button(kept, each) for each in people) + "<hr>" + other)


def message(title: str, text: str) -> str:
    """A page that says one thing."""
    return _page(title, f"<p>{escape(text)}</p>")


def _button(kept: str, who: Someone) -> str:
    role = f"{ROLES[who.role].vi} ({ROLES[who.role].en})" if who.role else ""
    told = " · ".join(filter(None, [who.name, role, who.agency or "", who.subject]))
    hidden = _hidden("sub", who.subject)
    return f'<form method="post">{kept}{hidden}<button>{escape(told)}</button></form>'


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
        f"<h1>{escape(title)}</h1><p>Chỉ dùng để phát triển · For development only</p>{body}</html>"
    )
