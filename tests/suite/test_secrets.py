"""Secrets reach no artefact: marked ones are looked for in all that runs of every kind write.

The search is made without the help of what hides them: it undoes every way of writing a text.
"""

from __future__ import annotations

import html
import json
import quopri
import re
from base64 import b32decode, b32encode, b64decode, b64encode
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote_plus

import pytest

from cti_conformance.config.credentials import Credentials
from cti_conformance.config.reading import read_config
from cti_conformance.config.target_config import CONTROL_PATH
from cti_conformance.errors import ConfigError
from cti_conformance.text.redaction import REDACTED, Redactor, escape_control
from support.helpdesk import helpdesk
from support.processes import Mark
from support.proxy import Reply, each_value, pass_on, send
from support.servers import Exchange, Reference, answer_all, hang_up, serving
from support.suite import ROOT, WHOLE, run_suite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

EXIT_UNUSABLE = 6
USAGE = 4
LIMIT_S = 600.0
KEY = "K3y\"&<b>'/+%41=\\wörd-4711-sesame"
PASSWORD = "p4ss:w\u00f6rd&'\"<i>/+%20-4712-open"
TOKEN = "t0k\"en&'</b>/+%41-4713-control"
EMAIL = "ada@reference.example"
MARKED = (KEY, PASSWORD, TOKEN)
REDACTOR = Redactor(MARKED)
ENV = {"CTI_API_KEY": KEY, "CTI_AUTH": f"{EMAIL}:{PASSWORD}"}
TOKEN_ENV = {"CTI_CONTROL_TOKEN": TOKEN}
LIMITS = "[limits]\nanswer_s = 2\nappear_s = 0.1\n"
# `make proof` runs the others as well. What the target echoes is long, and each search takes time.
CHOSEN = ("ACC-01", "POP-01", "DET-0[17]", "ONL-0[12]") if WHOLE else ("POP-01", "DET-07", "ONL-01")
RULES = tuple(f"--rule=CTI-{rule}" for rule in CHOSEN)

LOUD = (
    *("-vv", "-rA", "--tb=long", "--showlocals", "--setup-show", "--durations=0"),
    *("--log-cli-level=DEBUG", "-o", "junit_logging=all", "-o", "log_level=DEBUG"),
)


# -- looking for secrets -------------------------------------------------------------------------


def undone(text: str) -> Iterator[str]:
    """Yield a text, and what it is without escapes, one layer after the other."""
    whole = text
    for _ in range(3):
        yield text
        text = html.unescape(text)
        yield text
        text = re.sub(r"\\u([0-9a-f]{4})|\\x([0-9a-f]{2})", _letter, text, flags=re.IGNORECASE)
        text = re.sub(r"\\(.)", r"\1", text).replace("'\"'\"'", "'")
        yield text
        text = unquote_plus(text)
    yield whole[::-1]
    yield whole.replace("\0", "").replace("\\u0000", "").replace("\\x00", "")
    yield quopri.decodestring(whole.encode("utf-8", "replace")).decode("utf-8", "replace")


def from_base64(run: str) -> Iterator[bytes]:
    """Yield what digits are as base64, from whichever of them it begins."""
    for start in range(4):
        digits = run[start:].replace("-", "+").replace("_", "/")
        digits = digits[:-1] if len(digits) % 4 == 1 else digits
        yield b64decode(digits + "=" * (-len(digits) % 4))


def from_base32(run: str) -> Iterator[bytes]:
    """Yield what digits are as base32, from whichever of them it begins."""
    for start in range(8):
        digits = run[start:].upper()
        while len(digits) % 8 in (1, 3, 6):
            digits = digits[:-1]
        yield b32decode(digits + "=" * (-len(digits) % 8))


def from_hexadecimal(run: str) -> Iterator[bytes]:
    """Yield what digits are as hexadecimal, whatever is between them."""
    yield bytes.fromhex(re.sub(r"0x|[ :,.-]", "", run))


DIGITS: dict[str, Callable[[str], Iterator[bytes]]] = {
    r"[A-Za-z0-9+/_-]{8,}": from_base64,
    r"[A-Za-z2-7]{8,}": from_base32,
    r"(?:[0-9a-fA-F]{2}){8,}": from_hexadecimal,
    r"[0-9a-fA-F]{2}(?:[ :,.-]{1,2}(?:0x)?[0-9a-fA-F]{2}){7,}": from_hexadecimal,
}
"""Patterns of runs of digits, and what such a run may be."""


