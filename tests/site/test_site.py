"""The site: every link leads somewhere, every rule has its place, every sample request works."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

import pytest
from playwright.sync_api import expect

from cti_conformance.ledger.rules import CHAPTERS, load_ledger, load_yaml, spec_file
from cti_conformance.results.capabilities import Capabilities
from cti_conformance.results.summary import Summary
from cti_conformance.results.verdict import Outcome, ScenarioResult, judge
from cti_conformance.site.build import DocumentChanged, NotASite, build
from cti_conformance.site.outcomes import ReportUnusable, read_outcomes
from cti_conformance.site.recording import PUBLIC
from cti_conformance.text.redaction import Clean
from support import features, html
from support.browser import browser, opened
from support.contract import operations
from support.helpdesk import API_KEY, TOKEN, client, helpdesk, wait_until
from support.samples import People, Sample, samples, send
from support.suite import ROOT, WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from support.html import Element

LIMIT_S = 300.0
HOSTILE = "<script>alert('Omar')</script> & \"so on\""
LEDGER = load_ledger()
# Of each sort one: axe takes long on the larger ones, which `make proof` looks at.
LARGER = ("api-control", "walkthrough") if WHOLE else ()
LOOKED_AT = (
    *(("light", name) for name in ("index", "end", "api-cti", "ci", "search", *LARGER)),
    *(("dark", name) for name in ("end", "api-cti", "search")),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a site that was built as `make docs` builds it."""
    out = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "cti_conformance.site", "--out", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Element]:
    """Return the pages of the site by file name."""
    return {path.name: html.read(path.read_text("utf-8")) for path in site.glob("*.html")}


def section(pages: Mapping[str, Element], rule_id: str) -> Element:
    page = pages[f"{rule_id.split('-')[1].lower()}.html"]
    (found,) = [element for element in page if element.id == rule_id]
    return found


# -- links -----------------------------------------------------------------------------------


def links(page: Element) -> Iterator[str]:
    for element in page:
        for name in ("href", "src", "action"):
            if name in element.attributes:
                yield element.attributes[name]


def test_every_link_and_anchor_leads_somewhere(site: Path, pages: dict[str, Element]) -> None:
    anchors = {name: {element.id for element in page} for name, page in pages.items()}
    dead = []
    index = json.loads((site / "search-index.js").read_text("utf-8").partition("= ")[2][:-2])
    found = {name: list(links(page)) for name, page in pages.items()}
    found["search.html"] += [url for url, *_ in index]
    for name, urls in found.items():
        for url in urls:
            parts = urlsplit(url)
            file = unquote(parts.path) or name
            anchor = unquote(parts.fragment)
            if parts.scheme or parts.netloc or not (site / file).is_file():
                dead.append(f"{name}: {url}")
            elif anchor and anchor not in anchors.get(file, set()):
                dead.append(f"{name}: {url} (no such anchor)")
    assert dead == []
    assert sum(map(len, found.values())) > 1000


def test_an_anchor_is_there_once(pages: dict[str, Element]) -> None:
    for name, page in pages.items():
        ids = [element.id for element in page if element.id]
        assert sorted(ids) == sorted(set(ids)), name


def test_no_page_is_out_of_reach(pages: dict[str, Element]) -> None:
    linked = {urlsplit(url).path for url in links(pages["index.html"])}
    assert pages.keys() <= linked


# -- rules -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written() -> dict[str, features.Rule]:
    """Return the examples of each rule in the features."""
    files = [ROOT / "features" / f"{chapter}.feature" for chapter in CHAPTERS]
    texts = [file.read_text("utf-8") for file in files if file.exists()]
    return {rule.tags[0]: rule for text in texts for rule in features.read(text).rules}


