"""What pages are made with: templates that escape what they are given, a style, a script, and data that stay data."""

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gancheck.report.mathematics import mathml
from gancheck.report.numbers import typeset

__all__ = ["asset", "content_policy", "environment", "script_safe"]


@cache
def environment() -> Environment:
    """Templates of this folder: all that is put into them is escaped, and a name that is missing is an error."""
    templates = Environment(
        loader=PackageLoader("gancheck.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"number": typeset, "mathml": mathml}
    return templates


def asset(name: str) -> str:
    """A file of this folder."""
    return files("gancheck.report").joinpath(name).read_text(encoding="utf-8")


def content_policy(script: str) -> str:
    """The policy of a page: its own styles, this script if there is one, and nothing from anywhere else."""
    digest = b64encode(sha256(script.encode()).digest()).decode()
    scripts = f" script-src 'sha256-{digest}';" if script else ""
    return f"default-src 'none'; style-src 'unsafe-inline';{scripts} img-src data:"


def script_safe(data: dict[str, Any]) -> Markup:
    """JSON that no string inside it can break out of a ``<script>`` element."""
    return Markup(json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))
