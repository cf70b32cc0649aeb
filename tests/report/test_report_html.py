"""The page of a report: its content, its accessibility, and that all values are escaped."""

from __future__ import annotations

import html
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from support.browser import browser, opened
from support.reports import LEDGER, exchange, failed, report, scenario, write_page
from support.servers import answer_all, serving
from support.suite import WHOLE, run_suite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

MAX_BYTES = 2_000_000
PHONE = {"viewport": {"width": 360, "height": 740}}
DARK = {"color_scheme": "dark"}
RED_DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)

EVIDENCE: dict[str, Any] = {
    "exchanges": [exchange(), exchange('[{"id": 1, "requester_id": 7}]')],
    "decides": {"exchange": 1, "at": "/0/requester_id", "condition": ".[0].requester_id == 8"},
    "people": [
        {"name": "Omar", "kind": "contact", "id": 7, "phone": "+12125550123"}
        | {"mobile": "", "email": "omar@example.com"}
    ],
    "script": "reproduce/CTI-REC-04-1.sh",
}
"""What a failed example has besides, in the report."""

HOSTILE = (
    "</pre></script></style></title></details>--><script>window.hacked = 1</script>"
    '<img src="http://127.0.0.1:9/x" onerror="window.hacked = 1">'
    '" onmouseover="window.hacked = 1" x=\'{{ 7 * 7 }}{% raw %}&lt;b&gt;&#60;'
    "\x1b[31m\x00\u202eevil\ud83d"
)


class Tags(HTMLParser):
    """Collects the tags and attributes that a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the tag."""
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    with browser() as one:
        yield one


@pytest.fixture
def green(tmp_path: Path) -> Path:
    return write_page(report(), tmp_path)


@pytest.fixture
def red(tmp_path: Path) -> Path:
    """Return a page with one rule of each outcome other than passed."""
    data = report(
        REQ_06=failed("the ticket of Priya"),
        REQ_11={"outcome": "warning", "reason": "no", "scenarios": [scenario("failed", "no")]},
        REQ_13={"branch": "refused"},
        REC_04={"outcome": "deviation", "reason": "known until 2027-03-31: the player comes later"}
        | {"scenarios": [scenario("failed", "a link", **EVIDENCE), scenario()]},
        DET_01={"outcome": "error", "reason": "gone", "scenarios": [scenario("error", "gone")]},
        IFR_01={"outcome": "not-tested", "reason": "needs browser: none", "scenarios": []},
    )
    data["leftovers"] = ["ticket 17"]
    data["stale_deviations"] = ["CTI-DET-02: passes; remove it"]
    data["baseline"] = {
        "target": "https://helpdesk.example.com",
        "started_at": "2027-01-30T12:00:00Z",
        "version": "0.1.0",
        "verdict": "partial",
        "changes": [
            {"rule": "CTI-REQ-06", "title": "A Phone match wins over a Mobile match"}
            | {"kind": "broken", "before": "passed", "now": "failed", "detail": "why"}
        ],
    }
    (tmp_path / "reproduce").mkdir()
    (tmp_path / EVIDENCE["script"]).write_text("#!/bin/sh\n# a script\n", encoding="utf-8")
    return write_page(data, tmp_path)


# -- its content -----------------------------------------------------------------------------------


def test_it_tells_of_every_rule_what_the_ledger_and_the_run_say(red: Path) -> None:
    text = red.read_text(encoding="utf-8")
    for rule in LEDGER:
        assert f'id="{rule.id}"' in text
    for told in (
        *("Non-conformant", "https://helpdesk.example.com", "2027-01-31 12:00:00 UTC"),
        *("the ticket of Priya", "failed here", "Copy", "the player comes later", "ticket 17"),
        *("Requester Phone was provided (L225-L227)", "documented", "passed then, failed now"),
        *("needs browser: none", "CTI-DET-02: passes; remove it"),
    ):
        assert told in text
    (branch,) = [b for b in next(r for r in LEDGER if r.id == "CTI-REQ-13").branches
                 if b.name == "refused"]  # fmt: skip
    assert branch.meaning in text