@pytest.mark.parametrize("chapter", LEDGER.chapters, ids=CHAPTERS)
def test_a_chapter_tells_its_story_and_its_rules(pages: dict[str, Element], chapter: Any) -> None:
    page = pages[f"{chapter.code.lower()}.html"]
    assert plain(chapter.story) in page.words
    assert [e.id for e in page.all("section", "rule")] == [rule.id for rule in chapter.rules]
    for rule in chapter.rules:
        told = section(pages, rule.id).words
        wanted = [rule.id, rule.title, rule.level, plain(rule.statement), rule.evidence]
        wanted += [rule.needs, rule.since, plain(rule.basis), *rule.source]
        wanted += [plain(text) for one in rule.branches for text in (one.name, one.meaning)]
        assert [text for text in wanted if text not in told] == [], rule.id


def plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())


def test_a_rule_has_the_examples_of_its_feature(
    pages: dict[str, Element], written: dict[str, features.Rule]
) -> None:
    for rule in LEDGER:
        shown = section(pages, rule.id)
        examples = written[rule.id].examples if rule.id in written else ()
        blocks = [code.text for code in shown.all("code", "gherkin")]
        assert len(blocks) == len(examples), rule.id
        assert bool(shown.all("p", "missing")) == (not examples), rule.id
        for block, example in zip(blocks, examples, strict=True):
            written_so = [line.strip() for line in block.splitlines()]
            lines = [line for line in written_so if not line.startswith("@")]
            assert lines[0].endswith(example.name)
            if "Examples:" not in lines:  # without a table, each step is shown as it runs
                steps = [line.partition(" ")[2] for line in lines[1:]]
                assert steps == [step.text for step in example.runs[0]]


def test_keywords_of_gherkin_are_told_from_its_words(pages: dict[str, Element]) -> None:
    (block, *_) = section(pages, "CTI-REQ-07").all("code", "gherkin")
    told = {span.text for span in block.all("span")}
    assert {"Given", "When", "Then", "And", "Scenario Outline:", "Examples:", "<field>"} <= told


@pytest.mark.parametrize(
    ("page", "file"),
    [
        ("api-cti.html", "openapi.yaml"),
        ("api-records.html", "helpdesk.yaml"),
        ("api-control.html", "control.yaml"),
    ],
)
def test_a_call_and_its_rules_lead_to_each_other(
    pages: dict[str, Element], page: str, file: str
) -> None:
    listed = operations(file)
    assert {e.id for e in pages[page].all("section", "operation")} == {o.id for o in listed}
    for operation in listed:
        (shown,) = [e for e in pages[page] if e.id == operation.id]
        leads_to = {urlsplit(url).fragment for url in links(shown)}
        assert set(operation.rules) <= leads_to, operation.id
        assert [e.text for e in shown.all("span", "method")] == [operation.method]
        for status in operation.responses:
            assert ("others" if status == "default" else status) in shown.words
        for rule in operation.rules:
            assert f"{page}#{operation.id}" in links(section(pages, rule))


def test_what_is_excluded_stands_with_its_reason(pages: dict[str, Element]) -> None:
    told = pages["decisions.html"].words
    for exclusion in load_yaml(spec_file("exclusions.yaml"))["exclusions"]:
        assert plain(exclusion["reason"]) in told


# -- a report --------------------------------------------------------------------------------


def report(folder: Path) -> Path:
    """Write a report in which a rule failed, one took a branch, and one is not known."""
    scenarios = [
        ScenarioResult(
            *("CTI-REQ-06", HOSTILE, "req.feature:1", Outcome.FAILED, 0.1),
            steps=[Clean("When it rings")],
            ended_at=0,
            reason=Clean(HOSTILE),
            expected=Clean("a"),
            observed=Clean("b"),
        ),
        ScenarioResult(
            *("CTI-REQ-07", "a", "req.feature:2", Outcome.PASSED, 0.1),
            steps=[Clean("When it rings")],
            branch="oldest",
        ),
    ]
    untested = {rule.id: "not asked for" for rule in LEDGER}
    judgement = judge(LEDGER, scenarios, untested=untested)
    data = Summary(
        LEDGER, judgement, "https://helpdesk.example.com", Capabilities(), 0, 1, "", ()
    ).data
    data["rules"] = [rule for rule in data["rules"] if rule["id"] != "CTI-REQ-08"]
    file = folder / "report.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