@cache  # most words are in every file
def marks_in_digits(pattern: str, run: str) -> frozenset[str]:
    """Return the marks that can be read from a run of digits."""
    found: set[str] = set()
    for raw in DIGITS[pattern](run):
        found |= marks_in(raw.decode("utf-8", "replace"))
        found |= marks_in(raw.replace(b"\0", b"").decode("latin-1"))
    return frozenset(found)


def _letter(escape: re.Match[str]) -> str:
    return chr(int(escape[1] or escape[2], 16))


def leaks(text: str) -> list[str]:
    """Return the marks of the secrets that can be read from a text: each has one of its own."""
    found = set().union(*map(marks_in, undone(text)))
    for pattern in DIGITS:
        for run in set(re.findall(pattern, text)):
            found |= marks_in_digits(pattern, run)
    return sorted(found)


def marks_in(text: str) -> set[str]:
    """Return the marks that stand in a text."""
    lower = text.lower()
    return {mark for mark in ("4711-sesame", "4712-open", "4713-control") if mark in lower}


def ways_to_write(secret: str) -> dict[str, str]:
    raw = secret.encode()
    return {
        "as it is": secret,
        "in capitals": secret.upper(),
        "as JSON": json.dumps(secret),
        "as JSON in JSON": json.dumps(json.dumps(secret, ensure_ascii=False)),
        "as Python": repr(secret),
        "in a URL": quote(raw, safe=""),
        "in a path": quote(raw),
        "as bytes of a URL": "".join(f"%{byte:02X}" for byte in raw),
        "in HTML": html.escape(secret),
        "as numbers in HTML": "".join(f"&#{ord(c)};" for c in secret),
        "as base64": b64encode(raw).decode(),
        "in the base64 of more": b64encode(b"a" + raw + b":X, and more").decode(),
        "in the base64 of a header": b64encode(b"ab" + raw + b"\r\nAccept: */*").decode(),
        "as hexadecimal": raw.hex(),
        "as hexadecimal with colons": raw.hex(":").upper(),
        "as a dump": ", ".join(f"0x{byte:02x}" for byte in raw),
        "backwards": secret[::-1],
        "as base32": b32encode(raw).decode(),
        "in the base32 of more": b32encode(b"abc" + raw + b":X, and more").decode().lower(),
        "as UTF-16": secret.encode("utf-16-le").decode("utf-8", "replace"),
        "as UTF-16 in JSON": json.dumps("".join(map(chr, secret.encode("utf-16-be")))),
        "as base64 of UTF-16": b64encode(secret.encode("utf-16")).decode(),
        "as quoted-printable": quopri.encodestring(raw).decode(),
        "as quoted-printable in JSON": json.dumps("".join(f"={byte:02X}" for byte in raw)),
        "in halves": f"{secret[: len(secret) // 2]}…",
    }


@pytest.mark.parametrize("way", ways_to_write("x"))
def test_a_secret_is_found_however_it_is_written(way: str) -> None:
    for secret in MARKED:
        text = f"It said {ways_to_write(secret)[way]} and no more"
        clean = REDACTOR.redact(text)
        assert REDACTED in clean
        assert clean.startswith("It said ")
        assert leaks(clean) == []
        assert way == "in halves" or leaks(text), "the test would not have found it"


def test_a_secret_is_found_whole_however_it_is_written_again() -> None:
    for secret in MARKED:
        ways = list(ways_to_write(secret).values())[:-1]
        for text in [*ways, json.dumps(" ".join(ways)), json.dumps({"a": json.dumps(secret)})]:
            clean = REDACTOR.redact(text)
            assert not re.search(r"k3y|p4ss|t0k|w.rd|41", clean, re.IGNORECASE), clean


def test_a_secret_that_is_cut_is_not_told_in_part() -> None:
    for start in range(1900, 2100, 7):
        text = "a" * start + KEY + "b" * 9_000
        assert "4711" not in REDACTOR.clean(text)
        assert "K3y" not in REDACTOR.clean(text, limit=100)


def test_a_text_is_cut_only_where_a_limit_is_given() -> None:
    text = "a" * 9_000 + KEY
    assert REDACTOR.clean(text, limit=None) == "a" * 9_000 + REDACTED
    assert REDACTOR.clean(text) == f"{'a' * 2_000}… ({len(text):,} characters)"
    assert REDACTOR.clean("a\nb\x1b", allow="\n") == "a\nb\\x1b"


def test_further_secrets_are_removed_beside_the_first_ones() -> None:
    both = Redactor([KEY]).also([PASSWORD])
    assert leaks(both.clean(f"{KEY} {PASSWORD}")) == []
    assert leaks(Redactor([KEY]).clean(f"{KEY} {PASSWORD}")) == ["4712-open"]
    assert leaks(repr(both)) == []


