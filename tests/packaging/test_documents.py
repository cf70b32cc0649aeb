"""The documents name files, anchors and commands that exist."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from cti_conformance.reference_impl.http.door import REQUEST_LIMIT_S
from cti_conformance.reference_impl.http.limits import BODY_LIMIT, MAX_KEYS, SIGN_IN_LIMIT
from cti_conformance.target import receiver
from cti_conformance.transport.client import MAX_ANSWER_BYTES
from cti_conformance.transport.deadline import MAX_HEAD_BYTES
from support.suite import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("spec/*.md"))
)
FOLDERS = (
    *(".github", "ci", "cti_conformance", "docs"),
    *("examples", "features", "reference_impl", "spec", "steps", "tests"),
)
# Files that the reader writes, or that a run writes.
WRITTEN = {
    *("cti-target.toml", "badge.svg", "junit.xml"),
    *("report.html", "report.json", "report/report.html", "report/matrix.html", "summary.md"),
}
FILE = re.compile(r"`([\w./-]+\.(?:feature|html|js|json|lock|md|py|toml|xml|yaml|yml))`")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose(name: str) -> str:
    """Return a document without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", read(name), flags=re.DOTALL | re.MULTILINE)


def slug(heading: str) -> str:
    """Return the anchor of a heading, as GitHub and GitLab make it."""
    return re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")


def anchors(path: Path) -> set[str]:
    return {
        slug(found) for found in re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    }


@cache
def files() -> set[str]:
    """Return the path of each file of the project, with a slash in front."""
    inside = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    return {f"/{path.relative_to(ROOT).as_posix()}" for path in (*ROOT.glob("*"), *inside)}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_to_a_file_and_a_heading(name: str) -> None:
    dead = []
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(name)):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert dead == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_is_named_is_there(name: str) -> None:
    named = set(FILE.findall(prose(name))) - WRITTEN
    assert {one for one in named if not any(f.endswith(f"/{one}") for f in files())} == set()


def test_every_command_of_make_is_there() -> None:
    there = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    named = {
        command
        for name in DOCUMENTS
        for command in re.findall(r"(?:^|`)make ([a-z-]+)", read(name))
    }
    assert {"conformance", "test"} <= named <= there


def test_the_limits_of_the_doors_are_those_of_the_code() -> None:
    told = " ".join(read("SECURITY.md").split())
    for limit in (
        f"the head up to {MAX_HEAD_BYTES // 1000} kB",
        f"the body up to {MAX_ANSWER_BYTES // 10**6} MB",
        f"{receiver.MAX_CONNECTIONS} connections",
        f"at most {receiver.MAX_REQUEST_BYTES // 1000} kB within {receiver.REQUEST_LIMIT_S:.0f} s",
        f"the first {receiver.MAX_REQUESTS} requests",
        f"must arrive within {REQUEST_LIMIT_S:.0f} seconds",
        f"body is at most {BODY_LIMIT // 10**6} MB, and {SIGN_IN_LIMIT // 1000} kB from somebody",
        f"at most {MAX_KEYS:,} keys",
    ):
        assert limit in told