def test_the_outcomes_of_a_report_stand_beside_the_rules(tmp_path: Path) -> None:
    build(ROOT, tmp_path / "site", report(tmp_path))
    pages = {p.name: html.read(p.read_text("utf-8")) for p in (tmp_path / "site").glob("*.html")}

    def told(rule_id: str) -> str:
        (result,) = section(pages, rule_id).all("div", "result")
        return result.words

    assert told("CTI-REQ-06") == f"failed {HOSTILE}"
    assert told("CTI-REQ-07") == "passed by the branch oldest"
    assert [dd.words for dd in section(pages, "CTI-REQ-07").all("b", "taken")] == ["taken"]
    assert told("CTI-REQ-08") == "not in the report"
    assert told("CTI-REQ-09") == "not tested not asked for"
    (verdict,) = pages["index.html"].all("section", "verdict")
    assert verdict.words.startswith("https://helpdesk.example.com: non-conformant")
    assert [e.words for e in verdict.all("span", "failed")] == ["1 failed"]
    assert "failed" in pages["rules.html"].words


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (None, "No such file"),
        ("{", "is not JSON"),
        ("[]", "is not from this version"),
        ('{"verdict": "conformant"}', "is not from this version"),
    ],
)
def test_a_report_that_is_none_is_named(tmp_path: Path, content: str | None, named: str) -> None:
    file = tmp_path / "report.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(ReportUnusable, match=named) as told:
        read_outcomes(file)
    assert str(file) in str(told.value)


# -- what cannot be built --------------------------------------------------------------------


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(NotASite, match=str(tmp_path)):
        build(ROOT, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_section_that_a_page_is_made_of_is_missed(tmp_path: Path) -> None:
    guides = (f"docs/{name}.md" for name in ("use", "ci", "fuzzing", "telephony", "control-api"))
    for name in (*guides, "spec/README.md"):
        text = (ROOT / name).read_text("utf-8").replace("## The control API", "## Another section")
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DocumentChanged, match="The control API"):
        build(tmp_path, tmp_path / "site")


# -- sample requests -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Start a fresh reference for each module that sends samples."""
    with helpdesk("--control") as process:
        yield process.url


def test_every_sample_request_is_answered_as_the_page_says(
    pages: dict[str, Element], url: str
) -> None:
    found = [
        (name, sample)
        for name, page in pages.items()
        if name != "walkthrough.html"
        for sample in samples(page)
    ]
    assert {o.id for o in all_operations()} <= {sample.where for _, sample in found}
    # The one that ends the server is last.
    found.sort(key=lambda one: one[1].where == "crash")
    wrong = []
    with client(url) as speaking:
        for name, sample in found:
            cast = People(speaking, url)
            cast.arrange(sample.where)
            answer = send(cast.cast(sample.command), cast.variables())
            if answer.status_code != (sample.status or 200):
                wrong.append(f"{name}#{sample.where}: {answer.status_code} {answer.text}")
        wait_until(speaking.instance, "the reference to come back from the crash")
    assert wrong == []


def all_operations() -> list[Any]:
    files = ("openapi.yaml", "helpdesk.yaml", "control.yaml")
    return [operation for file in files for operation in operations(file)]


def test_the_recorded_call_gives_the_same_answers_again(pages: dict[str, Element]) -> None:
    recorded = list(samples(pages["walkthrough.html"]))
    assert [sample.where for sample in recorded if sample.where] == [
        f"step-{n}" for n in range(1, len(pages["walkthrough.html"].all("section", "step")) - 2)
    ]
    with helpdesk("--control") as process:
        for sample in recorded:
            assert_same_answer(sample, process.url)


