"""The suite with a real browser: what it needs, what it finds, and what it leaves in the report."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import playwright
import pytest
import requests
from jsonschema import Draft202012Validator

from cti_conformance.config.reading import read_config
from cti_conformance.config.target_config import ListenAddress
from cti_conformance.errors import ConfigError
from cti_conformance.ledger.page_table import TableError, page_table
from cti_conformance.ledger.rules import load_yaml, spec_file
from cti_conformance.target.browser import chromium
from cti_conformance.target.browser.engine import BY_PLAYWRIGHT
from cti_conformance.target.receiver import CallbackReceiver, decoded
from mutants.mutant import Edit, Mutant
from support.mutant_server import mutant_server
from support.processes import Mark
from support.suite import WHOLE, SuiteRun, run_suite

URL = "https://helpdesk.example.com"
KEY = {"CTI_API_KEY": "sesame-4711-key"}
PNG = b"\x89PNG\r\n"
SELECTED = (  # of the rules of the desktop: something of everything that a page shows and does
    *("CTI-ONL-10", "CTI-FWD-06", "CTI-FLT-03"),
)

needs_chromium = pytest.mark.skipif(
    chromium.find().path is None,
    reason=f"a browser is what this is about: {chromium.find().reason}",
)


def test_what_playwright_switches_off_stays_off() -> None:
    driver = Path(playwright.__file__).parent / "driver/package/lib/coreBundle.js"
    (listed,) = re.findall(
        r"^ +disabledFeatures = \[(.*?)\]", driver.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    features = set(re.findall(r'^ *"(\w+)"', listed, re.MULTILINE))
    for_edge = {name for name in features if name.startswith("ms")}
    assert features - for_edge == set(BY_PLAYWRIGHT)


def on(mutant: Mutant, folder: Path, *arguments: str, toml: str = "") -> SuiteRun:
    """Run the suite on a changed reference."""
    config = folder / "cti-target.toml"
    config.write_text(toml, encoding="utf-8")
    with mutant_server(mutant) as server:
        known = server.credentials
        return run_suite(
            folder / "report",
            f"--target-url={server.url}",
            f"--target-config={config}",
            *arguments,
            env={
                "CTI_API_KEY": known.api_key or "",
                "CTI_CONTROL_TOKEN": known.control_token or "",
            },
        )


def changed(*edits: Edit) -> Mutant:
    return Mutant("changed", "Not what is asked for here.", kills=(), edits=edits)


# -- the same through the page --------------------------------------------------------------------


@needs_chromium
def test_a_browser_finds_what_the_control_api_says(tmp_path: Path) -> None:
    profiles = ["--profile=desktop", "--profile=operations"]
    chosen = profiles if WHOLE else [f"--rule={rule}" for rule in SELECTED]
    by_control_api = run_suite(tmp_path / "control", *chosen)
    by_browser = run_suite(tmp_path / "browser", "--desktop=browser", *chosen)
    assert by_browser.status == 0, by_browser.output
    told = [
        {rule["id"]: (rule["outcome"], rule["branch"]) for rule in ran.report["rules"]}
        for ran in (by_control_api, by_browser)
    ]
    assert told[0] == told[1]
    assert no_console(by_browser)


@needs_chromium
def test_the_rules_of_the_browser_pass_without_an_error_and_leave_no_browser() -> None:
    # `make conformance` runs all of them.
    chosen = ["--profile=browser"] if WHOLE else ["--rule=CTI-IFR-0[45]"]
    with TemporaryDirectory() as folder:  # Chromium has no sockets in a folder with a long name
        mark = Mark(Path(folder))
        ran = run_suite(mark.folder / "report", *chosen, env=mark.env)
        assert ran.status == 0, ran.output
        assert ran.rules("passed") >= {"CTI-IFR-04", "CTI-IFR-05"}
        assert ran.report["profiles"]["browser"] == "conformant" or not WHOLE
        assert no_console(ran)
        assert mark.left() == []


def no_console(ran: SuiteRun) -> bool:
    told = [
        (rule["id"], scenario["name"], scenario["console"])
        for rule in ran.report["rules"]
        for scenario in rule["scenarios"]
        if scenario["console"]
    ]
    assert told == []
    return True


# -- records of a failure -------------------------------------------------------------------------


@needs_chromium
def test_a_failure_has_a_picture_and_the_console(tmp_path: Path) -> None:
    deaf = changed(
        Edit(
            "desktop/page/softphone.js", '  if (data.action === "show_softphone") toggle(true);', ""
        ),
        Edit(
            "desktop/page/softphone.js",
            '  addEventListener("message", receive);',
            '  addEventListener("message", receive);\n'
            '  console.error("it went wrong\\nhere", location.href);',
        ),
        Edit(
            "desktop/site.py",
            'RedirectResponse("/", 303, {',
            'RedirectResponse(f"/?ticket={ticket}", 303, {',
        ),
    )
    toml = "[limits]\nappear_s = 4.0\nanswer_s = 10.0\n"
    ran = on(deaf, tmp_path, "--rule=CTI-IFR-04", "--rule=CTI-IFR-12", toml=toml)
    rules = {rule["id"]: rule for rule in ran.report["rules"]}
    scenario, *_ = rules["CTI-IFR-04"]["scenarios"]
    assert scenario["outcome"] == "failed"
    [picture] = scenario["screenshots"]
    assert (tmp_path / "report" / picture).read_bytes().startswith(PNG)
    assert f"Picture: {picture}" in ran.output
    [line] = scenario["console"]
    assert line.startswith("it went wrong here")
    assert "[sign-in]" in line  # the link, which would sign the reader in, is in no report
    assert "ticket=" not in line
    [passed] = rules["CTI-IFR-12"]["scenarios"]
    assert passed["outcome"] == "passed"
    assert passed["console"]
    assert passed["screenshots"] == []
    schema = json.loads(spec_file("report.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(ran.report)


# -- other words, and other addresses -------------------------------------------------------------

OTHER_WORDS = changed(
    Edit("desktop/page/desktop.html", ">Make a ticket<", ">File as new<"),
    Edit(
        "desktop/page/desktop.html",
        '<label data-needs="take_notes">Notes ',
        '<label data-needs="take_notes">Memo ',
    ),
    Edit(
        "desktop/page/desktop.html",
        'aria-label="Call" hidden',
        'aria-label="Now talking to" hidden',
    ),
)
TABLE = """
[page.elements]
widget = { role = "region", name = "Now talking to" }
make_ticket = { css = "#make-ticket" }
notes = { in = "widget", role = "textbox", name = "Memo" }
"""


@needs_chromium
def test_a_vendor_says_how_a_page_calls_it(tmp_path: Path) -> None:
    rules = ("--desktop=browser", "--rule=CTI-ONL-12", "--rule=CTI-ONL-04")
    told = on(OTHER_WORDS, tmp_path, *rules, toml=TABLE)
    assert told.rules("passed") == {"CTI-ONL-12", "CTI-ONL-04"}, told.output


@needs_chromium
def test_a_page_in_other_words_is_not_found_by_ours(tmp_path: Path) -> None:
    limits = "[limits]\nappear_s = 1.0\nanswer_s = 5.0\n"
    told = on(OTHER_WORDS, tmp_path, "--desktop=browser", "--rule=CTI-ONL-12", toml=limits)
    assert told.rules("passed") == set()


@pytest.mark.parametrize(
    ("page", "named"),
    [
        ("[page.elements]\nnotepad = { role = 'textbox' }", "page.elements.notepad: unknown entry"),
        ("[page.addresses]\nsettings = '/admin'", "page.addresses.settings: unknown entry"),
        ("[page.elements]\nnotes = { role = 'textbox', css = '#n' }", "page.elements.notes"),
        ("[page.elements]\nnotes = { name = 'Notes' }", "page.elements.notes"),
        ("[page.elements]\nnotes = { in = 'widgets', css = '#n' }", "page.elements.notes.in"),
        ("[page.elements]\nnotes = { in = 'notes', css = '#n' }", "page.elements.notes.in"),
        ("[page.addresses]\nticket = '/tickets'", "page.addresses.ticket"),
        ("[page.addresses]\nticket = 'tickets/{id}'", "page.addresses.ticket"),
        ("[page]\nplaceholder = '%s'", "page.placeholder"),
        ("[callback]\nlisten = '0.0.0.0:99999'", "callback.listen"),
        ("[callback]\nlisten = '9000'", "callback.listen"),
        ("[callback]\nurl = 'http://192.0.2.1:9000'", "'listen' is a required property"),
    ],
)
def test_what_cannot_be_used_is_named(page: str, named: str, tmp_path: Path) -> None:
    config = tmp_path / "cti-target.toml"
    config.write_text(page, encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        read_config(URL, config, KEY)
    assert named in str(told.value)
    assert "\n" not in str(told.value)


def test_our_own_table_is_as_its_schema_says() -> None:
    schema = json.loads(spec_file("page.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(load_yaml(spec_file("page.yaml")))


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (f"{URL}/tickets/80", ("ticket", 80)),
        (f"{URL}/tickets/80/?a=1#b", ("ticket", 80)),
        (f"{URL}/contacts/7", ("contact", 7)),
        (f"{URL}/tickets/new", ("new_ticket", None)),
        (f"{URL}/tickets/80/edit", None),
        (f"{URL}/tickets/", None),
        ("https://elsewhere.example/tickets/80", None),
        (f"{URL}.evil.example/tickets/80", None),
    ],
)
def test_an_address_is_of_a_place(address: str, place: object) -> None:
    assert page_table(URL).read(address) == place


def test_addresses_and_placeholders_may_be_others() -> None:
    table = page_table(
        URL,
        {
            "placeholder": "%name%",
            "addresses": {"ticket": "https://app.example.com/a/#/tickets/{id}"},
        },
    )
    assert table.address("ticket", 80) == "https://app.example.com/a/#/tickets/80"
    assert table.read("https://app.example.com/a/#/tickets/80") == ("ticket", 80)
    assert table.address("contact", 7) == f"{URL}/contacts/7"
    assert table.parameter("agent_id") == "%agent_id%"


def test_a_table_error_is_no_surprise_to_who_builds_a_table() -> None:
    with pytest.raises(TableError, match=r"page\.elements\.fax: unknown entry"):
        page_table(URL, {"elements": {"fax": {"css": "#fax"}}})


# -- a Chromium, or none --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("env", "hint"),
    [
        ({"CTI_CHROMIUM": "/nowhere/chromium"}, "CTI_CHROMIUM=/nowhere/chromium is not a program"),
        ({"PATH": "/nowhere", "HOME": "/nowhere"}, "no Chromium was found: run `python -m"),
    ],
)
def test_without_a_chromium_its_rules_are_not_tested(
    env: dict[str, str], hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CTI_CHROMIUM", "PLAYWRIGHT_BROWSERS_PATH"):
        monkeypatch.delenv(name, raising=False)
    ran = run_suite(tmp_path, "--rule=CTI-IFR-04", "--rule=CTI-DET-01", env=env)
    assert ran.status == 0
    assert ran.outcomes["CTI-DET-01"] == "passed"
    assert ran.outcomes["CTI-IFR-04"] == "not-tested"
    assert ran.report["verdict"] == "partial"
    assert hint in ran.report["target"]["capabilities"]["browser"]["reason"]
    assert hint.partition(":")[0] in ran.output
    asked = run_suite(tmp_path / "all", "--desktop=browser", "--rule=CTI-ONL-01", env=env)
    assert asked.outcomes["CTI-ONL-01"] == "not-tested"


def test_the_look_up_says_what_is_wrong_and_lets_the_run_go_on() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cti_conformance.browser"],
        env={**os.environ, "CTI_CHROMIUM": "/nowhere/chromium"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0
    assert "CTI_CHROMIUM=/nowhere/chromium is not a program" in done.stdout


@needs_chromium
def test_the_look_up_names_the_browser_that_is_there() -> None:
    command = [sys.executable, "-m", "cti_conformance.browser"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith("Browser: ")
    assert Path(done.stdout.removeprefix("Browser: ").strip()).is_file()


# -- the callback ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "body", "kind"),
    [
        ("n=%2B1%20%26&m=", "", ""),
        ("", "n=%2B1+%26&m=", "application/x-www-form-urlencoded"),
        ("", '{"n": "+1 &", "m": null}', "application/json; charset=utf-8"),
        ("m=", '{"n": "+1 &"}', "application/json"),
    ],
)
def test_parameters_are_read_from_wherever_they_arrive(query: str, body: str, kind: str) -> None:
    assert decoded(query, body, kind) == {"n": {"+1 &"}, "m": {""}}


def test_a_line_does_as_it_is_told_and_hears_only_what_is_its_own() -> None:
    receiver = CallbackReceiver(ListenAddress())
    try:
        one, other = receiver.endpoint("one"), receiver.endpoint("other")
        assert requests.get(f"{one.url}?n=1", timeout=5).status_code == 200
        one.behaviour = "fails"
        assert requests.post(one.url, data={"n": "2"}, timeout=5).status_code == 500
        one.behaviour = "redirects"
        assert requests.get(one.url, timeout=5, allow_redirects=False).status_code == 302
        one.behaviour = "hangs up"
        with pytest.raises(requests.ConnectionError):
            requests.get(one.url, timeout=5)
        one.behaviour = "hangs"
        with pytest.raises(requests.Timeout):
            requests.get(one.url, timeout=0.3)
        assert [dialled.method for dialled in one.dialled] == ["GET", "POST", "GET", "GET", "GET"]
        assert one.dialled[1].values("n") == {"2"}
        assert other.dialled == []
    finally:
        receiver.close()
    with pytest.raises(requests.ConnectionError):
        requests.get(one.url, timeout=5)