def test_what_is_no_secret_is_told_as_it_is() -> None:
    text = 'POST /api/v2?a=%20&b=1 {"id": "12345", "note": "a \\"word\\" \\u00e9 &amp;"}'
    assert REDACTOR.redact(text) == text
    assert Redactor().clean("€ 😀 日本") == "€ 😀 日本"
    assert escape_control("a\x1b[2J\u202e\n") == "a\\x1b[2J\\u202e\\n"


# -- usage ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "toml"),
    [
        (f"https://ada:{quote(PASSWORD)}@helpdesk.example.com", ""),
        (f"htps://ada:{quote(PASSWORD)}@helpdesk.example.com", ""),
        (f"ada:{PASSWORD}@helpdesk.example.com", ""),
        (f"https://helpdesk.example.com?key={quote(KEY)}", ""),
        (None, f"[target]\nurl = 'https://ada:{quote(PASSWORD, safe='')}@helpdesk.example.com'\n"),
        (None, f"[target]\nurl = 'htps://ada:{quote(PASSWORD, safe='')}@helpdesk.example.com'\n"),
        ("https://helpdesk.example.com", f"[control]\nurl = 'https://x:{quote(TOKEN)}@h/'\n"),
        ("https://helpdesk.example.com", f"[control]\nurl = 'x:{quote(TOKEN)}@h/'\n"),
        ("https://helpdesk.example.com", f"[target]\napi_key = {json.dumps(KEY)}\n"),
        ("https://helpdesk.example.com", f"[control]\ntoken = {json.dumps(TOKEN)}\n"),
    ],
)
def test_a_secret_in_the_wrong_place_is_not_repeated(
    tmp_path: Path, url: str | None, toml: str
) -> None:
    config = tmp_path / "cti-target.toml"
    config.write_text(toml, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        read_config(url, config, ENV | TOKEN_ENV)
    assert leaks(str(refused.value)) == []


@pytest.mark.parametrize(
    "env",
    [
        {"CTI_API_KEY": f"{KEY}\n"},
        {"CTI_AUTH": f"{EMAIL}:{PASSWORD}\r\n"},
        {"CTI_AUTH": PASSWORD.replace(":", "")},
        {**ENV, "CTI_CONTROL_TOKEN": f"{TOKEN}\n"},
        {**ENV, "CTI_CONTROL_TOKEN": f"é{TOKEN}"},
    ],
)
def test_a_secret_that_cannot_be_sent_is_named_and_not_told(env: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="CTI_") as refused:
        read_config("https://helpdesk.example.com", None, env)
    assert leaks(str(refused.value)) == []


def test_no_object_shows_its_secrets() -> None:
    known = read_config("https://helpdesk.example.com", None, ENV | TOKEN_ENV)
    assert known is not None
    assert known.credentials == Credentials(KEY, EMAIL, PASSWORD, TOKEN)
    assert leaks(repr(known)) == []


# -- runs ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reference() -> Iterator[Reference]:
    with helpdesk("--control", env=ENV | TOKEN_ENV) as process:
        yield Reference(process.url, ENV, TOKEN_ENV)


def echoing(reply: Reply) -> Reply:
    """Answer with the secrets in every text, header and, split, in lists; and so wrongly."""
    everything = " ".join(way for secret in MARKED for way in ways_to_write(secret).values())
    sent = [b64encode(f"{KEY}:X".encode()), b64encode(f"{EMAIL}:{PASSWORD}".encode())]
    everything += f" {b64encode(b'Authorization: Basic ' + sent[0]).decode()} {sent[1].decode()}"
    for n, secret in enumerate((*MARKED, *(s.decode() for s in sent))):
        reply = reply.with_header(f"X-Echo-{n}", quote(secret))
    if not reply.body or reply.path == f"{CONTROL_PATH}/":  # which would make it unusable
        return reply

    def change(_: str, value: Any) -> Any:
        return f"{value} {everything}" if isinstance(value, str) else value

    return reply.saying(each_value(reply.json, change))


def echo_all(reference: Reference) -> Callable[[Exchange], None]:
    """Echo the credentials in answers to everything, and refuse to delete."""

    def handle(exchange: Exchange) -> None:
        reply = pass_on(exchange, reference.url)
        if exchange.command == "DELETE":
            reply = Reply("DELETE", reply.path, 405, (), b'{"code": "no"}')
        send(exchange, echoing(reply))

    return handle


def searched(path: Path) -> str:
    """Return the text of a file; of a script without the tools, which are the same in each."""
    text = path.read_text("utf-8", "replace")
    if path.suffix != ".sh":
        return text
    head, _, rest = text.partition("# -- the tools")
    _, there, steps = rest.partition("\nJQ\n")
    assert there
    return head + steps


def run_and_search(
    folder: Path, url: str, *arguments: str, env: dict[str, str], expected: set[int]
) -> None:
    """Run the suite on a target, and search all that it leaves, and the processes while it runs."""
    mark = Mark(folder)
    config = folder / "cti-target.toml"
    config.write_text(LIMITS, encoding="utf-8")
    ran = run_suite(
        folder / "report",
        *(f"--target-url={url}", f"--target-config={config}", f"--junitxml={folder / 'j.xml'}"),
        *(f"--cucumberjson={folder / 'cucumber.json'}", f"--basetemp={folder / 'base'}"),
        *(f"--debug={folder / 'debug.log'}", *arguments),
        env=env | mark.env,
        limit_s=LIMIT_S,
    )
    assert ran.status in expected, ran.output[-3000:]
    assert leaks(ran.output) == []
    written = [path for path in folder.rglob("*") if path.is_file()]
    names = {path.name for path in written}
    assert names >= {"report.json", "summary.md", "j.xml", "cucumber.json", "debug.log"}
    # Each failed example has a script; against a target that cannot be tested there is none.
    assert any(name.endswith(".sh") for name in names) == (expected == {1})
    found = {path.name: leaks(searched(path)) for path in written}
    assert {name: marks for name, marks in found.items() if marks} == {}
    assert mark.left() == []


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(LOUD, id="loud"),
        # They tell less.
        *([pytest.param((), id="plain"), pytest.param(("-q",), id="quiet")] if WHOLE else []),
    ],
)
def test_a_run_on_a_target_that_echoes_tells_no_secret(
    tmp_path: Path, reference: Reference, arguments: tuple[str, ...]
) -> None:
    with serving(echo_all(reference)) as server:
        env = ENV | TOKEN_ENV
        run_and_search(tmp_path, server.url, *RULES, *arguments, env=env, expected={1})


