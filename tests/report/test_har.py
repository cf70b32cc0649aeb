"""HAR 1.2: its form, what is in it, and what is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from cti_conformance.config.credentials import Credentials, logins
from cti_conformance.errors import ConfigError
from cti_conformance.report.har import HarFile, entry
from cti_conformance.text.redaction import REDACTED, Redactor
from cti_conformance.transport.recorder import Exchange, Sent

if TYPE_CHECKING:
    from pathlib import Path

KEY = "sesame-4711-key"
KNOWN = Credentials(KEY)
TEXT = {"type": "string"}
SIZE = {"type": "integer", "minimum": -1}
TIME = {"type": "number", "minimum": -1}


def an_object(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object with these required members, and others that begin with _."""
    return {
        "type": "object",
        "required": [name for name, one in properties.items() if not one.pop("optional", False)],
        "properties": properties,
        "patternProperties": {"^_": True},
        "additionalProperties": False,
    }


PAIRS = {"type": "array", "items": an_object(name=dict(TEXT), value=dict(TEXT))}
# After the description of the format: http://www.softwareishard.com/blog/har-12-spec/
HAR = an_object(
    log=an_object(
        version={"const": "1.2"},
        creator=an_object(name=dict(TEXT), version=dict(TEXT)),
        pages={"type": "array"},
        entries={
            "type": "array",
            "items": an_object(
                startedDateTime={
                    "type": "string",
                    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$",
                },
                time={"type": "number", "minimum": 0},
                request=an_object(
                    method=dict(TEXT),
                    url={"type": "string", "pattern": "^https?://"},
                    httpVersion=dict(TEXT),
                    cookies=dict(PAIRS),
                    headers=dict(PAIRS),
                    queryString=dict(PAIRS),
                    postData={
                        **an_object(mimeType=dict(TEXT), text=dict(TEXT)),
                        "optional": True,
                    },
                    headersSize=dict(SIZE),
                    bodySize=dict(SIZE),
                ),
                response=an_object(
                    status={"type": "integer", "minimum": 0},
                    statusText=dict(TEXT),
                    httpVersion=dict(TEXT),
                    cookies=dict(PAIRS),
                    headers=dict(PAIRS),
                    content=an_object(size=dict(SIZE), mimeType=dict(TEXT), text=dict(TEXT)),
                    redirectURL=dict(TEXT),
                    headersSize=dict(SIZE),
                    bodySize=dict(SIZE),
                ),
                cache={"type": "object"},
                timings=an_object(send=dict(TIME), wait=dict(TIME), receive=dict(TIME)),
            ),
        },
    )
)


def exchange(**changes: Any) -> Exchange:
    known: dict[str, Any] = {
        "method": "POST",
        "url": f"https://helpdesk.example.com/api/v2/contacts?a=1&b=&key={KEY}",
        "base_url": "https://helpdesk.example.com",
        "content_type": "application/json",
        "body": f'{{"name": "Omar {KEY}"}}'.encode(),
        "login": logins(KNOWN)["best"],
        "status": 201,
        "answer": f'{{"id": 1, "echo": "{KEY}"}}',
        "duration_s": 0.0123,
        "redactor": Redactor(KNOWN.secrets),
        "sent": Sent(1795680000.5),
        "headers": {"Content-Type": "application/json", "Set-Cookie": "session=1", "X": KEY},
    }
    return Exchange(**{**known, **changes})


def test_the_file_has_the_form_of_har_in_the_order_of_the_requests(tmp_path: Path) -> None:
    file = HarFile(tmp_path / "run.har")
    file.check()
    file.add(exchange(sent=Sent(1795680002.0), method="GET", body=None, content_type=None))
    file.add(exchange(sent=Sent(1795680001.0), status=None, answer="no answer", headers={}))
    file.finish()
    content = json.loads((tmp_path / "run.har").read_text("utf-8"))
    Draft202012Validator(HAR).validate(content)
    assert [one["request"]["method"] for one in content["log"]["entries"]] == ["POST", "GET"]
    assert [one["response"]["status"] for one in content["log"]["entries"]] == [0, 201]
    assert KEY not in json.dumps(content)
    assert [path.name for path in tmp_path.iterdir()] == ["run.har"]


def test_an_entry_has_the_request_and_the_answer_without_secrets() -> None:
    told = entry(exchange())
    assert told["startedDateTime"] == "2026-11-26T08:00:00.500Z"
    assert told["time"] == 12.3
    sent = {one["name"]: one["value"] for one in told["request"]["headers"]}
    assert sent["Authorization"] == REDACTED
    assert told["request"]["postData"]["text"] == f'{{"name": "Omar {REDACTED}"}}'
    assert {"name": "b", "value": ""} in told["request"]["queryString"]
    got = {one["name"]: one["value"] for one in told["response"]["headers"]}
    assert got == {"Content-Type": "application/json", "Set-Cookie": REDACTED, "X": REDACTED}


def test_a_file_that_cannot_be_written_is_named_before_the_run(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"--har .*: No such file or directory"):
        HarFile(tmp_path / "missing" / "run.har").check()
