"""Writes the script that reproduces one failed example."""

from __future__ import annotations

import re
import shlex
from importlib.resources import files
from typing import TYPE_CHECKING

from cti_conformance.ledger.attributes import DETAILS_PATH
from cti_conformance.report.reproduce.material import Failure, Material
from cti_conformance.report.reproduce.steps import Steps
from cti_conformance.report.reproduce.values import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cti_conformance.report.reproduce.values import Fresh
    from cti_conformance.transport.recorder import Exchange

CONTROL_PATH = "/cti-control/v1"


def make_script(failure: Failure, exchanges: Sequence[Exchange], fresh: Fresh) -> str:
    """Return the script of a failed example; secrets of the exchanges may still be in it.

    Args:
        failure: The example.
        exchanges: The exchanges of its scenario.
        fresh: What is unique to the scenario.
    """
    return "\n".join(_Script(Material(failure, exchanges, fresh)).lines()) + "\n"


class _Script:
    """Writes one script."""

    def __init__(self, material: Material) -> None:
        self._all = material

    def lines(self) -> Iterator[str]:
        """Yield the lines of the script."""
        steps = [*Steps(self._all).lines()]
        text = "\n".join(steps)
        yield from self._head()
        yield from self._settings(text)
        yield "\n" + _file("prelude.sh").strip("\n")
        yield from self._start(text)
        yield from steps

    def _head(self) -> Iterator[str]:
        failure = self._all.failure
        yield "#!/bin/sh"
        told = (
            failure.rule,
            failure.statement,
            f"Source: {failure.source}",
            f"Example: {failure.example}",
        )
        for line in told:
            yield f"# {' '.join(line.split())}"
        yield "#"
        yield "# Does what the suite did, with new people, numbers and tickets, and judges it:"
        yield "#   sh THIS-FILE https://helpdesk.example.com"
        yield "# exit status 1 while the fault is there, 0 once it is gone, 2 if that is unclear."
        yield "# KEEP=1 leaves what it makes; CTI_WAIT is how long an effect may take, in seconds."

    def _settings(self, text: str) -> Iterator[str]:
        failure = self._all.failure
        for name in ("rule", "expected", "observed"):
            yield f"{name}={shlex.quote(' '.join(getattr(failure, name).split()))}"
        known = ("CTI_API_KEY", "CTI_AUTH", "CTI_CONTROL_TOKEN")
        words = text + self._all.records_login() + self._all.control_login()
        needed = [name for name in known if name in words]
        yield f"needed='{' '.join(needed)}'"
        yield f"details_path={DETAILS_PATH}"
        bases = {e.base_url for e in self._all.exchanges} - {failure.target}
        base = next(iter(bases), failure.target + CONTROL_PATH)
        if base.startswith(failure.target):
            yield f"control_path={shlex.quote(base.removeprefix(failure.target))}"
        else:
            yield f': "${{CTI_CONTROL_URL:={re.sub(r"[^A-Za-z0-9:/._-]", "", base)}}}"'
        yield f"records() {{ {self._all.records_login()}; }}"
        yield f"controls() {{ {self._all.control_login()}; }}"

    def _start(self, text: str) -> Iterator[str]:
        """Yield the part that chooses numbers, and looks who is there already."""
        yield "cat >\"$top/functions.jq\" <<'JQ'"
        yield _file("functions.jq").strip("\n")
        yield "JQ"
        if numbers := self._all.fresh.used(text):
            yield "shift_by=$((mark % 97 + 1)) try=0"
            yield "numbers() {"
            for place, number in numbers:
                yield f"    n{place}=$(printf %02d $((({int(number[-2:])} + shift_by) % 100)))"
            yield "}"
            yield "numbers"
            told = " ".join(f'"{number[:-2]}$n{place}"' for place, number in numbers)
            yield f'while [ "$try" -lt 20 ] && are_taken {told}; do'
            yield "    shift_by=$((shift_by + 1)) try=$((try + 1))"
            yield "    numbers"
            yield "done"
        seen: set[str] = set()
        for kept in self._all.kept:
            for kind, value in self._named(kept):
                word = quoted(value)
                if kind != "references":  # what is new in each run cannot be there already
                    kind += "-new" if "${" in word else "-given"
                line = f"remember {kind} {word}"
                if line not in seen:
                    yield line
                seen.add(line)
        yield 'holders -given >"$top/before"'
        yield 'say "$rule"'

    def _named(self, number: int) -> Iterator[tuple[str, str]]:
        """Yield the phones, emails and references in the body of a request."""
        body = self._all.body(number)
        if body is None:
            return
        pattern = r'"(\w*phone|mobile|\w*email|call_reference_id)": "((?:[^"\\]|\\.)*)"'
        for key, value in re.findall(pattern, body):
            kinds = {"phone": "phones", "mobile": "phones", "email": "emails"}
            kind = kinds.get(key.rpartition("_")[2], "references")
            if "\\" not in value and value.strip():
                yield kind, value


def _file(name: str) -> str:
    return files("cti_conformance.report.reproduce").joinpath(name).read_text(encoding="utf-8")
