"""The templates' environment: everything is escaped, unknown names are errors, numbers are printed in one way."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import jinja2

from reports import numbers
from review.web.words import KIND_WORDS, N_WORDS, flag_title

HERE = Path(__file__).parent.parent
PAGES, STATIC = HERE / "pages", HERE / "static"
SHORT = 12  # characters of a digest that tell two versions of a file apart


def render(template: str, **values: Any) -> str:
    """The template with these values."""
    return environment().get_template(template).render(**values)


@cache
def environment() -> jinja2.Environment:
    """The one environment."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(PAGES), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    plain = (numbers.number, numbers.coefficient, numbers.signed, numbers.p_value, numbers.p_clause, numbers.count,
             numbers.percent, numbers.things, numbers.interval)  # fmt: skip
    made.filters.update({function.__name__: function for function in plain})
    made.filters["path"] = lambda text: quote(text, safe="")
    made.globals.update(
        static=static, address=address, kind_words=KIND_WORDS, n_words=N_WORDS, flag_title=flag_title
    )  # fmt: skip
    return made


def address(path: str, query: dict[str, str] | None = None, **more: str) -> str:
    """A path with what is not empty of its query."""
    given = {name: value for name, value in ((query or {}) | more).items() if value}
    return path + (f"?{urlencode(given)}" if given else "")


@cache
def static(name: str) -> str:
    """The address of a static file, with its version."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:SHORT]}"