def test_the_traffic_and_the_scripts_tell_no_secret(tmp_path: Path, reference: Reference) -> None:
    """Of one rule only: all that the target echoes is in it, and to search it takes time."""
    har = tmp_path / "run.har"
    with serving(echo_all(reference)) as server:
        arguments = ("-q", f"--har={har}", "--rule=CTI-POP-01")
        env = ENV | TOKEN_ENV
        run_and_search(tmp_path, server.url, *arguments, env=env, expected={1})
    assert REDACTED in har.read_text("utf-8")


@pytest.mark.parametrize(
    ("handle", "env"),
    [
        (lambda e: e.answer(401, quote(KEY).encode(), {"X-Echo": quote(KEY)}), ENV),
        (lambda e: e.answer(302, b"", {"Location": f"https://x:{quote(PASSWORD)}@h/"}), ENV),
        (answer_all(200, json.dumps({"version": TOKEN, "parts": [KEY]})), ENV | TOKEN_ENV),
        (hang_up, ENV),
    ],
    ids=["refuses", "redirects", "control API", "hangs up"],
)
def test_a_run_on_an_unusable_target_tells_no_secret(
    tmp_path: Path, handle: Callable[[Exchange], None], env: dict[str, str]
) -> None:
    with serving(handle) as server:
        run_and_search(tmp_path, server.url, *LOUD, env=env, expected={EXIT_UNUSABLE})


def test_no_process_has_a_secret_on_its_command_line(tmp_path: Path, reference: Reference) -> None:
    """No process other than pytest's own runs, which could inherit them."""
    mark = Mark(tmp_path)
    seen: list[str] = []

    def look(exchange: Exchange) -> None:
        seen.extend(mark.processes())
        send(exchange, pass_on(exchange, reference.url))

    with serving(look) as server:
        run_suite(
            tmp_path / "report",
            *(f"--target-url={server.url}", "--rule=CTI-DET-01"),
            env=ENV | TOKEN_ENV | mark.env,
            limit_s=LIMIT_S,
            cold=True,
        )
    assert len({line.partition(":")[0] for line in seen}) == 1
    assert leaks(" ".join(seen)) == []


def test_wrong_usage_tells_no_secret(tmp_path: Path) -> None:
    url = f"https://ada:{quote(PASSWORD, safe='')}@helpdesk.example.com"
    ran = run_suite(tmp_path, f"--target-url={url}", *LOUD, env=ENV, cwd=ROOT)
    assert ran.status == USAGE
    assert leaks(ran.output) == []