def test_the_step_that_failed_is_marked_and_those_after_it(red: Path) -> None:
    text = red.read_text(encoding="utf-8")
    gherkin = text[text.index('id="CTI-REQ-06"') :].partition("</ol>")[0]
    steps = re.findall(r"<li( class=\"[^\"]*\")?><b>(\w+)</b>", gherkin)
    assert steps == [
        *(("", "Given"), ("", "When")),
        *((' class="ended failed"', "Then"), (' class="unreached"', "And")),
    ]


def test_people_are_named_and_the_script_is_shown(red: Path) -> None:
    text = red.read_text(encoding="utf-8")
    rule = text[text.index('id="CTI-REC-04"') :].partition('<details class="rule')[0]
    assert "contact <code>7</code>" in rule
    assert "# a script" in rule
    assert 'sh reproduce/CTI-REC-04-1.sh "$URL"' in html.unescape(rule)
    assert "--rule=CTI-REC-04" in rule
    assert LEDGER.quotation(LEDGER["CTI-REC-04"]) in html.unescape(rule)


def test_a_screenshot_and_the_console_are_shown_where_there_are_any(tmp_path: Path) -> None:
    (tmp_path / "shots").mkdir()
    (tmp_path / "shots" / "1.png").write_bytes(RED_DOT)
    rule = failed(screenshots=["shots/1.png"], console=["a warning of the page"])
    page = write_page(report(REQ_06=rule), tmp_path).read_text("utf-8")
    assert page.count('src="data:image/png;base64,') == 1
    assert "a warning of the page" in page


@pytest.mark.parametrize("name", ["../secret.png", "/etc/hostname", "gone.png", "notes.txt"])
def test_only_pictures_of_the_report_are_taken_in(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.png").write_bytes(RED_DOT)
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "notes.txt").write_text("text", encoding="utf-8")
    page = write_page(report(REQ_06=failed(screenshots=[name])), folder).read_text("utf-8")
    assert "data:image" not in page


