"""The templates, and the escaping of their values."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cti_conformance.text.excerpts import plural
from cti_conformance.text.redaction import escape_control


@cache
def environment() -> Environment:
    """Return the templates of this package; all values are escaped."""
    made = Environment(
        loader=PackageLoader("cti_conformance.report.html", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    made.filters["plural"] = plural
    made.filters["prose"] = prose
    made.globals["inline"] = inline
    made.globals["policy"] = policy
    return made


def inline(name: str) -> Markup:
    """Return a file of this package unchanged, for use in the page."""
    return Markup(_text(name))


def prose(text: str) -> Markup:
    """Return a text of the ledger with the parts between backticks as code."""
    parts = escape_control(text, allow="\n").split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if n % 2 else part for n, part in enumerate(parts)
    )


def policy(*, style: str, script: str) -> str:
    """Return a content security policy that allows these styles and this script only.

    The files of several styles have spaces between them. It has their hashes, so that injected
    code would not run even if a template had a hole.
    """
    styles = " ".join(map(_hash, style.split()))
    return (
        f"default-src 'none'; style-src {styles}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(name: str) -> str:
    digest = hashlib.sha256(_text(name).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _text(name: str) -> str:
    return files("cti_conformance.report.html").joinpath(name).read_text(encoding="utf-8")


def _shown(value: Any) -> Any:
    """Make control characters visible in text that is not markup of ours."""
    return (
        escape_control(value, allow="\n")
        if isinstance(value, str) and not isinstance(value, Markup)
        else value
    )