def assert_same_answer(sample: Sample, url: str) -> None:
    variables = {"CTI_API_KEY": API_KEY, "CTI_CONTROL_TOKEN": TOKEN}
    answer = send(sample.command.replace(PUBLIC, url), variables)
    assert answer.status_code == sample.status, sample.command
    assert timeless(answer.text.replace(url, PUBLIC)) == timeless(sample.answer), sample.command


def timeless(text: str) -> Any:
    """Return JSON with every time in it replaced, since no two runs are at the same."""
    return json.loads(re.sub(r'"\d{4}-\d\d-\d\dT[\d:]+Z"', '"a time"', text) or "null")


def test_the_diagram_has_the_steps_that_stand_below_it(pages: dict[str, Element]) -> None:
    page = pages["walkthrough.html"]
    (svg,) = page.all("svg")
    drawn = [link.attributes["href"] for link in svg.all("a")]
    steps = [e for e in page.all("section", "step") if e.id]
    assert drawn == [f"#{step.id}" for step in steps]
    for link, step in zip(svg.all("a"), steps, strict=True):
        (title,) = step.all("h3")
        number, _, told = title.words.partition(" ")
        assert link.words.startswith(f"{number}. {told}")


# -- in a browser ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    """Start a browser."""
    with browser() as one:
        yield one


@pytest.mark.parametrize(("scheme", "name"), LOOKED_AT)
def test_a_page_is_fit_for_everybody(site: Path, running: Browser, scheme: str, name: str) -> None:
    phone = {"width": 360, "height": 740}
    file = site / f"{name}.html"
    with opened(running, file, "?q=phone", viewport=phone, color_scheme=scheme) as look:
        assert look.console == []
        assert [url for url in look.requests if not url.startswith("file:")] == []
        assert look.page.evaluate("document.documentElement.scrollWidth") <= phone["width"]
        # In the dark it is the same page in other colours.
        assert look.grave_findings(*(["color-contrast"] if scheme == "dark" else [])) == []


def test_the_search_finds_rules_calls_and_pages_by_keyboard(site: Path, running: Browser) -> None:
    with opened(running, site / "req.html") as look:
        page = look.page
        page.keyboard.press("/")
        page.keyboard.type("phone match wins")
        page.keyboard.press("Enter")
        expect(page.locator("#results a").first).to_contain_text("CTI-REQ-06")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"req\.html#CTI-REQ-06$"))

        page.keyboard.press("/")
        page.keyboard.type("popcall")
        page.keyboard.press("Enter")
        expect(page.locator("#results a")).to_have_attribute("href", "api-cti.html#popCall")
        page.locator("#words").fill("known deviations")
        assert "ci.html#known-deviations" in _hrefs(page)
        page.locator("#words").fill("transfer")
        assert any(a.startswith("fwd.html#") for a in _hrefs(page))
        page.locator("#words").fill("zebra quagga okapi")
        expect(page.locator("#found")).to_have_text("Nothing found")
        assert look.console == []


def _hrefs(page: Page) -> list[str]:
    return [a.get_attribute("href") or "" for a in page.locator("#results a").all()]


def test_a_call_shows_its_body_and_samples_first_and_each_can_be_copied(
    site: Path, running: Browser
) -> None:
    with opened(running, site / "api-cti.html") as look:
        page = look.page
        heads = page.locator("#popCall h3").all_inner_texts()
        assert heads == ["Body", "Samples", "Answers", "Rules"]
        menu = page.locator("#menu h2").all_inner_texts()
        assert [one.lower() for one in menu[:3]] == ["guides", "apis", "chapters"]
        sample = page.locator("#popCall .sample").first
        sample.get_by_role("button", name="Copy").click()
        expect(sample.get_by_role("button")).to_have_text(re.compile("Copied|Selected"))
        assert look.console == []


def test_what_is_searched_for_goes_in_as_text(site: Path, running: Browser) -> None:
    with opened(running, site / "search.html", f"?q={quote(HOSTILE)}") as look:
        expect(look.page.locator("#words")).to_have_value(HOSTILE)
        expect(look.page.locator("#found")).to_have_text("Nothing found")
        assert look.console == []