def test_it_stays_small_whatever_a_run_leaves(tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(RED_DOT + bytes(200_000))
    many = [exchange(f"{n} " + '<"&' * 600) for n in range(30)]
    one = failed("<" * 1000, exchanges=many, screenshots=["1.png"])
    one["scenarios"] = one["scenarios"] * 3
    ids = [rule.id.removeprefix("CTI-").replace("-", "_") for rule in LEDGER]
    page = write_page(report(**dict.fromkeys(ids, one)), tmp_path)
    assert page.stat().st_size < MAX_BYTES
    text = page.read_text("utf-8")
    assert "more exchanges in report.json" in text
    assert "A screenshot is in 1.png" in text


@pytest.mark.parametrize("verdict", ["conformant", "partial", "non-conformant", "error"])
def test_the_badge_names_the_verdict_for_everybody(tmp_path: Path, verdict: str) -> None:
    write_page(report() | {"verdict": verdict}, tmp_path)
    picture = ET.parse(tmp_path / "badge.svg").getroot()
    (title,) = picture.iter("{http://www.w3.org/2000/svg}title")
    assert f"CTI conformance: {verdict}." in (title.text or "")
    assert (picture.get("role"), picture.get("aria-labelledby")) == ("img", title.get("id"))
    texts = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["CTI conformance", verdict]


# -- escaping --------------------------------------------------------------------------------------


FIXED = ("id", "level", "evidence", "needs", "outcome", "origin", "where", "kind")


def hostile(value: Any, key: str = "") -> Any:
    """Return a report with hostile text in every field that is not of a fixed form."""
    if isinstance(value, dict):
        return {k: hostile(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [hostile(one, key) for one in value]
    return f"{value}{HOSTILE}" if isinstance(value, str) and key not in FIXED else value


def test_hostile_text_in_every_field_is_shown_as_text(tmp_path: Path, running: Browser) -> None:
    plain = report(
        REQ_06=failed(console=["loud"], screenshots=["x.png"]),
        REQ_07=failed(**EVIDENCE),
        REC_04={"outcome": "not-tested", "reason": "because", "scenarios": []},
        DET_01={"branch": "one"},
    )
    plain["leftovers"], plain["stale_deviations"] = ["ticket"], ["stale"]
    for ability in plain["target"]["capabilities"].values():
        ability |= {"available": False, "reason": "none"}
    plain["baseline"] = {
        "target": "old",
        "started_at": "2027",
        "version": "1",
        "verdict": "partial",
        "changes": [
            {"rule": "CTI-REQ-06", "title": "T", "kind": "changed", "detail": "how"}
            | {"before": "failed", "now": "failed"}
        ],
    }
    kept = ("suite", "started_at", "verdict", "profiles")
    page = write_page(hostile(plain) | {key: plain[key] for key in kept}, tmp_path)

    text = page.read_text("utf-8")
    tags = Tags(text)
    assert "7 * 7" in text
    assert tags.tags.count("script") == 1
    assert "img" not in tags.tags
    assert {name for name in tags.attributes if name.startswith("on")} == set()
    for unseen in ("\x1b", "\x00", "\u202e", "\ud83d"):
        assert unseen not in text

    with opened(running, page) as look:
        assert look.page.evaluate("window.hacked") is None
        assert look.requests == [page.as_uri()]
        assert look.console == []
        shown = look.page.locator("#CTI-REQ-06 .finding dd").first.inner_text()
    assert "<script>window.hacked = 1</script>" in shown
    assert "{{ 7 * 7 }}" in shown
    assert "\\x1b[31m\\x00\\u202eevil\\ud83d" in shown


def test_a_run_on_a_hostile_target_is_shown_as_text(tmp_path: Path, running: Browser) -> None:
    said = json.dumps({"id": HOSTILE, "message": HOSTILE}).replace("\\u0000", "")
    with serving(answer_all(400, said)) as server:
        ran = run_suite(
            tmp_path,
            *(f"--target-url={server.url}", "--rule=CTI-DET-07", "--rule=CTI-POP-01"),
            env={"CTI_API_KEY": "sesame-4711-key"},
        )
    assert ran.rules("failed"), ran.output
    with opened(running, tmp_path / "report.html") as look:
        assert look.page.evaluate("window.hacked") is None
        assert (len(look.requests), look.console) == (1, [])
        assert "<script>window.hacked" in look.page.locator("main").inner_text()


# -- for everybody ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("colour", "context"),
    [
        pytest.param("green", {}, id="green"),
        pytest.param("red", DARK, id="red in the dark"),
        pytest.param("red", PHONE, id="red on a phone"),
        *([pytest.param("red", {}, id="red")] if WHOLE else []),
    ],
)
def test_the_page_is_accessible_and_sends_nothing(
    request: pytest.FixtureRequest, running: Browser, colour: str, context: dict[str, Any]
) -> None:
    page = request.getfixturevalue(colour)
    # A chapter is enough, with the rules that did not pass: to look at all of it takes minutes.
    with opened(running, page, "#chapter=REC", **context) as look:
        look.page.get_by_role("button", name="Unfold").click()
        for fold in look.page.locator("details.fold summary:visible").all():
            fold.click()
        look.remove_hidden("details.rule")
        # In the dark it is the same page in other colours.
        assert look.grave_findings(*(["color-contrast"] if context is DARK else [])) == []
        assert (look.requests, look.console) == ([page.as_uri()], [])
        wide = look.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


def test_the_filter_works_by_keyboard_and_stands_in_the_address(
    running: Browser, red: Path
) -> None:
    with opened(running, red) as look:
        search = look.page.get_by_role("search")
        search.get_by_label("Failed").focus()
        look.page.keyboard.press("Space")
        assert look.ids_shown() == ["CTI-REQ-06"]
        assert look.page.url.endswith("#outcome=failed")

        look.page.keyboard.press("Space")
        search.get_by_label("Chapter").select_option("REC")
        search.get_by_label("Level").select_option("SHOULD")
        assert set(look.ids_shown()) == {
            rule.id for rule in LEDGER if rule.chapter == "REC" and rule.level == "SHOULD"
        }
        search.get_by_role("button", name="Show all").click()
        search.get_by_label("Text").focus()
        look.page.keyboard.type("Priya ticket")
        assert look.ids_shown() == ["CTI-REQ-06"]
        assert look.page.url.endswith("#text=Priya+ticket")
        assert search.get_by_role("status").inner_text() == f"1 of {len(list(LEDGER))} rules"
        address = look.page.url.partition("#")[2]

    with opened(running, red, f"#{address}") as look:
        assert look.ids_shown() == ["CTI-REQ-06"]
        look.page.evaluate("location.hash = '#CTI-REQ-01'")
        look.page.locator("#CTI-REQ-01 .statement").wait_for(state="visible")
        assert len(look.ids_shown()) == len(list(LEDGER))


def test_an_address_leads_to_its_rule(running: Browser, red: Path) -> None:
    with opened(running, red, "#CTI-FLT-01") as look:
        rule = look.page.locator("#CTI-FLT-01")
        assert rule.get_attribute("open") is not None
        assert abs(rule.evaluate("rule => rule.getBoundingClientRect().top")) < 740
        look.page.keyboard.press("Tab")
        assert look.page.locator("#CTI-FLT-01 > summary:focus").count() == 1


@pytest.mark.parametrize("context", [{}, PHONE], ids=["wide", "on a phone"])
def test_one_click_leads_from_the_verdict_to_the_line_that_decides(
    running: Browser, red: Path, context: dict[str, Any]
) -> None:
    with opened(running, red, **context) as look:
        listed = look.page.locator(".wrong li")
        assert listed.count() == 4
        listed.filter(has_text="CTI-REC-04").get_by_role("link").click()
        line = look.page.locator("#CTI-REC-04 mark")
        line.wait_for(state="visible")
        assert line.inner_text().strip() == '"requester_id": 7Omar'  # an arrow is between them
        height = look.page.evaluate("innerHeight")
        assert 0 < line.evaluate("line => line.getBoundingClientRect().top") < height


def test_a_count_leads_to_its_rules(running: Browser, red: Path) -> None:
    with opened(running, red) as look:
        look.page.locator(".verdict").get_by_role("link", name="Warning").click()
        assert look.ids_shown() == ["CTI-REQ-11"]


def test_a_command_is_copied(running: Browser, red: Path) -> None:
    with opened(running, red, "#CTI-REQ-06") as look:
        look.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        look.page.locator("#CTI-REQ-06 .exchanges summary").click()
        look.page.locator("#CTI-REQ-06 .copy").first.click()
        look.page.get_by_role("button", name="Copied").wait_for()
        copied = look.page.evaluate("navigator.clipboard.readText()")
    assert copied == exchange("the ticket of Priya")["curl"]


def test_without_scripts_all_of_it_is_there(running: Browser, red: Path) -> None:
    with opened(running, red, java_script_enabled=False) as look:
        assert len(look.ids_shown()) == len(list(LEDGER))
        assert look.page.get_by_role("search").count() == 0
        assert look.page.locator("button:visible").count() == 0


def test_on_paper_there_is_nothing_to_press_and_all_that_failed(
    running: Browser, red: Path
) -> None:
    with opened(running, red, **DARK) as look:
        look.page.emulate_media(media="print")
        assert look.page.locator("button:visible, select:visible, input:visible").count() == 0
        assert look.page.locator("#CTI-REQ-06 .finding").first.is_visible()
        ground = "getComputedStyle(document.body).backgroundColor"
        assert look.page.evaluate(ground) == "rgb(255, 255, 255)"
