"""The reference for developers of clients: the samples run as they stand, and can be looked up."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import requests

from cti_conformance.reference_impl.domain import samples
from cti_conformance.site.api import read_api
from cti_conformance.target.embedded import COMMAND
from support.helpdesk import API_KEY, LIMIT_S, TOKEN, client, environment, helpdesk, start_in_vain
from support.samples import send

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

APIS = {
    "openapi": ("api-cti.html", "CTI", "openapi.yaml"),
    "helpdesk": ("api-records.html", "REST", "helpdesk.yaml"),
    "control": ("api-control.html", "Control", "control.yaml"),
}
LAST = (
    "deleteTimeEntry",
    "changeSettings",
    "deleteContact",
    "restoreContact",
    "deleteAgent",
    "deleteTicket",
    "deleteConversation",
)


@pytest.fixture(scope="module")
def samples_url() -> Iterator[str]:
    """Start a reference with the people of the samples."""
    with helpdesk("--sample-data", "--control") as process:
        yield process.url


def test_the_samples_of_the_apis_run_as_they_stand(samples_url: str) -> None:
    variables = {
        **{name: str(id_) for name, id_ in samples.VARIABLES.items()},
        "HELPDESK": samples_url,
        "CTI_API_KEY": API_KEY,
        "CTI_CONTROL_TOKEN": TOKEN,
    }
    found = [one for api in ("openapi", "helpdesk") for one in read_api(*APIS[api]).operations]
    found += [one for one in read_api(*APIS["control"]).operations if one.id != "crash"]
    found.sort(key=lambda one: LAST.index(one.id) if one.id in LAST else -1)
    wrong = []
    for operation in found:
        for sample in operation.samples:
            if operation.id == "actInWidget":
                with client(samples_url) as speaking:
                    speaking.set_presence(samples.SAUL, online=True)
                    speaking.pop(requester_id=samples.OMAR, responder_id=samples.SAUL)
            answer = send(sample.command, variables)
            if str(answer.status_code) != str(sample.status):
                wrong.append(f"{operation.id}: {answer.status_code} {answer.text[:200]}")
    assert wrong == []


def test_sample_data_is_added_once(tmp_path: Path) -> None:
    options = ("--sample-data", f"--db={tmp_path / 'helpdesk.db'}")
    for _ in range(2):
        with helpdesk(*options) as process, client(process.url) as speaking:
            assert [one["name"] for one in speaking.get("contacts")] == ["Omar"]
            assert [one["id"] for one in speaking.get("tickets")] == [samples.TICKET]
            assert len(speaking.get(f"tickets/{samples.TICKET}/time_entries")) == 1


def test_the_descriptions_are_served_for_the_address_of_the_helpdesk(samples_url: str) -> None:
    for name in APIS:
        answer = requests.get(f"{samples_url}/docs/{name}.json", timeout=LIMIT_S)
        assert answer.json()["openapi"].startswith("3.1")
        assert answer.json()["servers"] == [{"url": "/"}]
    assert requests.get(f"{samples_url}/docs/none.json", timeout=LIMIT_S).status_code == 404
    with helpdesk() as without:
        answer = requests.get(f"{without.url}/docs/control.json", timeout=LIMIT_S)
        assert answer.status_code == 404, "the control API is not served"


def test_the_calls_can_be_tried_on_a_page_without_a_network(
    samples_url: str, browser: Browser
) -> None:
    pytest.importorskip("swagger_ui")
    page = browser.new_page()
    asked: list[str] = []
    trouble: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda one: trouble.append(one.text) if one.type == "error" else None)
    page.goto(f"{samples_url}/docs")
    page.get_by_text("/api/v2/integrations/cti/pop").wait_for()
    assert page.get_by_role("combobox").first.locator("option").count() == len(APIS)
    assert [url for url in asked if not url.startswith((samples_url, "data:"))] == []
    assert trouble == []
    page.close()


def test_each_request_is_one_line() -> None:
    process = subprocess.Popen(
        [sys.executable, *COMMAND[1:], "--port=0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        text=True,
    )
    assert process.stdout
    with process:
        try:
            url = process.stdout.readline().rpartition(" ")[2].strip()
            with client(url) as speaking:
                speaking.details("226356")
                speaking.send("GET", "/settings?ticket=secret")
                speaking.send("GET", "/%1b[31m")
        finally:
            process.terminate()
            told = process.communicate(timeout=LIMIT_S)[1]
    lines = told.splitlines()
    assert re.fullmatch(
        r"GET /api/v2/integrations/cti/details\?call_reference_id=226356 200 \d+ ms", lines[0]
    )
    assert re.fullmatch(r"GET /settings 200 \d+ ms", lines[1])
    assert re.fullmatch(r"GET /%1B%5B31m 404 \d+ ms", lines[2])
    assert len(lines) == 3


def test_a_port_that_is_taken_is_one_line(samples_url: str) -> None:
    status, _, told = start_in_vain(f"--port={samples_url.rpartition(':')[2]}")
    assert status == 2
    assert len(told.splitlines()) == 1
